"""One step of one case on one person's desk, and the keeping of what is typed there."""

from __future__ import annotations

import dataclasses

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from casework.engine import Step
from casework.forms import kept_files
from office.calendar import local_date
from office.models import User
from office.pages import wants_fragment
from requests_app.access.redaction import listed_filter
from requests_app.desk.step_drafts import STEP_DRAFTS, step_files
from requests_app.desk.views.opening import Opened, open_case, see_other, step_url
from requests_app.intake.form_files import FormFiles
from requests_app.models import EnterpriseRequest, StepDraft
from requests_app.steps.table import STEPS
from stations.scopes import Scopes

KEPT_BEFORE_LOGIN = "登录已过期，您填写的内容已经保存，登录后可以接着办理"


@dataclasses.dataclass
class Desk:
    """One step of one case on one person's desk."""

    request: HttpRequest
    opened: Opened
    step: Step
    draft: StepDraft | None = None

    @property
    def files(self) -> FormFiles:
        return step_files(self.opened.user, self.opened.case, self.step.name)

    @property
    def is_fragment(self) -> bool:
        return wants_fragment(self.request)


@require_POST
@never_cache
def draft(request: HttpRequest, ledger_number: str, step: str) -> HttpResponse:
    """Saves by itself while one writes (htmx); answers with when."""
    desk = desk_of(request, ledger_number, step)
    return render(request, "requests_app/_saved.html", {"draft": _keep(desk)})


def desk_of(request: HttpRequest, ledger_number: str, name: str) -> Desk:
    """Raises Http404 for a step that is no button, or that this person can never take in this case."""
    opened = open_case(request, ledger_number, timezone.now())
    found = STEPS.get(name)
    if found is None or not found.is_button or not opened.access.parties & found.who:
        raise Http404
    return Desk(request, opened, found)


def _keep(desk: Desk) -> StepDraft | None:
    opened = desk.opened
    return STEP_DRAFTS.keep(opened.case, desk.step, desk.request.POST, by=opened.user, at=opened.at)


def keep_and_return(desk: Desk) -> HttpResponse:
    """存为草稿, without JavaScript."""
    kept_files.set_aside(
        desk.request, desk.step, desk.opened.case, desk.files, draft=_keep(desk), at=desk.opened.at
    )
    return see_other(step_url(desk.opened.case, desk.step.name))


def to_login(request: HttpRequest, ledger_number: str, name: str) -> HttpResponse:
    """The session has ended while somebody wrote: the signed ticket in the form says whose text it is."""
    if request.method == "POST" and name in STEPS:
        cases = EnterpriseRequest.objects.filter(ledger_number=ledger_number)
        found = STEP_DRAFTS.author_of(request.POST.get("ticket", ""), cases, name, at=timezone.now())
        if found is not None:
            _keep_for(found[0], found[1], name, request)
            messages.info(request, KEPT_BEFORE_LOGIN)
    return redirect_to_login(request.path)


def _keep_for(author: User, case: EnterpriseRequest, name: str, request: HttpRequest) -> None:
    at = timezone.now()
    listed = listed_filter(Scopes.of(author, local_date(at)))
    if EnterpriseRequest.objects.filter(listed, pk=case.pk).exists():
        STEP_DRAFTS.keep(case, STEPS[name], request.POST, by=author, at=at)
