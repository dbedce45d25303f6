"""履职任务 on the desk: one person's year with its records, a group's people beside each other, exemptions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from evaluation.duties import duty_file, exempting, file_page, progress
from evaluation.duties import stations as station_duties
from evaluation.duties.access import visible_groups, visible_people
from evaluation.duties.links import OPENS_FOR
from evaluation.duties.progress import DutyProgress
from evaluation.duties.rules import RULES
from evaluation.duties.state import state_of
from evaluation.forms import ExemptionForm, YearFilter
from evaluation.models import Exemption
from fieldwork.norms import reading
from fieldwork.norms.paragraphs import rule_links
from fieldwork.reach import reach_of
from groups.models import ProfessionalGroup, Representative
from office.access import role_required
from office.actors import Actor
from office.calendar import local_date
from office.downloads import pdf_file, record_export
from office.form_fields import refuse
from office.models import User
from office.refusals import Refused
from office.roles import Role, roles_of
from office.sort_headings import headings
from stations.scopes import Scopes

READERS = (Role.REPRESENTATIVE, Role.LIAISON, Role.STAFF, Role.APPROVER, Role.AUDITOR)
DECIDERS = (Role.STAFF, Role.APPROVER)


@dataclass(frozen=True)
class Column:
    key: str
    label: str
    width: str = ""


# Who is furthest behind comes first unless another column is asked for.
BEHIND = "behind"
COLUMNS = (Column("name", "代表"), *(Column(str(rule.kind), rule.kind.label, "c-3") for rule in RULES))
KEYS = frozenset(column.key for column in COLUMNS)


@dataclass(frozen=True)
class Line:
    """One person's duties in the order of `RULES`, as they stand on a local date."""

    person: Representative
    duties: list[DutyProgress]
    on: date

    @property
    def cells(self) -> list[dict[str, Any]]:
        return [duty_words(duty, self.on) for duty in self.duties]

    @property
    def behind(self) -> int:
        return sum(duty.is_behind(self.on) for duty in self.duties)

    @property
    def missing(self) -> int:
        return sum(duty.missing for duty in self.duties)

    @property
    def settled(self) -> int:
        """What needs nothing more; a telephone shows the others alone."""
        return sum(not duty.missing for duty in self.duties)

    def missing_of(self, kind: str) -> int:
        return sum(duty.missing for duty in self.duties if duty.kind == kind)


def in_order(lines: list[Line], sort: str) -> list[Line]:
    """`lines` come by name and keep that order among equals; `sort` is a column's key, `-key` turns it round."""
    key, falls = sort.removeprefix("-"), sort.startswith("-")
    if key == "name":
        return lines[::-1] if falls else lines
    if key in KEYS:
        return sorted(lines, key=lambda line: line.missing_of(key), reverse=not falls)
    return sorted(lines, key=lambda line: (-line.behind, -line.missing))


@role_required(*READERS)
@require_safe
@never_cache
def duties(request: HttpRequest) -> HttpResponse:
    """A group's people; a representative without a group to look after is led to the own page."""
    user, on, form = person_of(request), timezone.localdate(), YearFilter(request.GET)
    groups = visible_groups(user, on)
    if not groups:
        own = get_object_or_404(Representative, user=user)
        return redirect("evaluation:duties_of", code=own.code)
    year = form.chosen(on)
    group = next((each for each in groups if each.code == request.GET.get("group")), groups[0])
    people = list(Representative.objects.of(group, _day_of(year, on)).by_name())
    found = progress.of_year([row.pk for row in people], year, until=on + timedelta(days=1))
    lines = [Line(row, found[row.pk], on) for row in people]
    sort, only = request.GET.get("sort", ""), "behind" if request.GET.get("only") == "behind" else ""
    address = f"?{urlencode({'group': group.code, 'year': year})}&"
    context = {
        "form": form,
        "year": year,
        "group": group,
        "groups": [_group_tab(each, group, year) for each in groups],
        "done": sum(not line.missing for line in lines),
        "behind": sum(bool(line.behind) for line in lines),
        "people": len(lines),
        "only": only,
        "address": address,
        "headings": headings(
            COLUMNS,
            sortable=KEYS,
            sort=sort if sort.removeprefix("-") in KEYS else BEHIND,
            address=f"{address}only={only}&" if only else address,
        ),
        "lines": in_order([line for line in lines if line.behind or not only], sort),
        "stations": station_duties.of_year(year, on=on) if Scopes.of(user, on).sees_all else [],
        "waiting": _waiting(people),
    }
    return render(request, "evaluation/desk_duties.html", context)


@role_required(*READERS)
@require_safe
@never_cache
def duties_of(request: HttpRequest, code: str) -> HttpResponse:
    return page(request, visible(request, code))


@role_required(*READERS)
@require_safe
@never_cache
def duty_file_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """履职档案 of a year on paper; that it was taken is recorded."""
    person, at = visible(request, code), timezone.now()
    year = YearFilter(request.GET).chosen(local_date(at))
    content = duty_file.pdf(person, year, on=local_date(at))
    record_export(
        "duty_file",
        rows=1,
        filters={"representative": person.code, "year": year},
        by=person_of(request),
        at=at,
    )
    return pdf_file(content, f"{person.name}{year}年履职档案")


