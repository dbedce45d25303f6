"""Who is told of a clock, and may end what it waits for: each level from the unit's handlers up to the approver."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from groups.duty import Day
from groups.models import DepartmentOfficer
from office.models import User
from requests_app.models import Clock, Disposal
from requests_app.models.clocks import ClockKind
from requests_app.notifications import recipients

HANDLER, HEAD = DepartmentOfficer.Duty.HANDLER, DepartmentOfficer.Duty.HEAD


@dataclass(frozen=True)
class Recipients:
    """`label` names them in the record of a late clock; `find` reads the accounts, the stand-ins of a day included."""

    label: str
    find: Callable[[Clock, Day], list[User]]

    def of(self, clock: Clock, on: Day) -> list[User]:
        """The accounts to be told of the clock on a local date, delegates in the place of who is absent.

        Of a sealed case its keeper alone, whoever else would be told (docs/domain.md § 2, clocks).
        """
        return _keeper(clock, on) if clock.case.sealed else self.find(clock, on)


def _keeper(clock: Clock, on: Day) -> list[User]:
    """The keeper of a sealed case, or who stands in; an appeal that the stand-in may not decide waits for the keeper."""
    case, found = clock.case, recipients.keeper(clock.case, on)
    if clock.kind == ClockKind.APPEAL and case.sealed_for is not None and case.sealed_for not in found:
        barred = Disposal.objects.filter(case=case).latest("id").barred_from_appeal
        return [user for user in found if user.pk not in barred] or [case.sealed_for]
    return found


def _officers(duty: str) -> Callable[[Clock, Day], list[User]]:
    return lambda clock, on: recipients.officers(clock.assignment, duty, on) if clock.assignment else []


def _relay_officers(duty: str) -> Callable[[Clock, Day], list[User]]:
    return lambda clock, on: recipients.relay_officers(clock.assignment, duty, on) if clock.assignment else []


HANDLERS = Recipients("单位经办人", _officers(HANDLER))
HEADS = Recipients("单位负责人", _officers(HEAD))
RELAY_HANDLERS = Recipients("经由单位经办人", _relay_officers(HANDLER))
RELAY_HEADS = Recipients("经由单位负责人", _relay_officers(HEAD))
# Who has the case in hand: where the representative cannot act, the liaison does.
REPRESENTATIVE = Recipients(
    "承办代表", lambda clock, on: recipients.representative_or_liaison(clock.case, on)
)
LIAISONS = Recipients("联络员", lambda clock, on: recipients.liaisons(clock.case, on))
STAFF = Recipients("代表工作机构", lambda clock, on: recipients.staff(on))
# Approvers hold the posts of staff too.
OFFICE = Recipients("代表工作机构", lambda clock, on: [*recipients.staff(on), *recipients.approvers(on)])
APPROVERS = Recipients("审签人", lambda clock, on: recipients.approvers(on) or recipients.staff(on))
# Whoever looks back took no part, so the case's own liaison mostly may not.
SECOND_PEOPLE = Recipients("未经手的人", lambda clock, on: recipients.second_people(clock.case, on))
KEEPER = Recipients("密封件经办人", _keeper)
