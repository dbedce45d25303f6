"""After the answer: the verdict, settling, closing, reopening."""

from __future__ import annotations

from casework.engine import Step
from requests_app.access import parties as p
from requests_app.models.requests import Status
from requests_app.steps import verdicts
from requests_app.steps.sets import BACK_TO_WORK

S = Status

ROWS = [
    Step(
        "rate",
        "评价",
        frozenset({S.ANSWERED, S.CLOSED}),
        frozenset({S.CLOSED, S.ANSWERED}) | BACK_TO_WORK,
        frozenset({p.REQUESTER}),
        verdicts.rate,
        verdicts.RateInputs,
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
        verdicts.RecordVerdictInputs,
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
        verdicts.SettleInputs,
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
        verdicts.ReasonInputs,
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
        verdicts.ReasonInputs,
        verdicts.reopen_guard,
        "尚未解决，继续办理",
        30,
    ),
]
