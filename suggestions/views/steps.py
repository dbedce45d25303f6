"""A step's own page: the form, with what one needs beside it. What is typed is kept, whatever else happens."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from casework import engine, stale_pages
from casework.engine import Step
from casework.forms import kept_files
from casework.forms.choices import Cards
from casework.forms.steps import StepForm, form_for
from casework.history import last_seq
from casework.inputs import MANY_UNITS
from casework.lengths import after_months
from casework.stale_pages import OUT_OF_DATE, is_possible, seen_in
from office.access import role_required
from office.actors import Actor
from office.refusals import Refused
from office.templatetags.wording import deadline_day
from suggestions import history, unsent
from suggestions.drafting.grounds import grounds_of
from suggestions.models import Suggestion
from suggestions.steps.assignments import HARD, MONTHS, months_of
from suggestions.steps.table import STEPS
from suggestions.unsent import STEP_DRAFTS
from suggestions.views.drafting import aside_of, initial_of
from suggestions.views.opening import READERS, Opened, open_suggestion, see_other
from suggestions.visibility import visible


@dataclass(frozen=True)
class Desk:
    """One step of one suggestion on one person's desk."""

    request: HttpRequest
    opened: Opened
    step: Step

    @property
    def suggestion(self) -> Suggestion:
        return self.opened.suggestion

    @property
    def files(self) -> unsent.FormFiles:
        """Those that this person has put into the form and not sent."""
        return unsent.step_files(self.opened.user, self.suggestion, self.step.name)


@role_required(*READERS)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def desk_step(request: HttpRequest, address: str, step: str) -> HttpResponse:
    """Raises Http404 for a step that is no button, or that this person can never take here."""
    opened, found = open_suggestion(request, address), STEPS.get(step)
    if found is None or not found.is_button or not opened.parties & found.who:
        raise Http404
    desk = Desk(request, opened, found)
    if request.method != "POST":
        return _opened_form(desk)
    if "draft" in request.POST:
        return _set_aside(desk)
    if "use" in request.POST:
        return _use_fact(desk)
    return _take(desk)


def _opened_form(desk: Desk) -> HttpResponse:
    opened = desk.opened
    if not _possible(desk):
        return _out_of_date(desk, None, _refusal(desk))
    form = form_for(desk.step, desk.suggestion, on=opened.on, initial=initial_of(desk.step.name, opened))
    draft = STEP_DRAFTS.find(desk.suggestion, desk.step, opened.user)
    if draft is not None:
        form.initial.update(as_initial(form, draft.typed))
    if kept_files.FIELD in form.fields:
        kept_files.resume(form, desk.files)
    return _page(desk, form, draft=draft)


def _set_aside(desk: Desk) -> HttpResponse:
    opened, posted = desk.opened, desk.request.POST
    draft = STEP_DRAFTS.keep(desk.suggestion, desk.step, posted, by=opened.user, at=opened.at)
    kept_files.set_aside(desk.request, desk.step, desk.suggestion, desk.files, draft=draft, at=opened.at)
    return see_other(desk.request.path)


def _use_fact(desk: Desk) -> HttpResponse:
    """取用: a fact goes to the end of the text, beside everything that was typed; no step is taken."""
    form = form_for(desk.step, desk.suggestion, on=desk.opened.on)
    form.initial.update(as_initial(form, desk.request.POST))
    place = desk.request.POST["use"]
    facts = grounds_of(desk.suggestion, desk.opened.file.standing, on=desk.opened.on).facts
    if "facts" in form.fields and place.isdecimal() and len(place) < 4 and int(place) < len(facts):
        before = str(form.initial.get("facts") or "").rstrip()
        form.initial["facts"] = f"{before}\n{facts[int(place)].text}。".lstrip()
    return _page(desk, form)


