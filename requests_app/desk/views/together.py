"""Many ticked cases accepted, assigned or handed over at once: the preview of what happens to each, then the result by row."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from casework.queues.fields import NUMBER
from office.access import person, role_required
from office.actors import Actor
from office.calendar import local_date
from office.roles import Role
from requests_app.desk.views.list_settings import chosen_rows, list_url
from requests_app.desk.views.opening import case_url, see_other, step_url
from requests_app.models import EnterpriseRequest
from requests_app.steps.table import STEPS
from requests_app.triage import together

DECIDERS = (Role.LIAISON, Role.STAFF, Role.APPROVER)
# A field of a row is sent as `2026-00123.category`.
APART = "."


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@role_required(*DECIDERS)
@chosen_rows
def take_together(request: HttpRequest, step: str) -> HttpResponse:
    """GET shows what is proposed for the ticked cases; a POST does it for those that are ticked there, as it was shown."""
    if step not in together.TOGETHER:
        raise Http404
    user, at = person(request), timezone.now()
    sent = request.POST if request.method == "POST" else request.GET
    numbers = list(dict.fromkeys(sent.getlist("number")))[: together.AT_MOST]
    seen = EnterpriseRequest.objects.visible_to(user, local_date(at)).filter(
        ledger_number__in=_sound(numbers)
    )
    if request.method == "POST" and numbers:
        if step == "hand_over" and not request.POST.get("reason", "").strip():
            messages.warning(request, "请写明移交原因")
            return see_other(f"{request.path}?{urlencode({'number': numbers}, doseq=True)}")
        cases = {case.ledger_number: case for case in seen}
        typed = {number: _typed(request, number) for number in numbers}
        done = together.take(step, cases, typed, by=Actor.of(user), at=at)
        _tell(request, STEPS[step].label, done)
        return see_other(reverse("requests:together_last"))
    if request.method == "POST":
        messages.warning(request, "请至少勾选一件")
        return see_other(list_url(""))
    presets = together.presets_for(step, local_date(at))
    preset = next((each for each in presets if str(each.pk) == request.GET.get("preset", "")), None)
    rows = together.plan(step, seen.order_by("pk"), by=Actor.of(user), at=at, preset=preset)
    context = {
        "step": STEPS[step],
        "presets": presets,
        "preset": preset,
        "numbers": numbers,
        "asks_why": step == "hand_over",
        "sure": [row for row in rows if not row.doubt],
        "doubtful": [{"row": row, "url": step_url(row.case, step)} for row in rows if row.doubt],
        "at_most": together.AT_MOST,
        "has_more": len(request.GET.getlist("number")) > together.AT_MOST,
        "back": list_url(request.GET.get("back", "")),
        "back_query": request.GET.get("back", ""),
    }
    return render(request, "requests_app/desk_together.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@role_required(*DECIDERS)
def last_together(request: HttpRequest) -> HttpResponse:
    """What the reader took last today, case by case; a POST takes it back in those that are ticked."""
    user, at = person(request), timezone.now()
    by = Actor.of(user)
    taken = together.last_taken(by, at)
    keys = [int(key.split(":")[1]) for key in taken.events] if taken else []
    seen = EnterpriseRequest.objects.visible_to(user, local_date(at)).filter(pk__in=keys).order_by("pk")
    if request.method == "POST":
        numbers = list(dict.fromkeys(request.POST.getlist("number")))[: together.AT_MOST]
        cases = {case.ledger_number: case for case in seen}
        if taken is None or not numbers:
            messages.warning(request, "请至少勾选一件")
        else:
            label = together.label_of_undoing(taken.step)
            _tell(request, label, together.undo(taken.step, cases, numbers, by=by, at=at))
        return see_other(reverse("requests:together_last"))
    kept = together.kept(taken) if taken else {}
    rows = [{"case": case, "url": case_url(case), "kept": kept.get(case.subject, "")} for case in seen]
    context = {
        "taken": taken,
        "step": STEPS[taken.step] if taken else None,
        "rows": rows,
        "undoable": sum(not row["kept"] for row in rows),
        "back": list_url(
            urlencode({"number": [case.ledger_number for case in seen], "tab": "all"}, doseq=True)
            if rows
            else ""
        ),
    }
    return render(request, "requests_app/desk_together_last.html", context)


def _sound(numbers: list[str]) -> list[str]:
    return [number for number in numbers if NUMBER.fullmatch(number)]


def _typed(request: HttpRequest, number: str) -> MultiValueDict[str, Any]:
    mark = f"{number}{APART}"
    fields = {
        name.removeprefix(mark): values for name, values in request.POST.lists() if name.startswith(mark)
    }
    # What holds for all of them.
    return MultiValueDict({**fields, "reason": request.POST.getlist("reason")})


def _tell(request: HttpRequest, label: str, done: together.Outcome) -> None:
    if done.done:
        messages.success(request, f"已{label} {len(done.done)} 件")
    for number, reason in done.refused:
        messages.warning(request, f"{number} 没有{label}：{reason}")
