"""移交代表 at the wish of the representative who has the case."""

from django.db import models


class PassedUp(models.TextChoices):
    """Why the representative asked for it; by `OTHER` alone a case was refused (docs/domain.md § 7)."""

    CONFLICT = "conflict", "应当回避"
    AWAY = "away", "不在岗"
    FULL = "full", "在办已满"
    OTHER = "other", "其他原因"
