"""Why a row is left out of every rate, in the open: as an expression over rows, and in words."""

from __future__ import annotations

from functools import cache

from django.db.models import Case, CharField, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Concat

from evaluation.figures.as_of import AsOf
from requests_app.models import Disposal
from requests_app.models.disposals import DisposalReason
from requests_app.models.requests import Status

DISPOSED = (Status.DECLINED, Status.REFERRED)
LEFT_OUT = (*DISPOSED, Status.WITHDRAWN)
# The reason of a row that counts.
COUNTED = ""
NOT_REACHED, DESK_NUMBER = "not_reached", "desk_number"
LABELS = {
    "withdrawn": "企业撤回",
    "anonymous": "匿名",
    NOT_REACHED: "联系不上",
    DESK_NUMBER: "柜台登记号码",
    "referred": "已转送",
}


@cache
def reason(case: str, apart: tuple[str, Q] | None, as_of: AsOf) -> Coalesce:
    """The first reason that fits a row, `COUNTED` where none does; `case` is the path from the row to its case.

    Withdrawn, what two people declined or referred (by its latest such disposal), anonymous, then rows that stand
    `apart`. One person alone excludes nothing (docs/domain.md § 2).
    """
    state = as_of.state(case)
    kind = OuterRef(f"{state}status")
    decided = Disposal.objects.exclusions().filter(as_of.known("decided_at"))
    disposals = decided.filter(case=OuterRef(f"{case}pk")).order_by("-pk")
    disposed = Subquery(disposals.values(named=Concat(kind, Value("-"), F("reason")))[:1])
    before = Case(
        When(Q(**{f"{state}status": Status.WITHDRAWN}), then=Value("withdrawn")),
        When(Q(**{f"{state}status__in": DISPOSED}), then=disposed),
        output_field=CharField(),
    )
    after = [When(Q(**{f"{state}anonymous": True}), then=Value("anonymous"))]
    if apart is not None:
        after.append(When(apart[1], then=Value(apart[0])))
    return Coalesce(before, Case(*after, default=Value(COUNTED)), output_field=CharField())


def label_of(reason: str) -> str:
    """企业撤回, 匿名, 不予受理：民事纠纷; raises KeyError or ValueError for what is no reason."""
    kind, _, why = reason.partition("-")
    if why:
        return f"{'已转送' if kind == Status.REFERRED else '不予受理'}：{DisposalReason(why).label}"
    return LABELS[kind]
