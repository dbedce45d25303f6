"""How often proposals are right among their first three: on the 70 samples by cross-validation, and on unseen texts."""

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from requests_app.proposing import examples, teaching
from requests_app.proposing.classifier import Classifier, Guess, Learned
from requests_app.proposing.folding import folded
from requests_app.proposing.lexicon import REFER
from requests_app.proposing.likeness import grams
from requests_app.proposing.teaching import Example
from requests_app.proposing.vocabulary import classifier

UNSEEN = Path(__file__).parent / "unseen-requests.json"
GOAL = 0.9
FOLDS = 10
SHOWN = 3
# Texts that share so much of their pairs and triples are the same matter told twice: never teacher and pupil.
SAME = 0.35


class Tally(NamedTuple):
    """Hits among the first and the first three."""

    first: int
    three: int
    of: int


def unseen() -> list[Example]:
    """Typed for measuring alone: no word of the lexicon was chosen by them, nothing learns from them."""
    return [Example(row["text"], row["category"], row["unit"]) for row in json.loads(UNSEEN.read_text())]


def cross_validated(model: Classifier) -> Iterator[tuple[Example, Learned]]:
    """Each sample with what was learned from all others but its own fold and whatever resembles one of the fold."""
    samples, everything = list(examples.samples()), examples.typed()
    shapes = {one.text: grams(folded(one.text)) for one in (*samples, *everything)}
    for fold in range(FOLDS):
        tried = samples[fold::FOLDS]
        taught = [one for one in everything if not _resembles_any(one, tried, shapes)]
        learned = teaching.taught(model, taught)
        yield from ((one, learned) for one in tried)


def measure(model: Classifier, pairs: Iterable[tuple[Example, Learned]]) -> tuple[Tally, Tally]:
    """Categories and units: how many are right."""
    found = [(one, model.guess(one.text, learned)) for one, learned in pairs]
    categories = [_place(one.category, guesses.categories) for one, guesses in found]
    units = [_place(_whose(one.unit), guesses.units) for one, guesses in found]
    return _tally(categories), _tally(units)


def report() -> None:
    """Two lines for the samples, two for the unseen texts."""
    model = classifier()
    learned = teaching.taught(model, examples.typed())
    for of, pairs in (
        ("the 70 samples, cross-validated in 10 folds", list(cross_validated(model))),
        ("texts never learned from", [(one, learned) for one in unseen()]),
    ):
        for name, tally in zip(("category", "department"), measure(model, pairs), strict=True):
            met = "met" if tally.three >= GOAL * tally.of else "NOT MET"
            print(
                f"proposals_{name} {tally.three / tally.of:.3f} of {tally.of} right among three "
                f"({tally.first / tally.of:.3f} first) in {of}, goal {GOAL:g}: {met}",
                flush=True,
            )


def _resembles_any(one: Example, tried: Sequence[Example], shapes: dict[str, set[str]]) -> bool:
    own = shapes[one.text]
    return any(_alike(own, shapes[other.text]) for other in tried)


def _alike(own: set[str], other: set[str]) -> bool:
    return len(own & other) >= SAME * len(own | other)


def _place(right: str, guesses: Sequence[Guess]) -> int:
    """0 is the first; one past the shown ones is a miss."""
    keys = [_whose(guess.key) for guess in guesses[:SHOWN]]
    return keys.index(right) if right in keys else SHOWN


def _whose(unit: str) -> str:
    """To which body a matter is referred is read from the text by a person; that it is none for a unit counts."""
    return REFER if unit.startswith(REFER) else unit


def _tally(places: list[int]) -> Tally:
    return Tally(places.count(0), sum(place < SHOWN for place in places), len(places))
