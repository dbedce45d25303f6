"""Sets of statuses and parties that several rows share (docs/domain.md § 2)."""

from requests_app.access import parties as p
from requests_app.models.requests import Status

OPEN = frozenset({Status.SUBMITTED, Status.ACCEPTED, Status.ASSIGNED, Status.HANDLING})
WORKING = OPEN - {Status.SUBMITTED}
FOLLOWED = OPEN | {Status.ANSWERED}
BACK_TO_WORK = frozenset({Status.HANDLING, Status.ACCEPTED, Status.SUBMITTED})
ENTERPRISE = frozenset({p.REQUESTER, p.REQUESTER_SLIP})
OFFICE = frozenset({p.LIAISON, p.STAFF})
# The unit itself, or staff for a unit that works on paper: the guards see to it.
LEAD_OR_ITS_LETTER = frozenset({p.LEAD_HANDLER, p.STAFF})
