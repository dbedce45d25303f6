"""建站向导: the steps from an empty site to the first poster, the sheets of each, and whether it is done.

What is done is read from the rows themselves, so that a county loaded by command shows the same.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from groups.models import Department, DepartmentOfficer, Liaison, RegionalGroup, Representative, Term
from groups.rules import groups_without_liaison, units_without_officer
from office import options, workdays
from office.models import User
from office.roles import Role
from portal.counties import sheets
from portal.counties.sheet_kinds import SheetKind
from stations.models import Posting, QRCode, Station

# Without these nobody takes in, hands over, answers or looks after accounts.
NEEDED_ROLES = (Role.ADMINISTRATOR, Role.STAFF, Role.APPROVER, Role.AUDITOR, Role.LIAISON, Role.HANDLER)


@dataclass(frozen=True)
class State:
    """`words` say what there is, and what is missing where it is not done."""

    is_done: bool
    words: str


@dataclass(frozen=True)
class SetUpStep:
    """`key` stands in the address; without `sheets` nothing is uploaded. `hint` says what the step is for."""

    key: str
    title: str
    hint: str
    state: Callable[[date], State]
    sheets: Sequence[SheetKind] = ()


def _names(on: date) -> State:
    county, term = options.value("county_name", on), Term.objects.of_county(on)
    if county and term:
        return State(True, f"{options.value('office_name', on)}，{term.name}")
    missing = [] if county else ["县（市、区）名称"]
    return State(False, f"还没有{'和'.join([*missing, *([] if term else ['在任的届次'])])}")


def _units(on: date) -> State:
    count = Department.objects.count()
    return State(count > 0, f"{count} 个单位" if count else "还没有承办单位")


def _groups(on: date) -> State:
    count = RegionalGroup.objects.count()
    return State(count > 0, f"{count} 个代表小组" if count else "还没有代表小组")


def _roster(on: date) -> State:
    count = Representative.objects.in_office(on).count()
    return State(count > 0, f"{count} 名在任代表" if count else "还没有代表")


def _stations(on: date) -> State:
    stations = Station.objects.open(on)
    default = stations.filter(is_default=True).first()
    if default is None:
        return State(False, "还没有默认站" if stations.exists() else "还没有服务站")
    postings = Posting.objects.serving(on).count()
    if not postings:
        return State(False, f"{stations.count()} 个服务站，还没有进站代表")
    return State(True, f"{stations.count()} 个服务站，默认站是{default.name}；{postings} 人次进站")


def _accounts(on: date) -> State:
    held = [role for role in NEEDED_ROLES if User.objects.with_role(role, on=on).exists()]
    missing = [role.label for role in NEEDED_ROLES if role not in held]
    count = User.objects.active().count()
    return State(not missing, f"{count} 个账号" + (f"，还没有{'、'.join(missing)}" if missing else ""))


def _calendar(on: date) -> State:
    if not workdays.is_settled(on.year):
        return State(False, f"{on.year} 年放假安排还没有录入")
    coming = f"；{on.year + 1} 年的由工作人员在通知发布后录入" if workdays.next_year_is_due(on) else ""
    return State(True, f"{on.year} 年放假安排已录入{coming}")


def _poster(on: date) -> State:
    default = Station.objects.open(on).filter(is_default=True).first()
    if default is None:
        return State(False, "先设默认站")
    is_issued = QRCode.objects.filter(station=default, until=None).exists()
    return State(is_issued, f"{default.name}的二维码{'已启用' if is_issued else '还没有启用'}")


STEPS = (
    SetUpStep(
        "names",
        "机关名称和届次",
        "写在每个页面、信函和海报上。届次在任，才能导入代表名册。",
        _names,
        (sheets.NAMES, sheets.TERMS),
    ),
    SetUpStep(
        "units",
        "承办单位",
        "办理诉求的单位，以及各类诉求通常由谁办，交办时作为建议。",
        _units,
        (sheets.UNITS, sheets.CATEGORY_UNITS),
    ),
    SetUpStep("groups", "代表小组", "按乡镇、街道编的代表小组。", _groups, (sheets.GROUPS,)),
    SetUpStep(
        "roster",
        "代表名册",
        "名册原样即可：标题、两行表头、合并单元格、表下的注都可以保留。",
        _roster,
        (sheets.ROSTER,),
    ),
    SetUpStep(
        "stations",
        "服务站和进站代表",
        "服务站中有一个默认站，定不了站的诉求归它。要换默认站，打开另一个站勾选“默认站”。",
        _stations,
        (sheets.STATIONS, sheets.POSTINGS),
    ),
    SetUpStep(
        "accounts",
        "账号",
        "一行一个账号，写明角色和单位、小组或服务站。导入后给出各人的首次登录链接，可打印分发。",
        _accounts,
        (sheets.ACCOUNTS,),
    ),
    SetUpStep(
        "calendar",
        "放假安排",
        "国务院办公厅已发布的安排已经装好，只有通知以外的安排才需要导入。",
        _calendar,
        (sheets.CALENDAR,),
    ),
    SetUpStep("poster", "第一张海报", "启用默认站的二维码，打印 A4 海报张贴。", _poster),
)


def gaps(at: datetime) -> list[str]:
    """Units and groups that nobody signs in for: what is handed over to them would lie there unread.

    Nothing is missing before the first account of a unit or a group: that is a step of its own.
    """
    if not (DepartmentOfficer.objects.exists() or Liaison.objects.exists()):
        return []
    return [*units_without_officer(at), *groups_without_liaison(at)]


def find(key: str) -> SetUpStep | None:
    """The step of an address; None for another."""
    return next((step for step in STEPS if step.key == key), None)
