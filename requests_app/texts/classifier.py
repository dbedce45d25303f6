"""Ranks categories and units for a text: the lexicon's words first, likeness to earlier cases beside them."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from requests_app.texts.folding import folded
from requests_app.texts.lexicon import Topic, lexicon
from requests_app.texts.likeness import Likeness
from requests_app.texts.words import Found, Words

# What a single strong topic is worth more than several weak ones.
SHARPER = 1.25
# What each kind of evidence adds to the logarithm of a category's chance, fitted to texts that taught nothing then: its
# words, their share among the words of all categories, likeness.
BY_WORDS, BY_SHARE, BY_LIKENESS = 1.5, 1.15, 0.6
# The same for units: words, likeness, being named, and that a category is theirs: one of the text's, or a decided one.
UNIT_BY_WORDS, UNIT_BY_LIKENESS, UNIT_BY_NAME = 1.4, 0.48, 0.6
BY_CATEGORY, BY_DECIDED = 0.2, 0.6
# Of a category's cases its lead has so many parts, a joining unit one; who handled earlier ones at most so many together.
OF_LEAD, OF_JOINING, OF_HANDLED = 3.0, 1.0, 6.0
HARDLY = 0.003
SHOWN_WORDS = 3
LEAST = 0.02


@dataclass(frozen=True)
class Guess:
    """`key`: a category's code, or a unit's key (lexicon.unit_key); `score` in 0..1, all of a ranking sum to 1."""

    key: str
    score: float
    because: str
    reason: str = ""


@dataclass(frozen=True)
class Guesses:
    """Each list the best first; both empty for a text that says nothing known."""

    categories: Sequence[Guess] = ()
    units: Sequence[Guess] = ()


@dataclass(frozen=True)
class Learned:
    """What earlier cases taught: of which category, whose matter, and which words mislead."""

    categories: Likeness = field(default_factory=Likeness)
    units: Likeness = field(default_factory=Likeness)
    # How often a word of the lexicon spoke for the right category; a word that was never met is trusted.
    trust: Mapping[str, float] = field(default_factory=dict)
    # By category how many cases of the office each unit has answered.
    handled: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Kind:
    """A category as the office has it: its name, further words, and its units in their order."""

    name: str
    words: tuple[str, ...] = ()
    units: tuple[str, ...] = ()


class Classifier:
    """Built once for the categories as they stand; `guess` writes nothing and may be called from any thread."""

    def __init__(self, kinds: Mapping[str, Kind]) -> None:
        self.kinds = kinds
        own = [
            Topic(code, next(iter(kind.units), ""), "assign", "", kind.words) for code, kind in kinds.items()
        ]
        known = [topic for topic in lexicon().topics if topic.category in kinds or topic.reason]
        self._words = Words([*known, *(topic for topic in own if topic.words)])

    def found(self, text: str, trust: Mapping[str, float]) -> list[Found]:
        """The topics of a text, by the lexicon's words alone."""
        return self._words.found(folded(text), trust)

    def guess(
        self, text: str, learned: Learned, *, within: Iterable[str] = (), category: str = ""
    ) -> Guesses:
        """`within`: codes that the enterprise's own choice speaks for; they count double, others stay possible.

        `category`: where it has been decided; only the units are asked for then.
        """
        plain = folded(text)
        found = self._words.found(plain, learned.trust)
        categories = (
            {category: 1.0}
            if category
            else self._chances(found, learned.categories.near(plain), frozenset(within))
        )
        mentioned = _mentioned(plain)
        near = learned.units.near(plain)
        usual = self._usual_units(categories, learned)
        by_category = BY_DECIDED if category else BY_CATEGORY
        units = _unit_chances(_by(found, _unit_of), near, usual, mentioned, by_category)
        return Guesses(
            categories=[
                Guess(code, share, _why_category(code, found, learned)) for code, share in _ranked(categories)
            ],
            units=[
                Guess(
                    key,
                    share,
                    self._why_unit(key, found, learned, categories, mentioned),
                    _reason_of(key, found),
                )
                for key, share in _ranked(units)
            ],
        )

    def _chances(
        self, found: Sequence[Found], near: Mapping[str, float], chosen: Collection[str]
    ) -> dict[str, float]:
        """Of the categories that words or likeness speak for; all others share what is left."""
        words = _by(found, _category_of)
        whole = sum(words.values()) or 1.0
        weighed = {
            code: (2 if code in chosen else 1)
            * math.exp(
                BY_WORDS * math.log1p(words.get(code, 0.0))
                + BY_SHARE * words.get(code, 0.0) / whole
                + BY_LIKENESS * near.get(code, 0.0)
            )
            for code in self.kinds
            if code in words or near.get(code, 0.0) > 0
        }
        return _shares(weighed, sum(weighed.values()) + len(self.kinds) - len(weighed))

    def _usual_units(self, categories: Mapping[str, float], learned: Learned) -> dict[str, float]:
        usual: dict[str, float] = defaultdict(float)
        for code, chance in categories.items():
            for unit, part in self._units_of(code, learned).items():
                usual[unit] += chance * part
        return usual

    def _units_of(self, code: str, learned: Learned) -> dict[str, float]:
        """Whose matters of this category are, as shares: by the office's table, and by who answered earlier ones."""
        parts: dict[str, float] = defaultdict(float)
        for place, unit in enumerate(self.kinds[code].units if code in self.kinds else ()):
            parts[unit] += OF_JOINING if place else OF_LEAD
        handled = learned.handled.get(code, {})
        counted = min(1.0, OF_HANDLED / (sum(handled.values()) or 1))
        for unit, cases in handled.items():
            parts[unit] += cases * counted
        return _shares(parts, sum(parts.values()))

    def _why_unit(
        self,
        key: str,
        found: Sequence[Found],
        learned: Learned,
        categories: Mapping[str, float],
        mentioned: Mapping[str, str],
    ) -> str:
        said = [one for one in found if one.topic.unit == key]
        words = _quoted(max(said, key=lambda one: one.score).words) if said else ""
        leads = [code for code in categories if code in self.kinds and key in self.kinds[code].units]
        best = max(leads, key=lambda code: categories[code], default="")
        parts = [f"提到{words}"] if words else []
        if best:
            parts.append(f"“{self.kinds[best].name}”类的对口单位")
        likeliest = max(categories, key=lambda code: categories[code], default="")
        if answered := learned.handled.get(likeliest, {}).get(key):
            parts.append(f"此前 {answered} 件“{self.kinds[likeliest].name}”类由其答复")
        if key in mentioned:
            parts.append(f"文中说到“{mentioned[key]}”")
        return "，".join(parts) or "用语与这个单位的事项相近"


