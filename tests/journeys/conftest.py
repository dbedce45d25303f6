"""Journeys go through HTTP alone: pages are opened, forms are sent back, the queue's functions run by the clock."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from groups.models import Department, DepartmentOfficer
from office import calendar as office_calendar
from office.models import Event, User
from office.roles import Role
from requests_app.deadlines.reminders import remind
from requests_app.followup.automatic import sweep
from requests_app.models import EnterpriseRequest
from tests.people import SINCE, person
from tests.requests_app.public.pages import filled
from tests.stories import ANSWER, REPLY, SHANGHAI, Story

OFFICER = {"officer_name": "童欣", "officer_phone": "0713-2920011"}
LINK = re.compile(r"/receipt/([\w-]+)/")


def inputs(html: str) -> dict[str, str]:
    """Hidden values of a page's forms, as a browser would send them back."""
    found = {}
    for tag in re.findall(r'<input type="hidden"[^>]*>', html):
        attributes = dict(re.findall(r'(name|value)="([^"]*)"', tag))
        found.setdefault(attributes.get("name", ""), unescape(attributes.get("value", "")))
    return {name: value for name, value in found.items() if name and name != "csrfmiddlewaretoken"}


@dataclass
class Walk:
    """One enterprise and the people of the story, each with a browser of their own."""

    story: Story
    clock: Any
    sign_in: Callable[[User], Client]
    enterprise: Client = field(default_factory=Client)
    clients: dict[str, Client] = field(default_factory=dict)
    number: str = ""
    home: str = ""

    @property
    def case(self) -> EnterpriseRequest:
        return EnterpriseRequest.objects.get(ledger_number=self.number)

    @property
    def steps(self) -> list[str]:
        rows = Event.objects.filter(subject=self.case.subject).exclude(action="viewed").order_by("seq")
        return list(rows.values_list("action", flat=True))

    def at(self, month: int, day: int, hour: int = 10) -> "Walk":
        self.clock.move_to(dt.datetime(2026, month, day, hour, tzinfo=SHANGHAI), tick=False)
        return self

    def work(self, days: int) -> "Walk":
        """To 10:00 of the n-th working day from now; every morning between, sweeper and reminders run."""
        for _ in range(days):
            now = dt.datetime.now(SHANGHAI)
            day = office_calendar.load().next_working(now.date())
            self.at(day.month, day.day, 9)
            self.morning()
        return self.at(day.month, day.day, 10)

    def morning(self) -> None:
        now = dt.datetime.now(SHANGHAI)
        sweep(now)
        remind(now)

    def browser(self, who: str) -> Client:
        """A new sign-in for every step, as sessions end in eight hours and stories last for weeks."""
        return self.sign_in(User.objects.get(pk=self.story.people[who].pk))

    def submit(self, **given: Any) -> "Walk":
        values = filled(self.enterprise, self.clock, **given)
        sent = self.enterprise.post("/s/gyllzx/", values)
        assert sent.status_code == 303, sent.content.decode()[:3000]
        self.home = sent["Location"]
        page = self.enterprise.get(self.home).content.decode()
        found = re.search(r"\d{4}-\d{5}", page)
        assert found
        self.number = found.group(0)
        return self

    def page(self) -> str:
        return self.enterprise.get(self.home).content.decode()

    def own(self, step: str, status: int = 303, /, **given: Any) -> HttpResponse:
        """A step of the enterprise, on its progress page."""
        url = f"{self.home}{step}/"
        values = inputs(self.enterprise.get(url).content.decode())
        sent = self.enterprise.post(url, values | given)
        assert sent.status_code == status, f"{sent.status_code}: {sent.content.decode()[:4000]}"
        return sent

    def desk(self, who: str, step: str, status: int = 303, /, **given: Any) -> HttpResponse:
        """A step on the desk: the form is opened, what it offers is filled in, then it is sent."""
        client = self.browser(who)
        url = f"/desk/requests/{self.number}/steps/{step}/"
        page = client.get(url).content.decode()
        # A step that is refused need not offer its form; who has one unit is not asked which.
        asked = given.keys() - {"assignment"} if status == 303 else ()
        missing = [name for name in asked if f' name="{name}"' not in page]
        assert not missing, f"{step}: nothing to fill in for {missing}"
        sent = client.post(url, inputs(page) | given)
        assert sent.status_code == status, f"{step} {sent.status_code}: {_said(sent)}"
        return sent

    def accept(self, difficulty: str = "ordinary") -> "Walk":
        self.desk(
            "liaison",
            "accept",
            category="RZ01",
            difficulty=difficulty,
            group="finance",
            representative="shanxiong",
        )
        return self

    def contact(self, who: str = "representative", reached: str = "yes") -> "Walk":
        self.desk(who, "contact", how="telephone", reached=reached, said="电话了解了情况，正在协调。")
        return self

    def assign(self, lead: str = "czj", co: tuple[str, ...] = ()) -> "Walk":
        self.desk("staff", "assign", lead=lead, co=list(co), expected_outcome="月底前续贷到位", text="")
        return self

    def sign(self, who: str = "handler") -> "Walk":
        self.desk(who, "sign", **OFFICER)
        return self

    def reply(self, result_class: str = "A", **given: Any) -> "Walk":
        values = {"text": REPLY, "result_class": result_class, "signer": "邱正华", "publicity": "open"}
        self.desk("handler", "reply", **(values | OFFICER | given))
        return self

    def answer(self, who: str = "representative", **given: Any) -> "Walk":
        self.desk(who, "answer", text=ANSWER, **given)
        return self

    def answered(self) -> "Walk":
        self.submit().accept().contact().assign().work(1).sign().work(2).reply().work(1)
        return self.answer()

    def rate(self, satisfaction: str, agreed: str, reason: str = "", status: int = 303) -> "Walk":
        self.own("rate", status, satisfaction=satisfaction, agreed=agreed, reason=reason)
        return self


def _said(sent: HttpResponse) -> str:
    text = re.sub(r"<[^>]+>", " ", sent.content.decode())
    return re.sub(r"\s+", " ", text)[:1500]


@pytest.fixture
def walk(story: Story, clock: Any, sign_in: Callable[[User], Client]) -> Walk:
    started = Walk(story, clock, sign_in)
    return started.at(11, 2, 9)


@pytest.fixture
def second_unit(co_department: Department) -> User:
    return person("secondunit", "会办二", Role.HANDLER)


@pytest.fixture
def third_department(db: None, second_unit: User) -> Department:
    row = Department.objects.create(code="jrb", name="麻城市金融办公室", short_name="金融办")
    DepartmentOfficer.objects.create(user=second_unit, department=row, duty="handler", since=SINCE)
    return row
