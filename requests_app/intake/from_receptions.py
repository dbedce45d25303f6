"""转为诉求: what somebody said at a reception becomes a request, once, with what is known of the visitor.

The contact goes along with the grade of whoever supplied it; a matter raised face to face has no contact clock
(docs/domain.md § 2 and § 11).
"""

from __future__ import annotations

from datetime import datetime

from office.actors import Actor
from office.typed import phones
from office.verbs import verb
from requests_app.intake import submission
from requests_app.intake.intake import Intake
from requests_app.intake.submission import Submitted
from requests_app.models.requests import Source
from stations.models import Matter
from stations.receptions import day

SCOPE = "reception"


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
    )
    done = submission.submit(intake, scope=SCOPE, key=f"matter-{matter.pk}", by=by, at=at)
    if not done.is_repeat:
        day.became_request(matter, done.case.ledger_number, by=by, at=at)
    return done


def _text(matter: Matter) -> str:
    """What the visitor wrote when booking, where the line that was noted does not say it, and that line."""
    said, before = matter.words, matter.booking.matter
    return said if before in said else f"{before}\n{said}"
