"""Officers of groups, plans of the year, money and papers: what the six groups do beside their requests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from demo.directory import Directory
from fieldwork.funds import budgets, expenses
from fieldwork.funds.expenses import Asked
from fieldwork.materials import papers
from fieldwork.materials.papers import HandedOut
from fieldwork.models import Budget, Norm
from fieldwork.norms import editing, reading
from fieldwork.norms.editing import Text
from fieldwork.plans import proposing
from fieldwork.plans.proposing import Line
from groups.models import Group, GroupOfficer, ProfessionalGroup, RegionalGroup, Representative
from office import files
from office.actors import Actor
from office.calendar import LOCAL, local_date
from office.events import Fact, record

SEED = Actor.system("seed")
# Month, kind, theme, action: most of it as `demo/activities.json` has it, some not done yet, some let pass.
PLANS: dict[str, tuple[Line, ...]] = {
    "judicial": (
        Line(3, "enforcement", "涉企行政检查规范化执法检查", "livelihood"),
        Line(6, "discussion", "涉企案件执行工作座谈会", "livelihood"),
        Line(9, "inspection", "园区公共法律服务站视察", "livelihood"),
        Line(10, "outreach", "扫码入企、首违不罚普法宣讲", "livelihood"),
        Line(12, "account", "年度述职", ""),
    ),
    "industry": (
        Line(3, "discussion", "汽车零部件产业链协同座谈会", "industry"),
        Line(7, "outreach", "设备更新与技改申报辅导会", "industry"),
        Line(7, "enforcement", "用电保障和营商环境执法检查", "industry"),
        Line(9, "inspection", "“历史遗留办证”专班推进视察", "industry"),
        Line(12, "outreach", "研发费用加计扣除政策宣讲", "innovation"),
    ),
    "urban": (
        Line(4, "inspection", "开发区道路和雨污管网视察", "city"),
        Line(5, "enforcement", "大气污染防治和石材行业扬尘治理执法检查", "city"),
        Line(8, "survey", "园区职工通勤与宿舍安全调研", "city"),
        Line(12, "survey", "园区停车和充电设施调研", "city"),
    ),
    "finance": (
        Line(1, "outreach", "惠企税费政策进园区宣讲", "industry"),
        Line(5, "outreach", "融资产品进园区宣讲会", "industry"),
        Line(6, "survey", "聚力支点建设，服务企业", "industry"),
        Line(8, "survey", "政府性融资担保费率专题调研", "industry"),
        Line(9, "discussion", "银企对接暨应急转贷座谈会", "industry"),
        Line(12, "outreach", "年末银企对接暨续贷政策宣讲", "industry"),
        Line(12, "account", "年度述职", ""),
    ),
    "social": (
        Line(4, "survey", "园区职工子女就学与托育专题调研", "livelihood"),
        Line(7, "inspection", "职业技术学校校企合作视察", "livelihood"),
        Line(10, "discussion", "稳岗用工座谈", "livelihood"),
        Line(11, "survey", "园区托育和公租房供给调研", "livelihood"),
    ),
    "rural": (
        Line(1, "survey", "福白菊产业发展专题调研", "rural"),
        Line(5, "inspection", "油茶林资源保护与产地初加工视察", "rural"),
        Line(10, "enforcement", "农产品质量安全法实施情况执法检查", "rural"),
        Line(12, "survey", "农产品冷链物流调研", "hub"),
    ),
}
# 分: the year's money of each group, and what the finance group used of it.
AMOUNT = 2_400_000
EXPENSES = (
    (Asked("惠企政策手册印刷", 560_000, "惠企税费政策进园区宣讲"), 548_000),
    (Asked("企业调研用车", 420_000, "聚力支点建设，服务企业"), 402_000),
    (Asked("银企对接座谈资料", 540_000, "银企对接暨应急转贷座谈会"), 512_000),
)
NORM = Text(
    title="财政经济专业代表小组履职规范",
    body="""一、定人：每名成员联系一家企业，每季度见面一次。（对应：结对联系；走访与会诊）

二、定岗：进站代表按职能接待，每季度至少一次。（对应：参加接待）

三、定责：当事人的诉求三个工作日内联系，答复后当面核实。（对应：响应；核对、催办、转告；办理成效）

