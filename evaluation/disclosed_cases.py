"""The cases behind the sums, rates and groups of a month, as its edition counted them (docs/domain.md § 6)."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import cast

from evaluation import corrections, figures
from evaluation.models import Disclosure
from groups.models import ProfessionalGroup
from requests_app.models import EnterpriseRequest
from requests_app.models.requests import EnterpriseRequestQuerySet

# What a sum counts: its key in the frozen figures, and the word beside it.
SUMS = (
    ("received", "收到"),
    ("settled", "已办结"),
    ("ended", "其他结案"),
    ("going", "办理中"),
    ("overdue", "超期"),
    ("left_out", "未计入"),
)
# What a rate counts: 解决率 are two figures together.
RATES = {
    "response": ("响应率", (figures.RESPONSE,)),
    "answered": ("按期答复率", (figures.ANSWERED,)),
    "closed": ("办结率", (figures.CLOSED,)),
    "solved": ("解决率", (figures.SOLVED_NOW, figures.SOLVED_LATER)),
    "satisfied": ("满意率", (figures.SATISFIED,)),
}
PARTS = {"numerator": "分子", "denominator": "分母", "excluded": "未计入"}


def of_sum(
    disclosure: Disclosure, what: str, group: ProfessionalGroup | None = None
) -> EnterpriseRequestQuerySet:
    """Behind a sum of the station or of one of its groups: `what` is a key of `SUMS`."""
    as_of, scope = corrections.as_of(disclosure), {"station": disclosure.station_id}
    if group is not None:
        scope["group"] = group.pk
    rows = figures.received_cases(disclosure.period, as_of=as_of, **scope)
    if what != "received":
        rows = rows.annotate(_place=figures.place(as_of)).filter(_place=what)
    return EnterpriseRequest.objects.unsealed().filter(pk__in=rows.order_by().values("pk"))


def of_rate(disclosure: Disclosure, name: str, part: str) -> EnterpriseRequestQuerySet:
    """Behind a part (of `PARTS`) of a rate (of `RATES`); of a case in parts each is a line, though it weighs less."""
    as_of, station = corrections.as_of(disclosure), disclosure.station_id
    cohorts = (
        figures.cohort(figure, part, disclosure.period, as_of=as_of, station=station)
        for figure in RATES[name][1]
    )
    return cast(EnterpriseRequestQuerySet, reduce(or_, cohorts))
