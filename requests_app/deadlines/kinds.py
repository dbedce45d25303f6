"""The table of clocks: one row says everything about one kind (docs/domain.md § 2, clocks).

The days are declared by `options`, reminders and escalations come from `reminders`, the party that must act from
`next_action`; the queues of the desk, the columns of 督办 and the requester's page read the same rows. A new clock is
a member of `ClockKind`, a row here and a test.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from casework.lengths import Unit
from casework.queues.table import Queue
from requests_app.access import parties as p
from requests_app.deadlines import recipients as r
from requests_app.deadlines.recipients import Recipients
from requests_app.models.clocks import ClockKind as K

_LABELS = {value: str(label) for value, label in K.choices}


class Precedence(IntEnum):
    """Of several running clocks the lowest names who must act now; within one, the order of the table does."""

    RESULT = 1  # the answer itself, or the refusal to accept, is in question
    TRANSFER = 2  # whose matter it is
    DECISION = 3  # what was asked for
    HANDLING = 4  # the narrower wait: while a reply is checked, the enterprise's own date runs too
    ANSWER = 5
    AFTER_THE_END = 6


class Holder(StrEnum):
    """On whose desk a clock waits: requests_app/queues/holders.py finds the clocks of a person's posts."""

    HANDLER = "handler"
    RELAY_HANDLER = "relay_handler"
    REPRESENTATIVE = "representative"
    LIAISON = "liaison"
    LIAISON_OR_STAFF = "liaison_or_staff"
    ASSIGNER = "assigner"  # staff, and the liaison where the office has delegated it
    STAFF = "staff"
    SECOND_PERSON = "second_person"  # staff or liaison who took no part
    APPROVER = "approver"
    CLERK = "clerk"


@dataclass(frozen=True)
class Length:
    """How long a clock runs. `default` is one number, or one for each `Difficulty` in its order.

    The office changes it as the setting `clock_<kind>` or `clock_<kind>_<difficulty>`.
    """

    label: str
    default: int | tuple[int, int, int]
    unit: Unit = Unit.WORKING_DAYS


@dataclass(frozen=True)
class Wait:
    """The party that must act while the clock runs, its task in words, and the steps that end the wait.

    `people` are the accounts that may take them; None where the enterprise itself must act.
    """

    party: str
    task: str
    steps: frozenset[str]
    people: Recipients | None
    precedence: Precedence


@dataclass(frozen=True)
class Reminders:
    """`before`: working days left at which `owner` is reminded (0 = the due day); `daily` after it is missed.

    `calendar_days`: the same in calendar days, on days off too. `levels`: working days late at which the next level
    is told.
    """

    owner: Recipients
    before: tuple[int, ...]
    levels: tuple[tuple[int, Recipients], ...]
    daily: bool = False
    calendar_days: tuple[int, ...] = ()


@dataclass(frozen=True)
class Column:
    """Where 督办 counts it: with its unit, or beside the units; `stands` even where nothing runs."""

    at_unit: bool = False
    stands: bool = False
    label: str = ""


@dataclass(frozen=True)
class Caption:
    """What the requester reads over a date that is explained day by day, and what it began with."""

    title: str
    start: str


