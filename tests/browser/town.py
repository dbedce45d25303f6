"""A county in the middle of its work, for browsers to look at: full lists, a published month, a case in each state."""

import datetime as dt
from dataclasses import dataclass

from demo import policies_in_force
from demo.suggestion_scenario import SuggestionScenario
from evaluation import disclosing, monthly
from evaluation.models import Disclosure
from evaluation.periods import Month
from fieldwork.funds import budgets, expenses
from fieldwork.funds.expenses import Asked
from fieldwork.plans import proposing
from fieldwork.plans.proposing import Line
from groups.models import (
    Department,
    DepartmentOfficer,
    GroupOfficer,
    Liaison,
    Mandate,
    ProfessionalGroup,
    ProfessionalMembership,
    RegionalGroup,
    RegionalMembership,
    Representative,
    Term,
)
from office import calendar as office_calendar
from office.actors import Actor
from office.models import User
from office.roles import Role
from portal.counties import loading as counties
from portal.counties.reading import read_folder
from portal.reference_data import loading
from requests_app.access.keys import Receipt
from requests_app.models import Category, EnterpriseRequest
from requests_app.progress_tables import due
from stations.models import Posting, Station, StationClerk
from stations.receptions import day, planning
from tests.fieldwork.pairings.rows import an_enterprise, answer_path, opened, recorded
from tests.people import SINCE, elected, person
from tests.stations.consultations.rows import a_consultation
from tests.stations.receptions.rows import a_reception, booked, slots, timetable
from tests.stories import SHANGHAI, Story

STATION = "gyllzx"
REPRESENTATIVES = 260
CLOSED_IN_OCTOBER = 8
WAITING = 30
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"
TEXTS = (
    "园区三号路晚高峰货车排队超过四十分钟，希望协调错峰通行，并在西门增设一处临时停车区。",
    "扩建二期厂房的用电容量不够，申请增容两个月没有批复，影响设备进场，请帮助协调办理。",
    "职工子女秋季入学缺少居住证明，公司出具的宿舍证明学校不收，请明确需要哪些材料。",
)


@dataclass
class Filed:
    """A case with what only its requester holds."""

    case: EnterpriseRequest
    receipt: Receipt

    @property
    def link(self) -> str:
        return f"/receipt/{self.receipt.token}/"

    @property
    def desk(self) -> str:
        return f"/desk/requests/{self.case.ledger_number}/"


@dataclass
class Town:
    """`filed`: a case in each state, by the state; `receptions`: addresses of other pages, by the name."""

    story: Story
    filed: dict[str, Filed]
    receptions: dict[str, str]

    def person(self, who: str) -> User:
        return self.story.people[who]


def build() -> Town:
    loading.load(at=_at(1, 5))
    counties.load(read_folder(counties.pack("macheng")), by=Actor.system("seed"), at=_at(1, 5))
    policies_in_force.publish(at=_at(1, 5))
    office_calendar.forget()
    story = _story()
    _representatives(story.station)
    _october(story)
    _waiting(story)
    _group_at_work(story)
    return Town(story, _one_of_each(story), _receptions(story) | _pairings(story) | _suggestions(story))


def _at(month: int, day: int, hour: int = 9) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, tzinfo=SHANGHAI)


