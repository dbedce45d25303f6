"""The desk page of one group's opinion: text, authors, what it rests on, and what this reader may do with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from office.access import person, role_required
from office.actors import Actor
from office.calendar import local_date
from office.form_fields import refuse
from office.refusals import Refused
from suggestions.models import AskedGroup, ExpertOpinion, OpinionAuthor, OpinionBasis
from suggestions.models.expert_opinions import OpinionStatus
from suggestions.opinions import decisions, drafting, parts, signing
from suggestions.opinions.forms import DecisionForm, DocumentForm, SheetForm, SpanForm, WriteForm
from suggestions.views.agenda import item_of


@dataclass(frozen=True)
class Asked:
    """What a button or form of the page sends: whose row, what was typed."""

    opinion: ExpertOpinion
    key: str
    seen: str
    given: dict[str, Any]

    @property
    def author(self) -> OpinionAuthor:
        return get_object_or_404(OpinionAuthor, opinion=self.opinion, pk=self.number)

    @property
    def basis(self) -> OpinionBasis:
        return get_object_or_404(OpinionBasis, opinion=self.opinion, pk=self.number)

    @property
    def number(self) -> int:
        if not (self.key.isascii() and self.key.isdigit() and len(self.key) < 19):
            raise Http404
        return int(self.key)


@dataclass(frozen=True)
class Act:
    run: Callable[[Asked, Actor, datetime], object]
    done: str
    form: type[forms.Form] | None = None


ACTS: dict[str, Act] = {
    "document": Act(
        lambda what, by, at: drafting.rest_on_document(what.opinion, **what.given, by=by, at=at),
        "已加上依据",
        DocumentForm,
    ),
    "cases": Act(
        lambda what, by, at: drafting.rest_on_cases(what.opinion, **what.given, by=by, at=at),
        "已加上诉求统计",
        SpanForm,
    ),
    "drop-basis": Act(lambda what, by, at: drafting.drop_basis(what.basis, by=by, at=at), "已去掉这条依据"),
    "confirm": Act(
        lambda what, by, at: signing.confirm(what.author, seen=what.seen, by=by, at=at), "已确认，谢谢"
    ),
    "decline": Act(lambda what, by, at: signing.decline(what.author, by=by, at=at), "已不署名"),
    "sheet": Act(
        lambda what, by, at: signing.record_sheet(what.author, **what.given, by=by, at=at),
        "已登记签字表",
        SheetForm,
    ),
    "submit": Act(lambda what, by, at: signing.submit(what.opinion, by=by, at=at), "意见已提交"),
    "decide": Act(
        lambda what, by, at: decisions.decide(what.opinion, **what.given, by=by, at=at),
        "已认定，并告知作者",
        DecisionForm,
    ),
}


@require_safe
@never_cache
@role_required(*parts.READERS)
def opinion(request: HttpRequest, token: str, group: str) -> HttpResponse:
    at = timezone.now()
    return _page(request, _asked(request, token, group, at), at)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@role_required(*parts.READERS)
def write(request: HttpRequest, token: str, group: str) -> HttpResponse:
    at = timezone.now()
    on = local_date(at)
    asked = _asked(request, token, group, at)
    if not parts.writes(person(request), asked.group, on):
        raise Http404
    members = parts.members(asked.group, on)
    known = ExpertOpinion.objects.filter(asked=asked).first()
    if request.method != "POST":
        form = WriteForm(members=members, today=on, initial=_as_typed(known))
        return _form_page(request, asked, form)
    form = WriteForm(request.POST, members=members, today=on)
    if form.is_valid():
        try:
            drafting.write(
                asked,
                text=form.cleaned_data["text"],
                authors=list(form.cleaned_data["authors"]),
                by=Actor.of(person(request)),
                at=at,
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, "已保存，等作者确认")
            return redirect("suggestions:opinion", token=token, group=group)
    return _form_page(request, asked, form, status=422)


def _as_typed(known: ExpertOpinion | None) -> dict[str, Any]:
    if known is None:
        return {}
    authors = known.authors.filter(declined_at__isnull=True)
    return {"text": known.text, "authors": list(authors.values_list("representative_id", flat=True))}


def _form_page(
    request: HttpRequest, asked: AskedGroup, form: WriteForm, *, status: int = 200
) -> HttpResponse:
    return render(
        request, "suggestions/desk_opinion_form.html", {"asked": asked, "form": form}, status=status
    )


@require_POST
@never_cache
@role_required(*parts.READERS)
def act(request: HttpRequest, token: str, group: str, action: str) -> HttpResponse:
    """One act of ACTS; what it refuses stands beside its field, with everything typed."""
    at = timezone.now()
    asked = _asked(request, token, group, at)
    chosen = ACTS.get(action)
    found = ExpertOpinion.objects.filter(asked=asked).with_item().first()
    if chosen is None or found is None:
        raise Http404
    form = _form(chosen, request.POST, at)
    if form is not None and not form.is_valid():
        return _page(request, asked, at, bound=(action, form), status=422)
    given = form.cleaned_data if form is not None else {}
    what = Asked(
        found, request.POST.get("row", ""), request.POST.get("seen", "").replace("\r\n", "\n"), given
    )
    try:
        chosen.run(what, Actor.of(person(request)), at)
    except Refused as refused:
        if form is not None:
            refuse(form, refused)
            return _page(request, asked, at, bound=(action, form), status=422)
        return _page(request, asked, at, refused=refused.message, status=409)
    messages.success(request, chosen.done)
    return redirect("suggestions:opinion", token=token, group=group)


def _form(chosen: Act, data: Any, at: datetime) -> forms.Form | None:
    if chosen.form is SpanForm:
        return SpanForm(data, on=local_date(at))
    return chosen.form(data) if chosen.form is not None else None


def _asked(request: HttpRequest, token: str, group: str, at: datetime) -> AskedGroup:
    """The group that is asked, where this reader may read what it writes; else 404."""
    item = item_of(request, token, at)
    rows = AskedGroup.objects.select_related("item", "group")
    asked = get_object_or_404(rows, item=item, group__code=group)
    if not parts.reads(person(request), asked.group, local_date(at)):
        raise Http404
    return asked


def _page(
    request: HttpRequest,
    asked: AskedGroup,
    at: datetime,
    *,
    bound: tuple[str, forms.Form] | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    user, on = person(request), local_date(at)
    found = ExpertOpinion.objects.filter(asked=asked).select_related("submitted_by", "decided_by").first()
    authors = list(found.authors.select_related("representative__user")) if found else []
    own = set(
        OpinionAuthor.objects.filter(parts.own_rows(user, on), opinion=found).values_list("pk", flat=True)
    )
    is_draft = found is None or found.is_draft
    is_open = asked.item.dropped_at is None
    writes = is_open and is_draft and parts.writes(user, asked.group, on)
    submits = is_open and is_draft and found is not None and parts.submits(user, asked.group, on)
    decides = (
        found is not None
        and found.status == OpinionStatus.SUBMITTED
        and found.submitted_by_id != user.pk
        and on >= asked.item.held_on
        and parts.decides(user)
    )
    shown = dict([bound]) if bound else {}
    context = {
        "asked": asked,
        "opinion": found,
        "authors": [(row, row.pk in own) for row in authors],
        "bases": list(found.bases.filter(dropped_at__isnull=True).select_related("category__parent"))
        if found
        else [],
        "is_draft": is_draft,
        "writes": writes,
        "submits": submits,
        "records_sheets": is_open
        and is_draft
        and found is not None
        and not signing.has_typed(found, user)
        and parts.types(user, asked.group, on),
        "document_form": shown.get("document") or DocumentForm(),
        "cases_form": shown.get("cases") or SpanForm(on=on),
        "sheet_form": shown.get("sheet") or SheetForm(),
        "decision_form": shown.get("decide") or DecisionForm() if decides else None,
        "refused": refused,
        "today": on,
    }
    return render(request, "suggestions/desk_opinion.html", context, status=status)
