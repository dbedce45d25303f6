"""What of a case can be searched for: number, names and the masked text."""

from __future__ import annotations

from office import search
from requests_app.models import EnterpriseRequest


def index(case: EnterpriseRequest) -> None:
    """Write the case's words anew, at intake and whenever one of them is corrected."""
    search.index("case", case.pk, f"{case.ledger_number} {case.enterprise_name} {case.title} {case.text}")
