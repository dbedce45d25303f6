"""The scenario of one matter of the invented year: its people, its units, its words, its random choices."""

import random
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple, Self

from demo.directory import Directory
from demo.matters import Matter, fill, hash_of
from demo.office_hours import OfficeHours
from demo.outcomes import draw
from demo.scenario import Scenario, Who
from groups.models import Department, Representative
from office.models import User
from office.refusals import Refused
from portal.reference_data.files import read
from requests_app.access import access_log
from requests_app.models import Assignment
from requests_app.models.case_file import CaseFile

# Yields the instant of each coming event; what follows the `yield` happens then.
Timeline = Iterator[datetime]
VIEWED_BEFORE = timedelta(minutes=12)
SELF = (
    ("分局", "我分局"),
    ("集团", "我集团"),
    ("公司", "我公司"),
    ("大队", "我大队"),
    ("中心", "我中心"),
    ("委会", "我委"),
    ("办", "我办"),
)


class ScenarioEvent(NamedTuple):
    """Something that happens at its time whatever else happens before."""

    at: datetime
    action: Callable[[], object]


class MatterScenario(Scenario):
    """One case while its year runs; `at` is the instant of the present event."""

    def __init__(
        self, matter: Matter, begins: datetime, directory: Directory, hours: OfficeHours, phone: str
    ) -> None:
        self.matter = matter
        self.begins = self.at = begins
        self.directory = directory
        self.hours = hours.drawn_from(f"hours:{matter.key}")
        self.phone = phone
        self.rng = random.Random(f"tale:{matter.key}")  # noqa: S311 - invents a case, guards nothing
        self.outcomes = draw(matter, self.rng)
        self.category = directory.categories[matter.category or "QT"]
        self.group = self.category.professional_group or directory.groups["industry"]
        self.lead = directory.departments[matter.lead or "KFQ"]
        self.co = tuple(directory.departments[code] for code in matter.now.get("co", matter.co))
        self.took_part: set[str] = set()
        # What the unit replied last, as of the day it did.
        self.last_reply = ""
        self.assigned_on: date

    def stops_before(self, *steps: str) -> bool:
        """Whether the case stands still before one of these steps: today's work of somebody."""
        return self.matter.now.get("hold") in steps

    def take(self, step: str, who: Who = "requester", /, **inputs: Any) -> Self:
        """Take a step now, as the person or, on a day of absence, as the delegate."""
        actor = self.actor(who)
        if actor.user is not None:
            self.took_part.add(actor.user.username)
        try:
            with self.directory.remembered_scopes(actor.user, self.on):
                return super().take(step, actor, **inputs)
        except Refused as refused:
            raise RuntimeError(
                f"{self.matter.key} {step} at {self.at}: {refused.code} {refused.message}"
            ) from refused

    def take_if_possible(self, step: str, who: Who, /, **inputs: Any) -> None:
        """Something beside the usual handling: left out where the case stands otherwise on that day."""
        actor = self.actor(who)
        if step in self.possible(actor):
            self.take(step, actor, **inputs)

    def view(self, by: User) -> None:
        """An officer of a unit opens the case a little before acting on it."""
        user = self.person(by)
        with self.directory.remembered_scopes(user, self.on):
            access_log.view(CaseFile(self.case), user, at=self.at - VIEWED_BEFORE)

    # --- people -----------------------------------------------------------------------------------------

    def person(self, who: str | User) -> User:
        """The account in that part, or with that user name; on a day of absence the delegate."""
        parts: dict[str, Callable[[], User]] = {
            "liaison": lambda: self.liaison,
            "representative": lambda: self.representative,
            "staff": lambda: self.directory["staff" if self.rng.random() < 0.85 else "chensiyuan"],
            "handler": lambda: self.handler(self.lead),
            "head": lambda: self.directory.heads[self.lead.code],
            "clerk": lambda: self.directory.clerks[self.case.station.code],
        }
        if isinstance(who, str):
            who = parts[who]() if who in parts else self.directory[who]
        return self.directory.present(who, self.on)

    @property
    def liaison(self) -> User:
        """The group's main liaison; before a group is known, one whose group has postings at the station."""
        group = self.case.group or self.case.proposed_group
        code = group.code if group else self.directory.posted_at[self.case.station.code][0]
        return self.directory.liaisons[code][0]

    @property
    def representative(self) -> User:
        if self.case.representative is None:
            raise LookupError(f"{self.matter.key} has no representative")
        return self.directory.account_of(self.case.representative.certificate_number)

    def other_staff(self) -> User:
        """Staff or approver who took no part in the handling."""
        names = ("chensiyuan", "approver", "staff")
        return next(self.directory[name] for name in names if name not in self.took_part)

    def choose_representative(self) -> Representative:
        """The least busy one who serves this field and need not stand aside."""
        directory, wanted = self.directory, self.matter.now.get("representative")
        group = self.category.professional_group.code if self.category.professional_group else "finance"
        function = self.category.posting_function.code if self.category.posting_function else None
        names = [wanted] if wanted else list(directory.candidates(group, function))
        ordered = sorted(names, key=lambda each: (directory.loads[each], self.rng.random()))
        people = [directory.representatives[name] for name in (*ordered, *directory.members[group])]
        chosen = next(person for person in people if self.may_handle(person))
        directory.loads[chosen.certificate_number] += 1
        return chosen

    def may_handle(self, person: Representative) -> bool:
        return not self.directory.stands_aside(person, self.case.enterprise_name, self.units)

    # --- units ------------------------------------------------------------------------------------------

    @property
    def units(self) -> tuple[Department, ...]:
        return (self.lead, *self.co)

    def handler(self, unit: Department) -> User:
        """One officer of a unit keeps a case; of two, the first has most."""
        handlers = self.directory.handlers[unit.code]
        return handlers[0] if len(handlers) == 1 or hash_of(self.matter.key) % 3 else handlers[1]

    def assignment(self, unit: Department) -> Assignment:
        return Assignment.objects.current().get(case=self.case, department=unit)

    # --- words ------------------------------------------------------------------------------------------

    def text(self, template: str, *, not_before: date | None = None) -> str:
        """The text as said today."""
        filled = fill(template, self.on, self.hours.calendar, not_before=not_before)
        return filled.replace("{contact}", self.matter.contact)

    def phrase(self, *path: str) -> str:
        """One of the phrases under a path of `demo/phrases.json`."""
        found: Any = phrases()
        for name in path:
            found = found[name]
        return self.text(found if isinstance(found, str) else self.rng.choice(found))

    @property
    def you(self) -> str:
        return "贵公司" if self.matter.requester == "enterprise" else "您"


def own_name(unit: Department) -> str:
    """How a unit speaks of itself: 我局, 我委, 我公司."""
    return next((name for ending, name in SELF if unit.short_name.endswith(ending)), "我局")


@cache
def phrases() -> dict[str, Any]:
    found: dict[str, Any] = read("demo/phrases.json")
    return found
