"""Notifications that steps declare: key, recipients and words as templates, filled in when the step is taken.

Templates are format strings over `case`, `row` (what the effect created or decided), `at` and `on` in ISO format,
and the values that an effect passes to `context.notify`. `{row.until_on:day}` writes a date as the screens do, `:deadline` one that was counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from casework.engine import StepContext
from casework.notification_templates import TEMPLATES
from office.models import User
from office.notifications.notices import Kind
from requests_app.access.redaction import is_confidential
from requests_app.models import EnterpriseRequest
from requests_app.notifications import messages


@dataclass(frozen=True)
class Occasion:
    """One notification being written: recipients and templates read it."""

    context: StepContext
    row: Any
    values: Mapping[str, Any]

    @property
    def case(self) -> EnterpriseRequest:
        """The case that is told of: the step's, or the one that the effect names."""
        case: EnterpriseRequest = self.values.get("case", self.context.subject)
        return case

    def fill(self, template: str) -> str:
        context = self.context
        at, on = context.at.isoformat(), context.on.isoformat()
        values = {"case": self.case, "row": self.row, "at": at, "on": on, **self.values}
        return TEMPLATES.vformat(template, (), values)


Audience = Callable[[Occasion], Iterable[User]]


@dataclass(frozen=True)
class ToPeople:
    """To accounts, each once: number and title of the case, never its text or contact.

    Nobody is told of what they did themselves, unless it falls to them alone to go on.
    """

    key: str
    to: tuple[Audience, ...]
    title: str
    kind: Kind = "plain"
    # Of a confidential complaint, where the title itself repeats what somebody wrote.
    plain_title: str = ""

    def write(self, context: StepContext, row: Any, values: Mapping[str, Any]) -> None:
        occasion = Occasion(context, row, values)
        everybody = dict.fromkeys(user for audience in self.to for user in audience(occasion))
        recipients = [user for user in everybody if user != context.by.user] or list(everybody)
        messages.people(
            occasion.case,
            occasion.fill(self.key),
            recipients,
            occasion.fill(self._title_of(occasion)),
            at=context.at,
            kind=self.kind,
        )

    def _title_of(self, occasion: Occasion) -> str:
        return self.plain_title if self.plain_title and is_confidential(occasion.case) else self.title


@dataclass(frozen=True)
class ToRequester:
    """To the telephone and e-mail of the case; a value `link` goes with it, which the sending job alone opens."""

    key: str
    title: str
    body: str

    def write(self, context: StepContext, row: Any, values: Mapping[str, Any]) -> None:
        occasion = Occasion(context, row, values)
        messages.enterprise(
            occasion.case,
            occasion.fill(self.key),
            occasion.fill(self.title),
            occasion.fill(self.body),
            at=context.at,
            secret=values.get("link", ""),
        )


@dataclass(frozen=True)
class AskRequester:
    """A question to the requester: every address that may judge gets a verdict link of its own, opening `step`."""

    key: str
    title: str
    body: str
    step: str = ""

    def write(self, context: StepContext, row: Any, values: Mapping[str, Any]) -> None:
        occasion = Occasion(context, row, values)
        messages.with_verdict_links(
            occasion.case,
            occasion.fill(self.key),
            occasion.fill(self.title),
            occasion.fill(self.body),
            at=context.at,
            step=self.step,
        )
