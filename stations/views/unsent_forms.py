"""What the fields of this app's forms are called, for a form that was refused before any view read it."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import ResolverMatch
from django.utils import timezone

from office.ports import UnsentForm
from office.unsent_forms import kept, named
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
    if match.url_name == "reception_detail":
        return kept(request, BookingForm, at=timezone.now())
    return UnsentForm(named(*FORMS))
