"""What a desk changed or ended of the requester's ways to judge, and links that reached nobody, beside 未评价."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from evaluation.figures.as_of import AsOf
from requests_app.models import AccessKey, Answer, PhoneChange, Verdict, VerdictKey
from requests_app.models.answers import VerdictBy
from requests_app.models.grades import TRUSTED


def _changed_phones(as_of: AsOf) -> QuerySet[Any]:
    """Of a case, or of the one that it was split from: changed by a desk since the answer that it had."""
    answers = Answer.objects.filter(as_of.known("answered_at"), case=OuterRef(OuterRef("pk")))
    answered_at = Subquery(answers.order_by("-pk").values("answered_at")[:1])
    return PhoneChange.objects.filter(
        Q(case=OuterRef("pk")) | Q(case=OuterRef("split_from")),
        as_of.known("changed_at"),
        changed_by__isnull=False,
        changed_at__gte=OuterRef("answered_at") if as_of.until is None else answered_at,
    )


def unreached(as_of: AsOf) -> QuerySet[Any]:
    """Of a case: links of a round that were given up, and none as good arrived: a desk's number reaches nobody's own."""
    reached = VerdictKey.objects.filter(
        as_of.happened("delivered_at"), case=OuterRef("case"), round=OuterRef("round")
    )
    own = Q(grade__in=sorted(TRUSTED))
    unreached = (own & ~Exists(reached.filter(own))) | (~own & ~Exists(reached))
    return VerdictKey.objects.filter(as_of.happened("undelivered_at"), unreached, case=OuterRef("pk"))


TOUCHED_BY_DESK: dict[str, Callable[[AsOf], Q]] = {
    "phone_changed": lambda as_of: Q(Exists(_changed_phones(as_of))),
    "phone_undone": lambda as_of: Q(Exists(_changed_phones(as_of).filter(as_of.happened("undone_at")))),
    "desk_verdict": lambda as_of: Q(
        Exists(
            Verdict.objects.filter(
                as_of.pending("overridden_at"),
                as_of.known("given_at"),
                case=OuterRef("pk"),
                given_by=VerdictBy.DESK,
            )
        )
    ),
    "reissued": lambda as_of: Q(
        Exists(
            AccessKey.objects.filter(
                as_of.known("created_at"), case=OuterRef("pk"), reissued_by__isnull=False
            )
        )
    ),
}
