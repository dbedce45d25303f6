"""The public wording of a case: written by staff, approved by another; no enterprise, person or contact."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from casework.models.constraints import paired
from office.signatures import signed_by
from requests_app.models import EnterpriseRequest


class PublicEntry(models.Model):
    case = models.OneToOneField(
        EnterpriseRequest, models.PROTECT, related_name="public_entry", verbose_name="诉求"
    )
    title = models.CharField("公开标题", max_length=40)
    text = models.CharField("公开内容", max_length=300, blank=True)
    progress = models.CharField(
        "承诺进展",
        max_length=160,
        blank=True,
        default="",
        help_text="作过承诺的，写做到哪一步或怎样兑现的，在承诺墙上公开。",
    )
    on_supervision_scene = models.BooleanField("列入重点督办", default=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="撰写人"
    )
    written_at = models.DateTimeField("撰写时间")
    approved_by = signed_by("审签人")
    approved_at = models.DateTimeField("审签时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "公开表述"
        ordering = ["-id"]
        constraints = [
            paired("approved_by", "approved_at", "public_entry_approved_by_at"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("written_by")),
                name="public_entry_second_person",
            ),
        ]

    def __str__(self) -> str:
        return self.title
