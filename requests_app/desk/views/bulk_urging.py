"""批量催办: the preview of who is urged and who is not, one confirmation, and the letters of the day to print."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.db.models import OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from groups.models import Department
from office.access import person, role_required
from office.calendar import local_date
from office.models import User
from office.roles import Role
from requests_app.desk.forms.bulk_urging import BulkUrgeForm
from requests_app.desk.views.list_settings import chosen_rows
from requests_app.desk.views.lists import filter_of
from requests_app.desk.views.opening import see_other
from requests_app.desk.views.supervision import SupervisionFilter
from requests_app.models import EnterpriseRequest, Letter, Promise, Urging
from requests_app.models.visibility import request_filter
from requests_app.supervision import bulk_urging
from requests_app.supervision.overview import late_clocks
from stations.scopes import Scopes

URGERS = (Role.LIAISON, Role.STAFF, Role.APPROVER)
LETTERS_SHOWN = 500
PROMISED_WITHIN = timedelta(days=30)
BACK_TO = {"late": "requests:supervision", "promises": "requests:promises"}


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@role_required(*URGERS)
@chosen_rows
def urge_many(request: HttpRequest) -> HttpResponse:
    """The cases are those of the list or of 督办 as they are narrowed; a POST urges the ticked ones.

    At first what is late is ticked, or all that was ticked in the list. A POST with `tick` (`late`, `all`, `none`) ticks other rows and
    keeps what was typed.
    """
    user, at = person(request), timezone.now()
    on = local_date(at)
    form = BulkUrgeForm(request.POST or None)
    ticking = request.POST.get("tick", "") if request.method == "POST" else _ticked_first(request)
    if request.method == "POST" and not ticking and form.is_valid():
        numbers = form.cleaned_data["case"]
        done = bulk_urging.urge(_named(numbers, user, on), form.cleaned_data["text"], by=user, at=at)
        _tell(request, done)
        return see_other(reverse("requests:urged_today"))
    cases = list(bulk_urging.for_urging(_chosen(request, user, on))[: bulk_urging.AT_MOST + 1])
    plan = bulk_urging.plan(cases[: bulk_urging.AT_MOST], by=user, on=on)
    ticked = set(plan.ticked(ticking) if ticking else request.POST.getlist("case"))
    chosen = [target for target in plan.targets if target.case.ledger_number in ticked]
    context = {
        "form": BulkUrgeForm(initial={"text": request.POST.get("text", "")}) if ticking else form,
        "plan": plan,
        "has_more": len(cases) > bulk_urging.AT_MOST,
        "at_most": bulk_urging.AT_MOST,
        "ticked": ticked,
        "ticked_count": len(chosen),
        "letters_ticked": sum(len(target.letters) for target in chosen),
        "back": _back(request),
    }
    status = 200 if ticking else 422
    return render(request, "requests_app/desk_urge_many.html", context, status=status)


@require_safe
@never_cache
@role_required(*URGERS)
def urged_today(request: HttpRequest) -> HttpResponse:
    """The letters that this person has issued today, to print; those for paper units are to be carried."""
    user, on = person(request), local_date(timezone.now())
    letters = (
        Letter.objects.filter(
            kind=Letter.Kind.URGING,
            issued_on=on,
            issued_by=user,
            case__sealed=False,
            # Of an urging that was taken back nothing is carried.
            issued_at__in=Urging.objects.filter(case=OuterRef("case"), urged_on=on).values("urged_at"),
        )
        .select_related("case", "assignment__department")
        .defer(*(f"case__{name}" for name in bulk_urging.NOT_READ))
        .order_by("-serial")[:LETTERS_SHOWN]
    )
    rows = [
        {"letter": letter, "url": _letter_url(letter), "is_paper": _is_paper(letter)} for letter in letters
    ]
    return render(request, "requests_app/desk_urged_today.html", {"rows": rows, "on": on})


def _ticked_first(request: HttpRequest) -> str:
    """What somebody has ticked in the list stays ticked."""
    return "all" if request.GET.getlist("number") else "late"


def _chosen(request: HttpRequest, user: User, on: date) -> QuerySet[EnterpriseRequest]:
    """Late cases of 督办 (`scope=late`), open promises, or what the list's filters leave; the nearest date first."""
    seen = EnterpriseRequest.objects.filter(request_filter(Scopes.of(user, on)))
    if request.GET.get("scope") == "promises":
        near = Promise.objects.awaited().filter(due_on__lte=on + PROMISED_WITHIN)
        cases: Any = seen.filter(pk__in=near.order_by().values("case_id"))
    elif request.GET.get("scope") == "late":
        late = late_clocks(Scopes.of(user, on), SupervisionFilter(request.GET).asked, on)
        cases = EnterpriseRequest.objects.filter(pk__in=late.order_by().values("case_id"))
    else:
        cases = (
            filter_of(request, user, on)
            .rows()
            .filter(request_filter(Scopes.of(user, on)), closed_at__isnull=True)
        )
    chosen: QuerySet[EnterpriseRequest] = cases.order_by("answer_due_on", "pk")
    return chosen


def _named(numbers: list[str], user: User, on: date) -> QuerySet[EnterpriseRequest]:
    seen = EnterpriseRequest.objects.filter(request_filter(Scopes.of(user, on)))
    return bulk_urging.for_urging(seen.filter(ledger_number__in=numbers)).order_by("answer_due_on", "pk")


def _tell(request: HttpRequest, done: bulk_urging.Outcome) -> None:
    if done.urged:
        messages.success(request, f"已催办 {done.urged} 件")
    for number, reason in done.refused:
        messages.warning(request, f"{number} 没有催办：{reason}")
    if not done.urged and not done.refused:
        messages.warning(request, "没有可以催办的诉求")


def _back(request: HttpRequest) -> str:
    """Where the preview was opened from, with its filters."""
    page = BACK_TO.get(request.GET.get("scope", ""), "requests:desk_list")
    query = request.GET.copy()
    query.pop("scope", None)
    return f"{reverse(page)}?{query.urlencode()}" if query else reverse(page)


def _letter_url(letter: Letter) -> str:
    code = f"{letter.kind}-{letter.year}-{letter.serial}"
    return reverse("requests:letter", args=[letter.case.ledger_number, code])


def _is_paper(letter: Letter) -> bool:
    return letter.assignment is not None and letter.assignment.department.mode == Department.Mode.PAPER
