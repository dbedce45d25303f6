"""What the pages of a group's plan, money and papers share: whose page it is, the year, and how a verb's form answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from fieldwork.group_parts import Part, part_of
from groups.models import Group, group_with_code
from office.actors import Actor
from office.form_fields import refuse
from office.models import User
from office.refusals import Refused

YEARS_AHEAD = 1
FIRST_YEAR = 2020


def group_and_part(request: HttpRequest, code: str, right: str) -> tuple[Group, Part]:
    """The group with this code, and what this person may do there; without the right the page does not exist."""
    group = group_with_code(code)
    if group is None:
        raise Http404
    part = part_of(cast(User, request.user), group, on=timezone.localdate())
    if not part.may(right):
        raise Http404
    return group, part


def year_of(request: HttpRequest) -> int:
    """`?year=`; this year where it is no year that the office has papers of."""
    typed = request.GET.get("year", "")
    today = timezone.localdate().year
    year = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) == 4 else today
    return year if FIRST_YEAR <= year <= today + YEARS_AHEAD else today


def sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def answer(
    request: HttpRequest,
    form: forms.Form,
    act: Callable[[dict[str, Any], Actor, datetime], object],
    *,
    by: Actor,
    back: str,
    title: str,
    verb: str,
    done: str,
    **context: Any,
) -> HttpResponse:
    """The page of one form: its errors and the verb's refusals stand in it with all that was typed (422, 409)."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                act(form.cleaned_data, by, timezone.now())
            except Refused as refused:
                refuse(form, refused)
                status = 409
            else:
                messages.success(request, done)
                return HttpResponseRedirect(back, status=303)
    context |= {"form": form, "title": title, "verb": verb, "back": back}
    return render(request, "fieldwork/group_form.html", context, status=status)


def carry_out(
    request: HttpRequest, act: Callable[[Actor, datetime], object], *, by: Actor, back: str, done: str
) -> HttpResponse:
    """A button without a form; a refusal is said on the page that it came from."""
    try:
        act(by, timezone.now())
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, done)
    return HttpResponseRedirect(back, status=303)
