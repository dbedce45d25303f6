"""What of a case can be searched for: number, names and the masked text; name and title also by their sound."""

from __future__ import annotations

from office import search
from office.search import analyser
from requests_app.models import EnterpriseRequest


def index(case: EnterpriseRequest) -> None:
    """Write the case's words anew, whenever one of them is corrected."""
    search.index("case", case.pk, _words(case, sounds(case)))


def index_new(case: EnterpriseRequest, spoken: str) -> None:
    """The same at intake, within the transaction that made the case; `sounds` were taken before."""
    search.index_new("case", case.pk, _words(case, spoken))


def sounds(case: EnterpriseRequest) -> str:
    """How name and title sound; the case need not be stored."""
    return analyser.spoken(f"{case.enterprise_name} {case.title}")


def _words(case: EnterpriseRequest, spoken: str) -> str:
    return f"{case.ledger_number} {case.enterprise_name} {case.title} {case.text} {spoken}"
