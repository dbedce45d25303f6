"""The units: proposals, handing over, signing, returning."""

from __future__ import annotations

from requests_app.models.requests import Status
from requests_app.workflow import parties as p
from requests_app.workflow.effects import units
from requests_app.workflow.engine import Step
from requests_app.workflow.request_steps.sets import OFFICE

S = Status

ROWS = [
    Step(
        "propose_assignment",
        "提出拟办意见",
        frozenset({S.ACCEPTED}),
        frozenset(),
        frozenset({p.REPRESENTATIVE}),
        units.propose_assignment,
        units.ProposeAssignmentGiven,
        done="提出拟办意见",
        weight=20,
    ),
    Step(
        "assign",
        "交办",
        frozenset({S.ACCEPTED}),
        frozenset({S.ASSIGNED}),
        OFFICE,
        units.assign,
        units.AssignGiven,
        units.may_assign,
        done="交办",
        weight=12,
    ),
    Step(
        "sign",
        "签收",
        frozenset({S.ASSIGNED, S.HANDLING}),
        frozenset({S.HANDLING}),
        frozenset({p.LEAD_HANDLER, p.CO_HANDLER}),
        units.sign,
        units.SignGiven,
        units.may_sign,
        "单位签收",
        5,
    ),
    Step(
        "record_sign",
        "代录签收",
        frozenset({S.ASSIGNED, S.HANDLING}),
        frozenset({S.HANDLING}),
        frozenset({p.STAFF}),
        units.sign,
        units.RecordSignGiven,
        units.paper_unsigned,
        "单位签收（代录）",
        30,
    ),
    Step(
        "deem_signed",
        "视同签收",
        frozenset({S.ASSIGNED, S.HANDLING}),
        frozenset({S.HANDLING}),
        frozenset({p.SYSTEM}),
        units.deem_signed,
        units.DeemGiven,
        done="逾期未签收，视同签收",
        is_button=False,
    ),
    Step(
        "return",
        "退回交办",
        frozenset({S.ASSIGNED, S.HANDLING}),
        frozenset({S.ACCEPTED}),
        frozenset({p.LEAD_HANDLER, p.CO_HANDLER}),
        units.return_assignment,
        units.ReturnGiven,
        units.may_sign,
        "退回交办",
        60,
    ),
    Step(
        "record_return",
        "代录退回",
        frozenset({S.ASSIGNED, S.HANDLING}),
        frozenset({S.ACCEPTED}),
        frozenset({p.STAFF}),
        units.return_assignment,
        units.RecordReturnGiven,
        units.paper_unsigned,
        "退回交办（代录）",
        70,
    ),
]
