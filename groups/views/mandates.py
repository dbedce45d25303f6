"""Forms of the verbs on mandates: the admin's buttons lead here."""

from collections.abc import Callable
from typing import cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from groups import mandates
from groups.forms import LeaveForm, ResumeForm, TakeOfficeForm
from groups.models import Mandate, Representative
from groups.views.carrying_out import carried_out
from office.access import role_required
from office.actors import Actor
from office.models import User
from office.roles import Role

WRITERS = (Role.STAFF, Role.APPROVER)
ACTS: dict[str, tuple[str, type[forms.Form], Callable[..., Mandate]]] = {
    "suspend": ("暂停任职", LeaveForm, mandates.suspend),
    "end": ("终止任职", LeaveForm, mandates.end),
    "resume": ("恢复任职", ResumeForm, mandates.resume),
}
WHAT_FOLLOWS = {
    "suspend": "暂停后，公开页面、进站安排和大屏上不再出现该代表，手中的工作转给联络员。恢复任职后自动恢复。",
    "end": "终止后，公开页面、进站安排和大屏上不再出现该代表，手中的工作转给联络员。二维码仍可扫，会转到服务站。",
    "resume": "恢复后，公开页面、进站安排和二维码一并恢复。",
}


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
    form = form_class(request.POST or None, initial={"on": timezone.localdate(at)})
    if request.method == "POST" and carried_out(
        form,
        lambda: verb(mandate, **form.cleaned_data, by=by, at=at),
        across=lambda values: mandates.faults_of_change(mandate, values, at=at),
    ):
        messages.success(request, f"已{label}：{mandate.representative}，{mandate.term}。")
        return redirect(_admin_page(mandate.representative))
    title = f"{mandate.representative}：{label}（{mandate.term}）"
    return _page(request, form, title, WHAT_FOLLOWS[act], mandate.representative, verb=label)


def _admin_page(person: Representative) -> str:
    return reverse("admin:groups_representative_change", args=[person.pk])


def _page(
    request: HttpRequest, form: object, title: str, text: str, person: Representative, *, verb: str
) -> HttpResponse:
    context = {"form": form, "title": title, "text": text, "verb": verb, "cancel_url": _admin_page(person)}
    status = 422 if getattr(form, "errors", None) else 200
    return render(request, "groups/mandate_form.html", context, status=status)
