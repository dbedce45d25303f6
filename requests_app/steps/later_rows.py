"""After the end: promises kept or broken, looking back, the question that is asked once more."""

from __future__ import annotations

from casework.engine import Step
from requests_app.access import parties as p
from requests_app.models.requests import Status
from requests_app.steps import later_questions, look_back_plans, look_backs, promises
from requests_app.steps.sets import BACK_TO_WORK, OFFICE, OPEN

S = Status
CLOSED = frozenset({S.CLOSED})

ROWS = [
    Step(
        "keep_promise",
        "登记承诺已兑现",
        CLOSED,
        frozenset(),
        OFFICE,
        promises.keep_promise,
        promises.KeepInputs,
        promises.awaited,
        "登记承诺已兑现",
        8,
    ),
    Step(
        "report_milestone",
        "登记承诺进展",
        CLOSED,
        frozenset(),
        OFFICE | {p.LEAD_HANDLER},
        promises.report_milestone,
        promises.MilestoneInputs,
        promises.awaited,
        "承诺进展",
        18,
    ),
    Step(
        "break_promise",
        "登记承诺未兑现",
        CLOSED,
        BACK_TO_WORK,
        OFFICE,
        promises.break_promise,
        promises.BreakInputs,
        promises.awaited,
        "承诺没有兑现，重新办理",
        70,
    ),
    Step(
        "lapse_promise",
        "承诺到期未兑现",
        CLOSED,
        BACK_TO_WORK,
        frozenset({p.SYSTEM}),
        promises.break_promise,
        promises.SweepBreakInputs,
        promises.awaited,
        "承诺到期没有登记兑现，重新办理",
        is_button=False,
    ),
    Step(
        "open_look_back",
        "开始回头看",
        CLOSED | {S.REFERRED, S.WITHDRAWN},
        frozenset(),
        frozenset({p.SYSTEM}),
        look_back_plans.open_due,
        guard=look_back_plans.open_guard,
        done="到期，请回头看",
        is_button=False,
    ),
    Step(
        "record_look_back",
        "记录回头看",
        CLOSED | {S.REFERRED},
        BACK_TO_WORK,
        OFFICE,
        look_backs.record_look_back,
        look_backs.RecordLookBackInputs,
        look_backs.record_guard,
        "回头看",
        12,
    ),
    Step(
        "record_call_back",
        "记录撤回回访",
        frozenset({S.WITHDRAWN}),
        OPEN,
        OFFICE,
        look_backs.record_call_back,
        look_backs.RecordCallBackInputs,
        look_backs.record_guard,
        "撤回回访",
        12,
    ),
    Step(
        "ask_lasting",
        "问企业是否彻底解决",
        CLOSED,
        frozenset(),
        frozenset({p.SYSTEM}),
        later_questions.ask_lasting,
        guard=later_questions.not_asked,
        done="问企业：问题彻底解决了吗",
        is_button=False,
    ),
    Step(
        "still_there",
        "问题彻底解决了吗",
        CLOSED,
        frozenset(),
        frozenset({p.REQUESTER}),
        later_questions.still_there,
        later_questions.StillThereInputs,
        later_questions.asked,
        "企业回答是否彻底解决",
        6,
    ),
]
