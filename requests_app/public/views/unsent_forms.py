"""What the fields of the forms about requests are called, for a form that was refused before any view read it."""

from __future__ import annotations

from django.forms import BaseForm
from django.http import HttpRequest
from django.urls import ResolverMatch
from django.utils import timezone

from casework.inputs import input_fields
from office import form_drafts
from office.calendar import local_date
from office.ports import Named, UnsentForm
from office.unsent_forms import named
from requests_app.desk.forms.bulk_urging import BulkUrgeForm
from requests_app.desk.forms.counter import CounterForm
from requests_app.desk.forms.desk import PersonalCopyForm, ReissueForm, RevealForm, SavedViewForm
from requests_app.desk.forms.findings import FindingForm
from requests_app.intake import limits
from requests_app.public import kept_forms
from requests_app.public.forms.intake import IntakeForm
from requests_app.public.forms.track import TrackForm
from requests_app.steps.table import STEPS

PUBLIC = frozenset({"station_form", "representative_form", "policy_form", "activity_form", "new"})
FORMS: dict[str, type[BaseForm]] = {"intake": CounterForm, "finding": FindingForm, "track": TrackForm}
OTHERS = (BulkUrgeForm, PersonalCopyForm, ReissueForm, RevealForm, SavedViewForm)


def unsent_form(request: HttpRequest, match: ResolverMatch) -> UnsentForm | None:
    """None for addresses of other apps. What was typed into the public form is kept for an hour."""
    if match.namespace != "requests":
        return None
    if match.url_name in PUBLIC:
        return _public_form(request)
    step = STEPS.get(match.kwargs.get("step", ""))
    if step is not None:
        asked = input_fields(step.inputs)
        return UnsentForm({name: Named(each.label, each.choices) for name, each in asked.items()})
    form = FORMS.get(match.url_name or "")
    return UnsentForm(named(form) if form is not None else named(*OTHERS))


def _public_form(request: HttpRequest) -> UnsentForm:
    """Without its cookie it is not submitted, but kept, files too, and opened again by its address."""
    at = timezone.now()
    form = IntakeForm.received(request.POST, request.FILES, on=local_date(at), at=at)
    categories = tuple((code, row.name) for code, row in form.categories.items())
    fields = named(IntakeForm) | {"category": Named(str(form.fields["category"].label), categories)}
    address = request.META["REMOTE_ADDR"]
    if limits.count_try(address, at=at).retry_after:
        return UnsentForm(fields)
    form.receive_files(at, address=address)
    if not kept_forms.keep_typed(request, form, at):
        return UnsentForm(fields)
    return UnsentForm(
        fields, again=form_drafts.address_of(request, form.stamp), keeps_files=not form.drafts.refusals
    )
