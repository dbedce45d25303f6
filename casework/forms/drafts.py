"""Drafts of forms: typed text per person, subject and step; uploaded files under the form's key.

Both live until the form is accepted or `purge` finds them older than `keep_draft_days` (calendar days). The tables
are the app's: `StepDrafts` and `FormFiles` are told which.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, ClassVar, Generic, TypeVar

from django.core.signing import BadSignature, Signer
from django.db.models import Q, QuerySet
from django.utils.datastructures import MultiValueDict

from casework.engine import Step
from casework.forms.files import MOST_FILES, TOKEN, Upload, refusal_of_size, shown_name
from casework.inputs import input_fields
from casework.models.drafts import DraftFile, StepDraft
from office import files as office_files
from office import options, upload_quota
from office.calendar import local_date
from office.crypto import keyed_hash
from office.examination.budgets import Budget
from office.form_drafts import KEPT_FOR, MOST_CHARACTERS
from office.models import StoredFile, User
from office.refusals import Refused
from office.verbs import verb

# A form that was opened this long ago may still bring its text home after the session has ended.
WRITABLE_FOR = timedelta(hours=24)

D = TypeVar("D", bound=StepDraft)


@dataclasses.dataclass(frozen=True)
class StepDrafts(Generic[D]):
    """The drafts of one kind of subject: `table` holds them, `subject_field` is its key to the subject."""

    table: type[D]
    subject_field: str

    @verb
    def keep(
        self, subject: Any, step: Step, typed: MultiValueDict[str, Any], *, by: User, at: datetime
    ) -> D | None:
        """Keep what `by` has typed into the step's fields, in the place of what was kept before; files aside, and that
        they were looked at.

        Returns None, and keeps nothing, where all is empty or beyond `MOST_CHARACTERS`.
        """
        asked = input_fields(step.inputs)
        names = [name for name, field in asked.items() if field.kind not in ("files", "file_ticks")]
        values = {name: typed.getlist(name) for name in names if any(typed.getlist(name))}
        data = json.dumps(values, ensure_ascii=False)
        if not values or len(data) > MOST_CHARACTERS:
            return None
        draft, _ = self.table._default_manager.update_or_create(
            **self._key(subject, step, by), defaults={"data": data, "saved_at": at}
        )
        return draft

    def find(self, subject: Any, step: Step, user: User) -> D | None:
        """What this person has typed and not sent."""
        return self.table._default_manager.filter(**self._key(subject, step, user)).first()

    def discard(self, subject: Any, step: Step, user: User) -> None:
        """The form was sent. Nothing to discard is no error."""
        self.table._default_manager.filter(**self._key(subject, step, user)).delete()

    def purge(self, at: datetime) -> int:
        """Delete the drafts saved more than `keep_draft_days` calendar days before `at`; returns how many."""
        return self.table._default_manager.filter(
            saved_at__lt=options.kept_since("keep_draft_days", at)
        ).delete()[0]

    def ticket(self, user: User, subject: Any, step: Step, *, at: datetime) -> str:
        """Stands in the form: lets its text be kept for its author even when the session has ended meanwhile."""
        return self._signer().sign(f"{user.pk}.{subject.pk}.{step.name}.{int(at.timestamp())}")

    def author_of(
        self, signed: str, subjects: QuerySet[Any], step: str, *, at: datetime
    ) -> tuple[User, Any] | None:
        """Who opened the form that this ticket stood in, and its subject, if that is among `subjects`.

        None for a ticket that is forged, of another step, or older than `WRITABLE_FOR`.
        """
        try:
            user, subject, named, opened = self._signer().unsign(signed).split(".")
        except (BadSignature, ValueError):
            return None
        if named != step or at.timestamp() - int(opened) > WRITABLE_FOR.total_seconds():
            return None
        author, found = (
            User.objects.filter(pk=user, is_active=True).first(),
            subjects.filter(pk=subject).first(),
        )
        return (author, found) if author is not None and found is not None else None

    def _key(self, subject: Any, step: Step, user: User) -> dict[str, Any]:
        return {"user": user, self.subject_field: subject, "step": step.name}

    def _signer(self) -> Signer:
        """A ticket of one app's table opens no form of another."""
        return Signer(salt=f"{self.table._meta.app_label}.step_drafts")


