"""Suggestions in a month's edition, from shape 4 on (docs/domain.md § 6): registered, answered in time, met, 办成, opinions.

They are of the county's groups and stand in the default station's edition alone. Whatever was recorded after the month
changes nothing: registrations, answers and opinions count on their own day, as far as they were on record by its end.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from casework.models.assignments import Part, ReplyState, ResultClass
from casework.models.clocks import StopReason
from evaluation.figures.as_of import AsOf
from evaluation.periods import Month
from evaluation.posted import takes_the_rest
from evaluation.results import Rate
from office.models import Event
from stations.models import Station
from suggestions.models import (
    Author,
    Meeting,
    Opinion,
    Suggestion,
    SuggestionClock,
    SuggestionPromise,
    SuggestionReply,
)
from suggestions.models.authors import AuthorState
from suggestions.models.clocks import ClockKind
from suggestions.models.opinions import Half
from suggestions.models.suggestions import Level

JSON = dict[str, Any]
SHAPE = 4
KEY = "suggestions"
COUNTS = (("registered", "代表建议立案", "件"), ("answered", "代表建议答复", "件"))
RATES = (
    ("in_time", "建议按期答复率"),
    ("met", "面商率"),
    ("achieved", "办成率"),
    ("attitude", "办理态度满意率"),
    ("result", "办理结果满意率"),
)
BASES = {
    "in_time": "按原定期限本月应当答复的，其中按期答复的",
    "met": "本月首次答复的，其中答复前与代表面商过的，或三次约见未成的",
    "achieved": "本月首次答复的，其中各主办单位都答复为已解决、或承诺已兑现的；并案的各算一件",
    "attitude": "领衔代表本月提出的意见，其中对办理态度满意、基本满意的",
    "result": "领衔代表本月提出的意见，其中对办理结果满意、基本满意的",
}
OFFERS_FOR_A_MEETING = 3
# On the lobby screen: what was done, never an opinion of it.
ON_BOARD = ("代表建议立案", "代表建议答复", "办成率")
YES = (Half.SATISFIED, Half.MOSTLY)


def of_month(station: Station | None, month: Month, as_of: AsOf) -> JSON:
    """By the names of `COUNTS` and `RATES`; of another station than the default one nothing. Nine queries."""
    if station is not None and not takes_the_rest(station, month):
        return {}
    answered = _answered(month)
    keys = {each.pk for each in answered}
    given = list(_opinions(month, as_of))
    return {
        "registered": _registered(month, as_of).count(),
        "answered": len(answered),
        "in_time": _parts(_in_time(month, as_of)),
        "met": _parts(Rate(len(keys & _met(answered, as_of)), len(keys))),
        "achieved": _parts(Rate(len(keys & _achieved(keys, as_of)), len(keys))),
        "attitude": _parts(Rate(sum(attitude in YES for attitude, _ in given), len(given))),
        "result": _parts(Rate(sum(result in YES for _, result in given), len(given))),
    }


def lines(data: JSON) -> list[tuple[str, str]]:
    """(label, number and unit) as frozen: 办成率 before what authors said; none where they were not counted."""
    found = data.get(KEY) or {}
    if not found:
        return []
    counts = [(label, f"{found[name]} {unit}") for name, label, unit in COUNTS]
    return counts + [(label, _words(found[name])) for name, label in RATES]


def _registered(month: Month, as_of: AsOf) -> QuerySet[Suggestion]:
    rows = Suggestion.objects.filter(as_of.happened("registered_at"), level=Level.COUNTY)
    return rows.filter(registered_on__gte=month.from_on, registered_on__lt=month.to_on)


def _in_time(month: Month, as_of: AsOf) -> Rate:
    """Of the first round's answers due in the month by their original date."""
    void = Q(stop_reason=StopReason.VOID) & as_of.happened("stopped_at")
    due = SuggestionClock.objects.filter(
        as_of.known("started_at"),
        suggestion__level=Level.COUNTY,
        kind=ClockKind.ANSWER,
        round=1,
        first_due_on__gte=month.from_on,
        first_due_on__lt=month.to_on,
    ).exclude(void)
    done = Q(stop_reason=StopReason.DONE, stopped_on__lte=F("first_due_on")) & as_of.happened("stopped_at")
    return Rate(due.filter(done).count(), due.count())


def _answered(month: Month) -> list[Suggestion]:
    """Whose first answer was sent in the month; its day is that of its sending and never moves."""
    rows = Suggestion.objects.filter(level=Level.COUNTY)
    return list(rows.filter(first_answered_on__gte=month.from_on, first_answered_on__lt=month.to_on))


