"""How the state of a publication looks: the class of its status tag, the same in every list."""

from __future__ import annotations

from evaluation.models import Disclosure, Evaluation, Report
from requests_app.models import ProgressTable

_DISCLOSURE = {
    Disclosure.Status.PUBLISHED: "done",
    Disclosure.Status.SUBMITTED: "doing",
    Disclosure.Status.SUPERSEDED: "ended",
}
EVALUATION = {
    Evaluation.Status.COMPUTED: "asked",
    Evaluation.Status.SHOWN: "doing",
    Evaluation.Status.FROZEN: "done",
    Evaluation.Status.SUPERSEDED: "ended",
}
_REPORT = {
    Report.Status.PUBLISHED: "done",
    Report.Status.SUBMITTED: "doing",
    Report.Status.SUPERSEDED: "ended",
}
_TABLE = {ProgressTable.Status.PUBLISHED: "done", ProgressTable.Status.SUPERSEDED: "ended"}


def of_disclosure(row: Disclosure) -> str:
    """Hollow gold while it waits for somebody."""
    return _DISCLOSURE.get(Disclosure.Status(row.status), "asked")


def of_table(row: ProgressTable) -> str:
    return _TABLE.get(ProgressTable.Status(row.status), "asked")


def of_report(row: Report) -> str:
    return _REPORT.get(Report.Status(row.status), "asked")
