"""转为诉求: what an enterprise said during a visit becomes a request, once (docs/domain.md § 2 and § 12).

The contact of the pairing goes along as one typed at a desk: its link was sent to a number that a desk had typed. A
matter raised face to face has no contact clock.
"""

from __future__ import annotations

from datetime import datetime

from fieldwork.models import Pairing, Visit
from fieldwork.visits import recording
from groups.models import Representative
from office.actors import Actor
from office.calendar import local_date
from office.refusals import Refused
from office.typed import phones
from office.verbs import verb
from requests_app.intake import submission
from requests_app.intake.intake import Intake
from requests_app.intake.submission import Submitted
from requests_app.models.requests import Source
from stations.models import Posting, Station

SCOPE = "visit"


@verb
def submit(visit: Visit, *, by: Actor, at: datetime) -> Submitted:
    """The request of the visit; pressed again, the same one. Raises `Refused` as the two verbs inside, `words_missing`."""
    # Two presses follow each other: the second finds what the first has made.
    rows = Visit.objects.select_for_update(of=("self",)).select_related("enterprise", "pairing")
    visit = rows.get(pk=visit.pk)
    if not visit.words:
        raise Refused("words_missing", "走访记录里没有内容，请直接登记诉求。")
    person = Representative.objects.filter(visitparts__visit=visit).order_by("visitparts__pk").first()
    contact = _contact(visit)
    phone = phones.stored(contact.phone if contact else "")
    intake = Intake(
        station=_station(person, at),
        source=Source.PAIRING,
        requester_kind="enterprise",
        text=visit.words,
        representative=person,
        enterprise_name=visit.enterprise.name,
        uscc=visit.enterprise.uscc or "",
        contact=contact.contact if contact else "",
        phone=phone.number,
        extension=phone.extension,
        anonymous=not (contact and (contact.contact or phone.number)),
        occurred_at=visit.met_at,
        contact_note="走访时当面反映",
        origins=(visit.subject, *((contact.subject,) if contact else ())),
    )
    done = submission.submit(intake, scope=SCOPE, key=f"visit-{visit.pk}", by=by, at=at)
    if not done.is_repeat:
        recording.became_request(visit, done.case.ledger_number, by=by, at=at)
    return done


def _contact(visit: Visit) -> Pairing | None:
    """The pairing whose contact answers for the enterprise: the visit's own, else any that is open."""
    if visit.pairing is not None:
        return visit.pairing
    return Pairing.objects.open().filter(enterprise=visit.enterprise_id).order_by("pk").first()


def _station(person: Representative | None, at: datetime) -> Station:
    """Where the representative is posted first of all, else the default."""
    posting = (
        Posting.objects.serving(local_date(at))
        .filter(representative=person)
        .select_related("station")
        .order_by("-is_primary", "since", "pk")
        .first()
    )
    station = posting.station if posting else Station.objects.filter(is_default=True).first()
    if station is None:
        raise Refused("no_station", "没有默认服务站，不能登记诉求。")
    return station
