"""本人评价来源异常: networks from which several requesters were judged for, or an account signed in, for the auditor."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from office import events, options
from office.actors import Actor
from office.calendar import local_date
from office.events import Fact
from office.models import EventPrivate
from office.networks import narrowest
from office.verbs import verb
from requests_app.models import Verdict
from requests_app.steps.verdict_sources import ACTION, NETWORK, network_hash

DAYS = 30
REQUESTERS_FROM = 3


@dataclass(frozen=True)
class Source:
    """One network: why it is listed, and the standing verdicts that came from it, the newest first."""

    requesters: int
    with_sign_in: bool
    verdicts: tuple[Verdict, ...]


def unusual(at: datetime) -> list[Source]:
    """Of the last `DAYS` days: from `REQUESTERS_FROM` requesters on, or where an account signed in on the same day.

    Three queries. The network itself stands nowhere.
    """
    since = at - timedelta(days=DAYS)
    signed_in = _sign_ins(since)
    found = [_source(network, rows, signed_in) for network, rows in _by_network(since).items()]
    listed = [each for each in found if each.with_sign_in or each.requesters >= REQUESTERS_FROM]
    return sorted(listed, key=lambda each: (-each.requesters, -each.verdicts[0].pk))


def _source(network: str, rows: list[Verdict], signed_in: Collection[tuple[str, date]]) -> Source:
    requesters = {row.case.phone_index or row.case.subject for row in rows}
    is_desk = any((network, row.given_on) in signed_in for row in rows)
    return Source(len(requesters), is_desk, tuple(rows))


def _by_network(since: datetime) -> dict[str, list[Verdict]]:
    kept = _privates(ACTION, NETWORK).filter(event__at__gte=since)
    networks = {
        int(subject.partition(":")[2]): network
        for subject, network in kept.values_list("event__subject", "value")
    }
    rows = Verdict.objects.filter(pk__in=networks, overridden_at=None).select_related("case")
    found: dict[str, list[Verdict]] = defaultdict(list)
    for row in rows.defer("case__contact", "case__phone", "case__email", "case__text_original").order_by(
        "-pk"
    ):
        found[networks[row.pk]].append(row)
    return found


def _sign_ins(since: datetime) -> set[tuple[str, date]]:
    rows = _privates("login", "address").filter(event__at__gte=since).values_list("value", "event__at")
    return {(network_hash(narrowest(address)), local_date(at)) for address, at in rows.iterator()}


def _privates(action: str, name: str) -> QuerySet[EventPrivate]:
    return EventPrivate.objects.filter(event__action=action, name=name)


@verb
def purge(at: datetime) -> int:
    """Forget networks that are as old as the logs; each chain says so. Returns how many."""
    until = options.kept_since("keep_log_days", at)
    old = _privates(ACTION, NETWORK).filter(event__at__lt=until)
    facts = list(_erased(old.values_list("event__subject", flat=True)))
    if facts:
        events.record(*facts, by=Actor.system("purge"), at=at)
    return old.delete()[0]


def _erased(subjects: Iterable[str]) -> Iterator[Fact]:
    return (Fact(subject, "network_erased", {"erased": 1}) for subject in sorted(subjects))
