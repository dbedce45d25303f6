"""One suggestion and its people: who takes which step when. The invented years and the tests tell them in these verbs."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, Self

from casework import engine
from groups.models import Department, Representative
from office import calendar as office_calendar
from office.actors import Actor
from office.calendar import LOCAL, local_date
from office.models import User
from suggestions.drafting import beginning
from suggestions.drafting.beginning import Text
from suggestions.models import Suggestion, SuggestionClock
from suggestions.steps.table import STEPS

FACTS = "今年走访了 12 家小微企业，其中 9 家说稳岗返还从审核通过到钱到账平均等了 83 天，最长 126 天。"
DEMANDS = "1. 审核通过后 30 日内拨付到企业账户\n2. 每季度公示一次拨付进度"
POINTS = "1. 已经改为 30 日内拨付。\n2. 从下季度起在网站公示。"


class SuggestionScenario:
    """Each verb takes one step of the table at the instant `at` and returns the scenario.

    `people` are accounts by part: author, staff, second_staff, approver, liaison, handler, head.
    """

    def __init__(
        self,
        people: dict[str, User],
        lead: Department,
        *,
        at: datetime,
        title: str = "关于稳岗返还资金按时到账的建议",
        facts: str = FACTS,
        demands: str = DEMANDS,
    ) -> None:
        self.people, self.lead, self.at = people, lead, at
        self.title, self.facts, self.demands = title, facts, demands
        self.suggestion: Suggestion | None = None

    @property
    def on(self) -> date:
        return local_date(self.at)

    @property
    def row(self) -> Suggestion:
        """The suggestion; raises `LookupError` before it is drafted."""
        if self.suggestion is None:
            raise LookupError("not drafted yet")
        return self.suggestion

    def wait_until(self, day: date) -> Self:
        """To 10:00 of that day."""
        self.at = datetime.combine(day, time(10), tzinfo=LOCAL)
        return self

    def work(self, days: int) -> Self:
        """To 10:00 of the n-th working day after today."""
        return self.wait_until(office_calendar.load().add(self.on, days))

    def wait(self, **span: float) -> Self:
        self.at += timedelta(**span)
        return self

    def actor(self, who: str | User | Actor) -> Actor:
        if isinstance(who, Actor):
            return who
        if who == "system":
            return Actor.system("sweep")
        return Actor.of(who if isinstance(who, User) else self.people[who])

    def possible(self, who: str | User | Actor) -> set[str]:
        """Names of the steps this person may take now."""
        return {step.name for step in engine.possible(self.row, by=self.actor(who), at=self.at)}

    def take(self, name: str, who: str | User | Actor, **given: Any) -> Self:
        """With the step's dataclass of what is given."""
        engine.take(name, self.row, STEPS[name].inputs(**given), by=self.actor(who), at=self.at)
        return self

    def representative(self, who: str = "author") -> Representative:
        return Representative.objects.get(user=self.people[who])

    def draft(self, *, generality: str = "") -> Self:
        text = Text(self.title, self.facts, self.demands, generality)
        self.suggestion = beginning.draft(self.representative(), text, by=self.actor("author"), at=self.at)
        return self

    def link(self, *cases: Any) -> Self:
        for case in cases:
            self.take("link_request", "author", case=case)
        return self

    def submit(self) -> Self:
        if self.suggestion is None:
            self.draft()
        return self.take("ask_signatures", "author").take("submit", "author")

    def register(self, occasion: str = "recess", **given: Any) -> Self:
        values = {
            "occasion": occasion,
            "group": self.row.group,
            "publicity": "open",
            "secrecy_checked_by": "石敏",
        } | given
        return self.take("register", "staff", **values)

    def assign(self, *co: Department, **given: Any) -> Self:
        values = {
            "lead": self.lead,
            "co": co,
            "how": "together",
            "expected_outcome": "按时到账",
            "months": "3",
        } | given
        return self.take("assign", "staff", **values)

    def pass_on(self, who: str | User = "relay") -> Self:
        """By the 转办单位."""
        return self.take("pass_on", who)

    def sign(self, who: str = "handler") -> Self:
        return self.take("sign_part", who, officer_name="童欣", officer_phone="0713-000 0027")

    def meet(self, who: str = "handler", *, came: bool = True, **given: str) -> Self:
        values: dict[str, Any] = {"held_on": self.on, "way": "visit", "people": "邱正华、单雄"}
        met = {"came": "yes", "said": "先把去年的拨付到位", "agreed": "yes"}
        return self.take("meet", who, **(values | (met if came else {"came": "no"}) | given))

    def write(self, result_class: str = "A", who: str = "handler", **given: Any) -> Self:
        values: dict[str, Any] = {
            "document_number": "麻财函〔2026〕27号",
            "result_class": result_class,
            "text": "所提建议已研究采纳。",
            "points": POINTS,
            "publicity": "open",
            "signer": "邱正华",
            "officer_name": "童欣",
            "officer_phone": "0713-000 0027",
        }
        if result_class == "B":
            values |= {"promise_on": self.on + timedelta(days=60), "promise_text": "年底前全部到账"}
        if result_class == "C":
            values["basis"] = "鄂财社发〔2025〕12号第三条"
        return self.take("write_answer", who, **(values | given))

    def answer(self, result_class: str = "A", **given: Any) -> Self:
        return self.meet().write(result_class, **given).take("sign_answer", "head")

    def opinion(self, attitude: str = "satisfied", result: str = "satisfied", who: str = "author") -> Self:
        text = "拨付还没有到账" if "dissatisfied" in (attitude, result) else ""
        return self.take("give_opinion", who, attitude=attitude, result=result, text=text)

    def handled(self, *co: Department) -> Self:
        """From nothing to 办理中."""
        return self.submit().work(1).register().work(1).assign(*co).work(1).sign()

    def answered(self, result_class: str = "A") -> Self:
        """From nothing to 已答复."""
        return self.handled().work(5).answer(result_class)

    def clock(self, kind: str) -> SuggestionClock:
        return SuggestionClock.objects.running().get(suggestion=self.row, kind=kind)
