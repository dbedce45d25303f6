"""What was done, heard and seen: held, lines of record, photographs, the report (docs/domain.md § 12)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casework.engine import Importance, Step, StepContext
from casework.history import Names, Words
from casework.inputs import input_field
from fieldwork.activities.messages import ToHosts
from fieldwork.activities.parties import HOSTS, INVITED, OFFICER, STAFF
from fieldwork.models import ActivityNote, ActivityPhoto, ActivityStatus
from fieldwork.models.activities import DOORS_OPEN, FROM_DOORS_OPEN
from office.crypto import keyed_hash
from office.models import StoredFile
from office.refusals import Refused
from stations.models import Enterprise

CONFIRMED, HELD, REPORTED = ActivityStatus.CONFIRMED, ActivityStatus.HELD, ActivityStatus.REPORTED
NOTED = frozenset({str(CONFIRMED), str(HELD)})
SEEN = frozenset({str(CONFIRMED), str(HELD), str(REPORTED)})


def has_begun(context: StepContext) -> Refused | None:
    """Refuses `too_early`."""
    return None if context.subject.has_begun(context.at) else Refused("too_early", "活动还没有开始。")


def doors_are_open(context: StepContext) -> Refused | None:
    """Refuses `too_early`: from half an hour before the beginning."""
    begins_at = context.subject.begins_at
    early = begins_at is not None and context.at < begins_at - DOORS_OPEN
    return Refused("too_early", f"{FROM_DOORS_OPEN}才能记录。") if early else None


@dataclass(frozen=True)
class HoldInputs:
    done: str = input_field(
        "text", "活动情况", hint="做了什么，看了哪里，听取了什么意见", max_length=2000, min_length=10
    )


def hold(context: StepContext) -> None:
    """Within three working days; later is recorded as late."""
    activity = context.subject
    due = context.calendar.add(activity.held_on, context.option("activity_held_days"))
    activity.done, activity.held_at = context.inputs.done, context.at
    context.record(is_late=context.on > due)
    context.move(HELD)


@dataclass(frozen=True)
class NoteInputs:
    words: str = input_field("text", "说了什么，一句话", max_length=300)
    form_key: str = input_field("line", "表单标识", max_length=100)
    enterprise: Enterprise | None = input_field("enterprise", "企业", required=False)
    place: str = input_field("line", "地点", required=False, max_length=60)
    met: str = input_field("line", "见了谁", required=False, max_length=60)
    photo: StoredFile | None = input_field("file", "照片", required=False)


def note(context: StepContext) -> None:
    """One line, and a photograph with it. The same form again is the same line: nothing is written twice.

    A photograph that the first sending left behind is added. Refused: `key_reused` (other words on the same form).
    """
    given, activity = context.inputs, context.subject
    said = {name: getattr(given, name) for name in ("enterprise", "place", "met", "words")}
    row, is_new = ActivityNote.objects.get_or_create(
        form_hash=_form_hash(given.form_key),
        defaults={
            "activity": activity,
            "written_by": context.user,
            "written_at": context.at,
            **said,
        },
    )
    is_another = row.activity_id != activity.pk or row.written_by_id != context.user.pk
    if is_another or any(getattr(row, name) != value for name, value in said.items()):
        raise Refused("key_reused", "这一页刚才记过一条，这次写的不同。确实是另一条，请再点一次“保存记录”。")
    if given.photo is not None and (is_new or not row.photos.exists()):
        put_photo(context, given.photo, given.words[:60], note=row)
    context.record(note=row.pk, repeated=not is_new)
    context.row = row


def is_noted(form_key: str) -> bool:
    """Whether the form of this key has become a line: what was typed into it is not to be kept any more."""
    return ActivityNote.objects.filter(form_hash=_form_hash(form_key)).exists()


def _form_hash(form_key: str) -> str:
    return keyed_hash("activity_note", form_key)


@dataclass(frozen=True)
class PhotoInputs:
    photo: StoredFile = input_field("file", "照片")
    caption: str = input_field("line", "说明", required=False, max_length=60)
    basis: str = input_field("choice", "可否公开", choices=ActivityPhoto.Basis, default="internal")


def add_photo(context: StepContext) -> None:
    """Refused: `not_a_picture`. Written anew by office/files.py: nothing of EXIF is left."""
    given = context.inputs
    context.row = put_photo(context, given.photo, given.caption, basis=given.basis)


def put_photo(
    context: StepContext,
    file: StoredFile,
    caption: str,
    *,
    basis: str = "internal",
    note: ActivityNote | None = None,
) -> ActivityPhoto:
    if not file.is_image:
        raise Refused("not_a_picture", "请选择照片。", field="photo")
    row = ActivityPhoto.objects.create(
        activity=context.subject,
        note=note,
        file=file,
        caption=caption,
        basis=basis,
        added_by=context.user,
        added_at=context.at,
    )
    context.record(photo=row.pk)
    return row


@dataclass(frozen=True)
class ReleaseInputs:
    photo: ActivityPhoto = input_field("photo", "照片")
    basis: str = input_field("choice", "可否公开", choices=ActivityPhoto.Basis, required=False)


def release_photo(context: StepContext) -> None:
    """By a second person, for a reason that makes it fit to be shown. Refused: `own`, `internal`."""
    row = ActivityPhoto.objects.get(pk=context.inputs.photo.pk, activity=context.subject)
    if row.added_by_id == context.user.pk:
        raise Refused("own", "自己上传的照片，须由另一个人公开。")
    row.basis = context.inputs.basis or row.basis
    if row.basis == ActivityPhoto.Basis.INTERNAL:
        raise Refused(
            "internal", "请选择可以公开的理由：没有人像、入镜人员已同意或人像已模糊。", field="basis"
        )
    row.released_by, row.released_at = context.user, context.at
    row.save(update_fields=["basis", "released_by", "released_at"])
    context.record(photo=row.pk, basis=row.basis)


def withhold_photo(context: StepContext) -> None:
    """Private again, at once."""
    row = ActivityPhoto.objects.get(pk=context.inputs.photo.pk, activity=context.subject)
    row.basis, row.released_by, row.released_at = ActivityPhoto.Basis.INTERNAL, None, None
    row.save(update_fields=["basis", "released_by", "released_at"])
    context.record(photo=row.pk)


@dataclass(frozen=True)
class ReportInputs:
    report: str = input_field("text", "报告正文", max_length=8000, min_length=20)


def write_report(context: StepContext) -> None:
    """The draft, and whose words they are: saving it unchanged makes nobody its author."""
    activity = context.subject
    if context.inputs.report != activity.report:
        activity.report, activity.report_by = context.inputs.report, context.user
    context.record_private(report=context.inputs.report)


def second_person(context: StepContext) -> Refused | None:
    """Refuses `no_report`, `own`: who wrote it does not confirm it."""
    activity = context.subject
    if not activity.report:
        return Refused("no_report", "还没有写报告。")
    if context.by.user is not None and activity.report_by_id == context.by.user.pk:
        return Refused("own", "报告由您撰写，须由另一个人确认。")
    return None


def report(context: StepContext) -> None:
    """Confirmed attendances count from now on (§ 12)."""
    activity = context.subject
    due = context.calendar.add(activity.held_on, context.option("activity_report_days"))
    activity.reported_on = context.on
    context.record(is_late=context.on > due)
    context.move(REPORTED)


def _late(data: Mapping[str, Any], names: Names) -> str:
    return "超过规定时间" if data.get("is_late") else ""


STEPS = (
    Step(
        name="hold",
        label="登记举行",
        sources=frozenset({CONFIRMED}),
        targets=frozenset({HELD}),
        who=HOSTS,
        inputs=HoldInputs,
        guard=has_begun,
        effect=hold,
        done="已举行",
        history=Words(desk=_late),
        importance=Importance.WORK,
    ),
    Step(
        name="note",
        label="记一条",
        sources=NOTED,
        who=HOSTS | {INVITED},
        inputs=NoteInputs,
        guard=doors_are_open,
        effect=note,
        done="现场记录",
        importance=Importance.RECORD,
        is_button=False,
    ),
    Step(
        name="add_photo",
        label="上传照片",
        sources=SEEN,
        who=HOSTS | {INVITED},
        inputs=PhotoInputs,
        guard=doors_are_open,
        effect=add_photo,
        is_button=False,
    ),
    Step(
        name="release_photo",
        label="公开照片",
        sources=SEEN,
        who=HOSTS,
        inputs=ReleaseInputs,
        effect=release_photo,
        is_button=False,
    ),
    Step(
        name="withhold_photo",
        label="不再公开照片",
        sources=SEEN,
        who=HOSTS,
        inputs=ReleaseInputs,
        effect=withhold_photo,
        is_button=False,
    ),
    Step(
        name="write_report",
        label="写报告",
        sources=frozenset({HELD}),
        who=HOSTS,
        inputs=ReportInputs,
        effect=write_report,
        done="写了报告",
        notifications=(ToHosts("report_written", "活动报告待确认：{activity.title}"),),
        importance=Importance.WORK,
    ),
    Step(
        name="report",
        label="确认报告",
        sources=frozenset({HELD}),
        targets=frozenset({REPORTED}),
        who=frozenset({OFFICER, STAFF}),
        guard=second_person,
        effect=report,
        done="报告已确认",
        notifications=(ToHosts("reported", "活动报告已确认：{activity.title}"),),
        history=Words(desk=_late),
        importance=Importance.APPROVAL,
        confirm="确认以后，出席已由第二方确认的计入履职。",
    ),
)
