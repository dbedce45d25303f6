"""Ranks categories and units for a text: the lexicon's words first, likeness to earlier cases beside them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from requests_app.texts.folding import folded
from requests_app.texts.lexicon import Topic, lexicon
from requests_app.texts.likeness import Likeness
from requests_app.texts.words import Found, Words

# What a single strong topic is worth more than several weak ones.
SHARPER = 1.25
LEARNED_SHARE = 0.8
# A category speaks for the unit that leads it by default, and a little for those that join.
OF_LEAD, OF_JOINING = 0.5, 0.15
OF_MENTION = 0.12
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
        near = learned.categories.near(plain)
        chosen = set(within)
        categories = _shares(
            {
                code: share * (2 if code in chosen else 1)
                for code, share in _joined(_by(found, _category_of), near).items()
                if code in self.kinds
            }
        )
        if category:
            categories = {category: 1.0}
        mentioned = _mentioned(plain)
        own = _joined(_by(found, _unit_of), learned.units.near(plain))
        units = _shares(self._with_defaults(own, categories, mentioned))
        return Guesses(
            categories=[
                Guess(code, share, _why_category(code, found, learned)) for code, share in _ranked(categories)
            ],
            units=[
                Guess(key, share, self._why_unit(key, found, categories, mentioned), _reason_of(key, found))
                for key, share in _ranked(units)
            ],
        )

    def _with_defaults(
        self, units: Mapping[str, float], categories: Mapping[str, float], mentioned: Mapping[str, str]
    ) -> dict[str, float]:
        total: dict[str, float] = defaultdict(float, units)
        for code, share in categories.items():
            for place, unit in enumerate(self.kinds[code].units if code in self.kinds else ()):
                total[unit] += share * (OF_JOINING if place else OF_LEAD)
        for unit in mentioned:
            total[unit] += OF_MENTION
        return total

    def _why_unit(
        self, key: str, found: Sequence[Found], categories: Mapping[str, float], mentioned: Mapping[str, str]
    ) -> str:
        said = [one for one in found if one.topic.unit == key]
        words = _quoted(max(said, key=lambda one: one.score).words) if said else ""
        leads = [code for code in categories if code in self.kinds and key in self.kinds[code].units]
        best = max(leads, key=lambda code: categories[code], default="")
        parts = [f"提到{words}"] if words else []
        if best:
            parts.append(f"“{self.kinds[best].name}”类的对口单位")
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


def _joined(words: Mapping[str, float], near: Mapping[str, float]) -> dict[str, float]:
    """Both as shares; a likeness counts by its square, as a weak one is mere chance."""
    total: dict[str, float] = defaultdict(float, _shares(words))
    for kind, share in _shares({kind: cosine**2 for kind, cosine in near.items()}).items():
        total[kind] += LEARNED_SHARE * share
    return total


def _shares(total: Mapping[str, float]) -> dict[str, float]:
    whole = sum(total.values())
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
