"""What steps tell, and to whom: people of the office and the units, and every author by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from casework.engine import StepContext
from casework.notification_templates import TEMPLATES
from office.notifications import notices
from suggestions import recipients
from suggestions.deadlines.kinds import Recipient
from suggestions.models import Suggestion
from suggestions.models.authors import Author, AuthorState

Audience = Callable[[StepContext, Any], Sequence[Recipient]]


def desk_link(suggestion: Suggestion) -> str:
    return reverse("suggestions:desk_detail", args=[suggestion.address])


@dataclass(frozen=True)
class Tell:
    """`key` and `title` are format strings over `suggestion`, `row`, `at` and what the effect adds.

    Each is told once by the key; number and title of the suggestion, never its text. Nobody is told of what they did
    themselves, unless it falls to them alone to go on.
    """

    key: str
    to: tuple[Audience, ...]
    title: str

    def write(self, context: StepContext, row: Any, values: Mapping[str, object]) -> None:
        suggestion = values.get("suggestion", context.subject)
        known = {"suggestion": suggestion, "row": row, "at": context.at.isoformat(), **values}
        everybody = {notices.key_of(each): each for audience in self.to for each in audience(context, row)}
        told = {key: each for key, each in everybody.items() if each != context.by.user} or everybody
        notices.notify(
            f"{context.subject.subject}:{TEMPLATES.vformat(self.key, (), known)}",
            told.values(),
            title=TEMPLATES.vformat(self.title, (), known),
            body=str(context.subject),
            link=desk_link(context.subject),
            at=context.at,
        )


def staff(context: StepContext, row: Any) -> Sequence[Recipient]:
    return recipients.staff(context.on)


def approvers(context: StepContext, row: Any) -> Sequence[Recipient]:
    return recipients.approvers(context.on) or recipients.staff(context.on)


def liaisons(context: StepContext, row: Any) -> Sequence[Recipient]:
    return recipients.liaisons(context.subject, context.on)


def authors(context: StepContext, row: Any) -> Sequence[Recipient]:
    """Every author who signed, each by name."""
    rows = Author.objects.signed().filter(suggestion=context.subject).select_related("representative")
    return recipients.of_authors(rows, context.on)


def asked_authors(context: StepContext, row: Any) -> Sequence[Recipient]:
    """Those who still have to confirm."""
    rows = Author.objects.filter(suggestion=context.subject, state=AuthorState.ASKED)
    return recipients.of_authors(rows.select_related("representative"), context.on)


def lead_author(context: StepContext, row: Any) -> Sequence[Recipient]:
    lead = context.file.lead_author
    return recipients.of_authors([lead], context.on) if lead else []


def handlers(context: StepContext, row: Any) -> Sequence[Recipient]:
    """Of all units that have a part."""
    parts = context.subject.assignments.current().select_related("department", "through")
    return [user for part in parts for user in recipients.handlers(part, context.on)]


def lead_handlers(context: StepContext, row: Any) -> Sequence[Recipient]:
    return [user for part in context.file.leads for user in recipients.handlers(part, context.on)]


def heads_of_row(context: StepContext, row: Any) -> Sequence[Recipient]:
    """Of the unit that wrote the row."""
    return recipients.heads(row.assignment, context.on)


def handlers_of_row(context: StepContext, row: Any) -> Sequence[Recipient]:
    return recipients.handlers(row.assignment, context.on)


def handlers_of_part(context: StepContext, row: Any) -> Sequence[Recipient]:
    """Of whoever holds the part that the row is."""
    return recipients.handlers(row, context.on)