def _story() -> Story:
    groups = {group.code: group for group in ProfessionalGroup.objects.all()}
    lead = Department.objects.get(code="CZJ")
    station = Station.objects.get(code=STATION)
    term = Term.objects.create(level="county", name="第七届", elected_on=SINCE, takes_office_on=SINCE)
    people = {
        "staff": person("staff", "石敏", Role.STAFF),
        "approver": person("approver", "郑重", Role.APPROVER),
        "liaison": person("liaison", "连络", Role.LIAISON),
        "representative": person("representative", "单雄", Role.REPRESENTATIVE),
        "handler": person("handler", "经办", Role.HANDLER),
        "head": person("head", "局长", Role.HEAD),
        "clerk": person("clerk", "站务", Role.CLERK),
    }
    elected(people["representative"], "shanxiong", term, groups["finance"], station)
    Liaison.objects.create(
        user=people["liaison"], professional_group=groups["finance"], is_main=True, since=SINCE
    )
    for duty in ("handler", "head"):
        DepartmentOfficer.objects.create(user=people[duty], department=lead, duty=duty, since=SINCE)
    StationClerk.objects.create(user=people["clerk"], station=station, since=SINCE)
    return Story(
        station=station,
        category=Category.objects.get(code="RZ01"),
        group=groups["finance"],
        lead=lead,
        co=Department.objects.get(code="KFQ"),
        paper=Department.objects.get(code="WLJ"),
        people=people,
    )


def _representatives(station: Station) -> None:
    """As many as the county has, so that the directory weighs what it will weigh."""
    term = Term.objects.get()
    groups = list(ProfessionalGroup.objects.all())
    made = Representative.objects.bulk_create(
        Representative(
            code=f"rep{place}",
            certificate_number=f"MC-{place:04d}",
            name=f"{SURNAMES[place % len(SURNAMES)]}{'建国' if place % 2 else '明'}",
            sort_key=f"{place:04d}",
            gender="male",
        )
        for place in range(1, REPRESENTATIVES)
    )
    Mandate.objects.bulk_create(Mandate(representative=row, term=term, since=SINCE) for row in made)
    ProfessionalMembership.objects.bulk_create(
        ProfessionalMembership(representative=row, group=groups[place % len(groups)], since=SINCE)
        for place, row in enumerate(made)
    )
    Posting.objects.bulk_create(
        Posting(representative=row, station=station, since=SINCE) for row in made[:12]
    )


def _october(story: Story) -> None:
    """A month that was worked through, drafted, approved and published."""
    for place in range(CLOSED_IN_OCTOBER):
        story.at = _at(10, 12)
        story.answered()
        story.work(1).rate(
            "dissatisfied" if place == 0 else "satisfied", reason="时间拖得太长" if place == 0 else ""
        )
    monthly.draft_month(Month(2026, 10), at=_at(11, 2), station_code=STATION)
    due.freeze_due(_at(11, 1, 1))
    drafted = Disclosure.objects.get()
    disclosing.submit(drafted, by=Actor.of(story.people["staff"]), at=_at(11, 5))
    disclosing.publish(drafted, by=Actor.of(story.people["approver"]), at=_at(11, 5, 11))


def _waiting(story: Story) -> None:
    """More than a page of the list, some of it late."""
    for place in range(WAITING):
        story.at = _at(11, 10 + place % 4)
        story.submit(text=TEXTS[place % len(TEXTS)], phone=f"1990002{place:04d}").wait(hours=1)
        if place % 2:
            story.accept()
        if place % 4 == 3:
            story.wait(hours=1).contact().wait(hours=1).assign()


def _one_of_each(story: Story) -> dict[str, Filed]:
    filed = {}

    def keep(state: str) -> None:
        filed[state] = Filed(story.case, story.receipt)
        story.at = _at(11, 16)

    story.at = _at(11, 16)
    story.submit()
    keep("submitted")
    story.submit().wait(hours=1).accept()
    keep("accepted")
    story.submit().wait(hours=1).accept().wait(hours=1).contact().assign(story.co)
    keep("assigned")
    story.submit().wait(hours=1).accept().wait(hours=1).contact().assign().work(1).sign()
    keep("handling")
    story.answered()
    keep("answered")
    return filed


