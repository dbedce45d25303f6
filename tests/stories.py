"""A case and the way it goes, for tests: `story` takes real steps through the real engine.

Every method takes one step by its rightful person; `story.at` is the instant, moved with `story.wait`.
"""

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from casework import engine
from groups.models import Department, DepartmentOfficer, ProfessionalGroup, Representative
from office import calendar as office_calendar
from office.actors import Actor
from office.background import jobs
from office.models import CalendarDay, User
from office.roles import Role
from requests_app.access.keys import Receipt
from requests_app.intake import submission
from requests_app.intake.intake import Intake
from requests_app.models import Category, CategoryDepartment, EnterpriseRequest
from requests_app.notifications import telling
from requests_app.steps.table import STEPS
from stations.models import Station
from tests.people import SINCE, person

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = dt.datetime(2026, 11, 2, 9, 30, tzinfo=SHANGHAI)
TEXT = "贷款月底到期，银行要求先还后贷，八百万元我上哪里找过桥资金？希望帮助协调续贷。"
REPLY = "经与贷款银行协商，已按无还本续贷政策办理续贷七百二十万元，其余由担保公司承接。"
ANSWER = "市财政局答复：贷款已按无还本续贷办理，请您本周内到银行签署合同。"
HOLIDAYS = {dt.date(2026, 10, day): "国庆节" for day in range(1, 9)}
MAKE_UP = (dt.date(2026, 9, 27), dt.date(2026, 10, 10))


@dataclass
class Story:
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

    def wait(self, *, days: float = 0, hours: float = 0) -> "Story":
        self.at += dt.timedelta(days=days, hours=hours)
        return self

    def work(self, days: int) -> "Story":
        """Move to 10:00 of the n-th working day after today."""
        day = office_calendar.load().add(office_calendar.local_date(self.at), days)
        self.at = dt.datetime.combine(day, dt.time(10), tzinfo=SHANGHAI)
        return self

    def submit(self, **given: Any) -> "Story":
        values: dict[str, Any] = {
            "station": self.station,
            "source": "qr_station",
            "requester_kind": "enterprise",
            "text": TEXT,
            "category": self.category,
            "enterprise_name": "湖北锦绣蓝天服饰有限公司",
            "contact": "徐经理",
            "phone": "19900020011",
            "share_contact": True,
        }
        done = submission.submit(
            Intake(**(values | given)),
            scope="web",
            key=str(uuid.uuid4()),
            by=Actor.requester("full"),
            at=self.at,
        )
        self.case, self.receipt = done.case, done.receipt
        jobs.run_now(telling.NEWS, self.case.subject, at=self.at)
        return self

    def take(self, step: str, who: str = "", /, **given: Any) -> "Story":
        """`who` is a key of `people`, or requester, slip, system."""
        row = STEPS[step]
        engine.take(step, self.case, row.inputs(**given), by=self.actor(who), at=self.at)
        return self

    def actor(self, who: str) -> Actor:
        if who in ("requester", ""):
            return Actor.requester("full")
        if who == "slip":
            return Actor.requester("slip")
        if who == "system":
            return Actor.system("sweeper")
        return Actor.of(self.people[who])

    def possible(self, who: str) -> set[str]:
        return {step.name for step in engine.possible(self.case, by=self.actor(who), at=self.at)}

    def who_may(self, step: str) -> set[str]:
        """The people of the story who may take the step now."""
        return {who for who in self.people if step in self.possible(who)}

    def accept(self, difficulty: str = "ordinary", **given: Any) -> "Story":
        representative = Representative.objects.get(user=self.people["representative"])
        values = {"category": self.category, "difficulty": difficulty, "group": self.group}
        return self.take("accept", "liaison", **(values | {"representative": representative} | given))

    def contact(self) -> "Story":
        return self.take(
            "contact", "representative", how="telephone", reached="yes", said="已了解情况，正在协调。"
        )

    def assign(self, *co: Department, lead: Department | None = None) -> "Story":
        return self.take("assign", "staff", lead=lead or self.lead, co=co, expected_outcome="月底前续贷到位")

    def handled(self, *co: Department, difficulty: str = "ordinary") -> "Story":
        """From nothing to 办理中, all on one morning."""
        return self.submit().accept(difficulty).contact().assign(*co).sign()

    def sign(self, who: str = "handler") -> "Story":
        return self.take("sign", who, officer_name="童欣", officer_phone="07132920011")

    def reply(self, result_class: str = "A", **given: Any) -> "Story":
        values = {
            "text": REPLY,
            "result_class": result_class,
            "signer": "邱正华",
            "officer_name": "童欣",
            "officer_phone": "07132920011",
            "publicity": "open",
        }
        if result_class == "B":
            day = office_calendar.local_date(self.at) + dt.timedelta(days=60)
            values |= {"promise_on": day, "promise_text": "年底前建成投用"}
        if result_class == "C":
            values |= {"basis": "鄂政发〔2025〕3号"}
        return self.take("reply", "handler", **(values | given))

    def answer(self) -> "Story":
        return self.take("answer", "representative", text=ANSWER)

    def answered(self, result_class: str = "A", *co: Department) -> "Story":
        """From nothing to 已答复, each on its own day."""
        self.submit().wait(hours=2).accept().wait(hours=2).contact().wait(hours=1).assign(*co)
        self.work(1).sign().work(3).reply(result_class).work(1)
        return (self.contact() if result_class == "C" else self).answer()

    def rate(
        self, satisfaction: str = "satisfied", agreed: str = "yes", reason: str = "", who: str = ""
    ) -> "Story":
        return self.take("rate", who, satisfaction=satisfaction, agreed=agreed, reason=reason)


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
