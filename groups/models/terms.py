"""Terms of the congresses, one per level and period; an old and a new one may overlap."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from groups.spans import known_values


class TermQuerySet(models.QuerySet["Term"]):
    def running(self, on: date) -> "TermQuerySet":
        """Terms in office on that date."""
        return self.filter(takes_office_on__lte=on).filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on))

    def of_county(self, on: date) -> "Term | None":
        """The county congress's own running term, the newest where the old and the new overlap."""
        return self.running(on).filter(level=Term.Level.COUNTY).order_by("-takes_office_on").first()


class Term(models.Model):
    class Level(models.TextChoices):
        NATIONAL = "national", "全国"
        PROVINCIAL = "provincial", "省级"
        PREFECTURE = "prefecture", "设区的市级"
        COUNTY = "county", "县级"
        TOWNSHIP = "township", "乡镇"

    level = models.CharField("层级", max_length=12, choices=Level)
    name = models.CharField("届次名称", max_length=60, help_text="例如：第七届")
    elected_on = models.DateField("选举日期")
    takes_office_on = models.DateField("任期开始")
    ends_on = models.DateField("任期结束", null=True, blank=True, help_text="换届后填写，当天起不再任职。")

    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = "届次"
        verbose_name_plural = "届次"
        ordering = ["level", "-takes_office_on"]
        constraints = [
            known_values(
                "level",
                "national",
                "provincial",
                "prefecture",
                "county",
                "township",
                name="term_level_is_known",
            ),
            models.UniqueConstraint(fields=["level", "name"], name="term_is_named_once_per_level"),
            models.CheckConstraint(
                condition=Q(takes_office_on__gte=F("elected_on")),
                name="term_begins_after_election",
                violation_error_message="任期开始不能早于选举日期。",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("takes_office_on")),
                name="term_ends_after_it_begins",
                violation_error_message="任期结束不能早于任期开始。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()} {self.name}"
