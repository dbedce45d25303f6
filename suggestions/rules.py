"""Rules over several rows that no constraint can hold: the steps keep them, the doctor re-checks them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef

from groups.models import Absence, Representative
from office.calendar import local_date
from office.ports import DoctorCheck, doctor_checks
from suggestions.models import Author, Suggestion, SuggestionAssignment, SuggestionClock
from suggestions.models.clocks import ClockKind
from suggestions.models.suggestions import Status

# Somebody must act by a date: without a clock nobody is ever reminded.
AWAITED = (Status.SUBMITTED, Status.REGISTERED, Status.ASSIGNED, Status.HANDLING, Status.ANSWERED)
# An answer is awaited, or what the author says of it.
SPOKEN_OF = (Status.REGISTERED, Status.MERGED, Status.ASSIGNED, Status.HANDLING, Status.ANSWERED)
# Still to be written, signed and handed in by the lead author.
UNFINISHED = (Status.DRAFTING, Status.SIGNING, Status.RETURNED)
LONG_ABSENCE = timedelta(days=60)
WITH_UNITS = (Status.ASSIGNED, Status.HANDLING, Status.ANSWERED)


def suggestions_of_nobody(at: datetime) -> Iterator[str]:
    """Open ones that no date, no unit or only a closed unit answers for (docs/domain.md § 10.14)."""
    clocks = SuggestionClock.objects.ticking().filter(suggestion=OuterRef("pk"))
    parts = SuggestionAssignment.objects.current().filter(suggestion=OuterRef("pk"))
    open_ones = Suggestion.objects.order_by("pk")
    for row in open_ones.filter(~Exists(clocks), status__in=AWAITED):
        yield f"{_name(row)}：{row.get_status_display()}，没有在走的期限，不会提醒任何人"
    for row in open_ones.filter(~Exists(parts), status__in=WITH_UNITS):
        yield f"{_name(row)}：{row.get_status_display()}，没有承办单位"
    closed = SuggestionAssignment.objects.current().filter(
        suggestion__status__in=WITH_UNITS, department__closed_on__isnull=False
    )
    for part in closed.select_related("suggestion", "department").order_by("suggestion", "pk"):
        yield f"{_name(part.suggestion)}：承办单位{part.department}已停用"


def without_speaker(at: datetime) -> Iterator[tuple[Suggestion, Author]]:
    """Open ones whose lead author has left office, with nobody in office named to speak of the answer instead."""
    in_office = Representative.objects.in_office(local_date(at)).values("pk")
    earlier = Author.objects.standing().filter(suggestion=OuterRef("suggestion"), order__lt=OuterRef("order"))
    rows = Author.objects.standing().filter(~Exists(earlier.order_by()), suggestion__status__in=SPOKEN_OF)
    rows = rows.exclude(representative__in=in_office).exclude(successor__in=in_office)
    for author in rows.select_related("suggestion", "representative").order_by("suggestion"):
        yield author.suggestion, author


def abandoned_drafts(at: datetime) -> Iterator[Suggestion]:
    """Drafts and returned texts whose lead author has left office, or is away for long."""
    on = local_date(at)
    earlier = Author.objects.standing().filter(suggestion=OuterRef("suggestion"), order__lt=OuterRef("order"))
    leads = Author.objects.standing().filter(~Exists(earlier.order_by()), suggestion__status__in=UNFINISHED)
    can_act = Representative.objects.in_office(on).exclude(user__in=away_for_long(on)).values("pk")
    rows = leads.exclude(representative__in=can_act).order_by()
    yield from Suggestion.objects.filter(pk__in=rows.values("suggestion")).order_by("pk")


def away_for_long(on: date) -> list[int]:
    """Keys of accounts on leave that day, of `LONG_ABSENCE` at least; a delegate signs nothing for an author."""
    rows = Absence.objects.on(on)
    return [row.user_id for row in rows if row.to_on - row.from_on >= LONG_ABSENCE]


def drafts_of_nobody(at: datetime) -> Iterator[str]:
    """Nobody has been asked yet who goes on with them; the sweeper asks."""
    asked = SuggestionClock.objects.running().filter(kind=ClockKind.TAKEOVER).values("suggestion")
    known = set(asked.order_by().values_list("suggestion", flat=True))
    for row in abandoned_drafts(at):
        if row.pk not in known:
            yield f"{_name(row)}：领衔代表不能继续办理，还没有人接手"


def unspoken(at: datetime) -> Iterator[str]:
    """Nobody would say what the authors think of the answer."""
    for row, author in without_speaker(at):
        yield f"{_name(row)}：领衔代表{author.representative.name}已离任，还没有指定接续代表"


def register() -> None:
    doctor_checks.register(
        DoctorCheck(
            "suggestion_drafts",
            "领衔代表已离任或长期不在岗的建议草稿",
            drafts_of_nobody,
            "系统会请小组联络员和工作人员决定由谁接着提；一直没有人被问到的，请检查后台任务是否在运行。",
        )
    )
    doctor_checks.register(
        DoctorCheck(
            "suggestion_authors",
            "提出人已离任的代表建议",
            unspoken,
            "请工作人员或小组联络员打开该件，用“指定接续代表”。",
        )
    )
    doctor_checks.register(
        DoctorCheck(
            "suggestions",
            "无人负责的代表建议",
            suggestions_of_nobody,
            "请工作人员打开该件：单位停用的，退回后改交其他单位；没有期限或单位的，把以上内容发给维护人员，"
            "并核对“数据与操作记录一致”一项。",
        )
    )


def _name(row: Suggestion) -> str:
    return f"建议 {row.number}" if row.number else f"建议“{row.title}”"
