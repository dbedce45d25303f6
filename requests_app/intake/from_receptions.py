"""转为诉求: what somebody said at a reception becomes a request, once, with what is known of the visitor.

记到: it goes into the history of a request that is open already.

The contact goes along with the grade of whoever supplied it; a matter raised face to face has no contact clock
(docs/domain.md § 2 and § 11).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Q

from office import events
from office.actors import Actor
from office.calendar import local_date
from office.models import User
from office.refusals import Refused
from office.typed import phones
from office.verbs import verb
from requests_app.intake import submission
from requests_app.intake.intake import Intake
from requests_app.intake.submission import Submitted
from requests_app.models import EnterpriseRequest
from requests_app.models.requests import Source
from stations.models import Booking, Matter
from stations.receptions import day, desk

SCOPE = "reception"
TOLD_AGAIN = "told_at_reception"
# Of the open requests of a day's visitors so many are read, of one visitor so many are shown.
LOOKED_AT, SHOWN = 200, 3


@verb
def submit(matter: Matter, *, by: Actor, at: datetime) -> Submitted:
    """The request of the matter; pressed again, the same one. Raises `Refused` as the two verbs inside."""
    related = "booking__slot__sitting__reception__station", "booking__slot__sitting__representative"
    # Two presses follow each other: the second finds what the first has made.
    matter = Matter.objects.select_for_update(of=("self",)).select_related(*related).get(pk=matter.pk)
    booking = matter.booking
    sitting = booking.slot.sitting
    phone = phones.stored(booking.phone)
    intake = Intake(
        station=sitting.reception.station,
        source=Source.RECEPTION,
        requester_kind=booking.requester_kind,
        text=_text(matter),
        representative=sitting.representative,
        enterprise_name=booking.enterprise_name,
        contact=booking.contact,
        phone=phone.number,
        extension=phone.extension,
        phone_grade=booking.phone_grade if booking.phone else "",
        anonymous=not booking.contact and not booking.phone,
        occurred_at=matter.recorded_at,
        contact_note="接待日当面反映",
        origins=(booking.subject,),
    )
    done = submission.submit(intake, scope=SCOPE, key=f"matter-{matter.pk}", by=by, at=at)
    if not done.is_repeat:
        day.became_request(matter, done.case.ledger_number, by=by, at=at)
    return done


@verb
def join(matter: Matter, number: str, *, by: Actor, at: datetime) -> EnterpriseRequest:
    """记到: what was said goes into the history of a request that is open already; pressed again, nothing more.

    Refused: `not_open` (ended meanwhile, or not within the sight of who presses), `ended`, `register_closed`.
    """
    matter = Matter.objects.select_for_update(of=("self",)).get(pk=matter.pk)
    if by.user is None:
        raise Refused("not_yours", "请先登录。")
    rows = EnterpriseRequest.objects.visible_to(by.user, local_date(at)).filter(ledger_number=number)
    case = rows.first()
    if case is not None and matter.joined_number == number:
        return case
    if case is None or not case.is_open:
        raise Refused("not_open", "这件诉求已经办结，或不在您能看到的范围里，请转为新的诉求。")
    day.joined(matter, number, by=by, at=at)
    events.record(events.Fact(case.subject, TOLD_AGAIN, {}, {"said": matter.words}), by=by, at=at)
    return case


def open_cases(
    bookings: Sequence[Booking], user: User, *, at: datetime
) -> Mapping[int, Sequence[desk.OpenCase]]:
    """For the port of the same name: by the number that the booking names, the telephone and the enterprise."""
    on = local_date(at)
    wanted = Q(ledger_number__in={row.about for row in bookings} - {""})
    wanted |= Q(phone_index__in={row.phone_index for row in bookings} - {""})
    wanted |= Q(enterprise__in={row.enterprise_id for row in bookings} - {None})
    rows = list(
        EnterpriseRequest.objects.visible_to(user, on).open().filter(wanted).order_by("-id")[:LOOKED_AT]
    )
    found = {}
    for booking in bookings:
        own = [row for row in rows if _is_of(row, booking)]
        found[booking.pk] = [
            desk.OpenCase(
                number=row.ledger_number,
                title=row.title,
                late="超期" if row.is_overdue(on) else "",
                url_name="requests:detail",
                join_url_name="requests:join_request",
            )
            for row in own[:SHOWN]
        ]
    return found


def _is_of(case: EnterpriseRequest, booking: Booking) -> bool:
    return (
        case.ledger_number == booking.about
        or bool(booking.phone_index and case.phone_index == booking.phone_index)
        or bool(booking.enterprise_id and case.enterprise_id == booking.enterprise_id)
    )


def _text(matter: Matter) -> str:
    """What the visitor wrote when booking, where the line that was noted does not say it, and that line."""
    said, before = matter.words, matter.booking.matter
    return said if before in said else f"{before}\n{said}"
