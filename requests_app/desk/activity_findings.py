"""What was found on an activity, for its page; and the activities on which something may have been found lately."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse

from fieldwork.activities import parties
from fieldwork.activities.overview import Became, Findings, Found
from fieldwork.models import Activity, ActivityStatus, Participation
from fieldwork.models.activities import ActivityQuerySet
from office.models import User
from office.roles import Role, has_role
from office.templatetags.wording import short_day, short_deadline_day
from requests_app.access.redaction import restricted_among
from requests_app.models import Answer, EnterpriseRequest, Finding
from requests_app.models.requests import Outcome, Status

FINDERS = (Role.REPRESENTATIVE, Role.LIAISON, Role.STAFF, Role.APPROVER)
LATELY = timedelta(days=90)
PRESENT_AT_MOST = 200
HELD = (ActivityStatus.CONFIRMED, ActivityStatus.HELD, ActivityStatus.REPORTED)
TEXT_AT_MOST = 60


def lately(user: User, on: date) -> ActivityQuerySet:
    """Those of the last three months that this person may read and that are not still to come, the newest first."""
    rows = parties.visible_to(user, on).filter(status__in=HELD, held_on__gte=on - LATELY, held_on__lte=on)
    return rows.order_by("-held_on", "-pk")


def present_at(activity: Activity) -> str:
    """Who is said to have been there: representatives by name, then officers of units; as much as the field holds."""
    rows = Participation.objects.claimed().filter(activity=activity).select_related("representative")
    people = [f"{row.representative.name}代表" for row in rows.order_by("pk")]
    guests = activity.invitations.called().filter(came=True).exclude(officer="")
    people += [row.officer for row in guests.order_by("pk")]
    return "、".join(people)[:PRESENT_AT_MOST]


def findings_on(activity: Activity, user: User, on: date) -> Findings:
    """The findings whose cases this reader may read; of a restricted case nothing."""
    readable = EnterpriseRequest.objects.visible_to(user, on)
    rows = list(
        Finding.objects.filter(occasion=activity, case__in=readable)
        .select_related("case", "department")
        .order_by("-settled", "pk")
    )
    hidden = restricted_among([row.case_id for row in rows], user, on)
    answers = dict(
        Answer.objects.filter(case__in=[row.case_id for row in rows])
        .order_by("pk")
        .values_list("case", "text")
    )
    shown = [_found(row, answers.get(row.case_id, "")) for row in rows if row.case_id not in hidden]
    scanned = list(readable.filter(scanned_activity=activity).order_by("pk"))
    hidden = restricted_among([case.pk for case in scanned], user, on)
    shown += [_said_by_code(case) for case in scanned if case.pk not in hidden]
    return Findings(shown, _enter_url(activity, user, on))


def became_of(activity: Activity) -> Became:
    """Counted for visitors, restricted cases too; nothing that was declined or taken back. One query."""
    on_the_spot, since = Q(settled=True), Q(settled=False, case__outcome=Outcome.SETTLED)
    rows = Finding.objects.filter(occasion=activity).exclude(
        case__status__in=(Status.DECLINED, Status.WITHDRAWN, Status.REFERRED)
    )
    return Became(
        **rows.aggregate(
            on_the_spot=Count("pk", filter=on_the_spot),
            passed_on=Count("pk", filter=Q(settled=False)),
            settled=Count("pk", filter=since),
        )
    )


def _said_by_code(case: EnterpriseRequest) -> Found:
    """What somebody wrote who scanned the activity's poster."""
    return Found(
        title=case.title,
        enterprise=case.enterprise_name,
        unit="",
        text="扫活动海报留言",
        due=short_deadline_day(case.answer_due_on) if case.answer_due_on else "",
        tone="done" if case.outcome == Outcome.SETTLED else "doing",
        label=case.status_label,
        number=case.ledger_number,
        url=reverse("requests:detail", args=[case.ledger_number]),
    )


def _found(row: Finding, answer: str) -> Found:
    case = row.case
    tone, label = _state(row)
    return Found(
        title=case.title,
        enterprise=case.enterprise_name,
        unit=row.department.short_name if row.department else row.present[:TEXT_AT_MOST],
        text=answer[:TEXT_AT_MOST] if row.settled else case.expected_outcome,
        due=short_day(row.agreed_on) if row.agreed_on else "",
        tone=tone,
        label=label,
        number=case.ledger_number,
        url=reverse("requests:detail", args=[case.ledger_number]),
    )


def _state(row: Finding) -> tuple[str, str]:
    """A dot and a word: answered on the spot, settled since, or on its way in the ledger."""
    case = row.case
    if row.settled:
        return "done", "当场答复"
    if case.outcome == Outcome.SETTLED:
        return "done", case.status_label
    if case.status in (Status.CLOSED, Status.DECLINED, Status.WITHDRAWN, Status.REFERRED):
        return "ended", case.status_label
    return (
        ("todo", "待确认交办")
        if case.status == Status.SUBMITTED
        else ("doing", f"已入台账，{case.status_label}")
    )


def _enter_url(activity: Activity, user: User, on: date) -> str:
    if not has_role(user, *FINDERS) or not lately(user, on).filter(pk=activity.pk).exists():
        return ""
    return f"{reverse('requests:finding')}?{urlencode({'activity': activity.token})}"
