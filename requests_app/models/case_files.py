"""The files of many cases, read together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import F

from requests_app.models.answers import Answer
from requests_app.models.assignments import Assignment, Reply
from requests_app.models.case_file import CaseFile
from requests_app.models.clocks import Clock, Pause
from requests_app.models.contacts import Proposal
from requests_app.models.requests import EnterpriseRequest


def files_of(cases: Sequence[EnterpriseRequest]) -> dict[int, CaseFile]:
    """Files of many cases, by key: all that a next action is told from is read at once.

    Whatever else a file is asked for, it reads by itself.
    """
    keys = [case.pk for case in cases]
    related = Assignment.objects.select_related("department", "through", "right_department")
    rows = {
        "assignments": _by_case(related.filter(case__in=keys), "case_id"),
        "clocks": _by_case(Clock.objects.filter(case__in=keys), "case_id"),
        "pauses": _by_case(Pause.objects.filter(case__in=keys), "case_id"),
        "replies": _by_case(
            Reply.objects.filter(assignment__case__in=keys).annotate(of_case=F("assignment__case")), "of_case"
        ),
        "proposals": _by_case(Proposal.objects.undecided().filter(case__in=keys), "case_id"),
    }
    earlier = Answer.objects.filter(case__in=keys, round__lt=F("case__round"), reply__isnull=False)
    answered = _by_case(earlier.only("case", "round", "reply").order_by("round"), "case_id")
    files = {}
    for case in cases:
        files[case.pk] = file = CaseFile(case)
        # In this order: clocks point at parts, replies at both.
        file.assignments = file._own(rows["assignments"].get(case.pk, ()))  # noqa: SLF001 - the file of one case
        for name in ("clocks", "replies"):
            setattr(file, name, file._linked(rows[name].get(case.pk, ())))  # noqa: SLF001
        file.pauses = file._own(rows["pauses"].get(case.pk, ()))  # noqa: SLF001
        file.undecided_proposals = file._own(rows["proposals"].get(case.pk, ()))  # noqa: SLF001
        file.answered_with = [(row.round, row.reply_id) for row in answered.get(case.pk, ())]
    return files


def _by_case(rows: Iterable[Any], column: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(getattr(row, column), []).append(row)
    return found
