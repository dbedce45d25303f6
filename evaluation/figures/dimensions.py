"""By whom figures are told apart: station, group, unit, representative, kind of requester."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db.models import BigIntegerField, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from evaluation.figures.as_of import AsOf
from evaluation.figures.figure import Rows
from evaluation.results import Key
from requests_app.models import Assignment
from requests_app.models.assignments import Part

# The key of `kind` is a value of RequesterKind, of the others a primary key.
DIMENSIONS = ("station", "group", "department", "representative", "kind")


@cache
def key_of(rows: Rows, dimension: str, as_of: AsOf) -> Any:
    """The row's station, group, representative, kind of requester, or its unit: its own, else the lead of its case."""
    if dimension not in DIMENSIONS:
        raise ValueError(dimension)
    if dimension == "kind":
        return as_of.owner(rows.case, "requester_kind")
    if dimension != "department":
        return as_of.owner(rows.case, f"{dimension}_id")
    if as_of.until is not None:
        lead = as_of.owner(rows.case, "lead_id")
        return Coalesce(F(rows.unit), lead, output_field=BigIntegerField()) if rows.unit else lead
    leads = Assignment.objects.current().filter(case=OuterRef(f"{rows.case}pk"), part=Part.LEAD)
    lead = Subquery(leads.order_by().values("department_id")[:1])
    return Coalesce(F(rows.unit), lead, output_field=BigIntegerField()) if rows.unit else lead


def within(found: QuerySet[Any], rows: Rows, scope: dict[str, Key], as_of: AsOf) -> QuerySet[Any]:
    """Those of `found` that belong to every audience of `scope`, a key by dimension."""
    for dimension, key in scope.items():
        found = found.annotate(**{f"_of_{dimension}": key_of(rows, dimension, as_of)}).filter(
            **{f"_of_{dimension}": key}
        )
    return found
