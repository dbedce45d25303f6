"""Ways out without an answer: withdrawal, declining, referral, and the appeal."""

from __future__ import annotations

from casework.engine import Step
from requests_app.access import parties as p
from requests_app.models.requests import Status
from requests_app.steps import disposals, leaving, samples
from requests_app.steps.sets import ENTERPRISE, OPEN, WORKING

S = Status

ROWS = [
    Step(
        "withdraw",
        "撤回诉求",
        OPEN | {S.MERGED},
        frozenset({S.WITHDRAWN}),
        ENTERPRISE,
        leaving.withdraw,
        leaving.WithdrawInputs,
        done="企业撤回",
        weight=90,
        confirm="撤回后不再办理，确定撤回吗？",
    ),
    Step(
        "resume",
        "恢复办理",
        frozenset({S.WITHDRAWN}),
        OPEN,
        frozenset({p.STAFF}),
        leaving.resume,
        leaving.ResumeInputs,
        done="恢复办理",
        weight=30,
    ),
    Step(
        "propose_decline",
        "建议不予受理或转送",
        OPEN,
        frozenset(),
        frozenset({p.LIAISON, p.REPRESENTATIVE, p.STAFF}),
        disposals.propose_decline,
        disposals.ProposeDeclineInputs,
        done="建议不予受理或转送",
        weight=65,
    ),
    Step(
        "decline",
        "不予受理",
        frozenset({S.SUBMITTED}),
        frozenset({S.DECLINED}),
        frozenset({p.STAFF}),
        disposals.decline,
        disposals.DisposeInputs,
        done="不予受理",
        weight=62,
    ),
    Step(
        "terminate",
        "终止办理",
        WORKING,
        frozenset({S.DECLINED}),
        frozenset({p.STAFF}),
        disposals.terminate,
        disposals.DisposeInputs,
        done="终止办理",
        weight=92,
    ),
    Step(
        "refer",
        "转送",
        OPEN,
        frozenset({S.REFERRED}),
        frozenset({p.STAFF}),
        disposals.refer,
        disposals.ReferInputs,
        done="转送",
        weight=64,
    ),
    Step(
        "appeal",
        "申诉",
        frozenset({S.DECLINED}),
        frozenset(),
        ENTERPRISE,
        disposals.appeal,
        disposals.AppealInputs,
        disposals.appeal_guard,
        "企业申诉",
        20,
    ),
    Step(
        "decide_appeal",
        "处理申诉",
        frozenset({S.DECLINED}),
        frozenset({S.SUBMITTED, S.ACCEPTED}),
        frozenset({p.STAFF}),
        disposals.decide_appeal,
        disposals.DecideAppealInputs,
        disposals.decide_appeal_guard,
        "处理申诉",
        10,
    ),
    Step(
        "check_exclusion",
        "抽查不予受理",
        frozenset({S.DECLINED}),
        frozenset({S.SUBMITTED, S.ACCEPTED}),
        frozenset({p.STAFF}),
        samples.check_exclusion,
        samples.CheckExclusionInputs,
        samples.is_sampled,
        "抽查不予受理",
        12,
    ),
]
