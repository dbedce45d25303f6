"""Files of a visitor's form, kept under the form's key from the first try until it is accepted."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import QuerySet

from casework.forms.files import MOST_FILES, Upload, refusal_of_size, shown_name
from office import files as office_files
from office import options
from office.calendar import local_date
from office.crypto import keyed_hash
from office.models import StoredFile
from office.refusals import Refused
from requests_app.access import keys
from requests_app.models import Attachment, DraftFile

TOKEN = re.compile(r"[\w-]{22}", re.ASCII)


class Drafts:
    """What a form holds at the moment: files kept from earlier tries, those just received, and refusals."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.files: list[StoredFile] = []
        self.refusals: list[str] = []

    def keep(self, tokens: Iterable[str]) -> None:
        """Take up the files that are still ticked and let go of the others."""
        chosen = {token for token in tokens if TOKEN.fullmatch(token)}
        dropped = []
        for row in self.rows().select_related("file"):
            if row.file.token in chosen:
                self.files.append(row.file)
            else:
                dropped.append(row.pk)
        if dropped:
            DraftFile.objects.filter(pk__in=dropped).delete()
        missing = chosen - {file.token for file in self.files}
        if missing:
            self.files += _already_sent(self.key, missing)

    def receive(self, uploads: Iterable[Upload], *, at: datetime) -> None:
        """Store each acceptable upload; every other is refused in words, by its name."""
        for upload in uploads:
            if len(self.files) >= MOST_FILES:
                self.refusals.append(f"「{shown_name(upload)}」没有收下：最多 {MOST_FILES} 个文件")
                continue
            refusal = refusal_of_size(upload)
            try:
                stored = None if refusal else office_files.store(upload, by=None, at=at)
            except Refused as refused:
                refusal = _in_words(upload, refused)
                stored = None
            if stored is None:
                self.refusals.append(refusal)
                continue
            DraftFile.objects.create(submission_key=_hashed(self.key), file=stored, kept_at=at)
            self.files.append(stored)

    def rename(self, key: str, *, at: datetime) -> None:
        """The form goes on under another key: its files go with it, those already sent once as well."""
        self.rows().update(submission_key=_hashed(key))
        rows = [DraftFile(submission_key=_hashed(key), file=file, kept_at=at) for file in self.files]
        DraftFile.objects.bulk_create(rows, ignore_conflicts=True)
        self.key = key

    def let_go(self) -> None:
        """The form was accepted: its files belong to the case now."""
        self.rows().delete()

    def rows(self) -> QuerySet[DraftFile]:
        return DraftFile.objects.filter(submission_key=_hashed(self.key))


def purge(at: datetime) -> int:
    """Files of forms that were never sent, older than the office keeps them; their bytes go as orphans."""
    days = int(options.value("keep_draft_days", local_date(at)))
    return DraftFile.objects.filter(kept_at__lt=at - timedelta(days=days)).delete()[0]


def _in_words(upload: Upload, refused: Refused) -> str:
    reason = refused.__cause__.message if isinstance(refused.__cause__, Refused) else refused.message
    if reason == office_files.NOT_ALLOWED:
        return f"「{shown_name(upload)}」不是图片或文档"
    return f"「{shown_name(upload)}」{reason.rstrip('。')}"


def _already_sent(key: str, tokens: set[str]) -> list[StoredFile]:
    """Files of the very submission that this form became: a retry after a lost connection names them again."""
    sent = Attachment.objects.filter(case__submissions__key=keys.hash_key(key), file__token__in=tokens)
    return [attachment.file for attachment in sent.select_related("file")]


def _hashed(key: str) -> str:
    return keyed_hash("draft", key)
