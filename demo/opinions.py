"""Two past items of the agenda with what the committee made of the opinions, one that is asked now, four mechanisms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from demo.directory import Directory
from groups.models import GroupOfficer, ProfessionalGroup, Representative
from office import calendar
from office.actors import Actor
from office.calendar import LOCAL, local_date
from office.models import User
from requests_app.models import Category, EnterpriseRequest
from requests_app.models.requests import Outcome
from suggestions.mechanisms import lifecycle, yearly
from suggestions.mechanisms.lifecycle import Proposal
from suggestions.models import AgendaItem, AskedGroup, ExpertOpinion, OpinionAuthor
from suggestions.opinions import agenda, decisions, drafting, signing

TEXT = (
    "一是情况：园区企业反映续贷周转时间长、担保费率偏高，走访的企业中近半数用过过桥资金。"
    "二是问题：应急转贷资金规模小，申请条件不公开，银行与担保机构信息不通。"
    "三是建议：扩大资金规模并公开条件和时限，由财政部门按季公布使用情况，担保费率随等级下调。"
)
# Title, calendar days before the last day of the demo on which the meeting was held, what the committee made of it.
PAST = (
    ("关于小微企业融资服务情况的报告", 45, "adopted", "应急转贷资金公开条件和时限，写入审议意见第三条。"),
    ("关于优化营商环境条例实施情况的报告", 120, "partly", "担保费率下调写入审议意见，资金规模另行研究。"),
)
COMING = ("关于园区公共服务配套情况的报告", 32)
# Title, field, unit, what it does, for whom, document; calendar days since it began, uses reported, why it ended.
MECHANISMS = (
    ("小微企业应急转贷资金", "factors", "三个工作日办结，不收担保费。", "贷款到期的小微企业", "麻财发〔2025〕9号", 400, 36, ""),
    ("园区用工共享专员", "social", "每个园区一名专员，每周公布余缺岗位，两天内对接。", "园区企业", "麻人社发〔2026〕21号", 150, None, ""),
    ("高企申报辅导日", "technology", "每月第一个周三，科技、税务同桌辅导。", "准备申报的企业", "麻科发〔2025〕5号", 420, 0, "并入省级平台，不再单独开展"),
    ("用电报装一次勘查", "factors", "七天内答复方案，全程一人负责。", "新装、增容的企业", "", None, None, ""),
)  # fmt: skip


def build(directory: Directory, *, at: datetime) -> None:
    """All of it, ending on the local date of `at`."""
    person = Representative.objects.get(user=directory["representative"])
    group = person.professional_group(local_date(at))
    if group is None:
        raise AssertionError("the demo's representative belongs to a professional group")
    for title, days, outcome, reason in PAST:
        _past(directory, group, title, days, outcome, reason, at)
    title, days = COMING
    item = _plan(directory, [group], title, _working(at + timedelta(days=days)), at - timedelta(days=6))
    asked = AskedGroup.objects.select_related("group").get(item=item, group=group)
    _write(directory, asked, at - timedelta(days=3))
    _mechanisms(directory, at)


def _past(
    directory: Directory,
    group: ProfessionalGroup,
    title: str,
    days: int,
    outcome: str,
    reason: str,
    at: datetime,
) -> None:
    held_on = _working(at - timedelta(days=days))
    planned = _ten(held_on - timedelta(days=40))
    item = _plan(directory, [group], title, held_on, planned)
    asked = AskedGroup.objects.select_related("group").get(item=item, group=group)
    opinion = _write(directory, asked, planned + timedelta(days=7))
    confirmed = planned + timedelta(days=9)
    own = Actor.of(directory["representative"])
    for author in OpinionAuthor.objects.filter(opinion=opinion).order_by("order"):
        signing.confirm(author, seen=opinion.text, by=own, at=confirmed)
    signing.submit(opinion, by=Actor.of(_hands_in(directory, group, local_date(at))), at=confirmed)
    decisions.decide(
        opinion,
        outcome=outcome,
        reason=reason,
        decision_title=f"{title}的审议意见",
        decision_number=f"麻常发〔{held_on.year}〕{days}号",
        decision_on=held_on,
        by=Actor.of(directory["approver"]),
        at=_ten(held_on + timedelta(days=3)),
    )


def _plan(
    directory: Directory, groups: Sequence[ProfessionalGroup], title: str, held_on: date, at: datetime
) -> AgendaItem:
    return agenda.plan(
        meeting="市七届人大常委会会议",
        title=title,
        held_on=held_on,
        groups=groups,
        note="请从企业反映的问题和走访情况谈起",
        by=Actor.of(directory["staff"]),
        at=at,
    )


def _write(directory: Directory, asked: AskedGroup, at: datetime) -> ExpertOpinion:
    """By the demo's representative, resting on a document and a count of requests."""
    own = Actor.of(directory["representative"])
    person = Representative.objects.get(user=directory["representative"])
    opinion = drafting.write(asked, text=TEXT, authors=[person], by=own, at=at)
    drafting.rest_on_document(opinion, document="园区企业融资座谈会记录", by=own, at=at)
    until = local_date(at)
    drafting.rest_on_cases(
        opinion, category=_category(), since=until - timedelta(days=180), until=until, by=own, at=at
    )
    return opinion


def _hands_in(directory: Directory, group: ProfessionalGroup, on: date) -> User:
    """An officer of the group who has an account, else its liaison."""
    officers = GroupOfficer.objects.serving(on).of(group).by_post().select_related("representative__user")
    users = [row.representative.user for row in officers if row.representative.user is not None]
    return users[0] if users else directory.liaisons[group.code][0]


def _mechanisms(directory: Directory, at: datetime) -> None:
    category = _category()
    settled = EnterpriseRequest.objects.unsealed().filter(outcome=Outcome.SETTLED, category=category)
    department = directory.departments[next(iter(directory.handlers))]
    handler = Actor.of(directory.handlers[department.code][0])
    staff = Actor.of(directory["staff"])
    for title, field, text, whom, number, since, uses, ended in MECHANISMS:
        proposal = Proposal(
            title=title,
            field=field,
            department=department,
            category=category,
            text=text,
            for_whom=whom,
            telephone="0713-000 0012",
            document_number=number,
        )
        proposed = at - timedelta(days=20)
        row = lifecycle.propose(proposal, sources=list(settled.order_by("pk")[:3]), by=handler, at=proposed)
        if since is None:
            continue
        checked = at - timedelta(days=18)
        begins = local_date(at - timedelta(days=since))
        lifecycle.put_in_force(row, in_force_on=begins, document_number=number, by=staff, at=checked)
        if uses is not None:
            check = yearly.report(
                row,
                year=local_date(checked).year,
                uses=uses,
                evidence="登记簿和季度报表",
                by=handler,
                at=checked,
            )
            yearly.confirm(check, by=staff, at=at - timedelta(days=15))
        if ended:
            lifecycle.end(row, ended_on=local_date(at - timedelta(days=10)), reason=ended, by=staff, at=at)


def _category() -> Category:
    """The one with most requests, so that its counts say something."""
    keys = EnterpriseRequest.objects.filter(category__isnull=False).values_list("category_id", flat=True)
    counted: dict[int, int] = {}
    for key in keys:
        if key is not None:
            counted[key] = counted.get(key, 0) + 1
    return Category.objects.get(pk=max(sorted(counted), key=lambda key: counted[key]))


def _working(at: datetime) -> date:
    """The day, or the next working one."""
    days, day = calendar.load(), local_date(at)
    return day if days.is_working(day) else days.next_working(day)


def _ten(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 10, tzinfo=LOCAL)
