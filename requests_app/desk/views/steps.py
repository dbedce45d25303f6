"""A step's own page: the form with what one needs beside it. What is typed is kept, whatever else happens."""

from __future__ import annotations

import dataclasses
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.datastructures import MultiValueDict
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from casework import engine
from casework.forms import kept_files
from casework.forms.steps import StepForm, form_for
from casework.history import Entry, last_seq
from casework.stale_pages import OUT_OF_DATE
from office.actors import Actor
from office.addresses import address_of
from office.refusals import Refused
from requests_app.access import openings
from requests_app.desk.forms.adopting import ADOPT, adopted
from requests_app.desk.forms.presets import PRESET, PRESET_BEFORE, filled
from requests_app.desk.forms.step_layout import blocks, dress
from requests_app.desk.forms.step_values import initial_of
from requests_app.desk.step_drafts import STEP_DRAFTS
from requests_app.desk.views import queue_walk, quoting
from requests_app.desk.views.case_actions import label_of
from requests_app.desk.views.case_header import header_of, next_action_words
from requests_app.desk.views.context_panel import aside_of
from requests_app.desk.views.opening import see_other, step_url
from requests_app.desk.views.stale_pages import is_possible, meanwhile, out_of_date, out_of_sight, refusal
from requests_app.desk.views.step_desk import Desk, desk_of, keep_and_return, to_login
from requests_app.desk.views.step_files import COPY, copyable, with_copy
from requests_app.intake.form_files import FormFiles
from requests_app.models import EnterpriseRequest
from requests_app.models.case_file import CaseFile
from requests_app.steps.corrections import FIELDS
from requests_app.triage.presets import FILLED

# The name of the button that leads on to the next of the queue.
NEXT = "next"
# The button's words, where the step's own name would be odd on it.
VERBS = {
    "answer": "发送答复",
    "reply": "提交回复",
    "urge": "发出催办",
    "note": "保存备注",
    "contact": "记录联系",
    "ask": "发给企业",
    "ask_extension": "提交申请",
    "ask_transfer": "提交申请",
    "dispute_class": "提交异议",
    "propose_consult": "提出建议",
    "consult": "发出会诊通知",
    "record_consult": "保存纪要",
}


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def step(request: HttpRequest, ledger_number: str, step: str) -> HttpResponse:
    """Closed to visitors all the same: their text is kept if they opened the form themselves, then they sign in."""
    if not request.user.is_authenticated:
        return to_login(request, ledger_number, step)
    try:
        desk = desk_of(request, ledger_number, step)
    except Http404:
        return out_of_sight(request, ledger_number, step)
    if request.method != "POST":
        return _skipped(desk) if "skip" in request.GET else _opened_form(desk)
    if "draft" in request.POST:
        return keep_and_return(desk)
    if "quote" in request.POST:
        return _quote(desk)
    if ADOPT in request.POST and is_possible(desk):
        return _adopt(desk)
    if PRESET in request.POST and is_possible(desk):
        return _fill_in(desk)
    if COPY in request.POST and is_possible(desk):
        return _page(desk, with_copy(desk, request.POST, request.FILES.getlist("files")))
    return _take(desk)


def _opened_form(desk: Desk) -> HttpResponse:
    """The form with what was typed before, else with what is known; a step that is past says what happened."""
    opened = desk.opened
    openings.note(opened.case, opened.user, opened.access, at=opened.at)
    if not is_possible(desk):
        return out_of_date(desk, None, refusal(desk))
    desk.draft = STEP_DRAFTS.find(opened.case, desk.step, opened.user)
    initial = initial_of(desk.step.name, opened.case, opened.user, opened.on)
    group = desk.request.GET.get("group", "")
    form = form_for(desk.step, opened.case, on=opened.on, initial=initial)
    if desk.draft is not None:
        form.initial.update(_as_initial(form, desk.draft.typed))
    if group and "group" in form.fields:
        form.initial.update(group=group, representative="")
    corrected = desk.request.GET.get("field", "")
    if corrected and "field" in form.fields and form.initial.get("field") != corrected:
        form.initial.update(field=corrected)
        form.initial.pop("value", None)
    if corrected == "enterprise_name" and (named := desk.request.GET.get("value", "")):
        form.initial.update(value=named)
    if "files" in form.fields:
        kept = desk.files
        kept.resume()
        form.kept_files = kept.files  # type: ignore[attr-defined]
    return _page(desk, form)


