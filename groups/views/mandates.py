"""Forms of the verbs on mandates: the admin's buttons lead here."""

from collections.abc import Callable
from datetime import date
from typing import cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from groups import mandates
from groups.forms import EndForm, ResumeForm, SuspendForm, TakeOfficeForm
from groups.models import Mandate, Representative
from groups.views.carrying_out import carried_out
from office.access import role_required
from office.actors import Actor
from office.models import User
from office.roles import Role

WRITERS = (Role.STAFF, Role.APPROVER)
ACTS: dict[str, tuple[str, type[forms.Form], Callable[..., Mandate]]] = {
    "suspend": ("暂停任职", SuspendForm, mandates.suspend),
    "end": ("终止任职", EndForm, mandates.end),
    "resume": ("恢复任职", ResumeForm, mandates.resume),
}
# What moves and what stays, of whoever is out of office afterwards, and of whoever holds another mandate.
WHAT_FOLLOWS = {
    "suspend": (
        "公开页面、进站安排和大屏上不再出现该代表，手中的诉求转给联络员。",
        "小组成员身份、进站安排和二维码保留，恢复任职后自动恢复；已转给联络员的诉求不再转回。",
    ),
    "end": (
        "公开页面、进站安排和大屏上不再出现该代表，手中的诉求转给联络员，小组成员身份和进站安排同时结束。",
        "二维码仍可扫，会转到服务站；过去的办理记录和已公示的月份不变。",
    ),
    "resume": ("公开页面、进站安排和二维码一并恢复。", "已转给联络员的诉求不转回，需要时由联络员移交。"),
}
BESIDE_ANOTHER = {
    "suspend": "只暂停{here}的任职。",
    "end": "只终止{here}的任职。",
}
STAYS_WITH_ANOTHER = (
    "该代表还在任{others}，仍是在任代表：公开页面、小组、进站安排、二维码和手中的诉求都不变，不转给联络员。"
)


@role_required(*WRITERS)
@require_http_methods(["GET", "POST"])
def take_office(request: HttpRequest, code: str) -> HttpResponse:
    person = get_object_or_404(Representative, code=code)
    by, at = Actor.of(cast(User, request.user)), timezone.now()
    form = TakeOfficeForm(request.POST or None)
    if request.method == "POST" and carried_out(
        form,
        lambda: mandates.take_office(person, **form.cleaned_data, by=by, at=at),
        across=mandates.faults_of_beginning,
    ):
        messages.success(request, f"已登记{person}的任职。")
        return redirect(_admin_page(person))
    return _page(request, form, f"{person}：登记任职", "", person, verb="登记任职")


@role_required(*WRITERS)
@require_http_methods(["GET", "POST"])
def mandate_change(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    mandate = get_object_or_404(Mandate.objects.select_related("representative", "term"), pk=pk)
    label, form_class, verb = ACTS[act]
    by, at = Actor.of(cast(User, request.user)), timezone.now()
    on = timezone.localdate(at)
    form = form_class(request.POST or None, initial={"on": on})
    if request.method == "POST" and carried_out(
        form,
        lambda: verb(mandate, **form.cleaned_data, by=by, at=at),
        across=lambda values: mandates.faults_of_change(mandate, values, at=at),
    ):
        messages.success(request, f"已{label}：{mandate.representative}，{mandate.term}。")
        return redirect(_admin_page(mandate.representative))
    title = f"{mandate.representative}：{label}（{mandate.term}）"
    items = _what_follows(mandate, act, on)
    return _page(request, form, title, "", mandate.representative, verb=label, items=items)


def _what_follows(mandate: Mandate, act: str, on: date) -> tuple[str, ...]:
    """What moves and what does not, by whether another mandate keeps the representative in office."""
    active = Mandate.objects.active(on).filter(representative=mandate.representative_id)
    others = [str(other.term) for other in active.exclude(term=mandate.term_id).select_related("term")]
    if act == "resume" or not others:
        return WHAT_FOLLOWS[act]
    stays = STAYS_WITH_ANOTHER.format(others="、".join(others))
    lines = (BESIDE_ANOTHER[act].format(here=mandate.term), stays)
    return (*lines, "因去世终止的，各届任职一并终止。") if act == "end" else lines


def _admin_page(person: Representative) -> str:
    return reverse("admin:groups_representative_change", args=[person.pk])


def _page(
    request: HttpRequest,
    form: object,
    title: str,
    text: str,
    person: Representative,
    *,
    verb: str,
    items: tuple[str, ...] = (),
) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "text": text,
        "items": items,
        "verb": verb,
        "cancel_url": _admin_page(person),
    }
    status = 422 if getattr(form, "errors", None) else 200
    return render(request, "groups/mandate_form.html", context, status=status)
