"""Several files in one field: at most six of 10 MB; content is checked when they are stored."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from office import files as office_files
from office.numbers import clean_text

Upload = UploadedFile[Any]

MOST_FILES = 6
FILES_HINT = f"最多 {MOST_FILES} 个，每个不超过 10 MB；图片、PDF 或 Office 文件。"
TOKEN = re.compile(r"[\w-]{22}", re.ASCII)
ACCEPT = "image/*,.pdf,.docx,.xlsx,.pptx"


class ManyFilesInput(forms.FileInput):
    """A file input that takes several at once."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Cleans to a tuple of uploads; an empty one is fine unless required."""

    widget = ManyFilesInput({"accept": ACCEPT, "multiple": True})

    def clean(self, data: Any, initial: Any = None) -> tuple[Upload, ...]:
        """The uploads as a tuple.

        Raises `ValidationError` for more than `MOST_FILES`, for one above 10 MB, and for none where one is
        required.
        """
        uploads = _uploads(data)
        if len(uploads) > MOST_FILES:
            raise forms.ValidationError(f"最多上传 {MOST_FILES} 个文件")
        too_large = [refusal for upload in uploads if (refusal := refusal_of_size(upload))]
        if too_large:
            raise forms.ValidationError(too_large)
        cleaned = [super(ManyFilesField, self).clean(upload, initial) for upload in uploads]
        if not cleaned and self.required:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return tuple(cleaned)


class DraftedFilesField(forms.FileField):
    """For forms that keep files over errors: hands all uploads on, to be checked each alone."""

    keeps_files = True

    widget = ManyFilesInput({"accept": ACCEPT, "multiple": True})

    def clean(self, data: Any, initial: Any = None) -> tuple[Upload, ...]:
        """All uploads as a tuple; none is refused here."""
        return tuple(_uploads(data))


class FileTicksField(forms.Field):
    """Tokens of the files of this form that were looked at, one by one; cleans to a tuple of what was ticked.

    Which files there are is the step's to say: a token that is none of theirs ticks nothing.
    """

    widget = forms.SelectMultiple

    def clean(self, value: Any) -> tuple[str, ...]:
        """The tokens as a tuple; none is refused here, what is no token is left out."""
        ticked = value if isinstance(value, list | tuple) else [value]
        return tuple(each for each in ticked if isinstance(each, str) and TOKEN.fullmatch(each))


def refusal_of_size(upload: Upload) -> str:
    """Why a file is too large, or ""."""
    too_large = (upload.size or 0) > office_files.BYTES_AT_MOST
    return f"「{shown_name(upload)}」超过 10 MB" if too_large else ""


def shown_name(upload: Upload) -> str:
    """The file's name as a message quotes it: cleaned, its last 40 characters."""
    name = clean_text((upload.name or "").replace("\0", "")).replace("\n", " ")
    return name if len(name) <= 40 else f"…{name[-39:]}"


def _uploads(data: Any) -> list[Upload]:
    return [upload for upload in (data if isinstance(data, list | tuple) else [data]) if upload]
