"""The cases behind every number."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from evaluation.figures.as_of import AsOf
from evaluation.figures.dimensions import within
from evaluation.figures.figure import Figure
from evaluation.figures.reasons import COUNTED
from evaluation.periods import Month
from evaluation.results import Key
from requests_app.models import EnterpriseRequest


def cohort(
    figure: Figure, part: str, month: Month, *, as_of: AsOf, reason: str = "", **scope: Key
) -> QuerySet[EnterpriseRequest]:
    """The cases behind a number: `part` is numerator, rest, excluded, denominator, all, or a name of `beside`.

    `reason` narrows the excluded to one of their reasons. A case that was sealed since is in no list. Raises KeyError for a part that the figure has not.
    """
    rows = within(figure.rows.explained(month, as_of).filter(figure.only), figure.rows, scope, as_of)
    counted, yes = Q(_reason=COUNTED), figure.counts(as_of)
    chosen = {
        "numerator": counted & yes,
        "rest": counted & ~yes,
        "denominator": counted,
        "excluded": ~counted,
        "all": Q(),
        **{name: counted & condition(as_of) for name, condition in figure.beside.items()},
    }[part]
    found = rows.filter(chosen)
    if reason:
        found = found.filter(_reason=reason)
    return EnterpriseRequest.objects.unsealed().filter(pk__in=found.values(f"{figure.rows.case}pk"))
