"""反映单位自身问题: which departments a case complains about, and what staff have released for each to read."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models

from groups.models import Department


class ComplaintQuerySet(models.QuerySet["Complaint"]):
    def confidential(self) -> Self:
        """Without the enterprise's consent: its departments read what was released, and nothing else."""
        return self.filter(names_agreed=False)


class Complaint(models.Model):
    """One of these departments may be co, never lead, and does not learn who complained unless that agreed."""

    case = models.OneToOneField(
        "requests_app.EnterpriseRequest", models.PROTECT, related_name="complaint", verbose_name="诉求"
    )
    departments: models.ManyToManyField[Department, models.Model] = models.ManyToManyField(
        Department, related_name="+", verbose_name="被反映单位"
    )
    names_agreed = models.BooleanField("企业同意告知名称", default=False)

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "反映单位自身问题"

    def __str__(self) -> str:
        return f"{self.case.ledger_number} 反映单位自身问题"


class Release(models.Model):
    """转办摘要: the text, and copies of files, that a department complained about may read of the case.

    A row is never changed: the latest one of a department is what it reads (docs/domain.md § 1).
    """

    case = models.ForeignKey(
        "requests_app.EnterpriseRequest", models.PROTECT, related_name="releases", verbose_name="诉求"
    )
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name="被反映单位")
    text = models.TextField("转办摘要")
    files: models.ManyToManyField[models.Model, models.Model] = models.ManyToManyField(
        "requests_app.Attachment", related_name="+", verbose_name="放行材料", blank=True
    )
    released_at = models.DateTimeField("放行时间")
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="放行人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "转办摘要"
        ordering = ["id"]
        indexes = [models.Index(fields=["case", "department", "-id"], name="release_latest")]

    def __str__(self) -> str:
        return f"{self.department} {self.released_at:%Y-%m-%d}"
