"""The monthly sample of spam and repeats, drawn by a recorded seed (docs/domain.md § 2, § 10.5).

One person may decline these alone, so a second person looks at some of them afterwards.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from django.db.models import F, Q, QuerySet

from office import events, options
from office.actors import Actor
from office.calendar import local_date
from office.notifications.notices import notify
from office.verbs import verb
from requests_app.followup.draws import new_seed
from requests_app.models import Disposal, ExclusionCheck, ExclusionSample
from requests_app.models.disposals import WITHOUT_SECOND_PERSON, DisposalKind
from requests_app.notifications import recipients

LOOK_BACK_MONTHS = 3  # a queue that was down over a month's end draws what it missed
PAGE = "/desk/exclusions/"


def draw_due(at: datetime) -> int:
    """Draw each of the last months that has none yet, none of before the site; asked daily. Returns how many were."""
    began = events.began_on()
    months = [month for month in _months_before(local_date(at)) if _next_month(month) > began]
    drawn = set(ExclusionSample.objects.filter(from_on__in=months).values_list("from_on", flat=True))
    for from_on in months:
        if from_on not in drawn:
            draw(from_on, seed=new_seed(), by=Actor.system("exclusions"), at=at)
    return len(months) - len(drawn)


@verb
def draw(from_on: date, *, seed: str, by: Actor, at: datetime) -> ExclusionSample:
    """The sample of the month that begins on `from_on`: ⌈share⌉ of its cases, at least `least`. A repeat is the same."""
    known = ExclusionSample.objects.filter(from_on=from_on).first()
    if known is not None:
        return known
    whole = list(_alone_declined(from_on))
    share, least = (int(options.value(f"sample_{key}", local_date(at))) for key in ("share", "least"))
    size = min(len(whole), max(-(-len(whole) * share // 100), least))
    sample = ExclusionSample.objects.create(from_on=from_on, seed=seed, population=len(whole), drawn_at=at)
    chosen = in_drawn_order(whole, seed)[:size]
    ExclusionCheck.objects.bulk_create(
        [ExclusionCheck(sample=sample, disposal=disposal) for disposal in chosen]
    )
    if chosen:
        _tell(sample, len(chosen), at)
    data: dict[str, events.JSON] = {
        "month": from_on,
        "seed": seed,
        "of": [disposal.pk for disposal in whole],
        "drawn": [disposal.pk for disposal in chosen],
    }
    events.record(events.Fact(sample.subject, "sample_drawn", data), by=by, at=at)
    return sample


def in_drawn_order(rows: Iterable[Disposal], seed: str) -> list[Disposal]:
    """By SHA-256 of seed and key: whoever has both can draw again."""
    return sorted(rows, key=lambda row: hashlib.sha256(f"{seed}:{row.pk}".encode()).digest())


def _alone_declined(from_on: date) -> QuerySet[Disposal]:
    """Of spam and repeats, what one person declined alone and no appeal has brought back."""
    alone = Q(proposed_by__isnull=True) | Q(proposed_by=F("decided_by"))
    return (
        Disposal.objects.filter(
            alone,
            kind__in=(DisposalKind.DECLINE, DisposalKind.TERMINATE),
            reason__in=WITHOUT_SECOND_PERSON,
            decided_on__gte=from_on,
            decided_on__lt=_next_month(from_on),
            case__status="declined",
            case__sealed=False,
            sample_check__isnull=True,
        )
        .exclude(appeal_upheld=True)
        .order_by("pk")
    )


def _tell(sample: ExclusionSample, size: int, at: datetime) -> None:
    notify(
        sample.subject,
        recipients.staff(local_date(at)),
        title=f"{sample.from_on.month}月的广告、重复件抽出 {size} 件，请另一人抽查",
        body=f"共 {sample.population} 件，由决定人以外的人逐件核对。",
        link=PAGE,
        at=at,
    )


def _months_before(on: date) -> list[date]:
    return sorted(_going_back(on.replace(day=1)))


def _going_back(first: date) -> Iterator[date]:
    for _ in range(LOOK_BACK_MONTHS):
        first = (first - timedelta(days=1)).replace(day=1)
        yield first


def _next_month(from_on: date) -> date:
    return (from_on + timedelta(days=31)).replace(day=1)
