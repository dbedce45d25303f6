"""转为诉求: what was asked at the counter becomes a request, once (docs/domain.md § 2 and § 11).

The contact was typed at the desk and has that grade; a matter raised face to face has no contact clock.
"""

from __future__ import annotations

from datetime import datetime

from office.actors import Actor
from office.refusals import Refused
from office.typed import phones
from office.verbs import verb
from requests_app.intake import submission
from requests_app.intake.intake import Intake
from requests_app.intake.submission import Submitted
from requests_app.models.requests import Source
from stations.consultations import register
from stations.models import Consultation
from stations.models.consultations import How
from stations.models.requesters import RequesterKind

SCOPE = "consultation"


@verb
def submit(consultation: Consultation, *, by: Actor, at: datetime) -> Submitted:
    """The request of the consultation; pressed again, the same one. Raises `Refused` as the verbs inside."""
    # Two presses follow each other: the second finds what the first has made.
    row = register.locked(consultation)
    if row.requester_kind == RequesterKind.ENTERPRISE and not row.enterprise_name:
        raise Refused("name_missing", "企业的诉求要有企业名称，请先点开这一条，更正时补上。")
    phone = phones.stored(row.phone)
    intake = Intake(
        station=row.station,
        source=Source.TELEPHONE if row.how == How.PHONE else Source.CONSULTATION,
        requester_kind=row.requester_kind,
        text=row.words,
        enterprise_name=row.enterprise_name,
        contact=row.contact,
        phone=phone.number,
        extension=phone.extension,
        anonymous=not row.contact and not row.phone,
        occurred_at=row.consulted_at,
        contact_note="窗口咨询时当面反映",
        origins=(row.subject,),
    )
    done = submission.submit(intake, scope=SCOPE, key=row.number, by=by, at=at)
    if not done.is_repeat:
        register.became_request(row, done.case.ledger_number, by=by, at=at)
    return done