四、定量：每年提出一件专业建议，参加两次调研、视察或执法检查，受邀的活动应到必到。（对应：专业建议；调研视察；代表建议；出席；履职任务；超出任务）""",
    effective_on=date(2026, 1, 1),
)
NORM_NOW = replace(
    NORM,
    body=NORM.body.replace("三个工作日内联系", "两个工作日内联系")
    + "\n\n五、回避：本单位和有投资的企业，不承办、不核实。",
    note="缩短联系时限，增加回避",
)
LAST = Asked("宣讲材料印刷", 240_000, "年末银企对接暨续贷政策宣讲")


def build(directory: Directory, *, begin: datetime, at: datetime) -> None:
    """In the order of the year: officers first, plans in January, money as it was used."""
    _appoint(begin=begin)
    for code, lines in PLANS.items():
        _plan(directory, code, lines, at=at)
        _fund(directory, code, at=at)
    _use(directory, at=at)
    _write_norm(directory, begin=begin, at=at)
    _hand_out(directory, at=at)


def _appoint(*, begin: datetime) -> None:
    """组长 and two 副组长 of each of the six, a 召集人 of every regional group that has a member."""
    on = local_date(begin)
    officers = [
        GroupOfficer(
            representative=person,
            professional_group=group,
            post="deputy" if number else "leader",
            place=max(number, 1),
            since=on,
        )
        for group in ProfessionalGroup.objects.order_by("order")
        for number, person in enumerate(_members(group, begin)[:3])
    ]
    officers += [
        GroupOfficer(representative=people[0], regional_group=group, post="convener", since=on)
        for group in RegionalGroup.objects.order_by("code")
        if (people := _members(group, begin))
    ]
    made = GroupOfficer.objects.bulk_create(officers)
    record(*(Fact(f"groupofficer:{row.pk}", "added") for row in made), by=SEED, at=begin)


def _members(group: Group, begin: datetime) -> list[Representative]:
    """In office from the beginning, by certificate; who has left since stands last."""
    on = local_date(begin)
    return list(Representative.objects.in_office(on).of(group, on).order_by("certificate_number")[:3])


def _plan(directory: Directory, code: str, lines: tuple[Line, ...], *, at: datetime) -> None:
    group, year = directory.groups[code], local_date(at).year
    january = datetime(year, 1, 15, 10, tzinfo=LOCAL)
    if january > at:
        return
    liaison = next(iter(directory.liaisons.get(code, [])), directory["liaison"])
    items = [proposing.add_item(group, year, line, by=Actor.of(liaison), at=january) for line in lines]
    proposing.confirm(items[0].plan, by=Actor.of(directory["staff"]), at=january + timedelta(days=6))


def _fund(directory: Directory, code: str, *, at: datetime) -> None:
    group, year = directory.groups[code], local_date(at).year
    set_at = datetime(year, 1, 20, 15, tzinfo=LOCAL)
    if set_at > at:
        return
    budget = budgets.set_amount(group, year, AMOUNT, by=Actor.of(directory["staff"]), at=set_at)
    budgets.approve(budget, AMOUNT, by=Actor.of(directory["approver"]), at=set_at + timedelta(days=2))


def _use(directory: Directory, *, at: datetime) -> None:
    """Three confirmed, one that waits for the staff's word."""
    budget = Budget.objects.of(directory.groups["finance"], local_date(at).year).first()
    if budget is None:
        return
    liaison, staff, approver = (Actor.of(directory[name]) for name in ("liaison", "staff", "approver"))
    for (asked, paid), moment in zip(EXPENSES, _moments(at), strict=False):
        expense = expenses.ask(budget, asked, by=liaison, at=moment)
        expenses.reserve(expense, by=staff, at=moment + timedelta(days=1))
        voucher = files.store(_voucher(), by=liaison.user, at=moment + timedelta(days=9))
        expenses.spend(expense, paid, [voucher], by=liaison, at=moment + timedelta(days=9))
        expenses.confirm(expense, by=approver, at=moment + timedelta(days=12))
    expenses.ask(budget, LAST, by=liaison, at=at - timedelta(days=1))


def _write_norm(directory: Directory, *, begin: datetime, at: datetime) -> None:
    """Two editions, the second a substantial one; most members have read it."""
    staff, approver = Actor.of(directory["staff"]), Actor.of(directory["approver"])
    group = directory.groups["finance"]
    for write, text, moment in (
        (editing.begin, NORM, begin + timedelta(days=2)),
        (editing.revise, NORM_NOW, at - timedelta(days=60)),
    ):
        on = local_date(moment) + timedelta(days=7)
        norm = write("finance", replace(text, group=group, effective_on=on), by=staff, at=moment)
        editing.submit(norm, by=staff, at=moment)
        editing.publish(norm, by=approver, at=moment + timedelta(days=1))
    holds = next(norm for norm in Norm.objects.in_force(local_date(at)) if norm.code == "finance")
    people = list(reading.bound_by(holds, local_date(at)).filter(user__isnull=True))
    liaison = Actor.of(directory["liaison"])
    reading.acknowledge(holds, people[:-4], how="sheet", by=liaison, at=at - timedelta(days=20))


def _hand_out(directory: Directory, *, at: datetime) -> None:
    """A handbook that was handed out, and a question for papers that waits."""
    group, on = directory.groups["finance"], local_date(at)
    handed = HandedOut("惠企政策实用手册（11月版）", 60, on - timedelta(days=5), "园区企业", "银企对接座谈")
    papers.hand_out(group, handed, by=Actor.of(directory["liaison"]), at=at - timedelta(days=5))
    person = Representative.objects.of(group, on).filter(user=directory["representative"]).first()
    if person is not None:
        asks = Actor.of(directory["representative"])
        papers.ask(group, person, "担保费率各县对照", by=asks, at=at - timedelta(days=3))


def _moments(at: datetime) -> Iterator[datetime]:
    """Days of this year on which money was asked for, the twelve days until its end included."""
    for month in (3, 6, 9):
        moment = datetime(local_date(at).year, month, 3, 10, tzinfo=LOCAL)
        if moment + timedelta(days=12) < at:
            yield moment


def _voucher() -> SimpleUploadedFile:
    written = BytesIO()
    Image.new("RGB", (120, 80), "white").save(written, "PNG")
    return SimpleUploadedFile("发票.png", written.getvalue(), content_type="image/png")
