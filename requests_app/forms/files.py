"""Several files in one field: at most six of 10 MB; content is checked when they are stored."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

MOST_FILES = 6
MOST_BYTES = 10 * 1024 * 1024
ACCEPT = "image/*,.pdf,.doc,.docx,.xls,.xlsx,.ppt,.pptx"


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Cleans to a tuple of uploads; an empty one is fine unless required."""

    widget = ManyFilesInput({"accept": ACCEPT, "multiple": True})

    def clean(self, data: Any, initial: Any = None) -> tuple[UploadedFile, ...]:
        uploads = [upload for upload in (data if isinstance(data, list | tuple) else [data]) if upload]
        if len(uploads) > MOST_FILES:
            raise forms.ValidationError(f"最多上传 {MOST_FILES} 个文件")
        for upload in uploads:
            if upload.size > MOST_BYTES:
                raise forms.ValidationError(f"「{upload.name}」超过 10 MB")
        cleaned = [super(ManyFilesField, self).clean(upload, initial) for upload in uploads]
        if not cleaned and self.required:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return tuple(cleaned)
