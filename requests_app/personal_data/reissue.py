"""A lost 查询码 is issued anew: to the registered telephone, or on a slip; neither can rate (docs/domain.md § 2)."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from office import events
from office.actors import Actor
from office.calendar import local_date
from office.models import User
from office.refusals import Refused
from office.verbs import verb
from requests_app.access import keys
from requests_app.access.case_access import access_of
from requests_app.access.keys import Receipt
from requests_app.models import EnterpriseRequest
from requests_app.models.case_file import CaseFile
from requests_app.models.grades import Grade
from requests_app.notifications import links, messages

To = Literal["phone", "slip"]
ENDS_OLD = "原来的查询码和链接不再能补充和撤回，评价链接不受影响。"


@verb
def renew(case: EnterpriseRequest, *, to: To, reason: str, by: User, at: datetime) -> str:
    """Fresh link and code for access, older ones end; returns the token of a slip, "" when it went to the telephone.

    Neither judges: the links of the rounds and the requester's own receipt still do. The telephone is told either way.

    Raises Refused: `not_yours`, `missing` (no reason), `no_phone`.
    """
    if not access_of(CaseFile(case), by, local_date(at)).reissues:
        raise Refused("not_yours", "补发查询码由服务站工作人员、联络员或代表工作机构办理")
    if not reason.strip():
        raise Refused("missing", "请写明怎样核对了来人身份", field="reason")
    if to == "phone" and not case.phone:
        raise Refused("no_phone", "这件诉求没有登记电话，请打印回执单", field="to")
    receipt = keys.renew(case, grade=Grade.SLIP, at=at, reissued_by=by)
    if to == "phone":
        _send(case, receipt, at)
    else:
        messages.slip_printed(case, at=at)
    fact = events.Fact(case.subject, "renew_keys", {"to": to}, {"reason": reason.strip()})
    events.record(fact, by=Actor.of(by), at=at)
    return receipt.token if to == "slip" else ""


@verb
def print_slip(case: EnterpriseRequest, *, by: User, at: datetime) -> None:
    """Record it and tell the registered telephone, always."""
    messages.slip_printed(case, at=at)
    events.record(events.Fact(case.subject, "print_slip"), by=Actor.of(by), at=at)


def _send(case: EnterpriseRequest, receipt: Receipt, at: datetime) -> None:
    """To the telephone alone: nobody may have given the e-mail for this."""
    messages.telephone(
        case,
        f"keys:{at.isoformat()}",
        "新的查询码",
        f"受理编号 {case.ledger_number}。{ENDS_OLD}",
        at=at,
        secret=f"{receipt.spaced_code} {links.private_link(receipt.token)}",
    )
