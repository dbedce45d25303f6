"""Who is told of a step, in which words. Writes outbox rows; the queue carries them (docs/domain.md § 9).

Recipients are of one day: a local date, or the `DutyRoster` of one where many cases are asked about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import cache

from django.conf import settings
from django.urls import reverse

from groups.duty import Day, present, roster_of
from groups.models import Department, DepartmentOfficer
from office import options
from office.calendar import local_date
from office.models import User
from office.notifications.notices import Address, Draft, Kind, notify, post
from office.roles import Role
from requests_app.access import conflicts
from requests_app.models import Assignment, EnterpriseRequest
from requests_app.models.assignments import Part
from requests_app.models.complaints import SOMEBODY

PLACE = "0000-00000"


def desk_link(case: EnterpriseRequest) -> str:
    return _pattern().replace(PLACE, case.ledger_number)


@cache
def _pattern() -> str:
    """`reverse` once a process: it would take a tenth of the time of three thousand reminders."""
    return reverse("requests:detail", args=[PLACE])


def enterprise(
    case: EnterpriseRequest, what: str, title: str, body: str, *, at: datetime, secret: str = ""
) -> None:
    """To the requester's own telephone and e-mail; `secret` is a link or code that only the sender opens."""
    post(_for_enterprise(case, what, title, body, secret), at=at)


def received(case: EnterpriseRequest, secret: str, on: date, *, at: datetime) -> None:
    """Its receipt to the enterprise and the news to the liaisons, written together."""
    body = f"受理编号 {case.ledger_number}。请保存查询码和链接，可随时查进度。"
    drafts = _for_enterprise(case, "submitted", "您的诉求已收到", body, secret)
    news = f"{case.ledger_number} {case.title}"
    drafts += [
        Draft(f"{case.subject}:submitted", user, "有新的诉求待受理", news, desk_link(case))
        for user in liaisons(case, on)
    ]
    post(drafts, at=at)


def _for_enterprise(case: EnterpriseRequest, what: str, title: str, body: str, secret: str) -> list[Draft]:
    return [
        Draft(f"{case.subject}:{what}", address, title, body, secret=secret, channels=(address.channel,))
        for address in addresses(case)
    ]


def addresses(case: EnterpriseRequest) -> list[Address]:
    """Where the requester can be reached; none for whoever left neither telephone nor e-mail."""
    found = []
    if case.phone:
        found.append(Address("sms", case.phone, f"{case.subject}:phone"))
    if case.email:
        found.append(Address("email", case.email, f"{case.subject}:email"))
    return found


def former_telephone(case: EnterpriseRequest, number: str, *, at: datetime) -> None:
    """To the number that was registered before: whoever did not ask for the change learns of it."""
    if number:
        notify(
            f"{case.subject}:former_phone:{at.isoformat()}",
            [Address("sms", number, f"{case.subject}:former_phone")],
            title="联系电话已更改",
            body=f"受理编号 {case.ledger_number} 的联系电话已改为其他号码。如不是您要求的，请与服务站联系。",
            at=at,
            channels=("sms",),
        )


def people(
    case: EnterpriseRequest,
    what: str,
    recipients: Iterable[User],
    title: str,
    body: str = "",
    *,
    at: datetime,
    kind: Kind = "plain",
) -> None:
    """To accounts; the notice says number and title, never the text or the contact.

    Of a sealed case its keeper alone hears, whoever else would be told.
    """
    notify(
        f"{case.subject}:{what}",
        keeper(case, local_date(at)) if case.sealed else list(recipients),
        title=title,
        body=body or f"{case.ledger_number} {shown_title(case)}",
        link=desk_link(case),
        at=at,
        kind=kind,
    )


def shown_title(case: EnterpriseRequest) -> str:
    """A notice may reach the unit that a case complains about: the enterprise's name is not in it."""
    complaint = getattr(case, "complaint", None)
    if complaint is None or complaint.names_agreed or not case.enterprise_name:
        return case.title
    return case.title.replace(case.enterprise_name, SOMEBODY)


