"""接待咨询 at the desk: the form on top, the list of a month under it; one of them with 更正 and 作废."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from office.access import person, role_required
from office.actors import Actor
from office.calendar import local_date
from office.form_fields import refuse
from office.form_stamps import Stamp
from office.models import User
from office.months import Month
from office.refusals import Refused
from office.roles import Role
from office.sort_headings import Heading, headings
from stations.consultations import desk, listing, register, topics, voiding
from stations.consultations.forms import ConsultationForm, CorrectionForm, VoidForm
from stations.models import Consultation, ConsultationSheet

WRITERS = (Role.CLERK, Role.LIAISON, Role.STAFF, Role.APPROVER)
READERS = (*WRITERS, Role.AUDITOR)
TEMPLATE = "stations/desk_consultations.html"
TURN = "turn"
SHEETS_SHOWN = 6
BACK = timedelta(days=30)
LISTED_AT_MOST = 300
DECISIONS: dict[str, Callable[..., Consultation]] = {"confirm": voiding.void, "keep": voiding.keep}


@role_required(*READERS)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def desk_consultations(request: HttpRequest) -> HttpResponse:
    """Registering, by the button 登记并转为诉求 with what the higher app makes of it; and the list."""
    user, at = person(request), timezone.now()
    if request.method != "POST":
        return _page(request, user, at)
    if not _stations(user, at):
        raise Http404
    way = next((way for way in desk.consultation_ways if way.url_name == request.POST.get(TURN)), None)
    stamp = Stamp.read(request.POST.get("stamp", ""), at) or Stamp.fresh(at)
    form = _form(user, at, request.POST, stamp=stamp, turns=way is not None)
    if not form.is_valid():
        return _page(request, user, at, form=form, status=422)
    try:
        done = register.register(
            form.cleaned_data["station"], form.said, form_key=stamp.key, by=Actor.of(user), at=at
        )
    except Refused as refused:
        refuse(form, refused)
        if refused.code == "key_reused":
            form.stamp = Stamp.fresh(at)
        return _page(request, user, at, form=form, status=409)
    if way is not None:
        return way.turn(request, done, at)
    messages.success(request, _registered(done, form.said))
    return to_list()


@role_required(*READERS)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def desk_consultation(request: HttpRequest, number: str) -> HttpResponse:
    """One with what was said; 更正 for whoever may."""
    user, at = person(request), timezone.now()
    row = consultation_of(user, number, local_date(at))
    form = _correction(request, user, row, at)
    if request.method != "POST":
        return _detail(request, user, row, at, form)
    if form is None:
        raise Http404
    if not form.is_valid():
        return _detail(request, user, row, at, form, status=422)
    reason = form.cleaned_data.get("reason", "")
    try:
        register.correct(row, form.said, reason=reason, by=Actor.of(user), at=at)
    except Refused as refused:
        refuse(form, refused)
        return _detail(request, user, row, at, form, status=409)
    messages.success(request, f"已更正 {row.number}")
    return to_list()


@role_required(*WRITERS)
@require_POST
@never_cache
def desk_consultation_void(request: HttpRequest, number: str, act: str) -> HttpResponse:
    """`ask` with a reason; `confirm` and `keep` by staff who took no part."""
    user, at = person(request), timezone.now()
    row = consultation_of(user, number, local_date(at))
    form = VoidForm(request.POST) if act == "ask" else None
    if not (_may_ask(user, row, at) if form else act in DECISIONS and _may_decide(user, row, at)):
        raise Http404
    if form is not None and not form.is_valid():
        return _detail(request, user, row, at, _correction(request, user, row, at), void=form, status=422)
    by = Actor.of(user)
    try:
        if form is not None:
            voiding.ask_void(row, form.cleaned_data["reason"], by=by, at=at)
        else:
            DECISIONS[act](row, by=by, at=at)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, "已提出作废，等另一人确认" if form else "已保存")
    return HttpResponseRedirect(reverse("stations:desk_consultation", args=[number]), status=303)


def consultation_of(user: User, number: str, on: date) -> Consultation:
    return get_object_or_404(desk.visible_to(user, on).for_desk(), number=number)


def to_list() -> HttpResponse:
    return HttpResponseRedirect(reverse("stations:desk_consultations"), status=303)


def _registered(row: Consultation, said: register.Said) -> str:
    """Says what was masked: the number belongs into the field for it."""
    masked = "；话里的个人信息已隐去，要留电话请更正时填在“联系电话”" if row.words != said.words else ""
    return f"已登记 {row.number}{masked}"


def _stations(user: User, at: datetime) -> list[Any]:
    return list(desk.stations_of(user, local_date(at)))


def _form(user: User, at: datetime, data: Any = None, **given: Any) -> ConsultationForm:
    return ConsultationForm(data, stations=_stations(user, at), items=topics.items(), at=at, **given)


def _span(request: HttpRequest, on: date) -> tuple[Month | None, date, date]:
    """The month whose list is asked for, or None; and the days of it, else the last ones up to today."""
    try:
        month = min(Month.parse(request.GET.get("month", "")), Month.of(on))
    except ValueError:
        return None, on - BACK, on + timedelta(days=1)
    return month, month.from_on, month.to_on


def _page(
    request: HttpRequest,
    user: User,
    at: datetime,
    *,
    form: ConsultationForm | None = None,
    status: int = 200,
) -> HttpResponse:
    on = local_date(at)
    month, since, until = _span(request, on)
    stations = _stations(user, at)
    seen, own = desk.visible_to(user, on), desk.counters(user, on)
    rows = seen.filter(consulted_on__gte=since, consulted_on__lt=until).for_desk()[:LISTED_AT_MOST]
    listed = listing.listed(rows, request.GET.get("sort", ""), topics=topics.names())
    several = len({line.row.station_id for line in listed.lines} | {each.pk for each in stations}) > 1
    pending = Consultation.objects.filter(void_asked_by__isnull=False, voided_at__isnull=True)
    context = {
        "form": (form or _form(user, at)) if stations else None,
        "items": topics.items() if stations else [],
        "stations": stations,
        "month": month,
        "this_month": Month.of(on),
        "today": listed.counted_on(on),
        "listed": listed,
        "several": several,
        "is_cut": len(listed.lines) == LISTED_AT_MOST,
        "headings": _headings(listed.sort, f"month={month}&" if month else "", several=several),
        "ways": list(desk.consultation_ways),
        "may_write": bool(stations),
        "sheets": ConsultationSheet.objects.filter(station__in=stations)[:SHEETS_SHOWN],
        "pending": pending.for_desk() if own is None else [],
    }
    return render(request, TEMPLATE, context, status=status)


def _headings(sort: str, month: str, *, several: bool) -> list[Heading]:
    shown = listing.columns(several_stations=several)
    sortable = [column.key for column in shown if column.key]
    return headings(shown, sortable=sortable, sort=sort, address=f"?{month}", place="list")


def _correction(request: HttpRequest, user: User, row: Consultation, at: datetime) -> CorrectionForm | None:
    on = local_date(at)
    if not desk.may_correct(user, row, on):
        return None
    # What was sent to 作废 is none of this form.
    data = request.POST if request.method == "POST" and "words" in request.POST else None
    is_later = on != row.entered_on
    return CorrectionForm(data, consultation=row, is_later=is_later, items=topics.items(), at=at)


def _may_ask(user: User, row: Consultation, at: datetime) -> bool:
    is_open = not row.void_asked_by_id and not row.request_number
    return is_open and desk.may_write(user, row, local_date(at))


def _may_decide(user: User, row: Consultation, at: datetime) -> bool:
    return desk.may_confirm_void(user, row, local_date(at)) and not row.is_void


def _detail(
    request: HttpRequest,
    user: User,
    row: Consultation,
    at: datetime,
    form: CorrectionForm | None,
    *,
    void: VoidForm | None = None,
    status: int = 200,
) -> HttpResponse:
    links = {item.key: item.url for item in topics.items()}
    context = {
        "row": row,
        "form": form,
        "items": topics.items() if form else [],
        "topic": topics.names().get(row.topic, row.topic),
        "item_url": links.get(row.item, ""),
        "ways": list(desk.consultation_ways),
        "may_write": desk.may_write(user, row, local_date(at)),
        "void": void or VoidForm(),
        "may_ask": _may_ask(user, row, at),
        "may_decide": bool(row.void_asked_by_id) and _may_decide(user, row, at),
    }
    return render(request, "stations/desk_consultation.html", context, status=status)
