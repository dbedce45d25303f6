"""《惠企政策实用手册》 by edition: what it held, and the files as they were handed out. A row never changes (trigger)."""

from django.db import models
from django.db.models import F, Q

from office.models import StoredFile


class HandbookEdition(models.Model):
    """`lines` are those of policies/handbook/contents.py; `digest` tells whether two editions say the same."""

    number = models.PositiveIntegerField("版次", unique=True)
    made_on = models.DateField("日期", help_text="有效、即将到期和已到期按这一天计算。")
    made_at = models.DateTimeField("制作时间")
    digest = models.CharField("内容校验值", max_length=64)
    lines = models.JSONField("目录")
    a4 = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="A4 版（PDF）")
    phone = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="手机版（PDF）")
    word = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="Word 版")

    class Meta:
        verbose_name = "手册版次"
        verbose_name_plural = "手册版次"
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(condition=Q(number__gt=0), name="handbook_edition_number_from_one"),
            models.CheckConstraint(condition=~Q(digest=""), name="handbook_edition_has_digest"),
            models.CheckConstraint(
                condition=~Q(a4=F("phone")) & ~Q(a4=F("word")) & ~Q(phone=F("word")),
                name="handbook_edition_three_files",
            ),
        ]

    def __str__(self) -> str:
        return f"第 {self.number} 版"
