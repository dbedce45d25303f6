"""承诺墙 for everybody: the page with its filters, and the feed."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from evaluation.promise_wall import request_promises
from evaluation.promise_wall.entries import WallEntry, WallState
from evaluation.promise_wall.wall import Wall, tally, wall_of
from office.calendar import LOCAL, local_date
from office.feeds import FEED_SIZE, FeedEntry, feed_of
from office.templatetags.wording import short_day

PAGE_SIZE = 10
TONES = {WallState.OPEN: "doing", WallState.DUE: "asked", WallState.BROKEN: "ended", WallState.KEPT: "done"}


@require_safe
@login_not_required
def promises(request: HttpRequest) -> HttpResponse:
    """`?state=` and `?unit=` narrow it; a value that is not known asks for all."""
    at = timezone.now()
    on = local_date(at)
    wall = wall_of(on)
    state = request.GET.get("state", "")
    state = state if state in WallState.values else ""
    unit = request.GET.get("unit", "")
    unit = unit if unit in wall.units else ""
    page = Paginator(wall.narrowed(state=state, unit=unit), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "wall": wall,
        "parts": tally(wall),
        "states": _states(wall, state, unit),
        "state": state,
        "unit": unit,
        "page": page,
        "rows": [_row(entry, on) for entry in page.object_list],
        "narrowed": _query(state, unit),
        "unpublished": request_promises.unpublished(),
        "at": at,
    }
    return render(request, "evaluation/promise_wall.html", context)


def _row(entry: WallEntry, on: Any) -> dict[str, Any]:
    words, chip = entry.punctuality(on)
    return {"entry": entry, "tone": TONES[entry.state], "chip": chip, "words": words}


def _states(wall: Wall, state: str, unit: str) -> list[dict[str, Any]]:
    """The filters by state, of the chosen unit, each with its count."""
    found = wall.narrowed(unit=unit)
    address = reverse("evaluation:promise_wall")
    rows = [{"label": "全部", "count": len(found), "url": address + _query("", unit), "current": not state}]
    for each in (WallState.OPEN, WallState.DUE, WallState.BROKEN, WallState.KEPT):
        count = sum(entry.state == each for entry in found)
        url = address + _query(each, unit)
        rows.append({"label": each.label, "count": count, "url": url, "current": state == each})
    return rows


def _query(state: str, unit: str) -> str:
    given = {name: value for name, value in (("state", state), ("unit", unit)) if value}
    return f"?{urlencode(given)}" if given else ""


@require_safe
@login_not_required
def feed(request: HttpRequest) -> HttpResponse:
    """Atom: the promises about which something was told last; an entry keeps its id when its state changes."""
    on = local_date(timezone.now())
    newest = sorted(wall_of(on).entries, key=lambda entry: (entry.changed_on, entry.key), reverse=True)
    return feed_of(
        map(_fed, newest[:FEED_SIZE]),
        title="承诺墙",
        page=reverse("evaluation:promise_wall"),
        feed=reverse("evaluation:promise_feed"),
        text="单位在答复中承诺的事项，到期由企业、代表或回头看确认。",
    )


def _fed(entry: WallEntry) -> FeedEntry:
    return FeedEntry(
        title=f"【{entry.state.label}】{entry.unit}：{entry.title}" if entry.unit else entry.title,
        path=reverse("evaluation:promise_wall"),
        mark=entry.key,
        text=_sentence(entry),
        since=datetime.combine(entry.promised_on, time(), LOCAL),
        changed_at=datetime.combine(entry.changed_on, time(), LOCAL),
    )


def _sentence(entry: WallEntry) -> str:
    words = [entry.dates_in_words, entry.text, entry.progress]
    if entry.kept_on is not None:
        words.insert(1, f"{short_day(entry.kept_on)}兑现，{entry.confirmed_by}")
    return "。".join(word.rstrip("。") for word in words if word) + "。"
