"""Whether a link that judges an answer arrived: the window begins with the first one; nobody reached is called.

Source: docs/domain.md § 2, Keys and grades.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet

from office import calendar as office_calendar
from office import events, options
from office.actors import Actor
from office.calendar import local_date
from office.events import Fact
from office.models import Message
from office.verbs import verb
from requests_app.deadlines import clocks
from requests_app.deadlines.options import clock_days
from requests_app.models import Clock, EnterpriseRequest, VerdictKey
from requests_app.models.clocks import ClockKind
from requests_app.models.grades import TRUSTED
from requests_app.models.requests import Status
from requests_app.models.verdict_keys import SentTo
from requests_app.notifications import messages
from requests_app.notifications.recipients import second_people

DELIVERED, UNDELIVERED = "verdict_link_delivered", "verdict_link_undelivered"
# The addressee of a message, "case:12:phone", and what its key says of it.
_SENT_TO = {"phone": SentTo.PHONE, "email": SentTo.EMAIL, "former_phone": SentTo.FORMER}


def message_ended(message: Message, left: bool, at: datetime) -> None:
    """Note on the verdict key that a message carried whether it left; others are none of ours."""
    if not message.carries_secret or message.is_digest:
        return
    kind, _, rest = message.recipient_key.partition(":")
    case, _, address = rest.partition(":")
    sent_to = _SENT_TO.get(address.partition(":")[0])
    if kind != "case" or sent_to is None or not case.isdecimal():
        return
    found = VerdictKey.objects.filter(
        case=int(case), sent_to=sent_to, created_at=message.created_at, round__isnull=False
    )
    if sent_to == SentTo.FORMER:
        found = found.filter(change=int(address.partition(":")[2]))
    for key in found.values_list("pk", flat=True):
        _note(key, left=left, at=at)


@verb
def _note(pk: int, *, left: bool, at: datetime) -> None:
    key = VerdictKey.objects.get(pk=pk)
    case = EnterpriseRequest.objects.select_for_update().get(pk=key.case_id)
    key.refresh_from_db()
    of_round = _as_good(VerdictKey.objects.filter(case=case, round=key.round), key)
    if key.delivered_at or key.undelivered_at or of_round.filter(delivered_at__isnull=False).exists():
        return
    column = "delivered_at" if left else "undelivered_at"
    setattr(key, column, at)
    key.save(update_fields=[column])
    if left:
        _begin_window(case, at)
    elif not _may_still_arrive(of_round) and case.status == Status.ANSWERED and key.round == case.round:
        messages.people(
            case,
            f"undelivered:{key.round}",
            second_people(case, local_date(at)),
            "评价链接没有送达，请电话回访",
            at=at,
        )
    data = {"to": str(key.sent_to), "round": key.round}
    events.record(
        Fact(case.subject, DELIVERED if left else UNDELIVERED, data), by=Actor.system("delivery"), at=at
    )


def _as_good(of_round: QuerySet[VerdictKey], key: VerdictKey) -> QuerySet[VerdictKey]:
    """What reaches the requester as surely as `key`: a number of the desk's, beside one of the own, tells nothing."""
    return of_round.filter(grade__in=TRUSTED) if key.grade in TRUSTED else of_round


def _may_still_arrive(of_round: QuerySet[VerdictKey]) -> bool:
    return of_round.filter(undelivered_at__isnull=True).exclude(sent_to=SentTo.RECEIPT).exists()


def _begin_window(case: EnterpriseRequest, at: datetime) -> None:
    """The whole window from the delivery on: never shorter than it was told."""
    clock = Clock.objects.running().filter(case=case, kind=ClockKind.VERDICT).first()
    if clock is None:
        return
    calendar, on = office_calendar.load(), local_date(at)
    start_on = calendar.start_day(at, options.value("day_closes_at", on))
    due_on = calendar.due_day(start_on, clock_days(ClockKind.VERDICT, case.difficulty, on))
    least = on + timedelta(days=options.value("verdict_calendar_days", on))
    if due_on < least:
        due_on = least if calendar.is_working(least) else calendar.next_working(least)
    if due_on > clock.due_on:
        clock.case = case
        clocks.move(clock, due_on)
