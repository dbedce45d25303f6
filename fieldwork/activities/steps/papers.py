"""Papers of an activity: what whoever is called is to read before it, and the list that was signed at its door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casework.engine import Importance, Step, StepContext
from casework.inputs import input_field
from fieldwork.activities.messages import ToCalled
from fieldwork.activities.parties import HOSTS
from fieldwork.models import ActivityPaper, ActivityStatus
from office.models import StoredFile

GOING_ON = frozenset({ActivityStatus.PLANNED, ActivityStatus.CONFIRMED, ActivityStatus.HELD})


@dataclass(frozen=True)
class PaperInputs:
    file: StoredFile = input_field("file", "文件")
    title: str = input_field("line", "名称", max_length=60)
    kind: str = input_field("choice", "类别", choices=ActivityPaper.Kind, default="paper")


def add_paper(context: StepContext) -> None:
    given = context.inputs
    context.row = ActivityPaper.objects.create(
        activity=context.subject,
        file=given.file,
        kind=given.kind,
        title=given.title,
        added_by=context.user,
        added_at=context.at,
    )
    context.record(paper=context.row.pk, kind=given.kind)
    context.record_private(title=given.title)


@dataclass(frozen=True)
class WithdrawInputs:
    paper: ActivityPaper = input_field("paper", "材料")


def withdraw_paper(context: StepContext) -> None:
    """Read by nobody any more, at once. A repeat changes nothing."""
    row = ActivityPaper.objects.get(pk=context.inputs.paper.pk, activity=context.subject)
    if row.withdrawn_at is None:
        row.withdrawn_at, row.withdrawn_by = context.at, context.user
        row.save(update_fields=["withdrawn_at", "withdrawn_by"])
    context.record(paper=row.pk)


@dataclass(frozen=True)
class OfPapersToRead(ToCalled):
    """While it is still to come; of a signed list nobody is told."""

    def write(self, context: StepContext, row: Any, values: Mapping[str, object]) -> None:
        is_coming = context.subject.status == ActivityStatus.CONFIRMED
        if row is not None and row.kind == ActivityPaper.Kind.PAPER and is_coming:
            super().write(context, row, values)


STEPS = (
    Step(
        name="add_paper",
        label="上传材料",
        sources=GOING_ON,
        who=HOSTS,
        inputs=PaperInputs,
        effect=add_paper,
        notifications=(OfPapersToRead("paper", "活动有新材料：{activity.title}", "{when}。请先看一看。"),),
        importance=Importance.RECORD,
        is_button=False,
    ),
    Step(
        name="withdraw_paper",
        label="撤下材料",
        sources=GOING_ON,
        who=HOSTS,
        inputs=WithdrawInputs,
        effect=withdraw_paper,
        is_button=False,
    ),
)