@dataclass(frozen=True, kw_only=True)
class ClockRow:
    """`length` is None for a clock that ends on a named date, and for one that has half the days of another.

    `wait` is None for a clock that runs beside the case: somebody is reminded, yet the case moves on without it.
    `reminders` and `column` are None for the enterprise's own window, which is nobody's delay.
    `began` is the word for its start on the desk. The flags: a question to the enterprise stops it
    (`stops_for_enterprise`); a unit's reply makes it void (`void_once_replied`); the unit gets an urging's letter
    for it (`owed_by_unit`); a person can be behind with it (`is_delay`); a move by the calendar is told at once
    (`tells_of_moves`); the sweeper ends it after its day (`ends_by_itself`).
    """

    kind: str
    holder: Holder
    queue: Queue
    wait: Wait | None = None
    length: Length | None = None
    half_of: str = ""
    reminders: Reminders | None = None
    column: Column | None = None
    caption: Caption | None = None
    began: str = "起算"
    stops_for_enterprise: bool = False
    void_once_replied: bool = False
    owed_by_unit: bool = False
    is_delay: bool = True
    tells_of_moves: bool = False
    ends_by_itself: bool = False

    @property
    def label(self) -> str:
        """The step that it measures, in words."""
        return _LABELS.get(self.kind, self.kind)

    @property
    def unit(self) -> Unit:
        """What its length is counted in; working days for a named date."""
        return self.length.unit if self.length else Unit.WORKING_DAYS

    @property
    def is_named_date(self) -> bool:
        """The date was named by a person, not counted."""
        return self.length is None and not self.half_of


_ASSIGN = Queue("assign", "待交办", "交办", "assign")