def _group_at_work(story: Story) -> None:
    """The finance group has a leader, members in regional groups, a plan and money that was asked for."""
    people = list(Representative.objects.filter(professional_memberships__group=story.group).by_name())
    regional = list(RegionalGroup.objects.all())
    RegionalMembership.objects.bulk_create(
        RegionalMembership(representative=person, group=regional[place * 4 % len(regional)], since=SINCE)
        for place, person in enumerate(people)
    )
    leader = Representative.objects.get(code="shanxiong")
    GroupOfficer.objects.create(
        representative=leader, professional_group=story.group, post="leader", since=SINCE
    )
    liaison, staff, approver = (story.actor(who) for who in ("liaison", "staff", "approver"))
    line = Line(11, "outreach", "年末银企对接暨续贷政策宣讲", "industry")
    proposing.add_item(story.group, 2026, line, by=liaison, at=_at(1, 12))
    made = budgets.set_amount(story.group, 2026, 2_400_000, by=staff, at=_at(1, 12))
    budgets.approve(made, 2_400_000, by=approver, at=_at(1, 13))
    asked = expenses.ask(made, Asked("宣讲材料印刷", 240_000), by=liaison, at=_at(11, 20))
    expenses.reserve(asked, by=staff, at=_at(11, 20))
    expenses.ask(made, Asked("调研用车", 60_000), by=liaison, at=_at(11, 20))


def _pairings(story: Story) -> dict[str, str]:
    """An enterprise that is due, one with a visit that waits for its word."""
    who = Representative.objects.get(user=story.people["representative"])
    first, second = (
        an_enterprise(name) for name in ("麻城市华科电气设备有限公司", "湖北联众精密冲压有限公司")
    )
    by, staff = story.people["liaison"], story.people["staff"]
    opened(who, by, staff, _at(9, 1), enterprise=first)
    row = opened(who, by, staff, _at(9, 1), enterprise=second)
    visit = recorded([who], story.people["representative"], _at(11, 20), enterprise=second).visit
    return {
        "pairing": f"/desk/pairings/{row.token}/",
        "visited": f"/desk/visits/{visit.token}/",
        "asked": answer_path(visit),
        "pack": f"/desk/enterprises/{second.pk}/pack/",
    }


def _suggestions(story: Story) -> dict[str, str]:
    """One that was answered and made public, and a draft."""
    people = story.people | {
        "author": story.people["representative"],
        "second_staff": story.people["approver"],
    }
    play = SuggestionScenario(people, story.lead, at=_at(11, 2)).answered("B")
    play.take("propose_publication", "staff", secrecy_checked_by="石敏").take("publish", "second_staff")
    draft = SuggestionScenario(people, story.lead, at=_at(11, 18), title="关于每季度公示拨付的建议").draft()
    return {
        "suggestion": f"/desk/suggestions/{play.row.number}/",
        "suggestion_public": f"/suggestions/{play.row.number}/",
        "suggestion_draft": f"/desk/suggestions/{draft.row.token}/",
    }


def _receptions(story: Story) -> dict[str, str]:
    """One to be booked, with somebody in it, and one of today with somebody who has come."""
    coming = a_reception(story.station, story.people["representative"], at=_at(11, 16))
    booking = booked(slots(coming)[1], at=_at(11, 17))
    clerk = Actor.of(story.people["clerk"])
    sitter = Representative.objects.get(code="rep1")
    hours = timetable(dt.date(2026, 11, 23), ends=dt.time(11))
    today = planning.plan(story.station, hours, [sitter], by=clerk, at=_at(11, 16))
    planning.announce(today, by=clerk, at=_at(11, 16))
    first, second, *_ = slots(today)
    here = booked(first, at=_at(11, 17)).booking
    booked(second, at=_at(11, 17))
    day.arrive(here, by=clerk, at=_at(11, 23))
    day.note(here, "管委会口头说年底前退租金", by=clerk, at=_at(11, 23))
    asked = a_consultation(story.station, story.people["clerk"], at=_at(11, 23))
    return {
        "coming": f"/receptions/{coming.token}/",
        "booking": booking.ticket.path,
        "move": f"{booking.ticket.path}move/",
        "today": f"/desk/receptions/{today.token}/",
        "print": f"/desk/receptions/{today.token}/print/",
        "consultation": f"/desk/consultations/{asked.number}/",
    }
