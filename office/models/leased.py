"""What a job and a message have in common: due at an instant, held by one process for a while, tried again, ended.

A row is won by one filtered update; whoever loses leaves it alone. office/background/leases.py writes the other columns.
"""

from datetime import datetime
from typing import Any, Self, TypeVar

from django.db import models
from django.db.models import F, Q


class LeasedState(models.TextChoices):
    WAITING = "waiting", "待处理"
    DONE = "done", "已完成"
    DEAD = "dead", "多次失败"
    DROPPED = "dropped", "已无需要"


RowT_co = TypeVar("RowT_co", bound=models.Model, covariant=True)


class LeasedQuerySet(models.QuerySet[RowT_co]):
    def waiting(self) -> Self:
        """By the time, not by the state: SQLite uses a partial index on a bound value only for IS NULL."""
        return self.filter(finished_at=None)

    def dead(self) -> Self:
        """Given up after the last try: shown to staff."""
        return self.filter(state=LeasedState.DEAD)

    def free(self, at: datetime) -> Self:
        """Due at that instant and held by nobody, or by somebody whose lease has run out."""
        return self.waiting().filter(Q(leased_until=None) | Q(leased_until__lte=at), due_at__lte=at)

    def claim(self, pk: int, *, holder: str, until: datetime, at: datetime) -> bool:
        """Whether this process won the row; a try counts from here, so that one that kills its worker counts."""
        won = self.free(at).filter(pk=pk)
        return won.update(leased_until=until, leased_by=holder, attempts=F("attempts") + 1) == 1


class Leased(models.Model):
    """The columns; each heir names its own constraints with `leased_constraints` and its index."""

    state = models.CharField(
        "状态", max_length=10, choices=LeasedState.choices, default=LeasedState.WAITING, editable=False
    )
    due_at = models.DateTimeField("最早处理时间")
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    leased_until = models.DateTimeField("占用至", null=True)
    leased_by = models.CharField("占用进程", max_length=120, blank=True)
    finished_at = models.DateTimeField("结束时间", null=True)
    # A class and a place in the code, never a text of ours or of the other side.
    error = models.CharField("最近一次失败原因", max_length=200, blank=True)

    class Meta:
        abstract = True


def leased_constraints(name: str) -> list[models.CheckConstraint]:
    states: dict[str, Any] = {"state__in": LeasedState.values}
    return [
        models.CheckConstraint(condition=Q(**states), name=f"{name}_state_known"),
        models.CheckConstraint(
            condition=Q(state="waiting", finished_at=None) | (~Q(state="waiting") & ~Q(finished_at=None)),
            name=f"{name}_ended_has_time",
        ),
        models.CheckConstraint(
            condition=Q(leased_until=None, leased_by="") | (~Q(leased_until=None) & ~Q(leased_by="")),
            name=f"{name}_lease_has_holder",
        ),
    ]