def _met(answered: Iterable[Suggestion], as_of: AsOf) -> set[int]:
    """Met before the first answer; three recorded offers on three days stand for it."""
    by_pk = {each.pk: each for each in answered}
    rows = Meeting.objects.filter(as_of.known("recorded_at"), suggestion__in=by_pk, round=1)
    offers: dict[int, set[object]] = defaultdict(set)
    met = set()
    for row in rows:
        if (first := by_pk[row.suggestion_id].first_answered_on) is None or row.held_on > first:
            continue
        if row.came:
            met.add(row.suggestion_id)
        offers[row.suggestion_id].add(row.held_on)
    return met | {pk for pk, days in offers.items() if len(days) >= OFFERS_FOR_A_MEETING}


def _achieved(keys: Iterable[int], as_of: AsOf) -> set[int]:
    """Every lead's last answer on record is A, or B whose promise was kept.

    One that was sent back because of its class answers nothing until the next.
    """
    rows = SuggestionReply.objects.filter(
        as_of.happened("sent_at"),
        is_opinion=False,
        assignment__part=Part.LEAD,
        assignment__suggestion__in=set(keys),
    ).select_related("assignment__suggestion")
    last = {row.assignment_id: row for row in rows.order_by("sent_at", "pk")}
    kept = _kept(last.values(), as_of)
    good = Counter[int]()
    whole = Counter[int]()
    for row in last.values():
        suggestion = row.assignment.suggestion_id
        is_good = row.result_class == ResultClass.A or row.pk in kept
        whole[suggestion] += 1
        good[suggestion] += is_good and not _is_sent_back(row, as_of)
    return {pk for pk, leads in whole.items() if good[pk] == leads}


def _is_sent_back(reply: SuggestionReply, as_of: AsOf) -> bool:
    at = reply.class_checked_at
    is_on_record = at is not None and (as_of.until is None or at < as_of.until)
    return reply.state == ReplyState.SENT_BACK and is_on_record


def _kept(replies: Collection[SuggestionReply], as_of: AsOf) -> set[int]:
    """Answers of class B whose promise was kept; the copy of one that was merged keeps when its leading one does."""
    rows = SuggestionPromise.objects.filter(
        Q(reply__in=[reply.pk for reply in replies])
        | Q(suggestion__in={reply.assignment.suggestion.leading_id for reply in replies})
    ).select_related("reply__assignment")
    own = {}
    leading: dict[tuple[int, int], list[SuggestionPromise]] = defaultdict(list)
    for row in rows.order_by("reply__sent_at", "pk"):
        own[row.reply_id] = row
        leading[row.suggestion_id, row.reply.assignment.department_id].append(row)
    found = set()
    for reply in replies:
        promise = own.get(reply.pk) or _copied(reply, leading)
        at = promise.kept_at if promise is not None else None
        if at is not None and (as_of.until is None or at < as_of.until):
            found.add(reply.pk)
    return {reply.pk for reply in replies if reply.result_class == ResultClass.B} & found


def _copied(
    reply: SuggestionReply, leading: Mapping[tuple[int, int], list[SuggestionPromise]]
) -> SuggestionPromise | None:
    """The promise that the same unit had made in the leading one by the time of the copy."""
    key = (reply.assignment.suggestion.leading_id or 0, reply.assignment.department_id)
    until = reply.sent_at
    before = [
        row for row in leading.get(key, ()) if until and row.reply.sent_at and row.reply.sent_at <= until
    ]
    return before[-1] if before else None


def _opinions(month: Month, as_of: AsOf) -> QuerySet[Any, tuple[str, str]]:
    """(attitude, result) of lead authors, in the month in which they were given."""
    gone = Q(state=AuthorState.REFUSED) | Q(state=AuthorState.LEFT) & ~_left_later(as_of)
    before = Author.objects.filter(suggestion=OuterRef("suggestion"), order__lt=OuterRef("author__order"))
    rows = Opinion.objects.filter(as_of.happened("counted_at"), ~Exists(before.exclude(gone)))
    rows = rows.filter(given_on__gte=month.from_on, given_on__lt=month.to_on, suggestion__level=Level.COUNTY)
    return rows.values_list("attitude", "result")


def _left_later(as_of: AsOf) -> Q:
    """Authors whose names went after what is counted was on record."""
    found = Q(pk__in=())
    if as_of.until is not None:
        for event in Event.objects.filter(
            action="leave", at__gte=as_of.until, subject__startswith="suggestion:"
        ):
            key = int(event.subject.partition(":")[2])
            found |= Q(suggestion=key, representative__code=event.data["representative"])
    return found


def _parts(rate: Rate) -> JSON:
    """As published: under five neither part."""
    if rate.is_small:
        return {"numerator": None, "denominator": None, "percent": None}
    return {"numerator": rate.numerator, "denominator": rate.denominator, "percent": rate.percent}


def _words(rate: JSON) -> str:
    if rate["denominator"] is None:
        return "样本不足"
    return f"{rate['percent']}%（{rate['numerator']} / {rate['denominator']}）"
