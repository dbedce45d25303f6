"""A file between its preview and its import: it travels in the form itself, compressed and encrypted, so that no
personal data of an import that was given up stays on the server."""

import base64
import json
import zlib
from datetime import date
from typing import Any

from cryptography.fernet import InvalidToken
from django import forms

from office.crypto import decrypt, encrypt
from office.models import User
from office.refusals import Refused

BYTES_AT_MOST = 1024 * 1024


class PreviewedFileField(forms.FileField):
    """Small enough to travel: one megabyte."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if file is not None and file.size > BYTES_AT_MOST:
            raise forms.ValidationError("文件超过 1 MB，请确认选对了文件，或拆分后再导入。")
        return file


def pack(content: bytes, given: dict[str, Any], *, purpose: str, by: User, on: date) -> str:
    """The value of a hidden field; `given` is JSON and comes back with the file, for the import that `purpose` names and
    on the local date `on` alone."""
    head = json.dumps({**given, "purpose": purpose, "by": by.pk, "day": on.isoformat()}).encode()
    return encrypt(base64.b64encode(zlib.compress(head + b"\n" + content)).decode())


def unpack(packed: str, *, purpose: str, by: User, on: date) -> tuple[bytes, dict[str, Any]]:
    """What `pack` was given. Raises Refused for another import or person, on another day, and for what nobody packed."""
    try:
        opened = zlib.decompress(base64.b64decode(decrypt(packed)))
        head, _, content = opened.partition(b"\n")
        given: dict[str, Any] = json.loads(head)
    except (InvalidToken, ValueError, zlib.error) as error:
        raise Refused("no_preview", "预览已失效，请重新选择文件。") from error
    if (given.get("purpose"), given["by"], given["day"]) != (purpose, by.pk, on.isoformat()):
        raise Refused("no_preview", "预览已失效，请重新选择文件。")
    return content, given
