"""What the fields of this app's forms are called, for a form that was refused before any view read it."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import ResolverMatch
from django.utils import timezone

from office import form_drafts, form_limits
from office.ports import UnsentForm
from office.unsent_forms import named
from stations.forms import MergerForm, ReplacementForm
from stations.receptions.desk_forms import ChangeForm, EndingForm, MatterForm, ReceptionForm, WalkInForm
from stations.receptions.forms import BookingForm, FindForm

FORMS = (
    WalkInForm,
    MatterForm,
    EndingForm,
    ReceptionForm,
    ChangeForm,
    FindForm,
    ReplacementForm,
    MergerForm,
)


def unsent_form(request: HttpRequest, match: ResolverMatch) -> UnsentForm | None:
    """None for addresses of other apps. What was typed to book is kept for an hour."""
    if match.namespace != "stations":
        return None
    return _booking(request) if match.url_name == "reception_detail" else UnsentForm(named(*FORMS))


def _booking(request: HttpRequest) -> UnsentForm:
    """Without its cookie it is not sent, but kept, and opened again by its address."""
    at, fields = timezone.now(), named(BookingForm)
    form = BookingForm.received(request.POST, at)
    if form_limits.count_try(request.META["REMOTE_ADDR"], at=at) or form.is_stale:
        return UnsentForm(fields)
    if not form_drafts.keep(request, form.stamp, form.fields, at=at):
        return UnsentForm(fields)
    return UnsentForm(fields, again=form_drafts.address_of(request, form.stamp))
