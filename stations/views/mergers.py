"""Two rows of one enterprise made one, and apart again: the admin's buttons lead here."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from groups.views.carrying_out import carried_out
from office.access import role_required
from office.actors import Actor
from office.models import User
from office.roles import Role
from stations import mergers
from stations.forms import MergerForm, UndoForm
from stations.models import Enterprise

WRITERS = (Role.STAFF, Role.APPROVER)


@role_required(*WRITERS)
@require_http_methods(["GET", "POST"])
def enterprise_merge(request: HttpRequest, pk: int) -> HttpResponse:
    enterprise = get_object_or_404(Enterprise, pk=pk)
    by, at = Actor.of(cast(User, request.user)), timezone.now()
    form = MergerForm(request.POST or None)
    if request.method == "POST" and carried_out(
        form, lambda: mergers.merge(enterprise, into=form.cleaned_data["into"], by=by, at=at)
    ):
        messages.success(request, f"“{enterprise}”已合并到“{form.cleaned_data['into']}”。")
        return redirect(_admin_page(enterprise))
    text = "合并后，两家企业的诉求算作同一家。原来的记录都保留，可以随时撤销。"
    return _page(request, form, f"{enterprise}：合并到另一家", text, enterprise, verb="合并")


@role_required(*WRITERS)
@require_http_methods(["GET", "POST"])
def enterprise_unmerge(request: HttpRequest, pk: int) -> HttpResponse:
    enterprise = get_object_or_404(Enterprise.objects.select_related("same_as"), pk=pk)
    by, at = Actor.of(cast(User, request.user)), timezone.now()
    form = UndoForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and carried_out(form, lambda: mergers.undo_merge(enterprise, by=by, at=at)):
        messages.success(request, f"“{enterprise}”已恢复为单独的企业。")
        return redirect(_admin_page(enterprise))
    text = f"撤销后，“{enterprise}”不再算作“{enterprise.leading}”。"
    return _page(request, form, f"{enterprise}：撤销合并", text, enterprise, verb="撤销合并")


def _admin_page(enterprise: Enterprise) -> str:
    return reverse("admin:stations_enterprise_change", args=[enterprise.pk])


def _page(
    request: HttpRequest, form: object, title: str, text: str, enterprise: Enterprise, *, verb: str
) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "text": text,
        "verb": verb,
        "cancel_url": _admin_page(enterprise),
    }
    status = 422 if getattr(form, "errors", None) else 200
    return render(request, "stations/merger_form.html", context, status=status)
