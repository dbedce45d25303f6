"""Standard answers at the desk: list, one answer with its texts, writing it, and what is done to it by one press."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groups.models import Department
from groups.views.carrying_out import carried_out
from office import publishing
from office.access import role_required
from office.actors import Actor
from office.calendar import local_date
from office.models import User
from office.numbers import clean_text
from office.refusals import Refused
from office.roles import Role, has_role
from office.search.columns import searched
from office.sent_once import sent_once
from policies.checking import name_of
from policies.models import StandardAnswer
from policies.standard_answers import editing
from policies.standard_answers.editing import ANSWERS
from policies.standard_answers.forms import AnswerForm
from policies.views.desk.policies import signed_in
from stations.scopes import Scopes

WRITERS = (Role.HANDLER, Role.HEAD, Role.STAFF)
DECIDERS = (*WRITERS, Role.APPROVER)
READERS = (*DECIDERS, Role.AUDITOR)
PAGE = 30
TABS = (
    ("submitted", "待核对"),
    ("draft", "起草中"),
    ("published", "在用"),
    ("expired", "已到期"),
    ("withdrawn", "已停用"),
)


@require_safe
@role_required(*READERS)
def answer_list(request: HttpRequest) -> HttpResponse:
    on, user = local_date(timezone.now()), signed_in(request)
    seen = _seen(user, on)
    rows_of = {name: _at_tab(seen, name, on) for name, _ in TABS}
    counts = {name: rows.count() for name, rows in rows_of.items()}
    tab = request.GET.get("tab", "")
    if tab not in counts:
        tab = next((name for name, _ in TABS if counts[name]), "published")
    query = clean_text(request.GET.get("q", "").replace("\x00", ""))[:40]
    rows = rows_of[tab]
    if query:
        rows = searched(rows, query, "question", "text")
    page = Paginator(rows.for_lists().with_ratings().order_by("-pk"), PAGE).get_page(request.GET.get("page"))
    context = {
        "q": query,
        "tabs": [(name, label, counts[name]) for name, label in TABS],
        "tab": tab,
        "page": page,
        "rows": [(answer, answer.validity(on)) for answer in page.object_list],
        "writes": has_role(user, *WRITERS),
    }
    return render(request, "policies/desk_answer_list.html", context)


@require_safe
@role_required(*READERS)
def answer_detail(request: HttpRequest, code: str) -> HttpResponse:
    return render(request, "policies/desk_answer.html", _context(request, _texts(request, code)))


def _context(request: HttpRequest, texts: list[StandardAnswer], **more: Any) -> dict[str, Any]:
    on, user = local_date(timezone.now()), signed_in(request)
    opened = next((each for each in texts if each.is_open), None)
    shown = next((each for each in texts if each.state == "published"), None)
    answer = opened or shown or texts[0]
    writes = has_role(user, *WRITERS) and editing.writes(answer, user, on)
    may = {"submit"} if writes else set()
    if has_role(user, *DECIDERS) and editing.checks(answer, user, on):
        may |= {"hand_back", "publish", "withdraw"}
    return {
        "answer": answer,
        "opened": opened,
        "shown": shown,
        "validity": answer.validity(on),
        "texts": texts,
        "writes": writes,
        "acts": publishing.possible(ANSWERS, (opened, shown), user, may),
        "changes": editing.difference(shown, opened) if shown and opened else [],
        "makes_public": has_role(user, Role.STAFF) and shown is not None and not answer.is_public,
        **more,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*WRITERS)
@sent_once
def answer_new(request: HttpRequest) -> HttpResponse:
    """A unit's own; with `?public` a public one, which staff write, `of` an answer whose words it begins with."""
    user, at = signed_in(request), timezone.now()
    on = local_date(at)
    is_public = "public" in request.GET and has_role(user, Role.STAFF)
    units = _units(user, on)
    source = _seen(user, on).filter(code=request.GET.get("of", "").replace("\x00", "")).first()
    initial = (
        AnswerForm.initial_of(source)
        if source
        else {"department": units.first() if units.count() == 1 else None}
    )
    form = AnswerForm(request.POST or None, departments=units, initial=initial)
    made: list[StandardAnswer] = []
    audience = StandardAnswer.Audience.PUBLIC if is_public else StandardAnswer.Audience.UNIT
    if request.method == "POST" and carried_out(
        form,
        lambda: made.append(editing.begin(form.entry, audience, by=Actor.of(user), at=at)),
        across=editing.faults_of,
    ):
        messages.success(request, "已存为草稿，核对无误后送核")
        return redirect("policies:desk_answer", code=made[-1].code)
    title = "起草公开问答" if is_public else "起草常用答复"
    return _form_page(request, form, title, reverse("policies:desk_answers"))


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*WRITERS)
def answer_edit(request: HttpRequest, code: str) -> HttpResponse:
    user, at = signed_in(request), timezone.now()
    texts = _texts(request, code)
    answer = next((each for each in texts if each.is_open), texts[0])
    if not editing.writes(answer, user, local_date(at)):
        raise Http404
    unit = Department.objects.filter(pk=answer.department_id)
    form = AnswerForm(request.POST or None, departments=unit, initial=AnswerForm.initial_of(answer))
    if request.method == "POST" and carried_out(
        form,
        lambda: editing.revise(code, form.entry, by=Actor.of(user), at=at),
        across=editing.faults_of,
    ):
        messages.success(request, "草稿已保存")
        return redirect("policies:desk_answer", code=code)
    return _form_page(request, form, answer.question, reverse("policies:desk_answer", args=[code]))


