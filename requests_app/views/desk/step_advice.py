"""What the text itself suggests to whoever accepts it: to seal it, send it elsewhere, split it, merge it."""

from __future__ import annotations

from dataclasses import dataclass, field

from requests_app import accusations, marks
from requests_app.elsewhere import Elsewhere
from requests_app.models import EnterpriseRequest
from requests_app.proposing.matters import matters_in
from requests_app.views.desk.opening import Opened, step_url
from requests_app.workflow import parties as p
from requests_app.workflow.request_steps import STEPS


@dataclass
class Suggested:
    """Cards above the form's other material; each with the way to do it where this reader has it."""

    accusation: str = ""
    seal_url: str = ""
    elsewhere: Elsewhere | None = None
    elsewhere_url: str = ""
    elsewhere_label: str = ""
    matters: list[str] = field(default_factory=list)
    split_url: str = ""
    met_too: EnterpriseRequest | None = None
    merge_url: str = ""


def suggested(opened: Opened, seems: Elsewhere | None) -> Suggested:
    """Nothing of it is done by itself."""
    found = Suggested(elsewhere=seems)
    if seems is not None:
        # Staff decide, a liaison proposes; that form is filled in with reason and guidance.
        name = seems.step if opened.sight.parties & {p.STAFF, p.APPROVER} else "propose_decline"
        found.elsewhere_url, found.elsewhere_label = step_url(opened.case, name), STEPS[name].label
    if not opened.case.sealed:
        found.accusation = accusations.signs(opened.case.text)
        found.seal_url = _way(opened, "seal") if found.accusation else ""
    parts = matters_in(opened.case.text)
    if len(parts) > 1:
        found.matters, found.split_url = parts, _way(opened, "split")
    number = marks.followed_by(opened.case.marks)
    if number:
        rows = EnterpriseRequest.objects.filter(opened.standing.request_filter(), ledger_number=number)
        found.met_too, found.merge_url = rows.first(), _way(opened, "merge")
    return found


def _way(opened: Opened, step: str) -> str:
    """Its form, where the table of steps has it and this person may ever take it."""
    row = STEPS.get(step)
    return step_url(opened.case, step) if row is not None and opened.sight.parties & row.who else ""
