"""After the answer: the verdict, settling, closing, reopening."""

from __future__ import annotations

from requests_app.models.requests import Status
from requests_app.workflow import parties as p
from requests_app.workflow.effects import verdicts
from requests_app.workflow.engine import Step
from requests_app.workflow.request_steps.sets import BACK_TO_WORK

S = Status

ROWS = [
    Step(
        "rate",
        "评价",
        frozenset({S.ANSWERED, S.CLOSED}),
        frozenset({S.CLOSED, S.ANSWERED}) | BACK_TO_WORK,
        frozenset({p.REQUESTER}),
        verdicts.rate,
        verdicts.RateGiven,
        verdicts.rate_guard,
        "企业评价",
        5,
    ),
    Step(
        "record_verdict",
        "记录电话回访",
        frozenset({S.ANSWERED}),
        frozenset({S.CLOSED}) | BACK_TO_WORK,
        frozenset({p.CLERK, p.STAFF}),
        verdicts.record_verdict,
        verdicts.RecordVerdictGiven,
        verdicts.verdict_guard,
        "电话回访评价",
        28,
    ),
    Step(
        "settle",
        "不满意后处理",
        frozenset({S.ANSWERED}),
        frozenset({S.CLOSED}) | BACK_TO_WORK,
        frozenset({p.STAFF}),
        verdicts.settle,
        verdicts.SettleGiven,
        verdicts.settle_guard,
        "不满意后处理",
        7,
    ),
    Step(
        "close",
        "未评价结案",
        frozenset({S.ANSWERED}),
        frozenset({S.CLOSED}),
        frozenset({p.STAFF}),
        verdicts.close,
        verdicts.ReasonGiven,
        verdicts.close_guard,
        "结案（未评价）",
        80,
    ),
    Step(
        "close_unrated",
        "到期结案",
        frozenset({S.ANSWERED}),
        frozenset({S.CLOSED}),
        frozenset({p.SYSTEM}),
        verdicts.close,
        verdicts.SweepReason,
        verdicts.close_guard,
        "到期未评价，自动结案",
        is_button=False,
    ),
    Step(
        "reopen",
        "请继续办理",
        frozenset({S.CLOSED}),
        BACK_TO_WORK,
        frozenset({p.REQUESTER, p.STAFF}),
        verdicts.reopen,
        verdicts.ReasonGiven,
        verdicts.reopen_guard,
        "尚未解决，继续办理",
        30,
    ),
]
