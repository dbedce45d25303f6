"""不在岗: everybody registers the own absence and who stands in; the working body ends anybody's."""

from datetime import date
from typing import cast

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from groups import absences, duty
from groups.forms import AbsenceForm, EndAbsenceForm
from groups.models import Absence
from groups.views.carrying_out import carried_out
from office.access import role_required
from office.actors import Actor
from office.models import User
from office.roles import WORKING, Role, has_role


@role_required(*WORKING)
@require_http_methods(["GET", "POST"])
def absence_list(request: HttpRequest) -> HttpResponse:
    """The own absences that are not over, and a form for the next."""
    user, at = cast(User, request.user), timezone.now()
    on = timezone.localdate(at)
    form = AbsenceForm(request.POST or None, delegates=duty.possible_delegates(user, on))
    if request.method == "POST" and carried_out(
        form,
        lambda: absences.record_absence(user, **form.cleaned_data, by=Actor.of(user), at=at),
        across=lambda values: absences.faults(values, on=on, user=user),
    ):
        messages.success(
            request, "已登记。期间的任务和提醒由代办人接收。" if form.cleaned_data["delegate"] else "已登记。"
        )
        return redirect("groups:absence_list")
    context = {"form": form, "absences": _coming(user, on), "for_me": duty.acting_for(user, on)}
    return render(request, "groups/absence_list.html", context, status=422 if form.errors else 200)


@role_required(*WORKING)
@require_http_methods(["GET", "POST"])
def absence_end(request: HttpRequest, pk: int) -> HttpResponse:
    user, at = cast(User, request.user), timezone.now()
    absence = get_object_or_404(_visible_to(user), pk=pk)
    form = EndAbsenceForm(request.POST or None, today=timezone.localdate(at))
    if request.method == "POST" and carried_out(
        form, lambda: absences.end_absence(absence, **form.cleaned_data, by=Actor.of(user), at=at)
    ):
        messages.success(request, f"已更新{absence.user}的不在岗登记。")
        return redirect("groups:absence_list")
    context = {"form": form, "absence": absence}
    return render(request, "groups/absence_end.html", context, status=422 if form.errors else 200)


def _visible_to(user: User) -> QuerySet[Absence]:
    found = Absence.objects.filter(cancelled_at__isnull=True).select_related("user")
    return found if has_role(user, Role.STAFF, Role.APPROVER) else found.filter(user=user)


def _coming(user: User, on: date) -> QuerySet[Absence]:
    own = Absence.objects.filter(user=user, cancelled_at__isnull=True, to_on__gte=on)
    return own.select_related("delegate").order_by("from_on")
