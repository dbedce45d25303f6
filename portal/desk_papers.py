"""Publications and samples that wait for somebody: to be checked, sent on, approved. For the desk's home."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse

from evaluation.models import Disclosure
from requests_app.models import ExclusionCheck, ProgressTable
from stations.models import Posting
from stations.scopes import Scope, Scopes
from suggestions.queue import waiting_for

SHOWN = 6


@dataclass(frozen=True)
class Paper:
    """`verb` says what is to be done with it, until `until` where there is a last day."""

    title: str
    verb: str
    until: date | None
    url: str


def papers_for(scopes: Scopes, on: date) -> list[Paper]:
    """审签 for the approver, 送审 for staff once the days for objections are over, 核对 for representatives."""
    found = [paper for scope in scopes.all for paper in (*_of(scope, on), *_tables(scope))]
    return [*_suggestions(scopes), *dict.fromkeys(found)][:SHOWN]


def _suggestions(scopes: Scopes) -> list[Paper]:
    """One line for all that wait, leading to their list."""
    waiting = len(waiting_for(scopes))
    url = f"{reverse('suggestions:desk_list')}?tab=mine"
    return [Paper(f"代表建议 {waiting} 件", "办理", None, url)] if waiting else []


def _of(scope: Scope, on: date) -> Iterator[Paper]:
    waiting = Q(pk__in=())
    if scope.is_approver:
        waiting |= Q(status=Disclosure.Status.SUBMITTED) & ~Q(submitted_by_id=scope.user_id)
    if scope.is_staff and not scope.is_approver:
        waiting |= Q(status=Disclosure.Status.SHOWN, objections_until__lt=on)
    if scope.representatives:
        stations = Posting.objects.in_force(on).filter(representative_id__in=scope.representatives)
        waiting |= Q(
            status=Disclosure.Status.SHOWN,
            objections_until__gte=on,
            station_id__in=stations.values("station"),
        )
    if scope.is_staff:
        yield from _samples(scope)
    if waiting == Q(pk__in=()):
        return
    rows = Disclosure.objects.filter(waiting).select_related("station").latest_first().defer("figures")
    for row in rows[:SHOWN]:
        yield _paper(row, on)


def _tables(scope: Scope) -> Iterator[Paper]:
    """办理进度表: the liaison writes the sentences, a second person of the office signs."""
    waiting = Q(pk__in=())
    if scope.groups:
        waiting |= Q(status=ProgressTable.Status.DRAFT, group_id__in=scope.groups)
    if scope.is_staff:
        waiting |= Q(status=ProgressTable.Status.SUBMITTED) & ~Q(submitted_by_id=scope.user_id)
    if waiting == Q(pk__in=()):
        return
    for row in ProgressTable.objects.filter(waiting).select_related("group").latest_first()[:SHOWN]:
        verb = "填写进展" if row.status == ProgressTable.Status.DRAFT else "审签"
        yield Paper(str(row), verb, None, reverse("requests:progress_table", args=[row.pk]))


def _samples(scope: Scope) -> Iterator[Paper]:
    """Sampled exclusions that somebody else has decided."""
    own = Q(disposal__decided_by_id=scope.user_id) | Q(disposal__proposed_by_id=scope.user_id)
    count = ExclusionCheck.objects.waiting().exclude(own).count()
    if count:
        yield Paper(f"不予受理抽查 {count} 件", "抽查", None, reverse("requests:exclusions"))


def _paper(row: Disclosure, on: date) -> Paper:
    open_until = row.objections_until if row.status == Disclosure.Status.SHOWN else None
    verb = "审签" if open_until is None else "送审" if open_until < on else "核对本人数据"
    url = reverse("evaluation:desk_disclosure", args=[row.pk])
    return Paper(str(row), verb, open_until if verb == "核对本人数据" else None, url)
