"""What became of what was raised: suggestions, expert opinions, mechanisms, and what these changed (docs/domain.md § 8)."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from casework.models.assignments import Publicity
from evaluation.analysis.matters import Asked, Keys
from evaluation.promise_wall.entries import WallState
from evaluation.promise_wall.wall import wall_of
from suggestions.mechanisms import effects
from suggestions.models import AgendaItem, MechanismSource, ServiceMechanism, Source, Suggestion
from suggestions.models.suggestions import REGISTERED_ON

LISTED = 12
UNNAMED = "未注明单位"
SUGGESTION, MECHANISM = "suggestion", "mechanism"


@dataclass(frozen=True)
class Became:
    """`what` is 代表建议, 专业意见 or 服务机制; `cases` how many it grew from; `words` what it changed or where it stands.

    `key` is what `grown_from` asks for, "" where no cases are told.
    """

    what: str
    title: str
    url: str
    cases: int
    words: str
    key: str = ""


def became(cases: Keys, asked: Asked) -> list[Became]:
    """Of the cases of the span: suggestions that are registered, items of the agenda, mechanisms that answer them."""
    return [*_suggestions(cases), *_mechanisms(cases, asked.on), *_agenda(asked)]


def grown_from(key: str) -> Keys:
    """Keys of all cases from which a suggestion or mechanism grew, none where it is not told. Raises KeyError for
    a key of another kind.
    """
    kind, _, own = key.partition(":")
    return {SUGGESTION: _of_suggestion, MECHANISM: _of_mechanism}[kind](own)


def _of_suggestion(address: str) -> Keys:
    told = Suggestion.objects.by_address(address).exclude(publicity=Publicity.CLOSED)
    rows = Source.objects.filter(proposed=False, suggestion__status__in=REGISTERED_ON, suggestion__in=told)
    return rows.values("case")


def _of_mechanism(token: str) -> Keys:
    rows = MechanismSource.objects.filter(mechanism__in=ServiceMechanism.objects.public().filter(token=token))
    return rows.values("case")


def _suggestions(cases: Keys) -> list[Became]:
    rows = Source.objects.filter(case__in=cases, proposed=False, suggestion__status__in=REGISTERED_ON)
    found: dict[int, int] = Counter(rows.values_list("suggestion", flat=True))
    suggestions = {row.suggestion_id: row.suggestion for row in rows.select_related("suggestion")}
    return [
        Became(
            "代表建议",
            f"{each.number} {each.title}",
            reverse("suggestions:desk_detail", args=[each.address]),
            found[pk],
            each.get_outcome_display() or each.get_status_display(),
            f"{SUGGESTION}:{each.address}",
        )
        for pk, each in sorted(suggestions.items())
        if each.publicity != Publicity.CLOSED
    ][:LISTED]


def _mechanisms(cases: Keys, on: date) -> list[Became]:
    """With like requests six months before and after: counts, not proof."""
    grew = Counter(MechanismSource.objects.filter(case__in=cases).values_list("mechanism", flat=True))
    rows = ServiceMechanism.objects.public().filter(pk__in=grew).select_related("category__parent")
    found = []
    for each in rows.order_by("-in_force_on", "pk")[:LISTED]:
        effect = effects.of(each, on=on)
        words = f"同类诉求建立前六个月 {effect.before} 件，之后 {effect.after} 件" if effect else "还没有施行"
        url = reverse("suggestions:desk_mechanism", args=[each.token])
        found.append(Became("服务机制", each.title, url, grew[each.pk], words, f"{MECHANISM}:{each.token}"))
    return found


def _agenda(asked: Asked) -> list[Became]:
    """Items of the committee's agenda in the span for which opinions were asked."""
    rows = AgendaItem.objects.filter(
        held_on__gte=asked.shown[0].from_on, held_on__lt=asked.last.to_on
    ).prefetch_related("asked__opinion")
    found = []
    for each in rows.order_by("held_on", "pk")[:LISTED]:
        opinions = [one.opinion for one in each.asked.all() if hasattr(one, "opinion")]
        stands = Counter(opinion.get_status_display() for opinion in opinions)
        words = "，".join(f"{label} {n}" for label, n in stands.items()) or "还没有小组提交意见"
        found.append(
            Became("专业意见", each.title, reverse("suggestions:agenda_item", args=[each.token]), 0, words)
        )
    return found


@dataclass(frozen=True)
class Promises:
    unit: str
    kept: int
    broken: int
    waiting: int
    open: int

    @property
    def n(self) -> int:
        return self.kept + self.broken + self.waiting + self.open


def promises(on: date) -> list[Promises]:
    """Of each unit as the wall tells them, in the order of names."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for entry in wall_of(on).entries:
        counts[entry.unit or UNNAMED][entry.state] += 1
    return [
        Promises(unit, own[WallState.KEPT], own[WallState.BROKEN], own[WallState.DUE], own[WallState.OPEN])
        for unit, own in sorted(counts.items())
    ]
