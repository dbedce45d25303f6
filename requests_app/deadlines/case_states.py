"""Writing down how cases stand, day by day, so that a past month can be counted again (docs/domain.md § 3)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import models

from office.database.statements import Select
from office.database.storing import insert
from requests_app.models import Assignment, CaseState, EnterpriseRequest
from requests_app.models.assignments import Part
from requests_app.models.case_states import FOREVER, OF_CASE

BATCH = 200
# Columns by the names of their fields.
OF_CASE_FIELDS = [name.removesuffix("_id") for name in OF_CASE]
LASTING = Select(
    lambda case: CaseState.objects.filter(case_id=case, until_on=FOREVER), case=models.BigIntegerField()
)
LEAD = Select(
    lambda case: (
        Assignment.objects.current().filter(case_id=case, part=Part.LEAD).values_list("department_id")
    ),
    case=models.BigIntegerField(),
)


def begin(case: EnterpriseRequest, on: date) -> None:
    """The first state of a case that was stored on the local date `on`: nobody works on it yet."""
    insert(_state(case, on, lead=None))


def remember(case: EnterpriseRequest, on: date) -> None:
    """How the case stands once what happened on the local date `on` is written, its parts included.

    A day has one state, its last; nothing is written where nothing of it has changed. Earlier days stay.
    """
    leads = LEAD.rows(case=case.pk)
    now = _state(case, on, lead=leads[0][0] if leads else None)
    lasting = LASTING.first(case=case.pk)
    if lasting is None:
        insert(now)
    elif _values(lasting) == _values(now):
        return
    elif lasting.from_on >= on:
        CaseState.objects.filter(pk=lasting.pk).update(**_values(now))
    else:
        CaseState.objects.filter(pk=lasting.pk).update(until_on=on)
        insert(now)


def remember_all(cases: Collection[EnterpriseRequest], on: date) -> None:
    """`remember` for each, with a number of statements that does not grow with theirs."""
    keys = [case.pk for case in cases]
    held = Assignment.objects.current().filter(case__in=keys, part=Part.LEAD)
    leads = dict(held.values_list("case_id", "department_id"))
    lasting = {state.case_id: state for state in CaseState.objects.filter(case__in=keys, until_on=FOREVER)}
    new, same_day, ended = list[CaseState](), list[CaseState](), list[int]()
    for case in cases:
        now, before = _state(case, on, lead=leads.get(case.pk)), lasting.get(case.pk)
        if before is None:
            new.append(now)
        elif _values(before) == _values(now):
            continue
        elif before.from_on >= on:
            now.pk, now.from_on = before.pk, before.from_on
            same_day.append(now)
        else:
            ended.append(before.pk)
            new.append(now)
    CaseState.objects.filter(pk__in=ended).update(until_on=on)
    CaseState.objects.bulk_update(same_day, [*OF_CASE_FIELDS, "lead"], batch_size=BATCH)
    insert(*new)


def _state(case: EnterpriseRequest, on: date, *, lead: int | None) -> CaseState:
    values = {name: getattr(case, name) for name in OF_CASE}
    return CaseState(case_id=case.pk, from_on=on, lead_id=lead, **values)


def _values(state: CaseState) -> dict[str, object]:
    return {name: getattr(state, name) for name in (*OF_CASE, "lead_id")}
