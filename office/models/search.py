"""The texts that can be searched, one row for each object; the index beside it belongs to office/search/."""

from django.db import models


class SearchEntry(models.Model):
    """`text` is normalised. The bigrams of PostgreSQL (a column) and SQLite (a table) come with the migration."""

    kind = models.CharField("类型", max_length=20)
    object_id = models.BigIntegerField("对象")
    text = models.TextField("检索文本")

    class Meta:
        verbose_name = "检索条目"
        verbose_name_plural = "检索条目"
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="searchentry_once")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.object_id}"
