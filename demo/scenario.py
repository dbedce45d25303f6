"""One case as it is told: who acts, what they say, and the verbs through which it all happens."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from casework import engine
from demo.cast import Cast
from demo.courses import Course, draw
from demo.hours import Hours
from demo.matters import Matter, fill, hash_of
from groups.models import Department, Representative
from office.actors import Actor
from office.calendar import local_date
from office.models import User
from office.refusals import Refused
from portal.reference_data.files import read
from requests_app.access import access_log
from requests_app.models import Assignment, EnterpriseRequest
from requests_app.models.case_file import CaseFile

Telling = Iterator[datetime]
Beat = tuple[datetime, Callable[[], None]]
REQUESTER = Actor.requester("full")
LOOKED_BEFORE = timedelta(minutes=12)
SELF = (
    ("分局", "我分局"),
    ("集团", "我集团"),
    ("公司", "我公司"),
    ("大队", "我大队"),
    ("中心", "我中心"),
    ("委会", "我委"),
    ("办", "我办"),
)


class Tale:
    """State of one case while it is told. `at` is the instant of the present beat."""

    def __init__(self, matter: Matter, begins: datetime, cast: Cast, hours: Hours, phone: str) -> None:
        self.matter = matter
        self.begins = self.at = begins
        self.cast = cast
        self.hours = hours
        self.phone = phone
        self.dice = random.Random(f"tale:{matter.key}")  # noqa: S311 - invents a story, guards nothing
        self.course: Course = draw(matter, self.dice)
        self.phrases: Mapping[str, Any] = read_phrases()
        self.took_part: set[str] = set()
        # What the unit said last, as of the day it said it.
        self.told = ""
        self.case: EnterpriseRequest
        self.assigned_on: date
        self.receipt_code = ""

    @property
    def on(self) -> date:
        return local_date(self.at)

    def holds(self, step: str) -> bool:
        """Whether the case stands still before this step: today's work of somebody."""
        return bool(self.matter.now) and self.matter.now is not None and self.matter.now.get("hold") == step

    def take(self, step: str, given: Any = None, *, by: User | Actor) -> None:
        """Take a step now, as the person or, on a day of absence, as the delegate."""
        actor = by if isinstance(by, Actor) else Actor.of(self.cast.present(by, self.on))
        keep = None
        if actor.user is not None:
            self.took_part.add(actor.user.username)
            keep = self.cast.remember_posts(actor.user, self.on)
        try:
            engine.take(step, self.case, given, by=actor, at=self.at)
        except Refused as refused:
            raise RuntimeError(
                f"{self.matter.key} {step} at {self.at}: {refused.code} {refused.message}"
            ) from refused
        if keep is not None:
            keep()

    def look(self, by: User) -> None:
        """An officer of a unit opens the case a little before acting on it."""
        user = self.cast.present(by, self.on)
        keep = self.cast.remember_posts(user, self.on)
        access_log.view(CaseFile(self.case), user, at=self.at - LOOKED_BEFORE)
        keep()

    # --- people -----------------------------------------------------------------------------------------

    @property
    def liaison(self) -> User:
        """The group's main liaison; before a group is known, one whose group has postings at the station."""
        group = self.case.group or self.case.proposed_group
        code = group.code if group else self.cast.posted_at[self.case.station.code][0]
        return self.cast.liaisons[code][0]

    @property
    def staff(self) -> User:
        return self.cast["staff" if self.dice.random() < 0.85 else "chensiyuan"]

    def other_staff(self) -> User:
        """Staff or approver who took no part in the handling."""
        return next(
            self.cast[name] for name in ("chensiyuan", "approver", "staff") if name not in self.took_part
        )

    @property
    def representative(self) -> User:
        if self.case.representative is None:
            raise LookupError(f"{self.matter.key} has no representative")
        return self.cast.account_of(self.case.representative.certificate_number)

    def choose_representative(self) -> Representative:
        """The least busy one who serves this field and need not stand aside."""
        wanted = (self.matter.now or {}).get("representative")
        category = self.cast.categories[self.matter.category or "QT"]
        group = category.professional_group.code if category.professional_group else "finance"
        function = category.posting_function.code if category.posting_function else None
        names = [wanted] if wanted else list(self.cast.candidates(group, function))
        ordered = sorted(names, key=lambda each: (self.cast.loads[each], self.dice.random()))
        people = [self.cast.representatives[name] for name in (*ordered, *self.cast.members[group])]
        chosen = next(person for person in people if self.may_handle(person))
        self.cast.loads[chosen.certificate_number] += 1
        return chosen

    def may_handle(self, person: Representative) -> bool:
        return not self.cast.stands_aside(person, self.case.enterprise_name, self.units())

    # --- units ------------------------------------------------------------------------------------------

    @property
    def lead(self) -> str:
        return self.matter.lead or "KFQ"

    def unit(self, code: str) -> Department:
        return self.cast.departments[code]

    def units(self) -> list[Department]:
        return [self.unit(code) for code in (self.lead, *self.co_codes())]

    def co_codes(self) -> Sequence[str]:
        return tuple((self.matter.now or {}).get("co", self.matter.co))

    def handler(self, code: str) -> User:
        """One officer of a unit keeps a case; of two, the first has most."""
        handlers = self.cast.handlers[code]
        return handlers[0] if len(handlers) == 1 or hash_of(self.matter.key) % 3 else handlers[1]

    def assignment(self, code: str) -> Assignment:
        return Assignment.objects.current().get(case=self.case, department=self.unit(code))

    def own_word(self, code: str) -> str:
        """How a unit speaks of itself: 我局, 我委, 我公司."""
        name = self.unit(code).short_name
        return next((word for ending, word in SELF if name.endswith(ending)), "我局")

    # --- words ------------------------------------------------------------------------------------------

    def say(self, text: str, *, not_before: date | None = None) -> str:
        return fill(text, self.on, self.hours.calendar, not_before=not_before).replace(
            "{contact}", self.matter.contact
        )

    def phrase(self, *path: str) -> str:
        """One of the phrases under a path of `demo/phrases.json`."""
        found: Any = self.phrases
        for name in path:
            found = found[name]
        return self.say(found if isinstance(found, str) else self.dice.choice(found))

    @property
    def you(self) -> str:
        return "贵公司" if self.matter.requester == "enterprise" else "您"


_phrases: dict[str, Any] = {}


def read_phrases() -> Mapping[str, Any]:
    if not _phrases:
        _phrases.update(read("demo/phrases.json"))
    return _phrases