def _take(desk: Desk) -> HttpResponse:
    opened, request = desk.opened, desk.request
    form = form_for(desk.step, desk.suggestion, on=opened.on, data=request.POST, files=request.FILES)
    files = _take_up_files(desk, form)
    happened = history.since(desk.suggestion, seen_in(request)) if seen_in(request) else []
    if happened:
        if not _possible(desk):
            return _out_of_date(desk, form, _refusal(desk))
        return _page(desk, form, status=409, happened=happened)
    by = Actor.of(opened.user)
    if not form.is_valid():
        form.add_gaps(desk.suggestion, by=by, at=opened.at, files=tuple(files.files) if files else ())
        return _page(desk, form, status=422)
    try:
        given = form.inputs(by=by, at=opened.at)
        if files is not None:
            given = dataclasses.replace(given, files=tuple(files.files))
        engine.take(desk.step.name, desk.suggestion, given, by=by, at=opened.at)
    except Refused as refused:
        if refused.code in OUT_OF_DATE:
            return _out_of_date(desk, form, refused)
        form.refuse(refused)
        return _page(desk, form, status=422 if refused.field else 409)
    STEP_DRAFTS.discard(desk.suggestion, desk.step, opened.user)
    if files is not None:
        files.let_go()
    messages.success(request, f"已办理：{desk.step.past}。现在是“{desk.suggestion.status_label}”")
    return see_other(_afterwards(opened))


def _afterwards(opened: Opened) -> str:
    """The suggestion's page, or the list for whoever does not see it any more once the step is taken."""
    seen = visible(opened.user, opened.scopes).filter(pk=opened.suggestion.pk)
    return opened.url if seen.exists() else reverse("suggestions:desk_list")


def _take_up_files(desk: Desk, form: StepForm) -> unsent.FormFiles | None:
    if kept_files.FIELD not in form.fields:
        return None
    files = desk.files
    kept_files.take_up(form, files, desk.request.POST, at=desk.opened.at)
    return files


def _possible(desk: Desk) -> bool:
    opened = desk.opened
    return is_possible(desk.step, desk.suggestion, by=Actor.of(opened.user), at=opened.at, file=opened.file)


def _refusal(desk: Desk) -> Refused:
    opened = desk.opened
    return stale_pages.refusal(
        desk.step,
        desk.suggestion,
        opened.capacities,
        by=Actor.of(opened.user),
        at=opened.at,
        file=opened.file,
    )


def _out_of_date(desk: Desk, form: StepForm | None, refused: Refused) -> HttpResponse:
    """Who did what meanwhile, what is possible now, and every word that was typed."""
    desk.suggestion.refresh_from_db()
    seen = seen_in(desk.request) if form is not None else max(0, last_seq(desk.suggestion.subject) - 3)
    return stale_pages.out_of_date(
        desk.request,
        desk.step,
        desk.suggestion,
        refused,
        number=desk.suggestion.shown_number or desk.suggestion.title,
        url=desk.opened.url,
        happened=history.since(desk.suggestion, seen),
        form=form,
    )


def _page(
    desk: Desk, form: StepForm, *, status: int = 200, happened: Any = (), draft: Any = None
) -> HttpResponse:
    if "months" in form.fields:
        form.fields["months"] = _lengths(form.fields["months"], desk.opened)
    context = {
        "opened": desk.opened,
        "suggestion": desk.suggestion,
        "step": desk.step,
        "form": form,
        "has_files": "files" in form.fields,
        "happened": happened,
        "draft": draft,
        "seen": last_seq(desk.suggestion.subject),
        "aside": aside_of(desk.step.name, desk.opened),
    }
    return render(desk.request, "suggestions/desk_step.html", context, status=status)


def _lengths(field: forms.Field, opened: Opened) -> forms.Field:
    """The choice of a length, with the date on which an answer would be due if it were assigned today."""
    hints = {}
    for value, _ in MONTHS:
        months = months_of(value == HARD, opened.on)
        due_on = after_months(opened.on, months, opened.calendar)
        hints[value] = f"{months} 个月，{deadline_day(due_on)}前"
    cards = Cards(hints=hints, columns="two")
    return forms.ChoiceField(choices=MONTHS, widget=cards, label=field.label, required=field.required)


def as_initial(form: StepForm, typed: MultiValueDict[str, Any]) -> dict[str, Any]:
    """Typed values as a form shows them: many values stay a list."""
    many = {name for name, asked in form.declared.items() if asked.kind in MANY_UNITS}
    return {
        name: typed.getlist(name) if name in many else typed.get(name)
        for name in form.fields
        if name in typed and name != "files"
    }
