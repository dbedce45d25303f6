"""Writing down how cases stand, day by day, so that a past month can be counted again (docs/domain.md § 3)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import models

from office.database.statements import Select, insert
from requests_app.models import Assignment, CaseState, EnterpriseRequest
from requests_app.models.assignments import Part
from requests_app.models.case_states import FOREVER, OF_CASE

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


def remember_all(cases: Iterable[EnterpriseRequest], on: date) -> None:
    """`remember` for each."""
    for case in cases:
        remember(case, on)


def _state(case: EnterpriseRequest, on: date, *, lead: int | None) -> CaseState:
    values = {name: getattr(case, name) for name in OF_CASE}
    return CaseState(case_id=case.pk, from_on=on, lead_id=lead, **values)


def _values(state: CaseState) -> dict[str, object]:
    return {name: getattr(state, name) for name in (*OF_CASE, "lead_id")}
