"""Beginning a draft, and what stands beside the forms of writing and answering."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from casework import engine
from groups.models import Department, Representative
from office.access import person, role_required
from office.actors import Actor
from office.calendar import local_date
from office.form_fields import refuse
from office.refusals import Refused
from office.roles import Role
from office.sent_once import sent_once
from office.verbs import verb
from requests_app.models import EnterpriseRequest
from requests_app.models.visibility import request_filter
from stations.scopes import Scopes
from suggestions.drafting import beginning, hints
from suggestions.drafting.beginning import Elsewhere, Text
from suggestions.drafting.grounds import Grounds, grounds_of
from suggestions.models import Suggestion
from suggestions.models.authors import AuthorState
from suggestions.models.suggestions import Status
from suggestions.steps.drafting import LinkInputs
from suggestions.steps.table import STEPS
from suggestions.unsent import STEP_DRAFTS
from suggestions.views.drafting_forms import ElsewhereForm, NewForm
from suggestions.views.opening import WRITERS, Opened, detail_url, see_other, step_url
from suggestions.views.undecided import undecided
from suggestions.visibility import visible

WRITING = frozenset({"revise", "link_request", "ask_signatures", "submit"})


@role_required(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sent_once
def desk_new(request: HttpRequest) -> HttpResponse:
    """A title begins a draft; `?case=` brings a request along, into a new draft or one that there is."""
    user, at = person(request), timezone.now()
    own, case = _own(request), _case(request)
    drafts = _drafts(request) if case is not None else None
    form = NewForm(
        *((request.POST, request.FILES) if request.method == "POST" else ()),
        drafts=drafts,
        for_others=own is None,
        on=local_date(at),
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = _begin(form.cleaned_data, own, case, by=Actor.of(user), at=at)
        except Refused as refused:
            refuse(form, refused)
        else:
            return see_other(step_url(made, "revise"))
    status = 422 if form.errors else 200
    context = {"form": form, "case": case, "has_files": True}
    return render(request, "suggestions/desk_new.html", context, status=status)


@verb
def _begin(
    said: dict[str, Any],
    own: Representative | None,
    case: EnterpriseRequest | None,
    *,
    by: Actor,
    at: datetime,
) -> Suggestion:
    """Who writes for themselves has consented to the request that they bring."""
    read = said.get("read")
    made: Suggestion = said.get("join") or beginning.draft(
        own or said["representative"], Text(said["title"]), by=by, at=at
    )
    if case is not None and own is None:
        beginning.bring_case(made, case, by=by, at=at)
    elif case is not None:
        engine.take("link_request", made, LinkInputs(case), by=by, at=at)
    if read is not None and by.user is not None and not said.get("join"):
        # As a form that was typed and not sent: the writer looks at it before it becomes the text.
        typed = {"title": [said["title"]]} | {
            name: [getattr(read, name)] for name in ("facts", "demands", "generality")
        }
        STEP_DRAFTS.keep(made, STEPS["revise"], MultiValueDict(typed), by=by.user, at=at)
    return made


def _own(request: HttpRequest) -> Representative | None:
    scopes = Scopes.of(person(request), timezone.localdate())
    return Representative.objects.filter(pk__in=scopes.own.representatives).first()


def _case(request: HttpRequest) -> EnterpriseRequest | None:
    """The request that the reader came from; Http404 for one that they may not see."""
    number = request.GET.get("case", "")
    if not number:
        return None
    scopes = Scopes.of(person(request), timezone.localdate())
    seen = EnterpriseRequest.objects.filter(request_filter(scopes), sealed=False)
    case = seen.filter(ledger_number=number[:10]).first()
    if case is None or case.ledger_number != number:
        raise Http404
    return case


def _drafts(request: HttpRequest) -> QuerySet[Suggestion]:
    user = person(request)
    rows = visible(user, Scopes.of(user, timezone.localdate()))
    return rows.filter(status=Status.DRAFTING).order_by("-pk")


@role_required(Role.LIAISON, Role.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sent_once
def desk_elsewhere(request: HttpRequest) -> HttpResponse:
    """A suggestion of another level: its number, date, body and class as told, in no rate."""
    at = timezone.now()
    form = ElsewhereForm(request.POST if request.method == "POST" else None, on=local_date(at))
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        lead = said.pop("representative")
        try:
            made = beginning.record_elsewhere([lead], Elsewhere(**said), by=Actor.of(person(request)), at=at)
        except Refused as refused:
            refuse(form, refused)
        else:
            return see_other(detail_url(made))
    status = 422 if form.errors else 200
    return render(request, "suggestions/desk_elsewhere.html", {"form": form}, status=status)


def initial_of(step: str, opened: Opened) -> dict[str, Any]:
    """What is known already: the text so far, the wished units, a sent answer's words."""
    suggestion = opened.suggestion
    if step == "revise":
        return {
            "title": suggestion.title,
            "facts": suggestion.facts,
            "demands": numbered(suggestion.demands),
            "generality": suggestion.generality,
            "wished": list(suggestion.wished.all()),
        }
    if step == "register":
        return {"group": suggestion.group, "occasion": suggestion.occasion, "publicity": "open"}
    if step == "assign":
        wished = list(suggestion.wished.all())
        return {"lead": wished[0] if wished else None, "co": wished[1:], "how": "together", "months": "3",
                "through": _only_relay()}  # fmt: skip
    if step == "consult":
        return {"departments": [part.department for part in opened.file.current]}
    if step == "write_answer":
        parts = [opened.file.reply_of(part) for part in opened.file.leads]
        reply = next((each for each in parts if each is not None and each.sent_at is None), None)
        if reply is not None:
            names = ("document_number", "result_class", "text", "promise_on", "promise_text", "basis")
            rest = ("publicity", "signer", "officer_name", "officer_phone")
            return {name: getattr(reply, name) for name in (*names, *rest)} | {
                "points": numbered(reply.points)
            }
    return {}


