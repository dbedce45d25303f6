"""What the text itself suggests to whoever accepts it: to seal it, send it elsewhere, split it, merge it."""

from __future__ import annotations

from dataclasses import dataclass, field

from requests_app.access import parties as p
from requests_app.access import public_cases
from requests_app.desk.views.opening import Opened, step_url
from requests_app.models import EnterpriseRequest
from requests_app.models.visibility import request_filter
from requests_app.steps.table import STEPS
from requests_app.texts import accusations
from requests_app.texts.matters import matters_in
from requests_app.triage.referral import OtherBody


@dataclass
class Suggested:
    """Cards above the form's other material; each with the way to do it where this reader has it."""

    accusation: str = ""
    seal_url: str = ""
    other_body: OtherBody | None = None
    elsewhere_url: str = ""
    elsewhere_label: str = ""
    matters: list[str] = field(default_factory=list)
    split_url: str = ""
    met_too: EnterpriseRequest | None = None
    merge_url: str = ""


def suggested(opened: Opened, seems: OtherBody | None) -> Suggested:
    """Nothing of it is done by itself."""
    found = Suggested(other_body=seems)
    if seems is not None:
        # Staff decide, a liaison proposes; that form is filled in with reason and guidance.
        name = seems.step if opened.access.parties & {p.STAFF, p.APPROVER} else "propose_decline"
        found.elsewhere_url, found.elsewhere_label = step_url(opened.case, name), STEPS[name].label
    if not opened.case.sealed:
        found.accusation = accusations.signs(opened.case.text)
        found.seal_url = _way(opened, "seal") if found.accusation else ""
    parts = matters_in(opened.case.text)
    if len(parts) > 1:
        found.matters, found.split_url = parts, _way(opened, "split")
    number = public_cases.followed_number(opened.case.marks)
    if number:
        rows = EnterpriseRequest.objects.filter(request_filter(opened.scopes), ledger_number=number)
        found.met_too, found.merge_url = rows.first(), _way(opened, "merge")
    return found


def _way(opened: Opened, step: str) -> str:
    """Its form, where the table of steps has it and this person may ever take it."""
    row = STEPS.get(step)
    return step_url(opened.case, step) if row is not None and opened.access.parties & row.who else ""
