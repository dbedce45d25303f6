"""An activity on its way, for the tests of this folder."""

import datetime as dt
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from casework import engine
from fieldwork.activities import checking_in, planning, rotating_code
from fieldwork.activities.planning import Called, Plan
from fieldwork.activities.steps.attendance import AttendanceInputs, SheetInputs
from fieldwork.activities.steps.records import HoldInputs, ReportInputs
from fieldwork.activities.steps.replies import ReplyInputs
from fieldwork.models import Activity, CheckIn, Participation
from groups.models import Representative
from office.actors import Actor
from office.models import User

SHANGHAI = ZoneInfo("Asia/Shanghai")
# A Thursday, a fortnight after the day of the tests.
DAY = dt.date(2026, 12, 10)
DONE = "走访两家企业，看了车间，听取了意见。"
REPORT = "一、基本情况\n走访两家企业，听取了意见建议，明确了责任单位。"


def on_the_day(hour: int, minute: int = 0, second: int = 0) -> dt.datetime:
    return dt.datetime.combine(DAY, dt.time(hour, minute, second), tzinfo=SHANGHAI)


def person(user: User) -> Representative:
    return Representative.objects.get(user=user)


def plan(**given: Any) -> Plan:
    values = {
        "kind": "survey",
        "title": "“聚力支点建设·服务企业”代表活动",
        "held_on": DAY,
        "begins": dt.time(8, 30),
        "ends": dt.time(17),
        "place": "经济开发区企业园区",
        "action": "industry",
    } | given
    return Plan(**values)


def proposed(
    groups: Sequence[Any],
    *people: User,
    by: User,
    at: dt.datetime,
    enterprises: Sequence[Any] = (),
    **given: Any,
) -> Activity:
    called = Called([person(user) for user in people], given.pop("departments", ()), enterprises)
    return planning.propose(plan(**given), groups, called, by=Actor.of(by), at=at)


def take(name: str, activity: Activity, inputs: Any = None, *, by: User, at: dt.datetime) -> Any:
    return engine.take(name, activity, inputs, by=Actor.of(by), at=at)


def confirmed(
    groups: Sequence[Any], *people: User, by: User, staff: User, at: dt.datetime, **given: Any
) -> Activity:
    activity = proposed(groups, *people, by=by, at=at, **given)
    take("confirm", activity, by=staff, at=at)
    return activity


def answer(
    activity: Activity, user: User, answer: str, *, at: dt.datetime, by: User | None = None, **more: Any
) -> None:
    take(
        "reply",
        activity,
        ReplyInputs(representative=person(user), answer=answer, **more),
        by=by or user,
        at=at,
    )


def scan(
    activity: Activity, user: User, *, at: dt.datetime, nonce: str = "", code: str = "", device: str = ""
) -> CheckIn:
    code = code or rotating_code.code_at(activity.token, at)
    return checking_in.scan(
        activity, person(user), code, nonce or f"nonce-{user.pk}", device=device, by=Actor.of(user), at=at
    )


def sheet(activity: Activity, *users: User, by: User, at: dt.datetime) -> None:
    take("enter_sheet", activity, SheetInputs(people=tuple(person(user) for user in users)), by=by, at=at)


def held(activity: Activity, *, by: User, at: dt.datetime) -> None:
    take("hold", activity, HoldInputs(done=DONE), by=by, at=at)


def confirm_all(activity: Activity, *, by: User, at: dt.datetime) -> None:
    rows = tuple(Participation.objects.filter(activity=activity))
    take("confirm_attendance", activity, AttendanceInputs(rows=rows), by=by, at=at)


def reported(activity: Activity, *, by: User, staff: User, at: dt.datetime) -> None:
    take("write_report", activity, ReportInputs(report=REPORT), by=by, at=at)
    take("report", activity, by=staff, at=at)
