"""是同一家吗, on the page of a case whose enterprise is not registered: a stranger's form did not ask."""

from __future__ import annotations

from urllib.parse import urlencode

from requests_app.desk.views.opening import Opened, step_url
from requests_app.models.requests import RequesterKind, Status
from stations import likeness

# All names are compared, which takes a moment where thousands are registered: only while somebody still checks.
ASKED_AT = (Status.SUBMITTED, Status.ACCEPTED)


def in_question(opened: Opened) -> list[tuple[str, str]]:
    """Names of registered enterprises that may be meant, each with the address of the correction that puts it in, ""
    where this reader corrects nothing. Empty where the enterprise is registered or the case was handed over."""
    case = opened.case
    if case.enterprise_id or case.requester_kind != RequesterKind.ENTERPRISE or case.status not in ASKED_AT:
        return []
    rows = likeness.in_question(case.enterprise_name)
    corrects = bool(rows) and opened.may("correct")
    return [(row.name, _correction(opened, row.name) if corrects else "") for row in rows]


def _correction(opened: Opened, name: str) -> str:
    asked = urlencode({"field": "enterprise_name", "value": name})
    return f"{step_url(opened.case, 'correct')}?{asked}"
