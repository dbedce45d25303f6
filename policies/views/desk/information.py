"""Information at the desk: list, one item with its texts, writing it, and what is done to it by one press."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groups.models import Department
from groups.views.carrying_out import carried_out
from office import files
from office.access import role_required
from office.actors import Actor
from office.calendar import local_date
from office.models import StoredFile, User
from office.numbers import clean_text
from office.refusals import Refused
from office.roles import Role, has_role
from policies import informing
from policies.forms import PublishForm, ReasonForm
from policies.forms.information import BeginItemForm, ItemForm
from policies.models import InformationItem, InformationKind
from policies.models.policies import departments_of
from policies.texts import blocks
from policies.views.desk.policies import READERS, WRITERS, signed_in

PAGE = 30
TABS = (("submitted", "待核对"), ("draft", "起草中"), ("published", "已发布"), ("withdrawn", "已撤下"))


@require_safe
@role_required(*READERS)
def item_list(request: HttpRequest) -> HttpResponse:
    on, user = local_date(timezone.now()), signed_in(request)
    seen = InformationItem.objects.visible_to(user, on)
    counts = {name: seen.filter(state=name).count() for name, _ in TABS}
    tab = request.GET.get("tab", "")
    if tab not in counts:
        tab = next((name for name, _ in TABS if counts[name]), "published")
    query = clean_text(request.GET.get("q", "").replace("\x00", ""))[:40]
    kind = request.GET.get("kind", "").replace("\x00", "")
    rows = seen.filter(state=tab)
    if query:
        rows = rows.filter(Q(title__contains=query) | Q(body__contains=query) | Q(slug=query))
    if kind:
        rows = rows.filter(kind__code=kind)
    page = Paginator(rows.for_lists(), PAGE).get_page(request.GET.get("page"))
    context = {
        "q": query,
        "kind": kind,
        "kinds": InformationKind.objects.all(),
        "tabs": [(name, label, counts[name]) for name, label in TABS],
        "tab": tab,
        "page": page,
        "rows": [(item, item.validity(on)) for item in page.object_list],
        "writes": has_role(user, *WRITERS),
    }
    return render(request, "policies/desk_information_list.html", context)


@require_safe
@role_required(*READERS)
def item_detail(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, "policies/desk_information_detail.html", _context(request, _texts(request, slug)))


def _context(request: HttpRequest, texts: list[InformationItem], **more: Any) -> dict[str, Any]:
    on, user = local_date(timezone.now()), signed_in(request)
    opened = next((each for each in texts if each.is_open), None)
    shown = next((each for each in texts if each.state == "published"), None)
    item = opened or shown or texts[0]
    return {
        "item": item,
        "opened": opened,
        "shown": shown,
        "blocks": blocks(item.body),
        "files": item.files.select_related("file"),
        "validity": item.validity(on),
        "texts": texts,
        "writes": InformationItem.objects.editable_by(user, on).filter(pk=item.pk).exists(),
        "is_staff": has_role(user, Role.STAFF),
        "own": user.pk == item.written_by_id,
        **more,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*WRITERS)
def item_new(request: HttpRequest) -> HttpResponse:
    user, at = signed_in(request), timezone.now()
    form = BeginItemForm(
        request.POST or None, request.FILES or None, has_files=False, **_units(user, local_date(at))
    )
    if request.method == "POST" and carried_out(
        form,
        lambda: informing.begin(
            form.cleaned_data["slug"], form.said, _uploaded(form, user, []), by=Actor.of(user), at=at
        ),
    ):
        messages.success(request, "已存为草稿，核对无误后送核")
        return redirect("policies:desk_information", slug=form.cleaned_data["slug"])
    return _form_page(request, form, "起草资料", reverse("policies:desk_information_list"))


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*WRITERS)
def item_edit(request: HttpRequest, slug: str) -> HttpResponse:
    user, at = signed_in(request), timezone.now()
    mine = InformationItem.objects.editable_by(user, local_date(at)).filter(slug=slug).order_by("-pk")
    item = mine.open().first() or mine.first()
    if item is None:
        raise Http404
    kept = [each.file for each in item.files.select_related("file")]
    form = ItemForm(
        request.POST or None,
        request.FILES or None,
        initial=ItemForm.initial_of(item),
        has_files=bool(kept),
        **_units(user, local_date(at)),
    )
    if request.method == "POST" and carried_out(
        form,
        lambda: informing.revise(slug, form.said, _uploaded(form, user, kept), by=Actor.of(user), at=at),
    ):
        messages.success(request, "草稿已保存")
        return redirect("policies:desk_information", slug=slug)
    return _form_page(request, form, item.title, reverse("policies:desk_information", args=[slug]))


def _units(user: User, on: date) -> dict[str, Any]:
    is_staff = has_role(user, Role.STAFF)
    departments = Department.objects.open() if is_staff else departments_of(user, on)
    return {"departments": departments, "must_choose": not is_staff}


def _uploaded(form: ItemForm, user: User, kept: list[StoredFile]) -> list[StoredFile]:
    """What is kept and what was sent now; a file that is refused is refused beside its field."""
    stay = [] if form.cleaned_data.get("drop_files") else kept
    upload = form.cleaned_data["attachment"]
    if not upload:
        return stay
    try:
        return [*stay, files.store(upload, by=user, at=timezone.now())]
    except Refused as refused:
        raise Refused(refused.code, refused.message, field="attachment") from refused


def _form_page(request: HttpRequest, form: Any, title: str, back: str) -> HttpResponse:
    context = {"form": form, "title": title, "verb": "存为草稿", "cancel_url": back, "files": True}
    return render(request, "policies/desk_form.html", context, status=422 if form.errors else 200)


Verb = Callable[[InformationItem, forms.Form, Actor], object]
DEEDS: dict[str, tuple[tuple[str, ...], type[forms.Form], str, Verb, str]] = {
    "submit": (
        WRITERS,
        forms.Form,
        "draft",
        lambda item, form, by: informing.submit(item, by=by, at=timezone.now()),
        "已送核，工作人员核对后发布",
    ),
    "return": (
        (Role.STAFF,),
        ReasonForm,
        "submitted",
        lambda item, form, by: informing.hand_back(
            item, form.cleaned_data["reason"], by=by, at=timezone.now()
        ),
        "已退回修改",
    ),
    "publish": (
        (Role.STAFF,),
        PublishForm,
        "submitted",
        lambda item, form, by: informing.publish(
            item, compared=form.cleaned_data["compared"], by=by, at=timezone.now()
        ),
        "已发布，公众现在可以看到",
    ),
    "check": (
        (Role.STAFF,),
        forms.Form,
        "published",
        lambda item, form, by: informing.check(item, by=by, at=timezone.now()),
        "已记为今天复核",
    ),
    "withdraw": (
        (Role.STAFF,),
        ReasonForm,
        "published",
        lambda item, form, by: informing.withdraw(
            item, form.cleaned_data["reason"], by=by, at=timezone.now()
        ),
        "已撤下，公众不再看到",
    ),
}


@require_POST
@role_required(*WRITERS)
def item_deed(request: HttpRequest, slug: str, deed: str) -> HttpResponse:
    """A refusal comes back on the page with what was typed."""
    user = signed_in(request)
    roles, asked, state, verb, done = DEEDS.get(deed) or ((), forms.Form, "", None, "")
    if verb is None or not has_role(user, *roles):
        raise Http404
    texts = _texts(request, slug)
    # The text of that state; another one where there is none, so that the verb says why not.
    item = next((each for each in texts if each.state == state), texts[0])
    form = asked(request.POST)
    if carried_out(form, lambda: verb(item, form, Actor.of(user))):
        messages.success(request, done)
        return redirect("policies:desk_information", slug=slug)
    refused = next((str(error) for errors in form.errors.values() for error in errors), "")
    context = _context(request, texts, refused=refused)
    return render(request, "policies/desk_information_detail.html", context, status=409)


def _texts(request: HttpRequest, slug: str) -> list[InformationItem]:
    """All texts of this code that the reader may see, the newest first; 404 where there is none."""
    seen = InformationItem.objects.visible_to(signed_in(request), local_date(timezone.now()))
    rows = seen.filter(slug=slug).for_lists().select_related("written_by", "released_by", "checked_by")
    texts = list(rows.order_by("-pk"))
    if not texts:
        raise Http404
    return texts
