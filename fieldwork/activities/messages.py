"""What is told of an activity, and to whom, as rows of the outbox (docs/domain.md §§ 9, 12)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from casework.engine import StepContext
from fieldwork.activities import links
from fieldwork.activities.activity_file import ActivityFile
from fieldwork.models import Activity, Invitation
from groups.duty import Day, present, roster_of
from groups.recipients import the_person
from office.calendar import LOCAL
from office.models import User
from office.notifications.notices import Address, Draft, Kind, post
from office.roles import Role
from office.templatetags.wording import day, hour
from office.typed import phones

INVITED = "请您参加：{activity.title}"
INVITED_BODY = "{when}，{activity.place}。请回复能否参加。"


def when(activity: Activity) -> str:
    """6月25日（周四） 8:30–17:00"""
    if activity.begins_at is None or activity.ends_at is None:
        return day(activity.held_on)
    hours = (hour(each.astimezone(LOCAL)) for each in (activity.begins_at, activity.ends_at))
    return f"{day(activity.held_on)} {'–'.join(hours)}"


def url_of(activity: Activity) -> str:
    return reverse("fieldwork:activity", args=[activity.token])


def hosts(file: ActivityFile, on: Day) -> list[User]:
    """Liaisons of the groups that hold it, the host's first, or who stands in; the working body where there is none."""
    roster = roster_of(on)
    found: list[User] = []
    for row in file.groups:
        column = "professional_group" if row.professional_group_id else "regional_group"
        found += roster.liaisons(column, row.group.pk)
    return present(dict.fromkeys(found), roster) or staff(roster)


def staff(on: Day) -> list[User]:
    roster = roster_of(on)
    return present(roster.holders(Role.STAFF), roster) or present(roster.holders(Role.APPROVER), roster)


def recipients(invitation: Invitation, on: Day) -> list[User | Address]:
    """The person's account, else the roster's telephone; of a unit its handlers. Enterprises are called by people."""
    roster = roster_of(on)
    if invitation.representative is not None:
        return _of_person(invitation)
    if invitation.department_id is not None:
        return list(present(roster.officers(invitation.department_id, "handler"), roster))
    return []


def _of_person(invitation: Invitation) -> list[User | Address]:
    person = invitation.representative
    if person is None:
        return []
    if person.user is not None and person.user.is_active:
        return [person.user]
    if not person.phone:
        return []
    return [Address("sms", phones.stored(person.phone).number, f"representative:{person.pk}")]


def drafts(
    activity: Activity,
    invitations: Iterable[Invitation],
    what: str,
    title: str,
    body: str,
    *,
    on: Day,
    kind: Kind = "plain",
) -> Iterable[Draft]:
    """One fact to everybody who is invited; who has no account gets the private link with it."""
    values = {"activity": activity, "when": when(activity)}
    for row in invitations:
        for recipient in recipients(row, on):
            secret = links.link_of(row) if isinstance(recipient, Address) and row.is_called else ""
            key = f"{activity.subject}:{what}:{row.pk}"
            yield Draft(
                key,
                recipient,
                title.format(**values),
                body.format(**values),
                "" if isinstance(recipient, Address) else url_of(activity),
                kind,
                None,
                secret,
            )


def tell(
    activity: Activity,
    people: Iterable[User],
    what: str,
    title: str,
    body: str,
    *,
    at: datetime,
    kind: Kind = "plain",
) -> int:
    """To accounts; `what` names the fact, so that it is told once."""
    link = url_of(activity)
    found = dict.fromkeys(people)
    return post([Draft(f"{activity.subject}:{what}", who, title, body, link, kind) for who in found], at=at)


@dataclass(frozen=True)
class ToNew:
    """To those of `row` (invitations) once the activity is confirmed; what they were told is a fact of that time."""

    key: str = "invited"
    title: str = INVITED
    body: str = INVITED_BODY

    def write(self, context: StepContext, row: Any, values: Mapping[str, object]) -> None:
        if context.subject.confirmed_at is None:
            return
        key = f"{self.key}:{context.at:%m%d%H%M}"
        post(drafts(context.subject, row or (), key, self.title, self.body, on=context.on), at=context.at)


@dataclass(frozen=True)
class ToCalled:
    """To everybody who was told of it: only of a confirmed one anybody was."""

    key: str
    title: str
    body: str

    def write(self, context: StepContext, row: Any, values: Mapping[str, object]) -> None:
        if context.subject.confirmed_at is None:
            return
        key = f"{self.key}:{context.at:%m%d%H%M}"
        called = [each for each in context.file.invitations if each.is_called]
        post(drafts(context.subject, called, key, self.title, self.body, on=context.on), at=context.at)


@dataclass(frozen=True)
class ToAttendees:
    """To whom the attendances of `row` belong: who has no account by message."""

    key: str
    title: str
    body: str

    def write(self, context: StepContext, row: Any, values: Mapping[str, object]) -> None:
        activity, roster = context.subject, roster_of(context.on)
        filled = {"activity": activity, "when": when(activity)}
        title, body = self.title.format(**filled), self.body.format(**filled)
        found = [(each, the_person(each.representative, roster)) for each in row or ()]
        told = [
            Draft(f"{activity.subject}:{self.key}:{each.pk}", who, title, body, url_of(activity))
            for each, people in found
            for who in people
        ]
        post(told, at=context.at)


@dataclass(frozen=True)
class ToHosts:
    """To the liaisons of its groups, but for who took the step."""

    key: str
    title: str
    body: str = ""

    def write(self, context: StepContext, row: Any, values: Mapping[str, object]) -> None:
        activity = context.subject
        filled = {"activity": activity, "when": when(activity), "row": row}
        people = [who for who in hosts(context.file, context.on) if who != context.by.user]
        key = f"{self.key}:{context.at:%m%d%H%M%S}"
        tell(activity, people, key, self.title.format(**filled), self.body.format(**filled), at=context.at)
