"""What somebody sees of a case: all of it, or a clerk's part (state, dates, answers sent); and whose contact.

Whether the case is seen at all is `visible_to`'s to say; who a person is towards it, `parties`'.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from office.actors import Actor
from office.models import User
from requests_app.models import EnterpriseRequest
from requests_app.models.requests import Status
from requests_app.standing import Posts, Standing
from requests_app.workflow import parties as p
from requests_app.workflow.engine import Way

OFFICE_SIDE = frozenset({p.REPRESENTATIVE, p.LIAISON, p.STAFF, p.APPROVER})
UNIT_SIDE = frozenset({p.LEAD_HANDLER, p.LEAD_HEAD, p.CO_HANDLER, p.CO_HEAD})
# Read as units do, but write nothing to the enterprise: they get no contact.
BESIDE_UNITS = frozenset({p.RELAY_HANDLER, p.RELAY_HEAD, p.INVITED})


@dataclass(frozen=True)
class Sight:
    """One reader and one case."""

    ways: tuple[Way, ...]
    audits: bool
    shares_contact: bool
    is_veiled: bool = False  # the case is about the reader's own unit, which does not learn by whom
    awaits_verdict: bool = False

    @property
    def parties(self) -> frozenset[str]:
        return frozenset(way.party for way in self.ways)

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
        return self.revealing_way is not None

    @property
    def revealing_way(self) -> Way | None:
        units = UNIT_SIDE if self.shares_contact and not self.is_veiled else frozenset()
        caller = frozenset({p.CLERK}) if self.awaits_verdict else frozenset[str]()
        allowed = OFFICE_SIDE | units | caller
        return next((way for way in self.ways if way.party in allowed), None)

    @property
    def reissues(self) -> bool:
        """May give out a new 查询码: on a slip, or to the registered telephone."""
        return bool(self.parties & {p.CLERK, p.LIAISON, p.STAFF})

    @property
    def copies(self) -> bool:
        """May hand a person the copy of their own data."""
        return p.STAFF in self.parties


def sight_of(case: EnterpriseRequest, user: User, on: date) -> Sight:
    return Sight(
        ways=tuple(p.ways(case, Actor.of(user), on)),
        audits=Standing.of(user, on).own.is_auditor,
        shares_contact=case.share_contact,
        awaits_verdict=case.status == Status.ANSWERED,
    )


def read_in_full(cases: Iterable[EnterpriseRequest], user: User, on: date) -> frozenset[int]:
    """Keys of those cases of a list that `user` sees otherwise than as a clerk; no query but for mixed posts."""
    standing = Standing.of(user, on)
    keys = frozenset(case.pk for case in cases)
    if not any(posts.stations for posts in standing.all_posts):
        return keys
    beside = without_counter(standing)
    found = EnterpriseRequest.objects.filter(beside.request_filter(), pk__in=keys).values_list(
        "pk", flat=True
    )
    return frozenset(found)


def without_counter(standing: Standing) -> Standing:
    """The same person without the posts at counters."""
    return Standing(
        own=_without_stations(standing.own),
        stood_in=tuple((person, _without_stations(posts)) for person, posts in standing.stood_in),
    )


def is_clerk_only(standing: Standing) -> bool:
    return not standing.sees_all and all(
        not (posts.representatives or posts.groups or posts.departments) for posts in standing.all_posts
    )


def units_of_reader(standing: Standing) -> frozenset[int]:
    """The departments whose own dates a list shows: of somebody who reads as a unit's officer alone."""
    other = any(posts.representatives or posts.groups or posts.stations for posts in standing.all_posts)
    return frozenset() if standing.sees_all or other else standing.department_ids


def _without_stations(posts: Posts) -> Posts:
    return replace(posts, stations=frozenset())
