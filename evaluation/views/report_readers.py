"""Who gets the reports of a station, a group or the committee."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from evaluation.forms import ReaderForm
from evaluation.models import ReportReader
from evaluation.reports import readers
from evaluation.reports.owners import Owner, all_owners, owner_with_key
from office.access import person, role_required
from office.actors import Actor
from office.calendar import local_date
from office.form_fields import refuse
from office.refusals import Refused
from office.roles import Role, roles_of
from requests_app.desk.views.opening import see_other


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@role_required(Role.STAFF, Role.APPROVER, Role.AUDITOR)
def report_readers(request: HttpRequest) -> HttpResponse:
    """`?owner=` names whose; staff add one by POST."""
    at = timezone.now()
    owner = owner_with_key(request.GET.get("owner", "committee"), local_date(at))
    if owner is None:
        raise Http404
    form = ReaderForm(request.POST or None)
    if request.method != "POST":
        return _page(request, owner, form)
    if Role.STAFF not in roles_of(request.user):
        raise Http404
    if not form.is_valid():
        return _page(request, owner, form, status=422)
    try:
        readers.add(owner, form.cleaned_data["user"], by=Actor.of(person(request)), at=at)
    except Refused as refused:
        refuse(form, refused)
        return _page(request, owner, form, status=409)
    messages.success(request, "已加入收件人")
    return see_other(_url(owner.key))


@require_POST
@role_required(Role.STAFF)
def reader_end(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(ReportReader.objects.select_related("user"), pk=pk)
    readers.end(row, by=Actor.of(person(request)), at=timezone.now())
    messages.success(request, f"以后不再发给{row.user.name}")
    return see_other(_url(row.owner))


def _page(request: HttpRequest, owner: Owner, form: ReaderForm, *, status: int = 200) -> HttpResponse:
    on = timezone.localdate()
    context = {
        "owner": owner,
        "owners": [{"owner": each, "url": _url(each.key)} for each in all_owners(on)],
        "by_post": [user for user in dict.fromkeys(readers.by_post(owner, on)) if user.is_active],
        "named": readers.named(owner.key, on),
        "form": form,
        "may_change": Role.STAFF in roles_of(request.user),
    }
    return render(request, "evaluation/desk_report_readers.html", context, status=status)


def _url(key: str) -> str:
    return f"{reverse('evaluation:report_readers')}?owner={key}"
