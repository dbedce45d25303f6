"""A stored file for a signed sheet."""

import datetime as dt
import hashlib

from office.models import StoredFile


def a_file(name: str = "") -> StoredFile:
    return StoredFile.objects.create(
        name="签字件.pdf",
        path=f"2026/11/sheet{name}.pdf",
        content_type="application/pdf",
        size=4,
        sha256=hashlib.sha256(b"%PDF").hexdigest(),
        created_at=dt.datetime(2026, 11, 2, 2, tzinfo=dt.UTC),
    )
