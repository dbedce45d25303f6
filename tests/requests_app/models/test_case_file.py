"""The file of a case: the same rows as the querysets give, each group asked for once, read anew under the lock."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.db import models
from pytest_django import DjangoAssertNumQueries

from casework import engine
from office.actors import Actor
from office.refusals import Refused
from requests_app.models import (
    Answer,
    Assignment,
    ClassDispute,
    Clock,
    EnterpriseRequest,
    Extension,
    Helper,
    JointConsultation,
    LookBack,
    Promise,
    Reply,
    Seat,
    Supervision,
    Transfer,
    Verdict,
)
from requests_app.models.case_file import CaseFile
from requests_app.models.presence import COLUMNS, PRESENT, present_in
from requests_app.models.requests import Status
from tests.liveness.scenes import SCENES
from tests.stories import Story

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
# Between them they have rows of nearly every kind.
SCENES_WITH_ROWS = (
    "refuse_extension", "record_consult", "consult", "keep_promise", "record_look_back", "still_there", "split",
    "unmerge", "merge", "end_help", "name_helper", "confirm_finding", "lapse_question", "pass_on", "hand_back",
)  # fmt: skip


def rows_in(model: type[models.Model], case: EnterpriseRequest) -> models.QuerySet[Any]:
    paths = {Reply: "assignment__case", ClassDispute: "reply__assignment__case"}
    return model._default_manager.filter(**{paths.get(model, "case"): case})


def groups_of(file: CaseFile) -> dict[str, tuple[list[Any], list[Any]]]:
    """What the file holds, and what the database says."""
    case = file.case
    verdicts = Verdict.objects.filter(case=case, answer__round=case.round, overridden_at=None)
    return {
        "current": (file.current, list(Assignment.objects.current().filter(case=case))),
        "running": (file.running, list(Clock.objects.running().filter(case=case))),
        "helpers": (file.helpers, list(Helper.objects.open().filter(case=case))),
        "seats": (
            sorted(seat.pk for seat in file.seats),
            sorted(Seat.objects.at_the_table().filter(consultation__case=case).values_list("pk", flat=True)),
        ),
        "consultation": ([file.consultation], [JointConsultation.objects.pending().filter(case=case).last()]),
        "supervision": ([file.supervision], [Supervision.objects.unreleased().filter(case=case).first()]),
        "verdict": ([file.verdict], [verdicts.last()]),
        "promise": ([file.promise], [Promise.objects.awaited().filter(case=case).last()]),
        "look_back": ([file.look_back], [LookBack.objects.opened().filter(case=case).first()]),
        "standing": (
            [row for row in file.promises if row.is_standing],
            list(Promise.objects.standing().filter(case=case)),
        ),
        "merged": (
            [file.leads_others],
            [EnterpriseRequest.objects.filter(leading=case, status=Status.MERGED).exists()],
        ),
        **{
            model.__name__: (list(rows), list(rows_in(model, case)))
            for model, rows in (
                (Assignment, file.assignments),
                (Clock, file.clocks),
                (Reply, file.replies),
                (ClassDispute, file.disputes),
                (Extension, file.extensions),
                (Transfer, file.transfers),
                (Answer, file.answers),
            )
        },
    }


@pytest.mark.parametrize("scene", SCENES_WITH_ROWS)
def test_a_file_holds_what_the_database_says(story: Story, scene: str) -> None:
    SCENES[scene](story)
    for case in EnterpriseRequest.objects.all():
        for name, (held, asked) in groups_of(CaseFile(case)).items():
            assert held == asked, name
        present = present_in(case.pk)
        for model in COLUMNS:
            if not isinstance(model, str):
                assert (model in present) == rows_in(model, case).exists(), model
        assert ("followers" in present) == case.followers.exists()
        assert ("parts" in present) == case.parts.exists()


def test_the_columns_stand_in_the_order_of_their_models() -> None:
    models_asked = [column for column in COLUMNS if not isinstance(column, str)]
    asked = re.findall(r"EXISTS \(\s*SELECT 1 FROM (\w+)", PRESENT)
    assert asked[: len(models_asked)] == [model._meta.db_table for model in models_asked]
    assert len(asked) == len(COLUMNS)


def test_rows_point_at_the_files_own_objects(story: Story) -> None:
    SCENES["extend"](story)
    file = CaseFile(EnterpriseRequest.objects.get(pk=story.case.pk))
    (extension,) = file.extensions
    assert extension.case is file.case
    assert any(extension.assignment is part for part in file.assignments)
    assert any(extension.clock is clock for clock in file.clocks)
    assert all(clock.case is file.case for clock in file.clocks)


def test_each_group_is_asked_for_once(
    story: Story, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    story.submit().accept().contact().assign(story.co).sign()
    file = CaseFile(EnterpriseRequest.objects.get(pk=story.case.pk))
    with django_assert_num_queries(3):  # which tables, the parts, the clocks
        for _ in range(2):
            assert [*file.replies, *file.extensions, *file.transfers, *file.disputes, *file.pauses] == []
            assert [*file.consultations, *file.helpers, *file.answers, *file.promises] == []
            assert len(file.current) == 2
            assert file.running
    with django_assert_num_queries(1):
        assert [len(file.letters) for _ in range(2)] == [2, 2]


def test_a_step_reads_anew_under_its_lock(story: Story) -> None:
    """A file that was opened before says that the step is possible; taking it twice is refused all the same."""
    story.submit().accept().contact().assign().sign()
    case, at = story.case, story.at
    file = CaseFile(case)
    inputs = {"reason": "涉及面广，请重点督办", "until_on": at.date() + dt.timedelta(days=20)}
    approver = Actor.of(story.people["approver"])
    assert "supervise" in {step.name for step in engine.possible(case, by=approver, at=at, file=file)}
    story.take("supervise", "approver", **inputs)
    assert "supervise" in {step.name for step in engine.possible(case, by=approver, at=at, file=file)}
    with pytest.raises(Refused, match="重点督办"):
        story.take("supervise", "approver", **inputs)
    assert "supervise" not in {step.name for step in engine.possible(case, by=approver, at=at)}
