"""转办摘要: what staff release for a unit complained about, and the clocks that ask for it, one of each part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from django.db.models import Q

from casework.engine import Importance, Step, StepContext
from casework.history import Names, Words
from casework.inputs import input_field
from groups.models import DepartmentOfficer
from office.models import StoredFile, User
from office.refusals import Refused
from requests_app.access import parties
from requests_app.access.file_texts import words_in
from requests_app.access.identifying import Identity
from requests_app.deadlines import clocks
from requests_app.models import Assignment, Attachment, Clock, Complaint, EnterpriseRequest, Release, Seat
from requests_app.models.clocks import ClockKind
from requests_app.models.files import Purpose
from requests_app.notifications import audiences, recipients
from requests_app.notifications.declared import Occasion, ToPeople
from requests_app.steps.files import attach
from requests_app.steps.sets import FOLLOWED


def parts_against(case: EnterpriseRequest, complaint: Complaint) -> list[Assignment]:
    """The current parts of the units complained about, those that go through one of them too."""
    units = complaint.departments.all()
    parts = Assignment.objects.current().filter(Q(department__in=units) | Q(through__in=units), case=case)
    return list(parts.distinct())


def await_release(context: StepContext, part: Assignment, *, anew: bool = False) -> None:
    """Ask staff for the summary that the unit of this part may read; `anew` where there is more to be said than once."""
    case = part.case
    units = {part.department_id, part.through_id}
    complaint = Complaint.objects.confidential().filter(case=case, departments__in=units).first()
    if complaint is None:
        return
    named = set(complaint.departments.values_list("pk", flat=True)) & units
    released = set(
        Release.objects.filter(case=case, department__in=named).values_list("department_id", flat=True)
    )
    running = Clock.objects.running().filter(assignment=part, kind=ClockKind.RELEASE).exists()
    if running or (named <= released and not anew):
        return
    clocks.start(case, ClockKind.RELEASE, at=context.at, calendar=context.calendar, assignment=part)


def await_release_at_table(context: StepContext, case: EnterpriseRequest) -> None:
    """The same for units that are only asked to a 会诊: they have no part, and the table would know more than they."""
    complaint = Complaint.objects.filter(case=case).confidential().first()
    if complaint is None:
        return
    held = Assignment.objects.current().filter(case=case).values("department")
    seats = Seat.objects.at_the_table().filter(consultation__case=case).exclude(department__in=held)
    released = Release.objects.filter(case=case).values("department")
    waiting = complaint.departments.filter(pk__in=seats.values("department")).exclude(pk__in=released)
    running = Clock.objects.running().filter(case=case, assignment=None, kind=ClockKind.RELEASE)
    if waiting.exists() and not running.exists():
        clocks.start(case, ClockKind.RELEASE, at=context.at, calendar=context.calendar)


def ask_again(context: StepContext) -> None:
    """The enterprise has added something: staff decide what of it the units complained about may read."""
    complaint = Complaint.objects.confidential().filter(case=context.subject).first()
    for part in parts_against(context.subject, complaint) if complaint else ():
        await_release(context, part, anew=True)


@dataclass(frozen=True)
class ReleaseSummaryInputs:
    text: str = input_field(
        "text",
        "转办摘要",
        max_length=2000,
        hint="被反映单位只看得到这段话和下面的附件。不写企业名称、简称、联系人、电话、地址和能认出企业的情节",
    )
    files: tuple[StoredFile, ...] = input_field(
        "files",
        "放行材料",
        required=False,
        hint="请放遮去反映人信息的副本，单位看到的文件名由系统另取。Office 文件和 PDF 的文字由系统核对，图片和扫描页里的字请逐份看",
    )
    looked_at: tuple[str, ...] = input_field("file_ticks", "逐份看过", required=False)
    checked: str = input_field(
        "choice",
        "摘要和每份附件都已逐处核对，看不出反映人",
        choices=[("yes", "已核对"), ("no", "还没有")],
    )


def release_guard(context: StepContext) -> Refused | None:
    complaint = context.file.complaint
    if complaint is None or complaint.names_agreed:
        return Refused("no_complaint", "这件没有标明需要保密的被反映单位，不用放行摘要")
    return None


def text_names_nobody(context: StepContext) -> None:
    """Raises `Refused("names_somebody")` for what is certainly the requester's."""
    _refuse_traces(Identity(context.subject), "摘要", context.inputs.text, field="text")


