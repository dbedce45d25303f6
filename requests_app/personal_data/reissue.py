"""A lost 查询码 is issued anew: to the registered telephone, or on a slip, which cannot rate (docs/domain.md § 2)."""

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
from requests_app.models import EnterpriseRequest
from requests_app.models.case_file import CaseFile
from requests_app.models.receipts import Grade
from requests_app.notifications import links, messages

To = Literal["phone", "slip"]
ENDS_OLD = "原来的查询码和链接已失效。"


@verb
def renew(case: EnterpriseRequest, *, to: To, reason: str, by: User, at: datetime) -> str:
    """Fresh link and code, all older ones die; returns the token of a slip, "" when it went to the telephone.

    Raises Refused: `not_yours`, `missing` (no reason), `no_phone`.
    """
    if not access_of(CaseFile(case), by, local_date(at)).reissues:
        raise Refused("not_yours", "补发查询码由服务站工作人员、联络员或代表工作机构办理")
    if not reason.strip():
        raise Refused("missing", "请写明怎样核对了来人身份", field="reason")
    if to == "phone" and not case.phone:
        raise Refused("no_phone", "这件诉求没有登记电话，请打印回执单", field="to")
    token = keys.renew_keys(case, at=at, grade=keys.telephone_grade(case) if to == "phone" else Grade.SLIP)
    if to == "phone":
        _send(case, token, at)
    fact = events.Fact(case.subject, "renew_keys", {"to": to}, {"reason": reason.strip()})
    events.record(fact, by=Actor.of(by), at=at)
    return token if to == "slip" else ""


def _send(case: EnterpriseRequest, token: str, at: datetime) -> None:
    receipt = keys.shown_receipt(token)
    code = f"{receipt.spaced_code} " if receipt else ""
    messages.enterprise(
        case,
        f"keys:{at.isoformat()}",
        "新的查询码",
        f"受理编号 {case.ledger_number}。{ENDS_OLD}",
        at=at,
        secret=f"{code}{links.private_link(token)}",
    )
