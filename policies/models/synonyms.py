"""What people say for what papers call otherwise: 社保 finds 稳岗返还. Edited by clerks."""

from django.db import models
from django.db.models import Q


class Synonym(models.Model):
    word = models.CharField("群众的说法", max_length=20, unique=True, help_text="例如：社保")
    means = models.JSONField("文件里的说法", default=list, help_text="例如：稳岗返还、社会保险补贴")
    changed_at = models.DateTimeField("修改时间")

    class Meta:
        verbose_name = "同义词"
        verbose_name_plural = "同义词"
        ordering = ["word"]
        constraints = [models.CheckConstraint(condition=~Q(word=""), name="synonym_has_word")]

    def __str__(self) -> str:
        return f"{self.word} → {'、'.join(self.means)}"