def files_name_nobody(context: StepContext) -> None:
    """Raises as `text_names_nobody`, of what stands in the files; `unreadable`."""
    identity = Identity(context.subject)
    for file in context.inputs.files:
        _refuse_traces(identity, f"“{file.name}”", words_in(file), field="files")


def each_file_was_looked_at(context: StepContext) -> None:
    """Raises `Refused("not_looked_at")`: words in a picture, and in a scanned page, are read by nobody but a person.

    A tick names the file itself, so that none can be given before the file is on the page.
    """
    unseen = [file for file in context.inputs.files if file.token not in context.inputs.looked_at]
    if unseen:
        names = "、".join(f"“{file.name}”" for file in unseen)
        raise Refused("not_looked_at", f"还没有放行。请打开{names}看过，逐份打勾", field="looked_at")


def was_checked(context: StepContext) -> None:
    """Raises `Refused("not_checked")`."""
    if context.inputs.checked != "yes":
        raise Refused("not_checked", "请逐处核对摘要和附件后再放行", field="checked")


def release_summary(context: StepContext) -> None:
    """What the units complained about read from now on, in the place of what was released before."""
    case, inputs = context.subject, context.inputs
    complaint = Complaint.objects.get(case=case)
    attach(context, _renamed(context, inputs.files), Purpose.RELEASED)
    files = Attachment.objects.filter(case=case, file__in=inputs.files)
    units = list(complaint.departments.order_by("pk"))
    for unit in units:
        row = Release.objects.create(
            case=case, department=unit, text=inputs.text, released_at=context.at, released_by=context.user
        )
        row.files.set(files)
    clocks.stop(case, ClockKind.RELEASE, at=context.at)
    context.record(units=[unit.code for unit in units], files=len(inputs.files))
    context.record_private(text=inputs.text)
    parts = parts_against(case, complaint)
    for part in parts:
        context.notify(RELEASED, part)
    # Asked to a 会诊 without a part of its own: the table is where it would have learned of the case.
    held = {part.department_id for part in parts}
    seats = Seat.objects.at_the_table().filter(consultation__case=case, department__in=units)
    for seat in seats.exclude(department__in=held).select_related("department"):
        context.notify(RELEASED_AT_TABLE, seat)


def _refuse_traces(identity: Identity, where: str, text: str, *, field: str) -> None:
    certain = [trace for trace in identity.traces(text) if trace.is_certain]
    if certain:
        found = "、".join(dict.fromkeys(f"“{text[trace.start : trace.end]}”" for trace in certain))
        message = f"{where}里有{found}，会让被反映单位知道是谁反映的，请删去"
        raise Refused("names_somebody", message, field=field)


def _renamed(context: StepContext, files: tuple[StoredFile, ...]) -> tuple[StoredFile, ...]:
    """The names that people give to files tell who they are."""
    for place, file in enumerate(files, 1):
        file.name = f"放行材料{place}{PurePosixPath(file.name).suffix.lower()}"
        file.save(update_fields=["name"])
    return files


def seated_handlers(occasion: Occasion) -> list[User]:
    """Of the unit whose seat the notice is about."""
    seat: Seat = occasion.row
    return recipients.officers_of_unit(seat.department, DepartmentOfficer.Duty.HANDLER, occasion.context.on)


RELEASED_AT_TABLE = ToPeople(
    key="released:seat:{row.pk}:{at}",
    to=(seated_handlers,),
    title="转办摘要已放行，请{row.department.short_name}会诊前查看",
)
RELEASED = ToPeople(
    key="released:{row.pk}:{at}",
    to=(audiences.handlers,),
    title="转办摘要已放行，请{row.department.short_name}查看",
)


def _released(data: Mapping[str, Any], names: Names) -> str:
    files = f"，附件 {data['files']} 份" if data.get("files") else ""
    return f"给{names.listed(data, 'units')}{files}"


STEPS = (
    Step(
        name="release_summary",
        label="放行转办摘要",
        sources=FOLLOWED,
        who=frozenset({parties.STAFF}),
        inputs=ReleaseSummaryInputs,
        guard=release_guard,
        checks=(text_names_nobody, files_name_nobody, each_file_was_looked_at, was_checked),
        effect=release_summary,
        history=Words(desk=_released, is_inner=True),
        importance=Importance.BESIDE,
    ),
)
