"""Work for the queue process, and which slots of the recurring jobs have been claimed (office/background/jobs.py)."""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Max, Q

from office.models.leased import Leased, LeasedQuerySet, leased_constraints


class JobQuerySet(LeasedQuerySet["Job"]):
    def to_hand_over(self, at: datetime, *, again_before: datetime) -> Self:
        """Due and not yet given to the carrier, or given so long ago that the carrier has lost it."""
        return self.free(at).filter(Q(handed_over_at=None) | Q(handed_over_at__lt=again_before))


class Job(Leased):
    """One piece of work. `key` names what it does, so that asking twice does it once; `args` holds ids, no texts."""

    kind = models.CharField("类型", max_length=40)
    key = models.CharField("标识", max_length=200)
    args = models.JSONField("参数", default=dict, blank=True)
    handed_over_at = models.DateTimeField("交给队列时间", null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = "后台任务"
        verbose_name_plural = "后台任务"
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="job_once_per_key"),
            *leased_constraints("job"),
        ]
        indexes = [models.Index(fields=["due_at"], name="job_waiting", condition=Q(finished_at=None))]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


# The name of the row that a live queue moves each minute.
BEAT = "tick"


class RecurringRunQuerySet(models.QuerySet["RecurringRun"]):
    def latest_of_each_name(self) -> models.QuerySet[Any, Any]:
        """Primary keys, for a subquery."""
        return self.order_by().values("name").annotate(latest=Max("pk")).values("latest")


class RecurringRun(models.Model):
    """A slot of a recurring job that has been claimed; whoever inserts the row has the slot."""

    name = models.CharField("任务", max_length=60)
    slot = models.DateTimeField("时段")
    job = models.ForeignKey(
        Job, verbose_name="后台任务", on_delete=models.SET_NULL, null=True, related_name="runs"
    )

    objects = RecurringRunQuerySet.as_manager()

    class Meta:
        verbose_name = "定时任务记录"
        verbose_name_plural = "定时任务记录"
        constraints = [
            models.UniqueConstraint(fields=["name", "slot"], name="recurringrun_once_per_slot"),
            models.UniqueConstraint(fields=["name"], condition=Q(name=BEAT), name="recurringrun_one_beat"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.slot:%Y-%m-%d %H:%M}"
