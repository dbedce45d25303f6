"""Activities at the desk: the list, the month, one of them, and a table to take along."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from casework.queues.listing import query_without
from fieldwork.activities import history, listing, parties
from fieldwork.activities.forms import FilterForm, ReplyForm, enterprises_of
from fieldwork.activities.overview import Findings, course, findings_of, overview_of
from fieldwork.models import ActivityPhoto, ActivityStatus
from fieldwork.models.activities import ActivityQuerySet
from fieldwork.views.activity_opening import READERS, Opened, open_activity
from office import sheets
from office.access import role_required
from office.downloads import codes_of, record_export, xlsx_file
from office.models import User
from office.months import Month

# Buttons of the page's course that have a page of their own.
OWN_PAGES = {
    "invite": "fieldwork:activity_invite",
    "change": "fieldwork:activity_change",
    "enter_sheet": "fieldwork:activity_sheet",
    "confirm_attendance": "fieldwork:activity_attendance",
    "write_report": "fieldwork:activity_report",
}


@role_required(*READERS)
@require_safe
@never_cache
def activities(request: HttpRequest) -> HttpResponse:
    """What comes, the next first; what was, the newest first. Without a tab what comes, where there is any."""
    user, on = cast(User, request.user), timezone.localdate()
    form = FilterForm(request.GET)
    rows = _chosen(request, form)
    if opened := listing.named_whole(rows, request.GET.get("q", "")):
        return redirect("fieldwork:activity", opened.token)
    parts = listing.by_time(rows, on)
    counts = {key: part.order_by().count() for key, part in parts.items()}
    tab = request.GET.get("tab", "")
    if tab not in parts:
        tab = "coming" if counts["coming"] or not counts["past"] else "past"
    others = query_without(request.GET, "tab", "cursor")
    context = listing.LISTING.of(
        request,
        listing.for_list(parts[tab]),
        usual="held" if tab == "coming" else "-held",
        total=counts[tab],
    ) | {
        "form": form,
        "tabs": [
            {
                "label": label,
                "url": f"?{others}&tab={key}" if others else f"?tab={key}",
                "count": counts[key],
                "current": key == tab,
            }
            for key, label in listing.TABS
        ],
        "may_propose": parties.may_propose(user, on),
        "query": query_without(request.GET, "tab", "cursor", "sort"),
    }
    return render(request, "fieldwork/activity_list.html", context)


@role_required(*READERS)
@require_safe
@never_cache
def month(request: HttpRequest) -> HttpResponse:
    """The month as a calendar, and the same as a list for a phone."""
    on = timezone.localdate()
    try:
        shown = Month.parse(request.GET.get("month", ""))
    except ValueError:
        shown = Month.of(on)
    rows = parties.visible_to(cast(User, request.user), on).standing().during(shown.from_on, shown.to_on)
    found = list(listing.for_list(rows.by_time()))
    context = {
        "shown": shown,
        "weeks": listing.weeks_of(shown, found),
        "rows": found,
        "today": on,
        "before": shown.previous,
        "after": shown.next,
    }
    return render(request, "fieldwork/activity_month.html", context)


@role_required(*READERS)
@require_safe
@never_cache
def activities_xlsx(request: HttpRequest) -> HttpResponse:
    form = FilterForm(request.GET)
    rows = listing.table(listing.for_list(_chosen(request, form).order_by("-held_on", "-pk")))
    content = sheets.write_xlsx("代表活动", listing.COLUMNS, rows)
    record_export(
        "activities",
        rows=len(rows),
        filters=codes_of(form.cleaned_data),
        words=form.cleaned_data.get("q", ""),
        by=cast(User, request.user),
        at=timezone.now(),
    )
    return xlsx_file(content, "代表活动")


@role_required(*READERS)
@require_safe
@never_cache
def activity(request: HttpRequest, token: str) -> HttpResponse:
    return page_of(open_activity(request, token))


def page_of(opened: Opened, *, status: int = 200, **more: Any) -> HttpResponse:
    """The page of an activity; `more` is what a refused form adds."""
    file = opened.file
    found = overview_of(file)
    findings = _findings(opened) if opened.reads_inside else Findings()
    own = file.invitation_of(opened.own.pk) if opened.own else None
    context = {
        "opened": opened,
        "activity": opened.activity,
        "found": found,
        "findings": findings,
        "course": course(found, findings) if opened.activity.status != ActivityStatus.CANCELLED else [],
        "buttons": _buttons(opened, all_confirmed=found.confirmed == found.total.came),
        "papers": list(opened.papers.select_related("file")),
        "own": own,
        "reply_form": ReplyForm(initial={"answer": _answer(own)}),
        "guests": [row for row in file.invitations if row.is_called and row.representative_id is None],
        "wishes": [row for row in file.invitations if row.state == "asked"] if opened.is_host else [],
        "leaves": [row for row in file.invitations if row.state == "leave_asked"] if opened.is_host else [],
    }
    if opened.reads_inside:
        context |= _inside(opened)
    return render(opened.request, "fieldwork/activity_detail.html", context | more, status=status)


def _inside(opened: Opened) -> dict[str, Any]:
    """What is for those who hold or attend it alone."""
    notes = opened.activity.notes.select_related("enterprise", "written_by")
    by_place: dict[str, list[Any]] = {row.name: [] for row in enterprises_of(opened.activity)}
    for note in notes:
        by_place.setdefault(note.where, []).append(note)
    photos = ActivityPhoto.objects.filter(activity=opened.activity).select_related("file", "added_by")
    return {
        "visited": list(by_place.items()),
        "photos": list(photos),
        "history": history.history_of(opened.activity),
    }


def _findings(opened: Opened) -> Findings:
    return next((find(opened.activity, opened.user, opened.on) for find in findings_of), Findings())


def _answer(own: Any) -> str:
    if own is None or own.state == "invited":
        return ""
    return "comes" if own.state == "coming" else "leave"


def _buttons(opened: Opened, *, all_confirmed: bool) -> dict[str, Any]:
    """As components/actions.html takes them: the next right step in red, the others behind it.

    Where nobody's presence waits to be confirmed there is no button for it.
    """
    found = [
        {"label": step.label, "url": _url(opened, step.name)}
        for step in opened.possible
        if step.is_button and not (all_confirmed and step.name == "confirm_attendance")
    ]
    return {
        "primary": found[0] if found else None,
        "second": found[1] if len(found) > 1 else None,
        "more": found[2:],
    }


def _url(opened: Opened, name: str) -> str:
    if name in OWN_PAGES:
        return reverse(OWN_PAGES[name], args=[opened.activity.token])
    return reverse("fieldwork:activity_step", args=[opened.activity.token, name])


def _chosen(request: HttpRequest, form: FilterForm) -> ActivityQuerySet:
    rows = parties.visible_to(cast(User, request.user), timezone.localdate())
    form.is_valid()
    return listing.narrowed(rows, form.cleaned_data)