@role_required(Role.REPRESENTATIVE, Role.LIAISON, Role.STAFF)
@require_POST
@never_cache
def ask_exemption(request: HttpRequest, code: str) -> HttpResponse:
    person, form = visible(request, code), ExemptionForm(request.POST)
    if not form.is_valid():
        return page(request, person, exemption_form=form, status=422)
    asked, at = exempting.Asked(**form.cleaned_data), timezone.now()
    try:
        exempting.ask(person, asked, by=Actor.of(person_of(request)), at=at)
    except Refused as refused:
        refuse(form, refused)
        return page(request, person, exemption_form=form, status=409)
    messages.success(request, "已提出，由另一人决定")
    return back(person, asked.since.year)


@role_required(*DECIDERS)
@require_POST
@never_cache
def decide_exemption(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    person = visible(request, code)
    row = get_object_or_404(Exemption, pk=pk, representative=person)
    answer = request.POST.get("granted")
    if answer not in ("yes", "no"):
        return page(request, person, refused=Refused("missing", "请选择同意或不同意"), status=422)
    try:
        exempting.decide(row, granted=answer == "yes", by=Actor.of(person_of(request)), at=timezone.now())
    except Refused as refused:
        return page(request, person, refused=refused, status=409)
    messages.success(request, "已决定，并告知提出人和代表")
    return back(person, row.since.year)


def page(request: HttpRequest, person: Representative, *, status: int = 200, **changed: Any) -> HttpResponse:
    """One person's year; `changed` stands in place of what its context has by that name: a form that was refused."""
    user, on, years = person_of(request), local_date(timezone.now()), YearFilter(request.GET)
    year = years.chosen(on)
    found = progress.of_year([person.pk], year, until=on + timedelta(days=1))[person.pk]
    roles, serves = roles_of(user), reach_of(user, on).serves(person.pk)
    is_own = person.user_id == user.pk
    # What somebody without an account has signed is typed by others.
    on_behalf = serves and person.user_id is None
    norms = reading.norms_of(person, _day_of(year, on))
    links = rule_links(norms)
    exemptions = Exemption.objects.filter(representative=person).touching(
        date(year, 1, 1), date(year + 1, 1, 1)
    )
    context = {
        "person": person,
        "is_own": is_own,
        "years": years,
        "year": year,
        "duties": [duty_words(duty, on) | {"rule": links.get(str(duty.kind.label))} for duty in found],
        **file_page.of(person, year, found, on),
        "exemptions": [
            _exemption(row, user, roles) for row in exemptions.select_related("asked_by", "decided_by")
        ],
        "exemption_form": ExemptionForm() if _may_ask(roles) else None,
        **(
            file_page.forms_of(person, year, found, on, request.GET.get("line", ""), on_behalf=on_behalf)
            if is_own or on_behalf
            else {}
        ),
        "object_to": f"{reverse('evaluation:duty_object', args=[person.code])}?year={year}",
        "enter": f"{reverse('evaluation:duty_enter', args=[person.code])}?year={year}",
        "may_answer": serves and not is_own,
        "link_days": OPENS_FOR.days,
        "may_send": on_behalf,
        "norms": norms,
    }
    return render(request, "evaluation/desk_duties_of.html", context | changed, status=status)


def duty_words(duty: DutyProgress, on: date) -> dict[str, Any]:
    """What stands in a table and beside a ring: numbers, tone, and what is still missing by when."""
    state = state_of(duty, on)
    return {
        "label": duty.kind.label,
        "done": duty.done,
        "needed": duty.needed,
        "tone": state.tone,
        "words": state.words,
        "missing": duty.missing,
        "unconfirmed": len(duty.unconfirmed),
    }


def _exemption(row: Exemption, user: User, roles: Any) -> dict[str, Any]:
    waits = row.granted is None
    tone, words = (
        ("asked", "待另一人决定") if waits else ("done", "已同意") if row.granted else ("ended", "未同意")
    )
    return {
        "row": row,
        "tone": tone,
        "words": words,
        "last_on": row.until - timedelta(days=1),
        "may_decide": waits and row.asked_by_id != user.pk and bool(roles & set(DECIDERS)),
    }


def _waiting(people: list[Representative]) -> list[Exemption]:
    rows = Exemption.objects.waiting().filter(representative__in=people)
    return list(rows.select_related("representative"))


def _group_tab(group: ProfessionalGroup, current: ProfessionalGroup, year: int) -> dict[str, Any]:
    url = f"{reverse('evaluation:duties')}?group={group.code}&year={year}"
    return {"label": group.name, "url": url, "current": group == current}


def _day_of(year: int, on: date) -> date:
    """Whose members are shown: of today, or of the last day of a year that is over."""
    return on if year >= on.year else date(year, 12, 31)


def visible(request: HttpRequest, code: str) -> Representative:
    """Whose duties this reader may see; a stranger's are a 404."""
    return get_object_or_404(visible_people(person_of(request), timezone.localdate()), code=code)


def _may_ask(roles: Any) -> bool:
    return bool(roles & {Role.REPRESENTATIVE, Role.LIAISON, Role.STAFF})


def back(person: Representative, year: int) -> HttpResponse:
    """To the page of the person's year."""
    address = f"{reverse('evaluation:duties_of', args=[person.code])}?year={year}"
    return HttpResponseRedirect(address, status=303)


def person_of(request: HttpRequest) -> User:
    """Who is signed in."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user