def _quote(desk: Desk) -> HttpResponse:
    """The same form, all that was typed kept, with the policy's words at the end of its text."""
    opened = desk.opened
    form = form_for(desk.step, opened.case, on=opened.on)
    if "files" in form.fields:
        kept = desk.files
        kept.keep(desk.request.POST.getlist("files_kept"))
        form.kept_files = kept.files  # type: ignore[attr-defined]
    try:
        quoting.quote_into(form, desk.request.POST, opened)
    except Refused as refused:
        return _refused(desk, form_for(desk.step, opened.case, on=opened.on, data=desk.request.POST), refused)
    return _page(desk, form)


def _adopt(desk: Desk) -> HttpResponse:
    """采用: a proposal goes into its field beside everything that was typed; no step is taken."""
    opened, posted = desk.opened, desk.request.POST
    blank = form_for(desk.step, opened.case, on=opened.on)
    form = adopted(desk.step, opened.case, _as_initial(blank, posted), posted[ADOPT], on=opened.on)
    return _page(desk, form)


def _fill_in(desk: Desk) -> HttpResponse:
    """常用处理: what is kept under a name goes into the fields that nobody has typed in; no step is taken."""
    opened, posted = desk.opened, desk.request.POST
    form = filled(
        desk.step,
        opened.case,
        _as_initial(form_for(desk.step, opened.case, on=opened.on), posted),
        posted[PRESET],
        known=initial_of(desk.step.name, opened.case, opened.user, opened.on),
        before=posted.get(PRESET_BEFORE, ""),
        on=opened.on,
    )
    return _page(desk, form)


def _take(desk: Desk) -> HttpResponse:
    opened, request = desk.opened, desk.request
    form = form_for(desk.step, opened.case, on=opened.on, data=request.POST, files=request.FILES)
    dress(form, opened.case, access=opened.access, on=opened.on)
    files = _receive_files(desk, form)
    # Before anything is said about fields: what they may hold has perhaps changed with what happened.
    if happened := meanwhile(desk):
        if not is_possible(desk):
            return out_of_date(desk, form, refusal(desk))
        return _page(desk, form, status=409, happened=happened)
    by = Actor.of(opened.user)
    if not form.is_valid():
        form.add_gaps(opened.case, by=by, at=opened.at, files=tuple(files.files) if files else ())
        return _page(desk, form, status=422)
    walk = queue_walk.walk_of(opened, desk.step.name) if NEXT in request.POST else None
    try:
        given = form.inputs(by=by, at=opened.at)
        if files is not None:
            given = dataclasses.replace(given, files=tuple(files.files))
        engine.take(desk.step.name, opened.case, given, by=by, at=opened.at)
    except Refused as refused:
        return _refused(desk, form, refused)
    STEP_DRAFTS.discard(opened.case, desk.step, opened.user)
    if files is not None:
        files.let_go()
    return _done(desk) if walk is None else _next(desk, walk)


def _receive_files(desk: Desk, form: StepForm) -> FormFiles | None:
    """Files are stored at once and kept over errors; the step gets them as stored ones."""
    if "files" not in form.fields:
        return None
    files = desk.files
    kept_files.take_up(form, files, desk.request.POST, at=desk.opened.at)
    return files


def _refused(desk: Desk, form: StepForm, refused: Refused) -> HttpResponse:
    if refused.code in OUT_OF_DATE:
        return out_of_date(desk, form, refused)
    form.refuse(refused)
    return _page(desk, form, status=422 if refused.field else 409)


