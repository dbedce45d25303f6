"""Around the work: contact, questions to the enterprise, urging, and who handles."""

from __future__ import annotations

from requests_app.models.requests import UNENDED, Status
from requests_app.workflow import parties as p
from requests_app.workflow.effects import care, leaving, supervision
from requests_app.workflow.engine import Step
from requests_app.workflow.request_steps.sets import ENTERPRISE, FOLLOWED, OPEN, WORKING

S = Status

ROWS = [
    Step(
        "contact",
        "联系企业",
        WORKING,
        frozenset(),
        frozenset({p.REPRESENTATIVE, p.LIAISON, p.CLERK}),
        care.contact,
        care.ContactGiven,
        done="联系企业",
        weight=15,
    ),
    Step(
        "ask",
        "请企业补充",
        OPEN,
        frozenset(),
        frozenset({p.LEAD_HANDLER, p.CO_HANDLER, p.REPRESENTATIVE, p.LIAISON, p.STAFF}),
        care.ask_enterprise,
        care.AskGiven,
        care.ask_guard,
        "请企业补充",
        50,
    ),
    Step(
        "supplement",
        "补充说明",
        OPEN,
        frozenset(),
        ENTERPRISE,
        care.supplement,
        care.SupplementGiven,
        done="企业补充",
        weight=10,
    ),
    Step(
        "lapse_question",
        "停时用完",
        OPEN,
        frozenset(),
        frozenset({p.SYSTEM}),
        care.lapse_question,
        done="企业未补充，期限继续计算",
        is_button=False,
    ),
    Step(
        "urge",
        "催办",
        FOLLOWED,
        frozenset(),
        ENTERPRISE | {p.REPRESENTATIVE, p.LIAISON, p.STAFF},
        care.urge,
        care.UrgeGiven,
        care.urge_guard,
        "催办",
        55,
    ),
    Step(
        "hand_over",
        "移交代表",
        WORKING | {S.ANSWERED},
        frozenset(),
        frozenset({p.STAFF, p.LIAISON}),
        leaving.hand_over,
        leaving.HandOverGiven,
        leaving.may_hand_over,
        "移交代表",
        85,
    ),
    Step(
        "leave_to_liaison",
        "转联络员",
        frozenset(UNENDED),
        frozenset(),
        frozenset({p.SYSTEM}),
        leaving.leave_to_liaison,
        guard=leaving.has_left,
        done="承办代表不在任，转联络员",
        is_button=False,
    ),
    Step(
        "supervise",
        "列为重点督办",
        FOLLOWED | {S.MERGED, S.CLOSED},
        frozenset(),
        frozenset({p.APPROVER}),
        supervision.supervise,
        supervision.SuperviseGiven,
        supervision.supervise_guard,
        "列为重点督办",
        78,
    ),
    Step(
        "release",
        "解除重点督办",
        frozenset(Status),
        frozenset(),
        frozenset({p.APPROVER}),
        supervision.release,
        supervision.ReleaseGiven,
        supervision.release_guard,
        "解除重点督办",
        79,
    ),
]
