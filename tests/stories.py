"""A case for tests: `story` takes real steps through the real engine, in the verbs of `demo/scenario.py`.

Every method takes one step by its rightful person; `story.at` is the instant, moved with `wait`, `work` and `wait_until`.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Self
from zoneinfo import ZoneInfo

import pytest

from demo.scenario import Scenario
from groups.models import Department, DepartmentOfficer, ProfessionalGroup, Representative
from office import calendar as office_calendar
from office.models import CalendarDay, User
from office.roles import Role
from requests_app.access.keys import Receipt
from requests_app.models import Category, CategoryDepartment, EnterpriseRequest
from stations.models import Station
from tests.people import SINCE, person

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = dt.datetime(2026, 11, 2, 9, 30, tzinfo=SHANGHAI)
HOLIDAYS = {dt.date(2026, 10, day): "国庆节" for day in range(1, 9)}
MAKE_UP = (dt.date(2026, 9, 27), dt.date(2026, 10, 10))


@dataclass
class Story(Scenario):
    """One case; `people` are the accounts by their part."""

    station: Station
    category: Category
    group: ProfessionalGroup
    lead: Department
    co: Department
    paper: Department
    people: dict[str, User]
    at: dt.datetime = MONDAY
    case: EnterpriseRequest = field(default_factory=EnterpriseRequest)
    receipt: Receipt = field(default_factory=lambda: Receipt("", ""))

    def person(self, who: str | User) -> User:
        return who if isinstance(who, User) else self.people[who]

    def representative(self, who: str = "representative") -> Representative:
        return Representative.objects.get(user=self.people[who])

    def choose_representative(self) -> Representative:
        return self.representative()

    def wait(self, *, days: float = 0, hours: float = 0) -> Self:
        self.at += dt.timedelta(days=days, hours=hours)
        return self

    def wait_until(self, day: dt.date) -> Self:
        """To 10:00 of that day."""
        self.at = dt.datetime.combine(day, dt.time(10), tzinfo=SHANGHAI)
        return self

    def work(self, days: int) -> Self:
        """To 10:00 of the n-th working day after today."""
        return self.wait_until(office_calendar.load().add(self.on, days))

    def who_may(self, step: str) -> set[str]:
        """The people of the story who may take the step now."""
        return {who for who in self.people if step in self.possible(who)}

    def handled(self, *co: Department, difficulty: str = "ordinary") -> Self:
        """From nothing to 办理中, all on one morning."""
        return self.submit().accept(difficulty).contact().assign(*co).sign()

    def answered(self, result_class: str = "A", *co: Department) -> Self:
        """From nothing to 已答复, each on its own day."""
        self.submit().wait(hours=2).accept().wait(hours=2).contact().wait(hours=1).assign(*co)
        self.work(1).sign().work(3).reply(result_class).work(1)
        return (self.contact() if result_class == "C" else self).answer()


@pytest.fixture
def holidays(db: None) -> None:
    """国庆 of 2026 with its make-up days, enough for every count in a story."""
    CalendarDay.objects.bulk_create(
        [CalendarDay(date=day, kind="holiday", name=name) for day, name in HOLIDAYS.items()]
        + [CalendarDay(date=day, kind="working", name="国庆节调休") for day in MAKE_UP]
    )
    office_calendar.forget()


@pytest.fixture
def co_department(industry_group: ProfessionalGroup) -> Department:
    return Department.objects.get_or_create(
        code="kfq",
        defaults={
            "name": "麻城经济开发区管委会",
            "short_name": "开发区",
            "professional_group": industry_group,
        },
    )[0]


@pytest.fixture
def paper_department(industry_group: ProfessionalGroup) -> Department:
    return Department.objects.get_or_create(
        code="gdgs", defaults={"name": "国网麻城市供电公司", "short_name": "供电公司", "mode": "paper"}
    )[0]


@pytest.fixture
def co_handler(co_department: Department) -> User:
    user = person("cohandler", "会办", Role.HANDLER)
    DepartmentOfficer.objects.create(user=user, department=co_department, duty="handler", since=SINCE)
    return user


@pytest.fixture
def second_staff(db: None) -> User:
    return person("secondstaff", "石玉", Role.STAFF)


@pytest.fixture
def category(finance_group: ProfessionalGroup, department: Department) -> Category:
    top = Category.objects.create(code="RZ", name="融资贷款", professional_group=finance_group)
    category = Category.objects.create(
        code="RZ01", name="贷款与续贷", parent=top, professional_group=finance_group
    )
    CategoryDepartment.objects.create(category=category, department=department)
    return category


@pytest.fixture
def story(
    holidays: None,
    station: Station,
    category: Category,
    finance_group: ProfessionalGroup,
    department: Department,
    co_department: Department,
    paper_department: Department,
    staff: User,
    second_staff: User,
    approver: User,
    auditor: User,
    liaison: User,
    representative: User,
    colleague: User,
    stranger: User,
    handler: User,
    co_handler: User,
    head: User,
    clerk: User,
) -> Story:
    people = {
        "staff": staff,
        "second_staff": second_staff,
        "approver": approver,
        "auditor": auditor,
        "liaison": liaison,
        "representative": representative,
        "colleague": colleague,
        "stranger": stranger,
        "handler": handler,
        "co_handler": co_handler,
        "head": head,
        "clerk": clerk,
    }
    return Story(station, category, finance_group, department, co_department, paper_department, people)
