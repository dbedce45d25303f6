"""What of a case can be searched for: number, names and the masked text; name and title also by their sound."""

from __future__ import annotations

from office import search
from office.search import analyser
from requests_app.models import EnterpriseRequest


def index(case: EnterpriseRequest) -> None:
    """Write the case's words anew, whenever one of them is corrected."""
    search.index("case", case.pk, _words(case))


def index_new(case: EnterpriseRequest) -> None:
    """The same at intake, within the transaction that made the case."""
    search.index_new("case", case.pk, _words(case))


def _words(case: EnterpriseRequest) -> str:
    sounds = analyser.spoken(f"{case.enterprise_name} {case.title}")
    return f"{case.ledger_number} {case.enterprise_name} {case.title} {case.text} {sounds}"