def _only_relay() -> Department | None:
    """The 转办单位, where the county has just one."""
    found = list(Department.objects.relays()[:2])
    return found[0] if len(found) == 1 else None


def numbered(lines: list[str]) -> str:
    """1. …, one a line."""
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))


def aside_of(step: str, opened: Opened) -> dict[str, Any]:
    """What one reads while writing: facts and checks for an author, the demands for whoever answers."""
    suggestion = opened.suggestion
    found: dict[str, Any] = {
        "text": suggestion if step not in WRITING else None,
        "undecided": undecided(step, opened),
    }
    if step in WRITING:
        grounds = grounds_of(suggestion, opened.file.standing, on=opened.on)
        found |= {
            "facts": list(enumerate(grounds.facts)) if step == "revise" else [],
            "checks": checks_of(suggestion, grounds, opened),
            "questions": hints.questions(suggestion, grounds),
            "similar": hints.similar(suggestion),
        }
    return found


def checks_of(suggestion: Suggestion, grounds: Grounds, opened: Opened) -> list[dict[str, str]]:
    """提交前: what must hold, each with a dot and a word."""
    waiting = sum(
        each.state in (AuthorState.ASKED, AuthorState.SHEET, AuthorState.NAMED)
        for each in opened.file.standing
    )
    enough = grounds.suffice(suggestion.generality)
    said = f"{grounds.enterprises} 家" if grounds.cases else "没有关联诉求"
    found = [
        _check("涉及两家以上企业，或写明普遍性", enough, said),
        _check(
            "情况和建议都写好了",
            bool(suggestion.facts and suggestion.demands),
            "写好了" if suggestion.demands else "还没有",
        ),
        _check("提出人都已确认", waiting == 0, "都已确认" if not waiting else f"差 {waiting} 人"),
    ]
    ties = [{"label": f"{tie}，这一家不计入", "tone": "ended", "words": "须写明"} for tie in grounds.ties]
    return [*found, *ties]


def _check(label: str, holds: bool, words: str) -> dict[str, str]:
    return {"label": label, "tone": "done" if holds else "asked", "words": words}