class FormFiles:
    """What a form holds at the moment: files kept from earlier tries, those just received, and refusals.

    A subclass names its `table`. `key` identifies the form over its tries; only its keyed hash is stored.
    """

    table: ClassVar[type[DraftFile]]

    def __init__(self, key: str, *, by: User | None = None) -> None:
        self.key = key
        self.by = by
        self.files: list[StoredFile] = []
        self.refusals: list[str] = []

    def resume(self) -> None:
        """Take up all that was kept, for a form that is opened again."""
        self.files = [row.file for row in self.rows().select_related("file")]

    def keep(self, tokens: Iterable[str]) -> None:
        """Take up the files that are still ticked and let go of the others."""
        chosen = {token for token in tokens if TOKEN.fullmatch(token)}
        dropped = []
        for row in self.rows().select_related("file"):
            if row.file.token in chosen:
                self.files.append(row.file)
            else:
                dropped.append(row)
        if dropped:
            _remove(self.table, dropped)
        missing = chosen - {file.token for file in self.files}
        if missing:
            self.files += self.already_sent(missing)
        if self.by is None and (gone := len(chosen) - len(self.files)):
            self.refusals.append(f"先前上传的 {gone} 个文件已过保留时间，请重新选择")

    def receive(
        self, uploads: Iterable[Upload], *, at: datetime, address: str = "", is_complete: bool = True
    ) -> None:
        """Store each acceptable upload; every other is refused in words, by its name.

        `address` is a stranger's, whose bytes are counted. The files of a form that is not `is_complete` are kept for
        its next try, where there is room.
        """
        uploads = list(uploads)
        if uploads and not is_complete and not self._has_room(at):
            self.refusals += [
                f"「{shown_name(upload)}」没有保留，请在改好其他内容后重新选择" for upload in uploads
            ]
            return
        budget = Budget()
        for upload in uploads:
            if refusal := self._refusal(upload, address, at):
                self.refusals.append(refusal)
                continue
            seconds = budget.seconds
            try:
                stored = office_files.store(upload, by=self.by, at=at, budget=budget)
            except Refused as refused:
                self.refusals.append(_in_words(upload, refused))
                continue
            finally:
                if address:
                    upload_quota.count_examination(address, seconds - budget.seconds, at=at)
            self.table._default_manager.create(submission_key=_hashed(self.key), file=stored, kept_at=at)
            self.files.append(stored)

    def take_copy(self, stored: StoredFile, *, at: datetime) -> None:
        """Hold a copy of a file that is kept elsewhere as if it had been uploaded; said in `refusals` where it is one too
        many."""
        if len(self.files) >= MOST_FILES:
            self.refusals.append(f"「{stored.name}」没有收下：最多 {MOST_FILES} 个文件")
            return
        copy = office_files.copy_of(stored, by=self.by, at=at)
        self.table._default_manager.create(submission_key=_hashed(self.key), file=copy, kept_at=at)
        self.files.append(copy)

    def give_way(self, *, at: datetime) -> bool:
        """For a complete form that is held back: where room is short its files are let go, and said. False where
        they stay."""
        if not self.files or self._has_room(at):
            return False
        self.refusals += [
            f"「{file.name}」没有保留：存储空间不足，可以先不带附件提交，以后再补充" for file in self.files
        ]
        _remove(self.table, list(self.rows().select_related("file")))
        self.files = []
        return True

    def _has_room(self, at: datetime) -> bool:
        strangers = self.table._default_manager.filter(file__created_by=None)
        return upload_quota.drafts_have_room(strangers, local_date(at))

    def _refusal(self, upload: Upload, address: str, at: datetime) -> str:
        """Why it is not even looked at, or ""."""
        if len(self.files) >= MOST_FILES:
            return f"「{shown_name(upload)}」没有收下：最多 {MOST_FILES} 个文件"
        if refusal := refusal_of_size(upload):
            return refusal
        if address and not upload_quota.spend(address, upload.size or 0, at=at):
            return f"「{shown_name(upload)}」没有收下：这个网络一小时内上传的文件太多，可以先不带附件提交，以后再补充"
        return ""

    def rename(self, key: str, *, at: datetime) -> None:
        """The form goes on under another key: its files go with it, those already sent once as well."""
        self.rows().update(submission_key=_hashed(key))
        rows = [self.table(submission_key=_hashed(key), file=file, kept_at=at) for file in self.files]
        self.table._default_manager.bulk_create(rows, ignore_conflicts=True)
        self.key = key

    def let_go(self) -> None:
        """The form was accepted: its files belong to the subject now."""
        if self.files:
            self.rows().delete()

    def rows(self) -> QuerySet[DraftFile]:
        """The stored files of this form."""
        return self.table._default_manager.filter(submission_key=_hashed(self.key))

    def already_sent(self, tokens: set[str]) -> list[StoredFile]:
        """Files with these tokens of the submission that this form became, where a retry names them again."""
        return []


def purge_files(table: type[DraftFile], at: datetime) -> int:
    """Files of forms that were not sent, with their bytes: a stranger's after an hour, those of the office with the
    rest of a draft (`keep_draft_days` calendar days)."""
    old = Q(file__created_by=None, kept_at__lt=at - KEPT_FOR) | Q(
        kept_at__lt=options.kept_since("keep_draft_days", at)
    )
    return _remove(table, list(table._default_manager.filter(old).select_related("file")))


def _remove(table: type[DraftFile], rows: list[DraftFile]) -> int:
    removed = table._default_manager.filter(pk__in=[row.pk for row in rows]).delete()[0] if rows else 0
    office_files.remove([row.file for row in rows])
    return removed


def _in_words(upload: Upload, refused: Refused) -> str:
    reason = refused.__cause__.message if isinstance(refused.__cause__, Refused) else refused.message
    if reason == office_files.NOT_ALLOWED:
        return f"「{shown_name(upload)}」不是图片或文档"
    return f"「{shown_name(upload)}」{reason.rstrip('。')}"


def _hashed(key: str) -> str:
    return keyed_hash("draft", key)
