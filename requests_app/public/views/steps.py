"""The requester's own steps on the case: a page with its form, and what comes of it."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from casework.history import Entry, last_seq
from office.calendar import local_date
from office.refusals import Refused
from requests_app.deadlines.display import label_for_requester, tone_of
from requests_app.history import case_history
from requests_app.intake import limits
from requests_app.models import Answer, Verdict
from requests_app.models.case_file import CaseFile
from requests_app.public import own_refusals, own_steps, own_words
from requests_app.public.forms.track import OwnForm
from requests_app.public.views.access import PHONE_CORRECTED, Access, for_requester
from requests_app.steps.corrections import open_fields
from requests_app.steps.table import STEPS

TOO_MANY = "操作次数较多，请 {minutes} 分钟后再试"
SENT_OTHERWISE = "这一页刚才已经提交过，这次写的和上次不同，还没有提交。要再提交一次，请再点一次按钮。"


@require_http_methods(["GET", "HEAD", "POST"])
@for_requester
def own_step(request: HttpRequest, access: Access, step: str) -> HttpResponse:
    if step not in own_steps.NAMES:
        raise Http404
    if request.method == "POST":
        return _take(request, access, step)
    file = CaseFile(access.case)
    possible = own_steps.possible(access.case, by=access.actor, at=access.at, file=file)
    if step not in possible:
        return _impossible(request, access, step, list(possible))
    own = OwnForm.of(
        possible[step],
        file,
        by=access.actor,
        at=access.at,
        answer=_answer(access, step),
        chosen=request.GET.get("field", ""),
    )
    return _page(request, access, own)


def _take(request: HttpRequest, access: Access, step: str) -> HttpResponse:
    at = access.at
    own = OwnForm.of(
        STEPS[step],
        CaseFile(access.case),
        by=access.actor,
        at=at,
        answer=_answer(access, step),
        data=request.POST,
        files=request.FILES,
    )
    if (tried := limits.count_try(request.META["REMOTE_ADDR"], at=at)).retry_after:
        own.form.add_error(None, TOO_MANY.format(minutes=tried.minutes))
        return _page(request, access, own, status=429)
    body = own.body
    own.receive_files(at, address=request.META["REMOTE_ADDR"])
    earlier = own_steps.earlier_body(access.case, key=own.stamp.key)
    if earlier is not None:
        return _sent_before(request, access, own, is_same=earlier in ("", body))
    if own.seen and (happened := case_history.for_requester_since(access.case, own.seen)):
        return _stale(request, access, own, happened)
    if own.form.errors:
        own.add_gaps(access.case, by=access.actor, at=at)
        return _page(request, access, own, status=422)
    if step == "withdraw" and not own.is_meant_again:
        return _page(request, access, replace(own, asks_again=True), sure=True)
    try:
        given = own.given(by=access.actor, at=at)
        own_steps.take_once(
            step,
            access.case,
            given,
            key=own.stamp.key,
            body=body,
            is_meant_again=own.is_meant_again,
            by=access.actor,
            at=at,
        )
    except Refused as refused:
        own.form.refuse(refused)
        own = replace(own, asks_again=refused.code == "said_before")
        return _page(request, access, own, status=422 if refused.field else 409)
    return _done(request, access, own)


def _sent_before(request: HttpRequest, access: Access, own: OwnForm, *, is_same: bool) -> HttpResponse:
    """This very form was sent before: a second tap is no second step, and other words are asked about, not dropped."""
    if is_same:
        return _done(request, access, own)
    possible = own_steps.possible(access.case, by=access.actor, at=access.at)
    if own.step.name not in possible:
        return _impossible(request, access, own.step.name, list(possible), own=own)
    own.form.add_error(None, SENT_OTHERWISE)
    again = own.renewed(seen=last_seq(access.case.subject), at=access.at)
    return _page(request, access, again, status=409)


def _stale(request: HttpRequest, access: Access, own: OwnForm, happened: list[Entry]) -> HttpResponse:
    """The case has moved since the form was opened: what happened, and the form again or what was typed in it."""
    possible = own_steps.possible(access.case, by=access.actor, at=access.at)
    if own.step.name not in possible:
        return _impossible(request, access, own.step.name, list(possible), own=own, happened=happened)
    again = replace(own, seen=last_seq(access.case.subject))
    return _page(request, access, again, status=409, happened=happened)


def _done(request: HttpRequest, access: Access, own: OwnForm) -> HttpResponse:
    """Back to the progress; a new telephone has ended the link that led here."""
    own.drafts.let_go()
    # What was sent before may have been changed since, also into what cannot be read.
    corrected = own.form.cleaned_data.get("field") if own.form.is_valid() else ""
    if own.step.name == "correct" and corrected == "phone":
        messages.success(request, PHONE_CORRECTED)
        return HttpResponseRedirect(reverse("requests:track"), status=303)
    access.case.refresh_from_db()
    messages.success(request, own_words.done(own.step, access.case, local_date(access.at)))
    return HttpResponseRedirect(access.home, status=303)


def _answer(access: Access, step: str) -> Answer | None:
    """What a verdict is about."""
    return Answer.objects.filter(case=access.case).last() if step == "rate" else None


def _impossible(
    request: HttpRequest,
    access: Access,
    step: str,
    possible: list[str],
    *,
    own: OwnForm | None = None,
    happened: list[Entry] | None = None,
) -> HttpResponse:
    """Somebody else, or another tab, was faster: what the case is now, and what can be done."""
    titles = [own_steps.WORDS[name].title for name in possible]
    message = own_refusals.why_not(STEPS[step], access.case, by=access.actor, at=access.at)
    context = {"access": access, "case": access.case, "station": access.case.station}
    context |= {"message": message, "possible": titles, "nav_url": reverse("requests:track")}
    context |= {"happened": happened or [], "typed": own.form.typed if own else []}
    if step == "correct":
        context |= {"turns": True, "turns_to": _turns_to(access)}
    return render(request, "requests_app/public_step.html", context, status=409)


def _page(
    request: HttpRequest,
    access: Access,
    own: OwnForm,
    *,
    status: int = 200,
    happened: list[Entry] | None = None,
    sure: bool = False,
) -> HttpResponse:
    """`sure`: nothing was taken, the same form asks once more."""
    context = {
        "access": access,
        "case": access.case,
        "station": access.case.station,
        "own": own,
        "sure": sure,
        "happened": happened or [],
        "form": own.form,
        "nav_url": reverse("requests:track"),
    }
    if own.step.name == "still_there":
        context |= _end(access)
    if own.step.name == "correct":
        context |= _correction(access, own)
    return render(request, "requests_app/public_step.html", context, status=status)


def _correction(access: Access, own: OwnForm) -> dict[str, object]:
    """What else may be corrected, and where to turn with the rest."""
    chosen = own.form["field"].value()
    others = [
        (name, label) for name, label in open_fields(access.case, access.actor).items() if name != chosen
    ]
    return {"corrections": others, "turns_to": _turns_to(access)}


def _turns_to(access: Access) -> str:
    """After acceptance: the page where more may be said, "" where none is open; the station stands beside it."""
    possible = own_steps.possible(access.case, by=access.actor, at=access.at)
    return access.step_url("supplement") if "supplement" in possible else ""


def _end(access: Access) -> dict[str, object]:
    """What was answered and how it was rated, beside the question whether it has held."""
    answer = Answer.objects.filter(case=access.case).select_related("promise").last()
    verdict = Verdict.objects.filter(answer=answer, overridden_at=None).first() if answer else None
    return {
        "answer": answer,
        "verdict": verdict,
        "tone": tone_of(access.case),
        "label": label_for_requester(access.case),
    }