# In the order of a case's life, which is the order of the columns of 督办.
KINDS: dict[str, ClockRow] = {
    str(row.kind): row
    for row in (
        ClockRow(
            kind=K.ACCEPT,
            length=Length("受理", 1),
            holder=Holder.LIAISON_OR_STAFF,
            queue=Queue("accept", "待受理", "受理", "accept"),
            wait=Wait(
                p.LIAISON,
                "受理",
                frozenset({"accept", "decline", "refer"}),
                r.LIAISONS,
                Precedence.HANDLING,
            ),
            reminders=Reminders(r.LIAISONS, (0,), ((1, r.STAFF),)),
            column=Column(),
            caption=Caption("受理期限", "提交"),
            began="收到",
        ),
        ClockRow(
            kind=K.CONTACT,
            length=Length("代表联系企业", 2),
            holder=Holder.REPRESENTATIVE,
            queue=Queue("contact", "待联系", "联系企业", "contact"),
            reminders=Reminders(r.REPRESENTATIVE, (1,), ((1, r.LIAISONS),)),
            column=Column(),
            began="受理",
        ),
        ClockRow(
            kind=K.ASSIGN,
            length=Length("交办", 1),
            holder=Holder.ASSIGNER,
            queue=_ASSIGN,
            wait=Wait(p.STAFF, "交办", frozenset({"assign"}), r.OFFICE, Precedence.HANDLING),
            reminders=Reminders(r.STAFF, (0,), ((1, r.APPROVERS),)),
            column=Column(),
            began="受理",
        ),
        ClockRow(
            kind=K.REASSIGN,
            length=Length("退回后重新交办", 1),
            holder=Holder.ASSIGNER,
            queue=_ASSIGN,
            wait=Wait(p.STAFF, "重新交办", frozenset({"assign"}), r.OFFICE, Precedence.HANDLING),
            reminders=Reminders(r.STAFF, (0,), ((1, r.APPROVERS),)),
            column=Column(),
            began="退回",
        ),
        ClockRow(
            kind=K.RELAY,
            length=Length("转办单位签收转办", 1),
            holder=Holder.RELAY_HANDLER,
            queue=Queue("relay", "待转办", "签收并转办", "pass_on"),
            wait=Wait(
                p.RELAY_HANDLER,
                "签收并转办",
                frozenset({"pass_on", "record_pass_on"}),
                r.RELAY_HANDLERS,
                Precedence.HANDLING,
            ),
            reminders=Reminders(r.RELAY_HANDLERS, (0,), ((1, r.RELAY_HEADS), (2, r.STAFF))),
            column=Column(at_unit=True),
        ),
        ClockRow(
            kind=K.SIGN,
            length=Length("单位签收", 1),
            holder=Holder.HANDLER,
            queue=Queue("sign", "待签收", "签收", "sign"),
            wait=Wait(
                p.LEAD_HANDLER,
                "签收",
                frozenset({"sign", "return", "record_sign"}),
                r.HANDLERS,
                Precedence.HANDLING,
            ),
            reminders=Reminders(r.HANDLERS, (0,), ((1, r.HEADS), (2, r.STAFF))),
            column=Column(at_unit=True, stands=True),
            began="交办",
        ),
        ClockRow(
            kind=K.RELEASE,
            length=Length("放行转办摘要", 1),
            holder=Holder.STAFF,
            queue=Queue("release", "待放行", "放行转办摘要", "release_summary"),
            reminders=Reminders(r.STAFF, (0,), ((1, r.APPROVERS),)),
            column=Column(),
        ),
        ClockRow(
            kind=K.OPINION,
            half_of=K.REPLY,
            holder=Holder.HANDLER,
            queue=Queue("opinion", "会办意见", "交会办意见", "opinion"),
            reminders=Reminders(r.HANDLERS, (1,), ((1, r.LIAISONS),)),
            column=Column(at_unit=True, stands=True),
            began="交办",
            stops_for_enterprise=True,
            owed_by_unit=True,
            tells_of_moves=True,
        ),
        ClockRow(
            kind=K.REPLY,
            length=Length("单位回复", (2, 12, 27)),
            holder=Holder.HANDLER,
            queue=Queue("reply", "待回复", "书面回复", "reply"),
            wait=Wait(
                p.LEAD_HANDLER,
                "回复",
                frozenset({"reply", "record_reply"}),
                r.HANDLERS,
                Precedence.HANDLING,
            ),
            reminders=Reminders(
                r.HANDLERS, (5, 3, 1), ((1, r.HEADS), (3, r.STAFF), (10, r.APPROVERS)), daily=True
            ),
            column=Column(at_unit=True, stands=True),
            began="交办",
            stops_for_enterprise=True,
            owed_by_unit=True,
            tells_of_moves=True,
        ),
        ClockRow(
            kind=K.EXTENSION,
            length=Length("延期审批", 1),
            holder=Holder.STAFF,
            queue=Queue("extension", "待批延期", "审批延期", "extend"),
            wait=Wait(
                p.STAFF,
                "决定延期",
                frozenset({"extend", "refuse_extension"}),
                r.OFFICE,
                Precedence.DECISION,
            ),
            reminders=Reminders(r.STAFF, (0,), ((1, r.APPROVERS),)),
            column=Column(),
            void_once_replied=True,
        ),
        ClockRow(
            kind=K.TRANSFER,
            length=Length("转办审批", 2),
            holder=Holder.STAFF,
            queue=Queue("transfer", "待批转办", "处理转办", "transfer"),
            wait=Wait(
                p.STAFF,
                "决定转办",
                frozenset({"transfer", "refuse_transfer"}),
                r.OFFICE,
                Precedence.TRANSFER,
            ),
            reminders=Reminders(r.STAFF, (1, 0), ((1, r.APPROVERS),)),
            column=Column(),
            void_once_replied=True,
        ),
        ClockRow(
            kind=K.CONSULT,
            length=Length("组织会诊", 2),
            holder=Holder.LIAISON_OR_STAFF,
            queue=Queue("consult", "待组织会诊", "组织会诊", "consult"),
            reminders=Reminders(r.LIAISONS, (1, 0), ((1, r.STAFF), (3, r.APPROVERS))),
            column=Column(),
        ),
        ClockRow(
            kind=K.MINUTES,
            length=Length("会诊后写出纪要", 2),
            holder=Holder.LIAISON_OR_STAFF,
            queue=Queue("minutes", "会诊纪要", "记录会诊纪要", "record_consult"),
            reminders=Reminders(r.LIAISONS, (2, 0), ((1, r.STAFF), (3, r.APPROVERS))),
            column=Column(),
        ),
        ClockRow(
            kind=K.CHECK,
            length=Length("代表核对", 2),
            holder=Holder.REPRESENTATIVE,
            queue=Queue("check", "待核对", "核对答复", "answer"),
            wait=Wait(
                p.REPRESENTATIVE,
                "核对单位回复",
                frozenset({"check", "send_back", "answer"}),
                r.REPRESENTATIVE,
                Precedence.HANDLING,
            ),
            reminders=Reminders(r.REPRESENTATIVE, (1,), ((1, r.LIAISONS), (2, r.STAFF))),
            column=Column(at_unit=True, stands=True, label="代表核对"),
            began="回复",
        ),
        ClockRow(
            kind=K.CLASS,
            length=Length("类别认定", 2),
            holder=Holder.STAFF,
            queue=Queue("class", "待认定类别", "认定结果类别", "decide_class"),
            wait=Wait(p.STAFF, "认定结果类别", frozenset({"decide_class"}), r.OFFICE, Precedence.DECISION),
            reminders=Reminders(r.STAFF, (1, 0), ((1, r.APPROVERS),)),
            column=Column(),
        ),
        ClockRow(
            kind=K.ANSWER,
            length=Length("答复企业", (5, 15, 30)),
            holder=Holder.REPRESENTATIVE,
            queue=Queue("answer", "待答复", "答复企业", "answer"),
            wait=Wait(
                p.REPRESENTATIVE, "答复企业", frozenset({"answer"}), r.REPRESENTATIVE, Precedence.ANSWER
            ),
            reminders=Reminders(
                r.REPRESENTATIVE,
                (5, 3, 1),
                ((1, r.LIAISONS), (3, r.STAFF), (10, r.APPROVERS)),
                daily=True,
            ),
            column=Column(),
            caption=Caption("答复期限", "受理"),
            began="受理",
            stops_for_enterprise=True,
            tells_of_moves=True,
        ),
        ClockRow(
            kind=K.FOLLOW,
            length=Length("确认合并答复", 2),
            holder=Holder.STAFF,
            queue=Queue("follow", "待确认合并答复", "确认合并答复", "follow"),
            wait=Wait(p.STAFF, "确认合并答复", frozenset({"follow"}), r.OFFICE, Precedence.DECISION),
            reminders=Reminders(r.STAFF, (0,), ((1, r.APPROVERS),)),
            column=Column(),
        ),
        ClockRow(
            kind=K.VERDICT,
            length=Length("等企业评价", 5),
            holder=Holder.CLERK,
            queue=Queue("call", "待回访", "电话回访", "record_verdict"),
            wait=Wait(p.REQUESTER, "评价答复", frozenset({"rate"}), None, Precedence.RESULT),
            caption=Caption("评价截止", "答复"),
            began="答复",
            is_delay=False,
            ends_by_itself=True,
        ),
        ClockRow(
            kind=K.WITHDRAWAL,
            length=Length("柜台链接撤回等待", 3),
            holder=Holder.LIAISON_OR_STAFF,
            queue=Queue("withdrawal", "撤回待生效", "查看", ""),
            caption=Caption("撤回生效", "提出撤回"),
            began="提出撤回",
            is_delay=False,
            ends_by_itself=True,
        ),
        ClockRow(
            kind=K.SETTLE,
            length=Length("不满意后处理", 5),
            holder=Holder.STAFF,
            queue=Queue("settle", "待后处理", "不满意后处理", "settle"),
            wait=Wait(p.STAFF, "不满意后处理", frozenset({"settle"}), r.OFFICE, Precedence.RESULT),
            reminders=Reminders(r.STAFF, (1,), ((1, r.APPROVERS),)),
            column=Column(),
            began="评价",
        ),
        ClockRow(
            kind=K.APPEAL,
            length=Length("申诉处理", 3),
            holder=Holder.STAFF,
            queue=Queue("appeal", "待处理申诉", "处理申诉", "decide_appeal"),
            wait=Wait(p.STAFF, "处理申诉", frozenset({"decide_appeal"}), r.OFFICE, Precedence.RESULT),
            reminders=Reminders(r.STAFF, (0,), ((1, r.APPROVERS),)),
            column=Column(),
            caption=Caption("申诉处理期限", "申诉"),
            began="申诉",
        ),
        ClockRow(
            kind=K.LOOK_BACK,
            length=Length("回头看", 5),
            holder=Holder.SECOND_PERSON,
            queue=Queue("look_back", "待回头看", "回头看", "record_look_back"),
            wait=Wait(
                p.STAFF,
                "回头看",
                frozenset({"record_look_back"}),
                r.SECOND_PEOPLE,
                Precedence.AFTER_THE_END,
            ),
            reminders=Reminders(r.STAFF, (0,), ((1, r.APPROVERS),)),
            column=Column(),
        ),
        ClockRow(
            kind=K.CALL_BACK,
            length=Length("撤回回访", 3),
            holder=Holder.SECOND_PERSON,
            queue=Queue("call_back", "待回访撤回", "回访", "record_call_back"),
            wait=Wait(
                p.STAFF,
                "回访撤回",
                frozenset({"record_call_back"}),
                r.SECOND_PEOPLE,
                Precedence.AFTER_THE_END,
            ),
            reminders=Reminders(r.STAFF, (0,), ((1, r.APPROVERS),)),
            column=Column(),
        ),
        ClockRow(
            kind=K.PROMISE,
            holder=Holder.LIAISON,
            queue=Queue("promise", "到期承诺", "登记兑现", "keep_promise"),
            wait=Wait(
                p.LIAISON,
                "跟踪承诺",
                frozenset({"keep_promise", "break_promise"}),
                r.LIAISONS,
                Precedence.AFTER_THE_END,
            ),
            reminders=Reminders(r.LIAISONS, (), ((1, r.STAFF), (3, r.APPROVERS)), calendar_days=(30, 7, 0)),
            column=Column(at_unit=True, stands=True),
        ),
        ClockRow(
            kind=K.REVIEW,
            length=Length("条件复查", 6, Unit.MONTHS),
            holder=Holder.STAFF,
            queue=Queue("review", "待复查条件", "复查条件", "review_conditions"),
            wait=Wait(
                p.STAFF,
                "复查条件",
                frozenset({"review_conditions"}),
                r.OFFICE,
                Precedence.AFTER_THE_END,
            ),
            reminders=Reminders(r.STAFF, (5, 0), ((5, r.APPROVERS),)),
            column=Column(),
            began="结案或上次复查",
        ),
        ClockRow(
            kind=K.SUPERVISE,
            holder=Holder.APPROVER,
            queue=Queue("supervision", "督办到期", "解除或延长督办", ""),
            reminders=Reminders(r.APPROVERS, (3, 0), ((1, r.APPROVERS),)),
            column=Column(),
            is_delay=False,
        ),
    )
}


def worded_reminders(plan: Reminders | None) -> str:
    """`到期前 30 天、7 天和当天`: of reminders in calendar days; "" for none."""
    if plan is None:
        return ""
    early = "、".join(f"{days} 天" for days in plan.calendar_days if days)
    words = [f"到期前 {early}"] if early else []
    return "和".join([*words, *(["当天"] if 0 in plan.calendar_days else [])])


def step_label(kind: str) -> str:
    """What the step is called that a clock of that kind measures."""
    row = KINDS[kind]
    return (row.column.label if row.column else "") or row.label


def kinds_with(flag: str) -> tuple[str, ...]:
    """The kinds whose row has something for `flag`, an attribute of `ClockRow`, in the order of the table."""
    return tuple(kind for kind, row in KINDS.items() if getattr(row, flag))


def by_precedence() -> Iterator[ClockRow]:
    """The rows that name a party, those that bind first first."""
    waits = [row for row in KINDS.values() if row.wait is not None]
    yield from sorted(waits, key=lambda row: row.wait.precedence if row.wait else 0)
