"""谁打开过: everybody who opens a case at a desk is noted, once a day and with the last time (docs/domain.md § 1).

Who is looking just now is read from the same rows. Of an auditor's looking only auditors read.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.core.cache import cache
from django.db import DatabaseError, models

from groups.models import DepartmentOfficer
from office import options
from office.calendar import local_date
from office.models import User
from office.verbs import verb
from requests_app.access import parties
from requests_app.access.case_access import CaseAccess
from requests_app.models import CaseOpening, EnterpriseRequest
from requests_app.models.openings import CaseOpeningQuerySet
from stations.scopes import Scopes

log = structlog.get_logger(__name__)

# A page that is opened again within this time, in seconds, writes nothing.
NOTED_FOR = 120
# Whoever opened it longer ago has gone on to something else.
LATELY = timedelta(minutes=10)
SHOWN = 5
AUDITOR = "审计员"


def note(case: EnterpriseRequest, user: User, access: CaseAccess, *, at: datetime) -> None:
    """One statement at most, none within two minutes in the same process."""
    key = f"opened:{case.pk}:{user.pk}:{local_date(at)}"
    if not cache.add(key, 1, NOTED_FOR):
        return
    row = CaseOpening(
        case_id=case.pk,
        user=user,
        on=local_date(at),
        role=_role(access),
        is_audit=access.audits,
        first_at=at,
        last_at=at,
    )
    try:
        CaseOpening.objects.bulk_create(
            [row],
            update_conflicts=True,
            update_fields=["role", "is_audit", "last_at"],
            unique_fields=["case", "user", "on"],
        )
    except DatabaseError:
        # A full disk or a long lock: whoever has to read the case reads it, and the log says what is missing.
        log.exception("opening_not_noted", case=case.pk, user=user.pk)


def _role(access: CaseAccess) -> str:
    found = list(dict.fromkeys(capacity.party for capacity in access.capacities))
    words = [parties.PARTY_LABELS[party] for party in found] + [AUDITOR] * access.audits
    return "、".join(words)


def looking(
    case: EnterpriseRequest, user: User, access: CaseAccess, scopes: Scopes, *, at: datetime
) -> list[CaseOpening]:
    """Who else opened the case in the last ten minutes, the latest first.

    Nothing for a reader who does not read the case itself. A unit knows of its own people alone.
    """
    if not access.reads or access.is_restricted:
        return []
    rows = _shown(case, access).since(at - LATELY).exclude(user=user)
    if access.is_unit:
        own = DepartmentOfficer.objects.filter(department__in=scopes.department_ids)
        rows = rows.filter(user__in=own.in_force(local_date(at)).values("user"))
    return list(rows[:SHOWN])


def opened(case: EnterpriseRequest, access: CaseAccess) -> models.QuerySet[CaseOpening]:
    """Everybody, the latest day first, for those who answer for the case or audit it (`reads_openings`)."""
    return _shown(case, access).order_by("-on", "-last_at", "-pk")


def reads_openings(access: CaseAccess) -> bool:
    return access.audits or bool(access.parties & {parties.STAFF, parties.APPROVER})


def _shown(case: EnterpriseRequest, access: CaseAccess) -> CaseOpeningQuerySet:
    rows = CaseOpening.objects.filter(case=case).select_related("user")
    return rows if access.audits else rows.filter(is_audit=False)


@verb
def purge(at: datetime) -> int:
    """Forget what is as old as the logs (`keep_log_days`, calendar days); returns how many."""
    return CaseOpening.objects.filter(on__lt=local_date(options.kept_since("keep_log_days", at))).delete()[0]