def _category_of(found: Found) -> str:
    return found.topic.category


def _unit_of(found: Found) -> str:
    return found.topic.unit


def _by(found: Iterable[Found], key: Callable[[Found], str]) -> dict[str, float]:
    total: dict[str, float] = defaultdict(float)
    for one in found:
        total[key(one)] += one.score**SHARPER
    total.pop("", None)
    return total


def _unit_chances(
    words: Mapping[str, float],
    near: Mapping[str, float],
    usual: Mapping[str, float],
    mentioned: Collection[str],
    by_category: float,
) -> dict[str, float]:
    weighed = {
        key: math.exp(
            UNIT_BY_WORDS * math.log1p(words.get(key, 0.0))
            + UNIT_BY_LIKENESS * near.get(key, 0.0)
            + by_category * math.log((usual.get(key, 0.0) + HARDLY) / HARDLY)
            + UNIT_BY_NAME * (key in mentioned)
        )
        for key in {*words, *usual, *mentioned, *(key for key, score in near.items() if score > 0)}
    }
    return _shares(weighed, sum(weighed.values()))


def _shares(total: Mapping[str, float], whole: float) -> dict[str, float]:
    return {key: value / whole for key, value in total.items()} if whole else {}


def _ranked(shares: Mapping[str, float]) -> list[tuple[str, float]]:
    return sorted(((key, share) for key, share in shares.items() if share >= LEAST), key=lambda one: -one[1])


def _mentioned(text: str) -> dict[str, str]:
    """Units that the text names, as it names them."""
    return {
        code: word
        for code, words in lexicon().mentions.items()
        if (word := next((word for word in words if word in text), ""))
    }


def _why_category(code: str, found: Sequence[Found], learned: Learned) -> str:
    words = _quoted([word for one in found if one.topic.category == code for word in one.words])
    if words:
        return f"提到{words}"
    seen = learned.categories.counts.get(code, 0)
    return f"与此前 {seen} 件同类诉求用词相近" if seen else "企业所选"


def _quoted(words: Sequence[str]) -> str:
    """The weightiest first; single characters only where there is nothing else."""
    parts = list(dict.fromkeys(part for word in words for part in word.split("+")))
    whole = [part for part in parts if len(part) > 1] or parts
    return "".join(f"“{part}”" for part in whole[:SHOWN_WORDS])


def _reason_of(key: str, found: Sequence[Found]) -> str:
    """Why it is referred or declined, as a code of Disposal.Reason; empty for a unit."""
    said = [one for one in found if one.topic.unit == key and one.topic.reason]
    return max(said, key=lambda one: one.score).topic.reason if said else ""
