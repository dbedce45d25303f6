"""How a representative said something of the own file or score: signed in, by the private link, on a signed sheet."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from office.models import StoredFile


class SaidBy(models.TextChoices):
    """An account knows who, a private link the telephone that it was sent to, a sheet the signature on it."""

    ACCOUNT = "account", "本人登录"
    LINK = "link", "本人打开链接"
    SHEET = "sheet", "本人签字件"


def signed_sheet() -> models.ForeignKey[StoredFile | None, StoredFile | None]:
    """The scan of what the person signed."""
    return models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="签字件"
    )


def known_by(column: str, name: str) -> models.CheckConstraint:
    """By account `column` names the person's, on a sheet who typed it, behind a link nobody; a sheet has its scan."""
    named, scanned = {f"{column}__isnull": False}, {"sheet__isnull": False}
    return models.CheckConstraint(
        condition=Q(way="account", **named) & ~Q(**scanned)
        | Q(way="link") & ~Q(**named) & ~Q(**scanned)
        | Q(way="sheet", **named, **scanned),
        name=name,
    )
