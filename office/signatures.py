"""Columns that say who did something."""

from django.conf import settings
from django.db import models

from office.models import User


def signed_by(verbose_name: str) -> "models.ForeignKey[User | None, User | None]":
    """The account that did it; none where the system did, or nobody has yet."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=verbose_name,
    )