@require_POST
@role_required(*DECIDERS)
def answer_action(request: HttpRequest, code: str, action: str) -> HttpResponse:
    """A refusal comes back on the page; before it is used by all, a public text is shown with its difference."""
    user, name = signed_in(request), name_of(action)
    if name not in ANSWERS.acts:
        raise Http404
    texts = _texts(request, code)
    state = ANSWERS.stages[publishing.LEADS[name][0]]
    answer = next((each for each in texts if each.state == state), texts[0])
    back = reverse("policies:desk_answer", args=[code])
    if asked := publishing.question(request, ANSWERS, name, answer, user, back=back):
        return asked
    try:
        publishing.take(
            ANSWERS, name, answer, request.POST.get("reason", ""), by=Actor.of(user), at=timezone.now()
        )
    except Refused as refused:
        context = _context(request, texts, refused=refused.message)
        return render(request, "policies/desk_answer.html", context, status=409)
    messages.success(request, ANSWERS.acts[name].done)
    return redirect("policies:desk_answer", code=code)


def _seen(user: User, on: date) -> Any:
    return StandardAnswer.objects.visible_to(user, Scopes.of(user, on).department_ids)


def _at_tab(rows: Any, name: str, on: date) -> Any:
    if name == "expired":
        return rows.filter(state="published", valid_until__lt=on)
    return rows.in_force(on) if name == "published" else rows.filter(state=name)


def _units(user: User, on: date) -> QuerySet[Department]:
    if has_role(user, Role.STAFF):
        return Department.objects.open().by_name()
    return Department.objects.filter(pk__in=Scopes.of(user, on).department_ids).by_name()


def _texts(request: HttpRequest, code: str) -> list[StandardAnswer]:
    """All texts of this code that the reader may see, the newest first; 404 where there is none."""
    seen = _seen(signed_in(request), local_date(timezone.now())).filter(code=code)
    texts = list(seen.for_lists().with_ratings().select_related("written_by", "released_by").order_by("-pk"))
    if not texts:
        raise Http404
    return texts


def _form_page(request: HttpRequest, form: AnswerForm, title: str, back: str) -> HttpResponse:
    context = {"form": form, "title": title, "verb": "存为草稿", "cancel_url": back}
    return render(request, "policies/desk_form.html", context, status=422 if form.errors else 200)
