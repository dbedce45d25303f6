"""Journeys go through HTTP alone: pages are opened, forms are sent back, the queue's functions run by the clock."""

import datetime as dt
import re
from collections.abc import Callable
from html import unescape
from typing import Any, Self

import pytest
from django.http import HttpResponse
from django.test import Client

from demo.scenario import Scenario
from groups.models import Department, DepartmentOfficer, Representative
from office import calendar as office_calendar
from office.models import Event, User
from office.roles import Role
from requests_app.deadlines.reminders import remind
from requests_app.followup.automatic import sweep
from requests_app.models import Assignment, EnterpriseRequest
from tests.people import SINCE, person
from tests.requests_app.public.pages import filled
from tests.stories import SHANGHAI, Story

LINK = re.compile(r"/receipt/([\w-]+)/")


def inputs(html: str) -> dict[str, str]:
    """Hidden values of a page's forms, as a browser would send them back."""
    found = {}
    for tag in re.findall(r'<input type="hidden"[^>]*>', html):
        attributes = dict(re.findall(r'(name|value)="([^"]*)"', tag))
        found.setdefault(attributes.get("name", ""), unescape(attributes.get("value", "")))
    return {name: value for name, value in found.items() if name and name != "csrfmiddlewaretoken"}


def typed(value: Any) -> Any:
    """How a browser sends an input: rows by their code (a unit's part of a case by its number), days in ISO form."""
    if isinstance(value, list | tuple):
        return [typed(each) for each in value]
    return str(value.pk if isinstance(value, Assignment) else getattr(value, "code", value))


class Journey(Scenario):
    """One enterprise and the people of the story, each with a browser of their own: a step is a form sent back."""

    def __init__(self, story: Story, clock: Any, sign_in: Callable[[User], Client]) -> None:
        self.story, self.clock, self.sign_in = story, clock, sign_in
        self.category, self.group, self.lead = story.category, story.group, story.lead
        self.enterprise = Client()
        self.number = self.home = ""

    @property
    def at(self) -> dt.datetime:
        return dt.datetime.now(SHANGHAI)

    @property
    def case(self) -> EnterpriseRequest:
        return EnterpriseRequest.objects.get(ledger_number=self.number)

    @property
    def steps(self) -> list[str]:
        rows = Event.objects.filter(subject=self.case.subject).exclude(action="viewed").order_by("seq")
        return list(rows.values_list("action", flat=True))

    def choose_representative(self) -> Representative:
        return self.story.choose_representative()

    def move_to(self, month: int, day: int, hour: int = 10) -> Self:
        self.clock.move_to(dt.datetime(2026, month, day, hour, tzinfo=SHANGHAI), tick=False)
        return self

    def work(self, days: int) -> Self:
        """To 10:00 of the n-th working day from now; every morning between, sweeper and reminders run."""
        for _ in range(days):
            day = office_calendar.load().next_working(self.on)
            self.move_to(day.month, day.day, 9).morning()
        return self.move_to(day.month, day.day, 10)

    def morning(self) -> None:
        sweep(self.at)
        remind(self.at)

    def browser(self, who: str) -> Client:
        """A new sign-in for every step, as sessions end in eight hours and journeys last for weeks."""
        return self.sign_in(User.objects.get(pk=self.story.people[who].pk))

    def submit(self, **given: Any) -> Self:
        values = filled(self.enterprise, self.clock, **given)
        sent = self.enterprise.post("/s/gyllzx/", values)
        assert sent.status_code == 303, sent.content.decode()[:3000]
        self.home = sent["Location"]
        found = re.search(r"\d{4}-\d{5}", self.page())
        assert found
        self.number = found.group(0)
        return self

    def page(self) -> str:
        return self.enterprise.get(self.home).content.decode()

    def take(self, step: str, who: str = "requester", /, **given: Any) -> Self:
        return self.send(303, step, who, **given)

    def send(self, status: int, step: str, who: str = "requester", /, **given: Any) -> Self:
        """The form is opened, what it offers is filled in, then it is sent and answered with this status.

        The enterprise does so on its progress page, everybody else on the desk.
        """
        at_desk = who != "requester"
        client = self.browser(who) if at_desk else self.enterprise
        url = f"/desk/requests/{self.number}/steps/{step}/" if at_desk else f"{self.home}{step}/"
        page = client.get(url).content.decode()
        # A step that is refused need not offer its form; who has one unit is not asked which.
        asked = given.keys() - {"assignment"} if at_desk and status == 303 else ()
        missing = [name for name in asked if f' name="{name}"' not in page]
        assert not missing, f"{step}: nothing to fill in for {missing}"
        filled = inputs(page) | {name: typed(value) for name, value in given.items()}
        sent = client.post(url, filled)
        if step == "withdraw" and sent.status_code == 200:
            sent = client.post(url, filled | {"again": inputs(sent.content.decode())["again"]})
        assert sent.status_code == status, f"{step} {sent.status_code}: {_said(sent)}"
        return self

    def answered(self) -> Self:
        self.submit().accept().contact().assign().work(1).sign().work(2).reply().work(1)
        return self.answer()


def _said(sent: HttpResponse) -> str:
    text = re.sub(r"<[^>]+>", " ", sent.content.decode())
    return re.sub(r"\s+", " ", text)[:1500]


@pytest.fixture
def journey(story: Story, clock: Any, sign_in: Callable[[User], Client]) -> Journey:
    return Journey(story, clock, sign_in).move_to(11, 2, 9)


@pytest.fixture
def second_unit(co_department: Department) -> User:
    return person("secondunit", "会办二", Role.HANDLER)


@pytest.fixture
def third_department(db: None, second_unit: User) -> Department:
    row = Department.objects.create(code="jrb", name="麻城市金融办公室", short_name="金融办")
    DepartmentOfficer.objects.create(user=second_unit, department=row, duty="handler", since=SINCE)
    return row
