"""That a printed code was opened: a row a code and day, so that codes nobody scans are found."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from stations.models import CodeScan, QRCode


def note(kind: str, code: str, *, on: date) -> None:
    """Note that the code of the path was opened that day; a code that was never printed leaves nothing."""
    row = QRCode.objects.filter(kind=kind, code=code).exclude(scans__on=on).first()
    if row is not None:
        with transaction.atomic():
            CodeScan.objects.bulk_create([CodeScan(qr_code=row, on=on)], ignore_conflicts=True)


def first_day() -> date | None:
    """Since when scans are noted; None where none was yet."""
    return CodeScan.objects.order_by("on").values_list("on", flat=True).first()