def _page(
    desk: Desk, form: StepForm, *, status: int = 200, happened: list[Entry] | None = None
) -> HttpResponse:
    opened = desk.opened
    if not form.is_bound:
        dress(form, opened.case, access=opened.access, on=opened.on, group=desk.request.GET.get("group", ""))
    context = {
        "opened": opened,
        "case": opened.case,
        "step": desk.step,
        "heading": label_of(desk.step, opened),
        "verb": VERBS.get(desk.step.name, desk.step.label),
        "form": form,
        "blocks": blocks(form),
        "has_files": "files" in form.fields,
        "draft": desk.draft,
        "draft_url": f"{step_url(opened.case, desk.step.name)}draft/",
        "seen": last_seq(opened.case.subject),
        "ticket": STEP_DRAFTS.ticket(opened.user, opened.case, desk.step, at=opened.at),
        "happened": happened or [],
        "is_fragment": desk.is_fragment,
        "possible": is_possible(desk),
        "corrections": list(FIELDS.items()) if desk.step.name == "correct" else [],
        "quotable": quoting.quotable(desk.step.name, opened),
        "standard": quoting.standard(desk.step.name, opened),
        "copyable": copyable(desk),
        "checklist": _checklist(desk),
        "is_triage": desk.step.name in FILLED,
    }
    if not desk.is_fragment:
        walk = queue_walk.walk_of(opened, desk.step.name)
        context |= {"header": header_of(opened), "aside": aside_of(opened, desk.step, form), "walk": walk}
    template = "requests_app/_step_form.html" if desk.is_fragment else "requests_app/desk_step.html"
    return render(desk.request, template, context, status=status)


def _checklist(desk: Desk) -> list[str]:
    """What to ask whoever is called of such a matter."""
    category = desk.opened.case.category
    return category.whole_checklist if desk.step.name == "contact" and category else []


def _skipped(desk: Desk) -> HttpResponse:
    """The same step of the next case, without taking it in this one; looked for when it is asked for."""
    walk = queue_walk.walk_of(desk.opened, desk.step.name)
    url = queue_walk.next_url(desk.opened, desk.step.name, walk.keys) if walk else ""
    return _to(desk, url or address_of("requests:desk_list"))


def _next(desk: Desk, walk: queue_walk.Walk) -> HttpResponse:
    """The same step of the next case in the queue; where none is left, the list."""
    case = desk.opened.case
    messages.success(desk.request, f"已办理：{desk.step.past}（{case.ledger_number} {case.title}）")
    url = queue_walk.next_url(desk.opened, desk.step.name, walk.keys)
    if not url:
        messages.success(desk.request, f"“{walk.label}”都办完了")
    return _to(desk, url or address_of("requests:desk_list"))


def _done(desk: Desk) -> HttpResponse:
    """Back to the case, or to the list where the step took it out of this person's sight; whose turn it is now."""
    opened, done = desk.opened, f"已办理：{desk.step.past}"
    if opened.access.is_restricted:
        messages.success(desk.request, done)
        return _to(desk, opened.url)
    case = EnterpriseRequest.objects.visible_to(opened.user, opened.on).filter(pk=opened.case.pk).first()
    if case is None:
        messages.success(desk.request, f"{done}。这件诉求今后不再由您办理，已不在您的台账里")
    else:
        now = next_action_words(CaseFile(case), opened.on) or [f"现在是“{case.status_label}”"]
        messages.success(desk.request, "。".join([done, *now]))
    return _to(desk, opened.url if case is not None else "/desk/requests/")


def _to(desk: Desk, url: str) -> HttpResponse:
    return HttpResponseClientRedirect(url) if desk.is_fragment else see_other(url)


def _as_initial(form: StepForm, typed: MultiValueDict[str, Any]) -> dict[str, Any]:
    """Typed values as a form shows them: many values stay a list."""
    many = {name for name, asked in form.declared.items() if asked.kind == "departments"}
    return {name: typed.getlist(name) if name in many else typed.get(name) for name in typed}
