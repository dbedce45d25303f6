"""The admin's start page: the day's work and the month's figures, each number a link into its list."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Count
from django.urls import reverse

from evaluation import figures, tones
from evaluation.models import Disclosure
from evaluation.periods import Month
from evaluation.results import Rate, shown
from office import cached_counts, conditions, workdays
from office import calendar as office_calendar
from office.calendar import local_date
from office.models import Message, User
from requests_app.access.case_access import units_of_reader
from requests_app.models import ProgressTable
from requests_app.models.requests import Status
from requests_app.queues import numbers
from requests_app.queues.filters import bound
from requests_app.supervision.overview import Asked, late_clocks
from stations.scopes import Scopes

RATES = (figures.RESPONSE, figures.ANSWERED, figures.CLOSED, figures.SATISFIED)


def start_page(user: User, *, at: datetime) -> dict[str, Any]:
    """The context of admin/index.html; some fifteen queries, which read what is in hand and the month, not the ledger."""
    on = local_date(at)
    month = Month.of(on)
    total = cached_counts.get(
        "figures",
        month.from_on,
        on,
        count=lambda: figures.of_month(month, as_of=figures.AsOf(on), rates=RATES),
    )
    sums = total.sums
    return {
        "now": on,
        "work": _work(cached_counts.get("work", user.pk, on, count=lambda: _counted(user, on)), on),
        "figures_title": f"{month.label}",
        "received": sums.received,
        "figures_url": f"{reverse('evaluation:figures')}?month={month}",
        "figures": [_figure(rate.label, total.rate(rate.name)) for rate in RATES],
        "parts": [
            {"label": "已办结", "count": sums.settled, "tone": "done"},
            {"label": "办理中", "count": sums.going, "tone": "doing"},
            {"label": "超期", "count": sums.overdue, "tone": "over"},
            {"label": "其他", "count": sums.ended + sums.left_out, "tone": "rest"},
        ],
        "publishing": [
            *(_publishing(row) for row in _recent_disclosures()),
            *(_table(row) for row in _recent_tables()),
        ],
        "printing": [{"label": "二维码和海报", "url": reverse("stations:qr_list"), "words": "服务站、代表"}],
    }


def running_words(*, at: datetime) -> dict[str, str]:
    """The last backup and how many conditions need somebody; `health_url` leads to 运行状态, `set_up_url` to 建站向导."""
    rows = {row.name: row for row in conditions.all_of(at=at)}
    bad = sum(row.is_bad for row in rows.values())
    state = f"{bad} 项需要处理" if bad else "一切正常"
    return {
        "health": f"备份：{rows['backup'].words}。运行状态：{state}。",
        "health_url": reverse("portal:running"),
        "set_up_url": reverse("portal:set_up"),
    }


def _counted(user: User, on: date) -> dict[str, int]:
    """The day's work as far as the reader sees it."""
    scopes, calendar = Scopes.of(user, on), office_calendar.load()
    units = units_of_reader(scopes)
    visible = bound(numbers.listed(scopes).filter(closed_at__isnull=True), units)
    soon, late = numbers.soon("bound_on", on, calendar), numbers.overdue("bound_on", on)
    # By status, in the order of the index that covers them.
    rows = (
        visible.order_by()
        .values("status")
        .annotate(count=Count("status"), soon=Count("status", filter=soon), late=Count("status", filter=late))
    )
    counts = {row["status"]: row["count"] for row in rows}
    return {
        "submitted": counts.get(Status.SUBMITTED, 0),
        "accepted": counts.get(Status.ACCEPTED, 0),
        "soon": sum(row["soon"] for row in rows),
        "late": sum(row["late"] for row in rows),
        "answered": counts.get(Status.ANSWERED, 0),
        "steps": late_clocks(scopes, Asked(), on).order_by().count(),
    }


def _work(counted: dict[str, int], on: date) -> list[dict[str, Any]]:
    ledger = reverse("requests:desk_list")
    dead = Message.objects.filter(state="dead").count()
    rows = [
        ("待受理", counted["submitted"], f"{ledger}?status=submitted", ""),
        ("待交办", counted["accepted"], f"{ledger}?status=accepted", ""),
        ("临期", counted["soon"], f"{ledger}?due=soon", "soon"),
        ("答复超期", counted["late"], f"{ledger}?due=over", "over"),
        ("督办：超期环节", counted["steps"], reverse("requests:supervision"), "over"),
        ("待评价", counted["answered"], f"{ledger}?tab=answered", ""),
        ("发不出的消息", dead, reverse("portal:dead_letters"), "over"),
    ]
    if workdays.next_year_is_due(on):
        rows.append((f"录入 {on.year + 1} 年放假安排", 1, _year_page(on.year + 1), "soon"))
    return [{"label": label, "count": count, "url": url, "tone": tone} for label, count, url, tone in rows]


def _year_page(year: int) -> str:
    return reverse("admin:office_calendarday_year", args=[year])


def _figure(label: str, rate: Rate) -> dict[str, str]:
    if rate.percent is None:
        return {"label": label, "value": "—", "basis": "本月还没有到期的"}
    left_out = f"，另有 {shown(rate.excluded)} 件未计入" if rate.excluded else ""
    return {
        "label": label,
        "value": f"{rate.percent}%",
        "basis": f"{shown(rate.numerator)} / {shown(rate.denominator)}{left_out}",
    }


def _recent_disclosures() -> list[Disclosure]:
    return list(Disclosure.objects.select_related("station").latest_first()[:3])


def _recent_tables() -> list[ProgressTable]:
    return list(ProgressTable.objects.select_related("group").latest_first()[:2])


def _table(row: ProgressTable) -> dict[str, str]:
    return {
        "label": f"{row}{row.edition_label}",
        "url": reverse("requests:progress_table", args=[row.pk]),
        "status": tones.of_table(row),
        "words": row.get_status_display(),
    }


def _publishing(row: Disclosure) -> dict[str, str]:
    return {
        "label": f"{row.period.label}履职公示，{row.station.name}",
        "url": reverse("evaluation:desk_disclosure", args=[row.pk]),
        "status": tones.of_disclosure(row),
        "words": row.get_status_display(),
    }
