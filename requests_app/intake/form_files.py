"""Files of a form about a case, kept under the form's key from the first try until it is accepted."""

from __future__ import annotations

from datetime import datetime

from casework.forms import drafts
from office.models import StoredFile
from requests_app.access import keys
from requests_app.models import Attachment, DraftFile


class FormFiles(drafts.FormFiles):
    """Files of the public form, the counter's, and of a step of a case."""

    table = DraftFile

    def already_sent(self, tokens: set[str]) -> list[StoredFile]:
        """Of the case that this form became: a retry after a lost connection names its files again."""
        sent = Attachment.objects.filter(
            case__submissions__key=keys.hash_key(self.key), file__token__in=tokens
        )
        return [attachment.file for attachment in sent.select_related("file")]


def purge(at: datetime) -> int:
    """Files of forms that were never sent; returns how many rows are gone."""
    return drafts.purge_files(DraftFile, at)
