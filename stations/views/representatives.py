"""The public pages of representatives: the directory, a profile, its QR code."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from groups.models import Representative
from office.documents import qr_png
from stations import qr
from stations.directory import DirectoryForm, narrowed, representatives
from stations.models import DutyShift, Sitting
from stations.receptions import free
from stations.shifts import desk as on_duty

# Long enough to spare a phone the second load, short enough that a replaced code is soon the one shown.
PNG_LASTS = 300
DAYS = 3


@login_not_required
@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    form = DirectoryForm(request.GET)
    found = narrowed(form, on=timezone.localdate())
    chosen = form.cleaned_data
    context = {
        "form": form,
        "on_duty": on_duty.today_everywhere(timezone.now()),
        "people": found,
        "q": chosen.get("q"),
        "group": chosen.get("group"),
        "unit": chosen.get("unit"),
        "groups": form.fields["group"].queryset,  # type: ignore[attr-defined]
        "units": form.fields["unit"].queryset,  # type: ignore[attr-defined]
    }
    return render(request, "stations/representative_list.html", context)


@login_not_required
@require_safe
def profile(request: HttpRequest, code: str) -> HttpResponse:
    """Out of office there is no profile: the same 404 as for somebody who never was."""
    person = get_object_or_404(representatives(timezone.localdate()), code=code)
    sits = Sitting.objects.open().filter(representative=person).values("reception")
    days = free.days(timezone.now(), person).filter(pk__in=sits)
    context = {
        "person": person,
        "message_path": qr.path_of(person),
        "days": days[:DAYS],
        "shifts": DutyShift.objects.coming(timezone.now()).filter(representative=person).shown()[:DAYS],
    }
    return render(request, "stations/representative_detail.html", context)


@login_not_required
@require_safe
def profile_qr(request: HttpRequest, code: str) -> HttpResponse:
    person = get_object_or_404(Representative.objects.in_office(timezone.localdate()), code=code)
    response = HttpResponse(qr_png(qr.address(qr.path_of(person))), content_type="image/png")
    response["Cache-Control"] = f"public, max-age={PNG_LASTS}"
    return response
