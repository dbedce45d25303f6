"""What an activity has on paper: lines of record in 40 seconds, photographs, papers to read, the signed list."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from casework.models.constraints import paired
from fieldwork.models.activities import Activity
from groups.spans import known_values
from office.models import StoredFile
from stations.models import Enterprise
from stations.models.tokens import new_token


class ActivityNote(models.Model):
    """One line of what was said where, by whom; written on the spot."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="notes")
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="企业"
    )
    place = models.CharField("地点", max_length=60, blank=True)
    met = models.CharField("见了谁", max_length=60, blank=True)
    words = models.CharField("说了什么", max_length=300)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="记录人"
    )
    written_at = models.DateTimeField("记录时间")
    # Of the form that sent it: sent again over a bad connection it is the same line.
    form_hash = models.CharField("表单标识", max_length=64, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "现场记录"
        ordering = ["activity", "written_at", "pk"]

    def __str__(self) -> str:
        return self.words

    @property
    def where(self) -> str:
        return self.enterprise.name if self.enterprise else self.place


class ActivityPhotoQuerySet(models.QuerySet["ActivityPhoto"]):
    def released(self) -> Self:
        return self.filter(released_at__isnull=False)


class ActivityPhoto(models.Model):
    """Private until a second person releases it, for a reason that makes it fit to be shown."""

    class Basis(models.TextChoices):
        INTERNAL = "internal", "仅内部"
        NO_PEOPLE = "no_people", "没有人像"
        CONSENT = "consent", "入镜人员已同意"
        BLURRED = "blurred", "人像已模糊"

    token = models.CharField("标识", max_length=32, unique=True, default=new_token, editable=False)
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="photos")
    note = models.ForeignKey(
        ActivityNote, models.PROTECT, null=True, blank=True, related_name="photos", verbose_name="现场记录"
    )
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+", verbose_name="文件")
    caption = models.CharField("说明", max_length=60, blank=True)
    basis = models.CharField("可否公开", max_length=10, choices=Basis, default=Basis.INTERNAL)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="上传人"
    )
    added_at = models.DateTimeField("上传时间")
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="公开人",
    )
    released_at = models.DateTimeField("公开时间", null=True, blank=True)

    objects = ActivityPhotoQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "活动照片"
        ordering = ["activity", "added_at", "pk"]
        constraints = [
            known_values(
                "basis", "internal", "no_people", "consent", "blurred", name="activity_photo_basis_known"
            ),
            models.CheckConstraint(
                condition=Q(released_at__isnull=True, released_by__isnull=True)
                | Q(released_at__isnull=False, released_by__isnull=False),
                name="activity_photo_released_whole",
            ),
            models.CheckConstraint(
                condition=Q(released_by__isnull=True) | ~Q(released_by=F("added_by")),
                name="activity_photo_second_person",
            ),
            models.CheckConstraint(
                condition=Q(released_at__isnull=True) | ~Q(basis="internal"),
                name="activity_photo_internal_stays_private",
            ),
        ]

    def __str__(self) -> str:
        return self.caption or f"照片 {self.pk}"


class ActivityPaperQuerySet(models.QuerySet["ActivityPaper"]):
    def standing(self) -> Self:
        return self.filter(withdrawn_at__isnull=True)


class ActivityPaper(models.Model):
    """A file of an activity: what whoever is called is to read, or the signed list. Withdrawn, never deleted."""

    class Kind(models.TextChoices):
        PAPER = "paper", "会议材料"
        SIGNED = "signed", "签到表"

    token = models.CharField("标识", max_length=32, unique=True, default=new_token, editable=False)
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="papers")
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+", verbose_name="文件")
    kind = models.CharField("类别", max_length=8, choices=Kind, default=Kind.PAPER)
    title = models.CharField("名称", max_length=60)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="上传人"
    )
    added_at = models.DateTimeField("上传时间")
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="撤下人",
    )
    withdrawn_at = models.DateTimeField("撤下时间", null=True, blank=True)

    objects = ActivityPaperQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "活动材料"
        ordering = ["activity", "added_at", "pk"]
        constraints = [
            known_values("kind", "paper", "signed", name="activity_paper_kind_known"),
            paired("withdrawn_at", "withdrawn_by", "activity_paper_withdrawn_whole"),
        ]

    def __str__(self) -> str:
        return self.title
