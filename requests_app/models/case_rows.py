"""How the rows of one case are read: each group once, only where the case has any, pointing at the case's own objects."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, cached_property
from typing import Any, TypeVar

from django.db import models
from django.db.models import QuerySet

from office.database.statements import Select
from requests_app.models.assignments import Assignment
from requests_app.models.clocks import Clock
from requests_app.models.presence import present_in
from requests_app.models.requests import EnterpriseRequest

M = TypeVar("M", bound=models.Model)


class CaseRows:
    """Reads for `CaseFile`: parts and clocks are what the other rows point at."""

    def __init__(self, case: EnterpriseRequest) -> None:
        self.case = case

    @cached_property
    def assignments(self) -> list[Assignment]:
        return self._read_assignments()

    def _read_assignments(self) -> list[Assignment]:
        return self._read(Assignment, "department", "through", "right_department")

    @cached_property
    def clocks(self) -> list[Clock]:
        return self._linked(self._read(Clock))

    @cached_property
    def _present(self) -> frozenset[type[models.Model] | str]:
        return present_in(self.case.pk)

    def _has(self, model: type[models.Model]) -> bool:
        return model in self._present

    @cached_property
    def _parts(self) -> dict[int, Assignment]:
        return {part.pk: part for part in self.assignments}

    def _all(self, model: type[M], *beside: str) -> list[M]:
        return self._read(model, *beside) if self._has(model) else []

    def _read(self, model: type[M], *beside: str) -> list[M]:
        return self._own(_of_case(model, *beside).all(case=self.case.pk))

    def _own(self, rows: Iterable[M]) -> list[M]:
        found: list[Any] = list(rows)
        for row in found:
            row.case = self.case
        return found

    def _linked(self, rows: Iterable[M]) -> list[M]:
        """Rows that point at the file's own case, clocks and parts."""
        found: list[Any] = list(rows)
        for row in found:
            columns = row.__dict__
            if "case_id" in columns:
                row.case = self.case
            if columns.get("assignment_id") is not None:
                row.assignment = self._parts[columns["assignment_id"]]
            if "clock_id" in columns:
                row.clock = self._clocks[columns["clock_id"]]
        return found

    @cached_property
    def _clocks(self) -> dict[int, Clock]:
        return {clock.pk: clock for clock in self.clocks}


@cache
def _of_case(model: type[M], *beside: str) -> Select[M]:
    """The rows of a case in one of its tables, each with what stands beside it."""

    def build(case: Any) -> QuerySet[M]:
        rows = model._default_manager.filter(case=case)
        return rows.select_related(*beside) if beside else rows

    return Select(build, case=models.BigIntegerField())
