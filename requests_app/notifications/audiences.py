"""Recipients by their part in a case, for the notifications that steps declare."""

from __future__ import annotations

from typing import Any

from groups.models import DepartmentOfficer
from office.models import User
from requests_app.models import Assignment, ClassDispute
from requests_app.models.assignments import Part
from requests_app.notifications import recipients
from requests_app.notifications.declared import Occasion

HANDLER, HEAD = DepartmentOfficer.Duty.HANDLER, DepartmentOfficer.Duty.HEAD


def staff(occasion: Occasion) -> list[User]:
    """Staff on duty, else the approvers."""
    return recipients.staff(occasion.context.on)


def approvers_or_staff(occasion: Occasion) -> list[User]:
    """For escalations."""
    return recipients.approvers(occasion.context.on) or staff(occasion)


def assigners(occasion: Occasion) -> list[User]:
    """Staff, and liaisons where they may assign."""
    return recipients.assigners(occasion.case, occasion.context.on)


def liaisons(occasion: Occasion) -> list[User]:
    """Of the case's group, else staff."""
    return recipients.liaisons(occasion.case, occasion.context.on)


def handling_representative(occasion: Occasion) -> list[User]:
    """Or who stands in; nobody where there is neither."""
    return recipients.handling_representative(occasion.case, occasion.context.on)


def representative_or_liaison(occasion: Occasion) -> list[User]:
    """Whoever has the case in hand."""
    return recipients.representative_or_liaison(occasion.case, occasion.context.on)


def second_people(occasion: Occasion) -> list[User]:
    """Who took no part in the handling."""
    return recipients.second_people(occasion.case, occasion.context.on)


def auditors(occasion: Occasion) -> list[User]:
    """Of the office."""
    return recipients.auditors(occasion.context.on)


def workers(occasion: Occasion) -> list[User]:
    """Whoever works on the case now."""
    return recipients.workers(occasion.case, occasion.context.on)


def keeper(occasion: Occasion) -> list[User]:
    """Of a sealed case."""
    return recipients.keeper(occasion.case, occasion.context.on)


def handlers(occasion: Occasion) -> list[User]:
    """Of the unit that the row is about: its part, or what it asked for, wrote or contests."""
    return recipients.officers(_part_of(occasion.row), HANDLER, occasion.context.on)


def heads(occasion: Occasion) -> list[User]:
    """Of the unit that the row is about."""
    return recipients.officers(_part_of(occasion.row), HEAD, occasion.context.on)


def relay_handlers(occasion: Occasion) -> list[User]:
    """Of the 转办单位 that the part goes through."""
    return recipients.relay_officers(_part_of(occasion.row), HANDLER, occasion.context.on)


def relay_heads(occasion: Occasion) -> list[User]:
    """Of the 转办单位 that the part goes through."""
    return recipients.relay_officers(_part_of(occasion.row), HEAD, occasion.context.on)


def lead_handlers(occasion: Occasion) -> list[User]:
    """Of the lead that the case has now; nobody where it has none."""
    lead = _lead_of(occasion)
    return recipients.officers(lead, HANDLER, occasion.context.on) if lead else []


def lead_heads(occasion: Occasion) -> list[User]:
    """Of the lead that the case has now; nobody where it has none."""
    lead = _lead_of(occasion)
    return recipients.officers(lead, HEAD, occasion.context.on) if lead else []


def _part_of(row: Any) -> Assignment:
    if isinstance(row, Assignment):
        return row
    part: Assignment = (row.reply if isinstance(row, ClassDispute) else row).assignment
    return part


def _lead_of(occasion: Occasion) -> Assignment | None:
    leads = Assignment.objects.current().filter(case=occasion.case, part=Part.LEAD)
    return leads.select_related("department").first()
