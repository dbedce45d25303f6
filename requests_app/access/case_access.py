"""What somebody sees of a case: all of it, or a clerk's part (state, dates, answers sent); and whose contact.

Whether the case is seen at all is `visible_to`'s to say; who a person is towards it, `parties`'.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from casework.engine import ActingAs
from office.actors import Actor
from office.models import User
from requests_app.access import parties as p
from requests_app.access.redaction import is_restricted
from requests_app.models import EnterpriseRequest
from requests_app.models.case_file import CaseFile
from requests_app.models.requests import Status
from requests_app.models.visibility import request_filter
from stations.scopes import Scope, Scopes

OFFICE_SIDE = frozenset({p.REPRESENTATIVE, p.LIAISON, p.STAFF, p.APPROVER})
UNIT_SIDE = frozenset({p.LEAD_HANDLER, p.LEAD_HEAD, p.CO_HANDLER, p.CO_HEAD})
# Read as units do, but write nothing to the enterprise: they get no contact.
BESIDE_UNITS = frozenset({p.RELAY_HANDLER, p.RELAY_HEAD, p.INVITED})


@dataclass(frozen=True)
class CaseAccess:
    """One reader and one case."""

    capacities: tuple[ActingAs, ...]
    audits: bool
    shares_contact: bool
    is_restricted: bool = (
        False  # the case complains about the reader's own unit, which reads what was released
    )
    awaits_verdict: bool = False

    @property
    def parties(self) -> frozenset[str]:
        return frozenset(capacity.party for capacity in self.capacities)

    @property
    def reads(self) -> bool:
        """The enterprise's words, names, replies and the whole way; a clerk's post alone does not."""
        return self.audits or bool(self.parties - {p.CLERK})

    @property
    def is_unit(self) -> bool:
        """Sees it as a unit only: no inner advice of the office's side."""
        beside = self.parties & (UNIT_SIDE | BESIDE_UNITS)
        return bool(beside) and not self.parties & OFFICE_SIDE and not self.audits

    @property
    def reveals(self) -> bool:
        """May open the contact, with a reason: units only where the enterprise has agreed.

        The counter while the verdict is awaited: it asks by telephone (docs/domain.md § 2, record_verdict).
        """
        return self.revealing_capacity is not None

    @property
    def revealing_capacity(self) -> ActingAs | None:
        units = UNIT_SIDE if self.shares_contact and not self.is_restricted else frozenset()
        caller = frozenset({p.CLERK}) if self.awaits_verdict else frozenset[str]()
        allowed = OFFICE_SIDE | units | caller
        return next((capacity for capacity in self.capacities if capacity.party in allowed), None)

    @property
    def reissues(self) -> bool:
        """May give out a new 查询码: on a slip, or to the registered telephone."""
        return bool(self.parties & {p.CLERK, p.LIAISON, p.STAFF})

    @property
    def copies(self) -> bool:
        """May hand a person the copy of their own data."""
        return p.STAFF in self.parties


def access_of(file: CaseFile, user: User, on: date) -> CaseAccess:
    """What `user` sees of the case on a local date."""
    case, scopes = file.case, Scopes.of(user, on)
    return CaseAccess(
        capacities=tuple(p.capacities(file, Actor.of(user), on)),
        audits=scopes.own.is_auditor,
        is_restricted=is_restricted(file, scopes),
        shares_contact=case.share_contact,
        awaits_verdict=case.status == Status.ANSWERED,
    )


def read_in_full(cases: Iterable[EnterpriseRequest], user: User, on: date) -> frozenset[int]:
    """Keys of those cases of a list that `user` sees otherwise than as a clerk; no query but for mixed posts.

    Restricted cases are in no list but the desk's own, which take them apart first (`restricted_among`).
    """
    scopes = Scopes.of(user, on)
    keys = frozenset(case.pk for case in cases)
    if not any(scope.stations for scope in scopes.all):
        return keys
    beside = without_counter(scopes)
    found = EnterpriseRequest.objects.filter(request_filter(beside), pk__in=keys).values_list("pk", flat=True)
    return frozenset(found)


def without_counter(scopes: Scopes) -> Scopes:
    """The same person without the posts at counters."""
    return Scopes(
        own=_without_stations(scopes.own),
        stood_in=tuple((person, _without_stations(scope)) for person, scope in scopes.stood_in),
    )


def is_clerk_only(scopes: Scopes) -> bool:
    return not scopes.sees_all and all(
        not (scope.representatives or scope.groups or scope.departments) for scope in scopes.all
    )


def units_of_reader(scopes: Scopes) -> frozenset[int]:
    """The departments whose own dates a list shows: of somebody who reads as a unit's officer alone."""
    other = any(scope.representatives or scope.groups or scope.stations for scope in scopes.all)
    return frozenset() if scopes.sees_all or other else scopes.department_ids


def _without_stations(scope: Scope) -> Scope:
    return replace(scope, stations=frozenset())
