"""Who is told of what a representative does: the person, the liaisons of its groups, staff, auditors."""

from __future__ import annotations

from datetime import date

from groups.duty_roster import DutyRoster
from groups.models import Representative
from office.models import User
from office.notifications.notices import Address
from office.roles import Role
from office.typed import phones


def the_person(representative: Representative, roster: DutyRoster) -> list[User | Address]:
    """The account, or where there is none the roster's telephone; nobody where neither is known."""
    user = roster.representative(representative.pk)
    if user is not None:
        return list(roster.present([user]))
    return the_number(representative)


def own(representative: Representative) -> list[User | Address]:
    """The person alone, whoever stands in: the account, else the roster's telephone."""
    return [representative.user] if representative.user else the_number(representative)


def the_number(representative: Representative) -> list[User | Address]:
    """The roster's telephone of somebody without an account; nobody else has one here."""
    number = phones.stored(representative.phone).number
    if not number or representative.user_id:
        return []
    return [Address("sms", number, f"representative:{representative.pk}:phone")]


def liaisons(representative: Representative, roster: DutyRoster) -> list[User]:
    """Of the professional group, else of the regional one; staff where neither has any."""
    on = roster.on
    professional, regional = representative.professional_group(on), representative.regional_group(on)
    found = roster.liaisons("professional_group", professional.pk) if professional else []
    if not found and regional:
        found = roster.liaisons("regional_group", regional.pk)
    return roster.present(found) or staff(on, roster)


def staff(on: date, roster: DutyRoster | None = None) -> list[User]:
    roster = roster or DutyRoster(on)
    return roster.present(roster.holders(Role.STAFF))


def staff_and_auditors(on: date) -> list[User]:
    roster = DutyRoster(on)
    return roster.present([*roster.holders(Role.STAFF), *roster.holders(Role.AUDITOR)])
