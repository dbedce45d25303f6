"""The promises of requests as entries of the wall (docs/domain.md § 6).

A case's promises follow each other: one that was broken or not agreed to goes on in the next, so that they are one
entry with its first date, until one is confirmed as kept. Cases that were merged were promised the same by the same
reply, and are one entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby

from django.db.models import QuerySet

from evaluation.models import PublicEntry
from evaluation.promise_wall.chains import Chain, has_failed, linked
from evaluation.promise_wall.entries import WORST_FIRST, WallEntry, WallState
from office.calendar import local_date
from requests_app.access.redaction import confidential_cases
from requests_app.models import EnterpriseRequest, Promise, PromiseMilestone
from requests_app.models.promises import ConfirmedBy
from requests_app.models.requests import Outcome

CaseChain = Chain[Promise]


def shown_cases() -> QuerySet[EnterpriseRequest]:
    """None that is sealed, veiled from a unit, or that its enterprise wants unpublished in any form."""
    rows = EnterpriseRequest.objects.unsealed().filter(private=False)
    return rows.exclude(pk__in=confidential_cases())


def unpublished() -> int:
    """Cases with a promise that only their enterprise's wish keeps off the wall."""
    rows = EnterpriseRequest.objects.unsealed().filter(private=True, promises__isnull=False)
    return rows.exclude(pk__in=confidential_cases()).distinct().count()


def entries(on: date) -> Iterator[WallEntry]:
    """Of all promises that may be shown, those kept long ago too: the wall leaves these out."""
    families = _families(list(_chains()))
    cases = {row.case_id for family in families for chain in family for row in chain.rows}
    words = {
        row.case_id: row for row in PublicEntry.objects.filter(case__in=cases, approved_at__isnull=False)
    }
    milestones = _milestones()
    for family in families:
        yield _entry(family, words, milestones, on)


def _chains() -> Iterator[CaseChain]:
    rows = (
        Promise.objects.filter(case__in=shown_cases())
        .select_related("case__category__parent", "answer__reply__assignment__department")
        .order_by("case_id", "id")
    )
    for _, of_case in groupby(rows, key=lambda row: row.case_id):
        for chain in linked(tuple(of_case)):
            yield Chain(chain, _kept_on(chain[-1]))


def _kept_on(last: Promise) -> date | None:
    """The day on record of a confirmed promise; the case's end where a later answer settled a failed one."""
    if last.confirmed_at is not None:
        return last.kept_on
    return last.case.closed_on if has_failed(last) and last.case.outcome == Outcome.SETTLED else None


def _families(chains: Sequence[CaseChain]) -> list[list[CaseChain]]:
    """Chains that share a reply, each list with the leading case first."""
    families: list[list[CaseChain]] = []
    of_reply: dict[int, list[CaseChain]] = {}
    for chain in chains:
        found = [of_reply[reply] for reply in _replies(chain) if reply in of_reply]
        family = found[0] if found else []
        for other in found[1:]:
            if other is not family and other in families:
                family.extend(other)
                families.remove(other)
        if not found:
            families.append(family)
        family.append(chain)
        of_reply |= {reply: family for each in family for reply in _replies(each)}
    for family in families:
        family.sort(key=_leading_first)
    return families


def _replies(chain: CaseChain) -> set[int]:
    return {row.answer.reply_id for row in chain.rows if row.answer.reply_id is not None}


def _leading_first(chain: CaseChain) -> tuple[bool, int, int]:
    return chain.last.case.leading_id is not None, chain.last.case_id, chain.last.pk


def _milestones() -> dict[int, list[date]]:
    found: dict[int, list[date]] = {}
    for promise, day in PromiseMilestone.objects.order_by("reached_on").values_list(
        "promise_id", "reached_on"
    ):
        found.setdefault(promise, []).append(day)
    return found


def _entry(
    family: Sequence[CaseChain], words: dict[int, PublicEntry], milestones: dict[int, list[date]], on: date
) -> WallEntry:
    lead = family[0]
    case, first = lead.last.case, lead.rows[0].answer
    state = min((chain.state(on) for chain in family), key=WORST_FIRST.index)
    told = next((words[chain.last.case_id] for chain in family if chain.last.case_id in words), None)
    reply = lead.last.answer.reply
    days = {day for chain in family for row in chain.rows for day in milestones.get(row.pk, ())}
    is_kept = state == WallState.KEPT
    return WallEntry(
        key=f"{case.ledger_number}-{first.round}",
        title=told.title if told else _category(case),
        text=told.text if told else "",
        progress=told.progress if told else "",
        unit=reply.assignment.department.short_name if reply else "",
        promised_on=local_date(first.answered_at),
        first_due_on=lead.first_due_on,
        due_on=lead.last.due_on,
        moved=lead.moved,
        state=state,
        kept_on=max(_days(chain.kept_on for chain in family)) if is_kept else None,
        confirmed_by=_confirmed_by(family) if is_kept else "",
        milestones=tuple(sorted(days)),
        merged=len(family),
        promises=frozenset(("request", row.pk) for chain in family for row in chain.rows),
    )


def _category(case: EnterpriseRequest) -> str:
    return case.category.full_name if case.category else "承诺事项"


def _confirmed_by(family: Sequence[CaseChain]) -> str:
    """How it was confirmed: by the enterprise where any of them said so."""
    ways = {chain.last.confirmed_by for chain in family if chain.last.confirmed_by}
    if not ways:
        return "后来解决，企业确认"
    return ConfirmedBy.ENTERPRISE.label if ConfirmedBy.ENTERPRISE in ways else ConfirmedBy.LOOK_BACK.label


def _days(days: Iterable[date | None]) -> list[date]:
    return [day for day in days if day is not None]
