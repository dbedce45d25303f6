"""How often proposals are right among their first three, and splitting where it should be: on texts not learned from."""

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from bench.report import Report
from requests_app.texts.classifier import Classifier, Guess, Learned
from requests_app.texts.folding import folded
from requests_app.texts.lexicon import REFER
from requests_app.texts.likeness import grams
from requests_app.texts.matters import matters_in
from requests_app.triage import advice, examples, teaching
from requests_app.triage.teaching import Example
from requests_app.triage.vocabulary import classifier

HERE = Path(__file__).parent
FOLDS = 10
SHOWN = 3
# Texts that share so much of their pairs and triples are the same matter told twice: never teacher and pupil.
SAME = 0.35


class Asked(NamedTuple):
    """A text with the categories and units that are right; more than one where people would differ."""

    text: str
    categories: Sequence[str]
    units: Sequence[str]


class Tally(NamedTuple):
    """Hits among the first and the first three."""

    first: int
    three: int
    of: int


class Sure(NamedTuple):
    """How many of those that were said to be sure are right, how many these are, and of how many texts."""

    right: int
    said: int
    of: int


class Splitting(NamedTuple):
    """How many texts, and of how many splitting was proposed."""

    found: int
    several: int
    wrongly: int
    looking_so: int
    others_wrongly: int
    others: int


def unseen() -> list[Asked]:
    """Typed for measuring alone: no word of the lexicon was chosen by them, nothing learns from them."""
    return [Asked(row["text"], [row["category"]], [row["unit"]]) for row in _read("unseen-requests.json")]


def telephoned() -> list[Asked]:
    """As people type with a thumb: short, rambling, several matters in one, without full stops."""
    return [Asked(row["text"], row["categories"], row["units"]) for row in _read("phone-requests.json")]


def of_trades() -> list[Asked]:
    """Of many trades, and indirect: what it is about is seldom named. Labelled before anything was run on them."""
    return [Asked(row["text"], row["categories"], row["units"]) for row in _read("trades-requests.json")]


def kept_back() -> list[Asked]:
    """All that nothing learns from."""
    return [*unseen(), *telephoned(), *of_trades()]


def cross_validated(model: Classifier) -> Iterator[tuple[Asked, Learned]]:
    """Each sample with what was learned from all others but its own fold and whatever resembles one of the fold."""
    samples, everything = list(examples.samples()), examples.typed()
    shapes = {one.text: grams(folded(one.text), (2, 3)) for one in (*samples, *everything)}
    for fold in range(FOLDS):
        tried = samples[fold::FOLDS]
        taught = [one for one in everything if not _resembles_any(one, tried, shapes)]
        learned = teaching.taught(model, taught)
        yield from ((Asked(one.text, [one.category], [one.unit]), learned) for one in tried)


def measure(model: Classifier, pairs: Iterable[tuple[Asked, Learned]]) -> tuple[Tally, Tally]:
    """Categories and units: how many are right."""
    found = [(one, model.guess(one.text, learned)) for one, learned in pairs]
    categories = [_place(one.categories, guesses.categories) for one, guesses in found]
    units = [_place(one.units, guesses.units) for one, guesses in found]
    return _tally(categories), _tally(units)


def print_lines(report: Report) -> None:
    """Two lines for the samples, two for each set of texts never learned from, four for all of them, one for splitting."""
    model = classifier()
    learned = teaching.taught(model, examples.typed())
    for which, of, pairs in (
        ("", "the 70 samples, cross-validated in 10 folds", list(cross_validated(model))),
        ("_unseen", "texts never learned from", [(one, learned) for one in unseen()]),
        (
            "_telephone",
            "texts as typed on a telephone, never learned from",
            [(one, learned) for one in telephoned()],
        ),
        (
            "_trades",
            "indirect texts of many trades, never learned from",
            [(one, learned) for one in of_trades()],
        ),
    ):
        for name, tally in zip(("category", "department"), measure(model, pairs), strict=True):
            what = f"of {tally.of} right among three ({tally.first / tally.of:.2f} first) in {of}"
            report.line(f"proposals_{name}{which}", [tally.three / tally.of], what)
    kept = [(one, learned) for one in kept_back()]
    for name, tally in zip(("category", "department"), measure(model, kept), strict=True):
        what = f"of {tally.of} texts never learned from: the first proposal is right"
        report.line(f"proposals_first_{name}", [tally.first / tally.of], what)
    for name, found in zip(("category", "department"), sure(model, learned), strict=True):
        report.line(
            f"proposals_sure_{name}",
            [found.right / found.said],
            f"right of {found.said} said to be sure, of {found.of} texts never learned from",
        )
    split = splitting()
    what = (
        f"of {split.several} texts with several matters proposed for splitting; of {split.looking_so} that only look so "
        f"{split.wrongly}, of {split.others} others {split.others_wrongly}"
    )
    report.line("proposals_split", [split.found / split.several], what)


def sure(model: Classifier, learned: Learned) -> tuple[Sure, Sure]:
    """Categories and units of the texts that nothing learns from, where the first is said to be sure."""
    found = [(one, model.guess(one.text, learned)) for one in kept_back()]
    return (
        _sure([(one.text, one.categories, guesses.categories) for one, guesses in found]),
        _sure([(one.text, one.units, guesses.units) for one, guesses in found]),
    )


def _sure(found: Sequence[tuple[str, Sequence[str], Sequence[Guess]]]) -> Sure:
    said = [(advice.sure_of(guesses, text), right) for text, right, guesses in found]
    surely = [(_whose(key), {_whose(one) for one in right}) for key, right in said if key]
    return Sure(sum(key in right for key, right in surely), len(surely), len(found))


def splitting() -> Splitting:
    """Texts with several matters, texts that only look so, and the unseen texts, of which each tells one."""
    split = [(row["parts"], len(matters_in(row["text"])) > 1) for row in _read("several-matters.json")]
    several = [is_split for right, is_split in split if 1 not in right]
    single = [is_split for right, is_split in split if right == [1]]
    others = [len(matters_in(one.text)) > 1 for one in unseen()]
    return Splitting(sum(several), len(several), sum(single), len(single), sum(others), len(others))


def _read(name: str) -> Any:
    return json.loads((HERE / name).read_text(encoding="utf-8"))


def _resembles_any(one: Example, tried: Sequence[Example], shapes: dict[str, set[str]]) -> bool:
    own = shapes[one.text]
    return any(_alike(own, shapes[other.text]) for other in tried)


def _alike(own: set[str], other: set[str]) -> bool:
    return len(own & other) >= SAME * len(own | other)


def _place(right: Sequence[str], guesses: Sequence[Guess]) -> int:
    """0 is the first; one past the shown ones is a miss."""
    keys = [_whose(guess.key) for guess in guesses[:SHOWN]]
    rights = {_whose(one) for one in right}
    return next((place for place, key in enumerate(keys) if key in rights), SHOWN)


def _whose(unit: str) -> str:
    """To which body a matter is referred is read from the text by a person; that it is none for a unit counts."""
    return REFER if unit.startswith(REFER) else unit


def _tally(places: list[int]) -> Tally:
    return Tally(places.count(0), sum(place < SHOWN for place in places), len(places))
