"""68 consultations since April, as the founding report counts them; the last one has just become a request."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime, timedelta

from demo.directory import Directory
from demo.matter_scenario import Timeline
from demo.office_hours import OfficeHours
from office.actors import Actor
from office.calendar import local_date
from policies.models import InformationItem, PolicyVersion
from requests_app.intake import from_consultations
from stations.consultations import register, sheets
from stations.consultations.register import Said
from stations.models import Enterprise
from stations.models.bookings import Basis, Ending

NUMBER = 68
APRIL = 4
# The kind of information, what was asked, and how it ended; an officer where one was there.
ASKED = (
    ("hqzc", "小微企业贷款贴息还能不能报", Ending.EXPLAINED, ""),
    ("bllc", "厂房扩建先办规划许可还是施工许可", Ending.EXPLAINED, ""),
    ("jrcp", "没有抵押物，有没有信用贷款", Ending.EXPLAINED, ""),
    ("ysbz", "夏天限电要提前几天通知", Ending.ANSWERED, "供电公司 熊班长"),
    ("ygrc", "社保补贴在哪个窗口申请", Ending.EXPLAINED, ""),
    ("sfzn", "研发费用加计扣除怎么备案", Ending.ANSWERED, "税务局 黎股长"),
    ("znrx", "外地员工的孩子在园区怎么入学", Ending.EXPLAINED, ""),
    ("xzzf", "消防检查多久一次，能不能合并查", Ending.NOTED, ""),
    ("flfw", "货款拖欠半年，找谁调解", Ending.GUIDED, ""),
    ("yqxx", "标准厂房还有没有空的", Ending.EXPLAINED, ""),
    ("", "园区到火车站的公交能不能加一班", Ending.NOTED, ""),
    ("dblz", "想见管产业的代表，接待日是哪天", Ending.EXPLAINED, ""),
    ("flfg", "账款支付的新规定从哪天起算", Ending.EXPLAINED, ""),
    ("bllc", "排污许可登记表在哪里填", Ending.EXPLAINED, ""),
)
LATE_EVERY = 23


def timeline(directory: Directory, begin: datetime, hours: OfficeHours) -> Timeline:
    """All but the last, each in an office hour of a working day; a few were noted on paper and entered days later."""
    station = next(row for row in directory.stations.values() if row.is_default)
    clerk, rng = directory["clerk"], random.Random("consultations")  # noqa: S311 - invented questions
    enterprises = list(Enterprise.objects.exclude(uscc=None).order_by("pk").values_list("name", flat=True))
    for number, (at, consulted_at) in enumerate(_moments(_working_days(begin, hours), hours, rng)):
        yield at
        said = _said(number, enterprises, rng)
        if consulted_at != at:
            sheet = sheets.print_sheet(station, by=clerk, at=at)
            line = sheets.Line(sheet, 1)
            said = replace(said, consulted_at=consulted_at, line=line)
        register.register(station, said, form_key=f"demo-{number}", by=Actor.of(clerk), at=at)


def today(directory: Directory, *, at: datetime) -> None:
    """The last one, a telephone call, and the request that was made of it."""
    station = next(row for row in directory.stations.values() if row.is_default)
    by, name = Actor.of(directory["clerk"]), Enterprise.objects.exclude(uscc=None).order_by("pk")[0].name
    said = Said(
        how="phone",
        requester_kind="enterprise",
        topic="xzzf",
        words="一个月里三个部门来查消防，要求合成一次查",
        ending=Ending.NOTED,
        enterprise_name=name,
        contact="王经理",
        phone="19900040001",
    )
    row = register.register(station, said, form_key="demo-last", by=by, at=at - timedelta(minutes=4))
    from_consultations.submit(row, by=by, at=at - timedelta(minutes=2))


def _moments(days: list[date], hours: OfficeHours, rng: random.Random) -> list[tuple[datetime, datetime]]:
    """When each is entered and when it was, in the order of entry."""
    found = []
    for number, day in enumerate(rng.choices(days, k=NUMBER - 1)):
        consulted_at = hours.at_office(day)
        is_late = number % LATE_EVERY == LATE_EVERY - 1
        found.append((hours.later(consulted_at, 3) if is_late else consulted_at, consulted_at))
    return sorted(found)


def _working_days(begin: datetime, hours: OfficeHours) -> list[date]:
    """From April on, or from the beginning where the year has not come to that; up to a week ago."""
    first, last = local_date(begin), local_date(hours.now) - timedelta(days=7)
    april = date(last.year, APRIL, 1)
    day, found = max(first, april) if april < last - timedelta(days=60) else first, []
    while day <= last:
        if hours.calendar.is_working(day):
            found.append(day)
        day += timedelta(days=1)
    return found


def _said(number: int, enterprises: list[str], rng: random.Random) -> Said:
    topic, words, ending, officer = ASKED[number % len(ASKED)]
    basis, source, item = "", "", ""
    if ending == Ending.ANSWERED:
        basis, source = Basis.OFFICER, officer
    elif ending == Ending.EXPLAINED:
        basis, (item, source) = Basis.PUBLIC, _item(topic, number)
    is_enterprise = number % 4 != 3
    return Said(
        how=rng.choice(("visit", "visit", "visit", "phone")),
        requester_kind="enterprise" if is_enterprise else rng.choice(("employee", "voter")),
        topic=topic,
        words=words,
        ending=ending,
        basis=basis,
        source=source,
        item=item,
        enterprise_name=enterprises[number % len(enterprises)] if is_enterprise else "",
    )


def _item(topic: str, number: int) -> tuple[str, str]:
    """Key and title of something published of that kind."""
    items = InformationItem.objects.published().filter(kind__code=topic).order_by("pk")
    if topic != "hqzc" and (found := list(items)):
        item = found[number % len(found)]
        return f"information:{item.slug}", item.title
    version = PolicyVersion.objects.published().select_related("policy").order_by("pk")[number % 20]
    return f"policy:{version.policy.slug}", version.title