def keeper(case: EnterpriseRequest, on: Day) -> list[User]:
    """The one staff member who sees a sealed case, or the delegate of an absent one."""
    held = [case.sealed_for] if case.sealed_for is not None else []
    return present(held, on) or held


def handling_representative(case: EnterpriseRequest, on: Day) -> list[User]:
    """The representative, or who stands in; nobody where there is no account, no office or no delegate."""
    if case.representative_id is None:
        return []
    roster = roster_of(on)
    user = roster.representative(case.representative_id)
    return [] if user is None else roster.present([user])


def representative_or_liaison(case: EnterpriseRequest, on: Day) -> list[User]:
    """Whoever has the case in hand today: no delegate means the next level at once (docs/domain.md § 1)."""
    return handling_representative(case, on) or liaisons(case, on)


def liaisons(case: EnterpriseRequest, on: Day) -> list[User]:
    """Liaisons of the case's group (of the proposed one before acceptance); staff where there is none."""
    roster = roster_of(on)
    group = case.group_id or case.proposed_group_id
    found = roster.liaisons("professional_group", group) if group is not None else []
    return present(found, roster) or staff(roster)


def assigners(case: EnterpriseRequest, on: date) -> list[User]:
    """Staff, and the liaisons where the office has delegated it (授权联络员交办)."""
    delegated = liaisons(case, on) if options.value("liaison_assigns", on) else []
    return list(dict.fromkeys([*delegated, *staff(on)]))


def staff(on: Day) -> list[User]:
    roster = roster_of(on)
    return present(roster.holders(Role.STAFF), roster) or approvers(roster)


def approvers(on: Day) -> list[User]:
    """Kept although absent where nobody stands in: there is no level above."""
    roster = roster_of(on)
    holders = roster.holders(Role.APPROVER)
    return present(holders, roster) or list(holders)


def second_people(case: EnterpriseRequest, on: Day) -> list[User]:
    """Staff, and liaisons of the group, who took no part in the handling; the approver where there is none."""
    near = list(dict.fromkeys([*staff(on), *liaisons(case, on)]))
    others = [person for person in near if not conflicts.took_part(case, person)]
    return others or approvers(on) or staff(on)


def officers(assignment: Assignment, duty: str, on: Day) -> list[User]:
    """Handlers or heads of the unit; a paper unit has no accounts, so its letters are staff's to carry."""
    return _officers(assignment.department_id, duty, on)


def relay_officers(assignment: Assignment, duty: str, on: Day) -> list[User]:
    """Of the 转办单位 that the part goes through; nobody of it there: staff carry it on."""
    return _officers(assignment.through_id, duty, on) if assignment.through_id else []


def officers_of_unit(department: Department, duty: str, on: Day) -> list[User]:
    return _officers(department.pk, duty, on)


def _officers(department: int, duty: str, on: Day) -> list[User]:
    roster = roster_of(on)
    found = present(roster.officers(department, duty), roster)
    if not found and duty == DepartmentOfficer.Duty.HANDLER:
        found = present(roster.officers(department, DepartmentOfficer.Duty.HEAD), roster)
    return found or staff(roster)


def liaisons_of_day(case: EnterpriseRequest) -> Callable[[date], list[User]]:
    return lambda on: liaisons(case, on)


def workers(case: EnterpriseRequest, on: date) -> list[User]:
    """Whoever works on the case now: the lead's handlers, the representative, else the liaison."""
    if case.status == EnterpriseRequest.Status.MERGED and case.leading is not None:
        case = case.leading
    lead = Assignment.objects.current().filter(case=case, part=Part.LEAD).first()
    found = handling_representative(case, on)
    if lead is not None:
        found = found + officers(lead, DepartmentOfficer.Duty.HANDLER, on)
    return list(found or liaisons(case, on))


def private_link(token: str, step: str = "") -> str:
    """The requester's own page, or one step of it."""
    page = (
        reverse("requests:receipt_step", args=[token, step])
        if step
        else reverse("requests:receipt", args=[token])
    )
    return f"{settings.SITE_URL.rstrip('/')}{page}"
