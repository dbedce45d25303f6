"""One case and its people: who does what when. The invented year and every test tell their cases in these verbs."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import Any, Self

from casework import engine
from demo import defaults
from groups.models import Department, ProfessionalGroup, Representative
from office.actors import Actor
from office.background import jobs
from office.calendar import local_date
from office.models import User
from requests_app.access.keys import Receipt
from requests_app.access.requesters import Requester
from requests_app.intake import submission
from requests_app.intake.intake import Intake
from requests_app.models import Category, EnterpriseRequest
from requests_app.notifications import messages
from requests_app.steps.table import STEPS
from stations.models import Station

Who = str | User | Actor


class Scenario:
    """Each verb takes one step of the table at the instant `at` and returns the scenario.

    Subclasses say who acts in which part. `case` and `receipt` are there once the request is submitted.
    """

    at: datetime
    station: Station
    category: Category
    group: ProfessionalGroup
    lead: Department
    case: EnterpriseRequest
    receipt: Receipt

    def __init__(self, case: EnterpriseRequest, *, at: datetime) -> None:
        self.case, self.at = case, at

    @property
    def on(self) -> date:
        return local_date(self.at)

    def person(self, who: str | User) -> User:
        """The account that acts in this part (liaison, staff, handler) at `at`.

        A scenario by itself knows no parts, only accounts. Raises `LookupError` for a part that it does not know.
        """
        if isinstance(who, User):
            return who
        raise LookupError(f"nobody acts as {who}")

    def choose_representative(self) -> Representative:
        """Whom the liaison asks to handle the case. Raises `LookupError` where the scenario knows nobody."""
        raise LookupError("no representative to choose")

    def actor(self, who: Who) -> Actor:
        """`who` is an actor, an account, a part, or one of requester (by the own receipt), slip and system."""
        if isinstance(who, Actor):
            return who
        if who in ("requester", "slip"):
            return Actor.requester("slip") if who == "slip" else Requester.with_receipt()
        return Actor.system("sweeper") if who == "system" else Actor.of(self.person(who))

    def submit(self, who: Who = "requester", /, *, key: str = "", **changes: Any) -> Self:
        """The requester on the public form, or an account at the counter; `changes` are fields of `Intake`."""
        by = self.actor(who)
        values = {"station": self.station, "category": self.category, **defaults.REQUEST, **changes}
        done = submission.submit(
            Intake(**values),
            scope="desk" if by.user else "web",
            key=key or str(uuid.uuid4()),
            by=by,
            at=self.at,
        )
        self.case, self.receipt = done.case, done.receipt
        # The queue would tell the liaisons within a minute.
        jobs.run_now(messages.CASE_SUBMITTED, self.case.subject, at=self.at)
        return self

    def take(self, step: str, who: Who = "requester", /, **inputs: Any) -> Self:
        """Take a step with exactly these inputs. Raises `Refused` as the engine does."""
        engine.take(step, self.case, STEPS[step].inputs(**inputs), by=self.actor(who), at=self.at)
        return self

    def take_default(self, step: str, who: Who | None = None, /, **changes: Any) -> Self:
        """Take a step as `defaults.STEPS` has it, but for `changes`."""
        default = defaults.STEPS[step]
        return self.take(step, default.who if who is None else who, **{**default.inputs, **changes})

    def possible(self, who: Who) -> set[str]:
        """Names of the steps that `who` may take now."""
        return {step.name for step in engine.possible(self.case, by=self.actor(who), at=self.at)}

    def accept(self, difficulty: str = "ordinary", who: Who | None = None, **changes: Any) -> Self:
        if "representative" not in changes:
            changes["representative"] = self.choose_representative()
        rows = {"category": self.category, "difficulty": difficulty, "group": self.group}
        return self.take_default("accept", who, **{**rows, **changes})

    def contact(self, who: Who | None = None, **changes: Any) -> Self:
        return self.take_default("contact", who, **changes)

    def assign(self, *co: Department, lead: Department | None = None, **changes: Any) -> Self:
        return self.take_default("assign", lead=lead or self.lead, co=co, **changes)

    def sign(self, who: Who | None = None, **changes: Any) -> Self:
        return self.take_default("sign", who, **changes)

    def reply(self, result_class: str = "A", who: Who | None = None, **changes: Any) -> Self:
        needs: dict[str, Any] = dict(defaults.REPLY_NEEDS.get(result_class, {}))
        if result_class == "B":
            needs["promise_on"] = self.on + timedelta(days=defaults.PROMISED_AFTER)
        return self.take_default("reply", who, **{"result_class": result_class, **needs, **changes})

    def answer(self, who: Who | None = None, **changes: Any) -> Self:
        return self.take_default("answer", who, **changes)

    def rate(
        self, satisfaction: str = "satisfied", agreed: str = "yes", reason: str = "", who: Who | None = None
    ) -> Self:
        return self.take_default("rate", who, satisfaction=satisfaction, agreed=agreed, reason=reason)
