"""走访 at the desk: the list, the record on a phone, one visit, its second source and its withdrawal."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fieldwork.models import Visit, VisitStatus
from fieldwork.pairings import desk
from fieldwork.pairings.forms import ReasonForm
from fieldwork.reach import offered_for_visits
from fieldwork.views.opening import READERS, WRITERS, reach, to
from fieldwork.views.pairings import known_enterprises
from fieldwork.visits import asking, recording
from fieldwork.visits.forms import SourceForm, VisitForm
from office.access import person, role_required
from office.actors import Actor
from office.calendar import LOCAL, local_date
from office.downloads import record_export, xlsx_file
from office.form_fields import refuse
from office.form_stamps import Stamp
from office.refusals import Refused
from office.sheets import write_xlsx

COLUMNS = (
    "日期",
    "企业",
    "代表",
    "方式",
    "类型",
    "谈了什么",
    "形成什么",
    "受理编号",
    "状态",
    "核实日期",
    "记录人",
)
SHOWN = 60
TABS = (
    ("all", "全部"),
    (VisitStatus.RECORDED, "待核实"),
    (VisitStatus.CONFIRMED, "已核实"),
    (VisitStatus.DENIED, "企业说没来过"),
    (VisitStatus.WITHDRAWN, "已撤回"),
)
FORMS: dict[str, tuple[type[forms.Form], str]] = {
    "confirm": (SourceForm, "核实属实"),
    "withdraw": (ReasonForm, "撤回记录"),
}


@role_required(*READERS)
@require_safe
@never_cache
def desk_visits(request: HttpRequest) -> HttpResponse:
    mine, tab = reach(request), request.GET.get("tab", "all")
    if tab not in dict(TABS):
        raise Http404
    rows = desk.visits_for(mine)
    if tab != "all":
        rows = rows.filter(status=tab)
    context = {
        "visits": list(rows.for_list().latest_first()[:SHOWN]),
        "tabs": [{"url": f"?tab={name}", "label": label, "current": name == tab} for name, label in TABS],
        "shown": SHOWN,
        "can_record": mine.is_staff or bool(mine.people),
        "on": timezone.localdate(),
    }
    return render(request, "fieldwork/desk_visits.html", context)


@role_required(*READERS)
@require_safe
@never_cache
def desk_visits_xlsx(request: HttpRequest) -> HttpResponse:
    """All visits that this person sees; who took it is recorded."""
    mine, at = reach(request), timezone.now()
    rows = list(desk.visits_for(mine).for_list().latest_first())
    content = write_xlsx("走访", COLUMNS, [_cells(row) for row in rows])
    record_export("visits", rows=len(rows), by=person(request), at=at)
    return xlsx_file(content, "走访")


@role_required(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def desk_visit_new(request: HttpRequest) -> HttpResponse:
    """记走访. The stamp makes a form that is sent twice, or again after a lost connection, one visit."""
    at = timezone.now()
    people = offered_for_visits(reach(request), local_date(at))
    if request.method != "POST":
        form = VisitForm(
            people=people, stamp=Stamp.fresh(at), today=local_date(at), initial=_initial(request, people, at)
        )
        return _form(request, form)
    stamp = Stamp.read(request.POST.get("stamp", ""), at)
    form = VisitForm(
        request.POST,
        people=people,
        stamp=stamp or Stamp.fresh(at),
        today=local_date(at),
        is_stale=stamp is None,
    )
    if not form.is_valid():
        return _form(request, form, status=422)
    said = form.cleaned_data
    try:
        done = recording.record_visit(
            said["enterprise"],
            list(said["people"]),
            form.said,
            form_key=form.stamp.key,
            by=Actor.of(person(request)),
            at=at,
        )
    except Refused as refused:
        refuse(form, refused)
        if refused.code == "key_reused":
            form.stamp = Stamp.fresh(at)
        return _form(request, form, status=409)
    asked = "已请企业核实" if done.visit.asked_at else "请另一位核实后计入"
    messages.success(request, f"已记下，{asked}")
    return to("fieldwork:desk_visit", done.visit.token)


@require_safe
@never_cache
def desk_visit(request: HttpRequest, token: str) -> HttpResponse:
    return _page(request, _visit(request, token))


@require_POST
@never_cache
def desk_visit_act(request: HttpRequest, token: str, act: str) -> HttpResponse:
    row = _visit(request, token)
    if act not in _acts(request, row):
        raise Http404
    form = FORMS[act][0](request.POST)
    if not form.is_valid():
        return _page(request, row, bound=(act, form), status=422)
    by, at = Actor.of(person(request)), timezone.now()
    try:
        if act == "confirm":
            asking.confirm(row, form.cleaned_data["basis"], by=by, at=at)
        else:
            recording.withdraw(row, form.cleaned_data["reason"], by=by, at=at)
    except Refused as refused:
        refuse(form, refused)
        return _page(request, row, bound=(act, form), status=409)
    messages.success(request, "已登记")
    return to("fieldwork:desk_visit", row.token)


def _initial(request: HttpRequest, people: Any, at: datetime) -> dict[str, Any]:
    """Now, here, and of the pairing that the address names; the own person where there is one only."""
    now = at.astimezone(LOCAL)
    initial: dict[str, Any] = {"day": now.date(), "time": now.time(), "how": "came", "kind": "listen"}
    own = reach(request).own
    initial["people"] = [row.pk for row in people if row.pk in own]
    pairings = desk.pairings_for(reach(request)).select_related("enterprise")
    found = pairings.filter(token=request.GET.get("pairing", "")[:32].replace("\x00", "")).first()
    if found is not None:
        initial |= {"enterprise": found.enterprise.name, "people": [found.representative_id]}
    return initial


def _form(request: HttpRequest, form: VisitForm, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "stamp": form.stamp, "enterprises": known_enterprises(person(request))}
    return render(request, "fieldwork/desk_visit_form.html", context, status=status)


def _visit(request: HttpRequest, token: str) -> Visit:
    rows = desk.visits_for(reach(request)).for_list().select_related("confirmed_by", "withdrawn_by")
    return get_object_or_404(rows, token=token)


def _acts(request: HttpRequest, row: Visit) -> list[str]:
    mine, user = reach(request), person(request)
    if row.status in (VisitStatus.WITHDRAWN,):
        return []
    possible = {
        "confirm": row.status == VisitStatus.RECORDED and asking.may_confirm(row, user, timezone.localdate()),
        "withdraw": not row.request_number and recording.may_withdraw(row, user, mine),
    }
    return [act for act, can in possible.items() if can]


def _page(
    request: HttpRequest,
    row: Visit,
    *,
    bound: tuple[str, forms.Form] | None = None,
    status: int = 200,
) -> HttpResponse:
    asked = []
    for act in _acts(request, row):
        kind, verb = FORMS[act]
        form = bound[1] if bound and bound[0] == act else kind(auto_id=f"id_{act}_%s")
        asked.append({"act": act, "form": form, "verb": verb, "is_open": bool(bound and bound[0] == act)})
    on = timezone.localdate()
    mine = reach(request)
    writes = any(mine.enters_for(part.representative_id) for part in row.parts.all())
    is_open = row.status in (VisitStatus.RECORDED, VisitStatus.CONFIRMED) and not row.request_number
    context = {
        "visit": row,
        "parts": [{"part": part, "label": part.own_word_label(on)} for part in row.parts.all()],
        "asked": asked,
        "ways": list(desk.visit_ways),
        "can_turn": is_open and writes,
    }
    return render(request, "fieldwork/desk_visit.html", context, status=status)


def _cells(row: Visit) -> tuple[Any, ...]:
    return (
        row.on,
        row.enterprise.name,
        "、".join(part.representative.name for part in row.parts.all()),
        row.get_how_display(),
        row.get_kind_display(),
        row.words,
        row.get_result_display(),
        row.request_number or "",
        row.get_status_display(),
        row.confirmed_on,
        row.recorded_by.name,
    )
