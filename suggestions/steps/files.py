"""附件: what authors hand in with their text, and how units' files are kept with their replies (docs/domain.md § 4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from casework.engine import Importance, Step, StepContext
from casework.inputs import input_field
from office.models import StoredFile
from office.refusals import Refused
from suggestions import parties as p
from suggestions.models import SuggestionAttachment, SuggestionReply
from suggestions.models.attachments import Purpose
from suggestions.models.suggestions import Status

MOST = 6


def attach(
    context: StepContext, files: Iterable[StoredFile], purpose: str, reply: SuggestionReply | None = None
) -> None:
    """Keep stored files with the suggestion, with the reply where they belong to one."""
    SuggestionAttachment.objects.bulk_create(
        SuggestionAttachment(
            suggestion=context.subject,
            reply=reply,
            purpose=purpose,
            file=file,
            added_at=context.at,
            added_by=context.user,
        )
        for file in files
    )


def replace(context: StepContext, files: Iterable[StoredFile], reply: SuggestionReply) -> None:
    """The files of an answer that is written again: new ones take the place of the former, none leaves them."""
    found = tuple(files)
    if found:
        reply.attachments.all().delete()
        attach(context, found, Purpose.ANSWER, reply)


@dataclass(frozen=True)
class AddFilesInputs:
    files: tuple[StoredFile, ...] = input_field(
        "files", "附件", hint="照片、表格、调研材料；不写企业名称和联系方式"
    )


def not_too_many(context: StepContext) -> None:
    """Raises `Refused` beside `files`: `too_many`."""
    kept = context.subject.attachments.filter(purpose=Purpose.TEXT).count()
    if kept + len(context.inputs.files) > MOST:
        raise Refused("too_many", f"附件最多 {MOST} 个，现在已有 {kept} 个", field="files")


def add_files(context: StepContext) -> None:
    """Part of what the authors are asked to sign."""
    attach(context, context.inputs.files, Purpose.TEXT)
    context.record(files=[file.sha256 for file in context.inputs.files])


@dataclass(frozen=True)
class DropFileInputs:
    attachment: SuggestionAttachment = input_field("attachment", "哪一个附件")


def has_files(context: StepContext) -> Refused | None:
    """Refuses `no_file`."""
    if context.subject.attachments.filter(purpose=Purpose.TEXT).exists():
        return None
    return Refused("no_file", "没有附件")


def is_of_the_text(context: StepContext) -> None:
    """Raises `Refused` beside `attachment`: `no_file`."""
    row = context.inputs.attachment
    if row.suggestion_id != context.subject.pk or row.purpose != Purpose.TEXT:
        raise Refused("no_file", "没有这个附件", field="attachment")


def drop_file(context: StepContext) -> None:
    context.record(files=[context.inputs.attachment.file.sha256])
    context.inputs.attachment.delete()


_WRITERS = frozenset({p.LEAD_AUTHOR, p.LIAISON, p.STAFF})
_DRAFTING = frozenset({Status.DRAFTING})
STEPS = (
    Step(
        name="add_files",
        label="添加附件",
        sources=_DRAFTING,
        who=_WRITERS,
        inputs=AddFilesInputs,
        checks=(not_too_many,),
        effect=add_files,
        importance=Importance.RECORD,
    ),
    Step(
        name="drop_file",
        label="去掉附件",
        sources=_DRAFTING,
        who=_WRITERS,
        inputs=DropFileInputs,
        guard=has_files,
        checks=(is_of_the_text,),
        effect=drop_file,
    ),
)
