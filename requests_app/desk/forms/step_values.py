"""What is known before a step's form is filled in: proposals, agreements, the last word of whoever was asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from groups.models import Department
from office.models import User
from requests_app.access.candidates import candidates
from requests_app.access.identifying import Identity
from requests_app.desk.forms import followup_layout
from requests_app.models import (
    ClassDispute,
    Complaint,
    EnterpriseRequest,
    Extension,
    Finding,
    JointConsultation,
    Proposal,
    Release,
    Reply,
    Transfer,
)
from requests_app.models.case_file import CaseFile
from requests_app.models.contacts import ProposalKind
from requests_app.triage import advice


def initial_of(step: str, case: EnterpriseRequest, user: User, on: date) -> dict[str, Any]:
    """What is known beforehand; every value may be changed."""
    known = _INITIAL.get(step)
    return known(case, user, on) if known else {}


def _for_accepting(case: EnterpriseRequest, user: User, on: date) -> dict[str, Any]:
    found = advice.advise(case, on=on)
    near = candidates(case, found.group, on=on) if found.group else []
    fit = next((one.representative for one in near if not one.conflict), None)
    return {
        "title": advice.short_title(case),
        "category": found.category,
        "difficulty": found.difficulty,
        "group": found.group,
        "representative": fit,
        "expected_outcome": case.expected_outcome,
    }


def _for_assigning(case: EnterpriseRequest, user: User, on: date) -> dict[str, Any]:
    units = advice.units_for(case)
    return {"lead": units.lead, "co": list(units.co), "expected_outcome": case.expected_outcome}


def _for_signing(case: EnterpriseRequest, user: User, on: date) -> dict[str, Any]:
    return {"officer_name": user.name, "officer_phone": user.phone}


def _for_replying(case: EnterpriseRequest, user: User, on: date) -> dict[str, Any]:
    """What came back is written anew from what it was; the first time only who signed for it is known."""
    lead = CaseFile(case).lead
    if lead is None:
        return {}
    known = {"officer_name": lead.officer_name or user.name, "officer_phone": lead.officer_phone}
    return known | _for_recording_reply(case, user, on)


def _for_recording_reply(case: EnterpriseRequest, user: User, on: date) -> dict[str, Any]:
    """Who wrote it stands on the unit's letter alone: whoever types it in is never its 经办人."""
    file = CaseFile(case)
    earlier = file.reply if file.lead else None
    if earlier is None or earlier.state not in (Reply.State.HANDED_BACK, Reply.State.SENT_BACK):
        return {}
    return _values(
        earlier, ("text", "result_class", "promise_on", "promise_text", "basis", "signer", "publicity")
    )


def _for_spot(case: EnterpriseRequest, user: User, on: date) -> dict[str, Any]:
    proposal = Proposal.objects.undecided().filter(case=case, kind=ProposalKind.SPOT_ANSWER).last()
    return _values(proposal, ("text", "result_class")) if proposal else {}


def _for_disposing(case: EnterpriseRequest, user: User, on: date) -> dict[str, Any]:
    """The proposal's words; reason and guidance as the text itself suggests them."""
    proposal = Proposal.objects.to_dispose().undisposed().filter(case=case).last()
    seems = advice.advise(case, on=on).other_body
    known = {"reason": seems.reason, "guidance": seems.guidance} if seems else {}
    return known | ({"explanation": proposal.text} if proposal else {})


def _for_referring(case: EnterpriseRequest, user: User, on: date) -> dict[str, Any]:
    seems = advice.advise(case, on=on).other_body
    body = Department.objects.filter(code=seems.body).first() if seems and seems.body else None
    return _for_disposing(case, user, on) | ({"referred_to": body.name} if body else {})


def _for_proposing_to_dispose(case: EnterpriseRequest, user: User, on: date) -> dict[str, Any]:
    """The requester reads these words in the end: they say what it is, not what it looks like to a program."""
    seems = advice.advise(case, on=on).other_body
    if seems is None:
        return {}
    return {"kind": seems.step, "text": f"{seems.looks.replace('像是', '属于', 1)}。{seems.guidance}"}


def _for_extending(case: EnterpriseRequest, user: User, on: date) -> dict[str, Any]:
    asked = Extension.objects.undecided().filter(case=case).last()
    return {"until_on": asked.asked_until} if asked else {}


def _for_transferring(case: EnterpriseRequest, user: User, on: date) -> dict[str, Any]:
    asked = Transfer.objects.undecided().filter(case=case).select_related("right_department").last()
    return {"lead": asked.right_department} if asked else {}


def _for_consulting(case: EnterpriseRequest, user: User, on: date) -> dict[str, Any]:
    """Whom the representative wants at the table, else the units that have the case, and those it bounced from."""
    pending = JointConsultation.objects.pending().filter(case=case).last()
    units = [seat.department for seat in pending.seats.select_related("department")] if pending else []
    if not units:
        rows = case.assignments.select_related("department").order_by("id")
        units = list(dict.fromkeys(row.department for row in rows))
    return {"departments": units, "text": pending.because if pending else ""}


def _for_minutes(case: EnterpriseRequest, user: User, on: date) -> dict[str, Any]:
    pending = JointConsultation.objects.pending().filter(case=case).last()
    seats = pending.seats.filter(invited=True).select_related("department") if pending else ()
    return {"came": [seat.department for seat in seats]}


def _for_deciding_class(case: EnterpriseRequest, user: User, on: date) -> dict[str, Any]:
    asked = (
        ClassDispute.objects.undecided().filter(reply__assignment__case=case).select_related("reply").last()
    )
    if asked is None:
        return {}
    return {"result_class": asked.held_class} | _values(asked.reply, ("promise_on", "promise_text", "basis"))


def _for_confirming(case: EnterpriseRequest, user: User, on: date) -> dict[str, Any]:
    """Acceptance and assignment in one, as agreed on the spot."""
    finding = Finding.objects.filter(case=case).select_related("department").first()
    agreed = {"lead": finding.department, "agreed_on": finding.agreed_on} if finding else {}
    return _for_accepting(case, user, on) | agreed


def _for_naming(case: EnterpriseRequest, user: User, on: date) -> dict[str, Any]:
    complaint = Complaint.objects.filter(case=case).first()
    return {"departments": list(complaint.departments.all())} if complaint else {}


def _for_releasing(case: EnterpriseRequest, user: User, on: date) -> dict[str, Any]:
    """What was released before, else the words of the case with every trace of the requester taken out."""
    before = Release.objects.filter(case=case).last()
    return {"text": before.text if before else Identity(case).without(case.text), "checked": "no"}


def _values(row: Any, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


_INITIAL: dict[str, Callable[[EnterpriseRequest, User, date], dict[str, Any]]] = {
    "accept": _for_accepting,
    "assign": _for_assigning,
    "propose_assignment": _for_assigning,
    "sign": _for_signing,
    "reply": _for_replying,
    "record_reply": _for_recording_reply,
    "answer_on_the_spot": _for_spot,
    "decline": _for_disposing,
    "terminate": _for_disposing,
    "refer": _for_referring,
    "propose_decline": _for_proposing_to_dispose,
    "extend": _for_extending,
    "transfer": _for_transferring,
    "propose_consult": _for_consulting,
    "consult": _for_consulting,
    "record_consult": _for_minutes,
    "decide_class": _for_deciding_class,
    "confirm_finding": _for_confirming,
    "name_complained": _for_naming,
    "release_summary": _for_releasing,
    **followup_layout.INITIAL,
}
