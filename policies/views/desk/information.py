"""Information at the desk: list, one item with its texts, writing it, and what is done to it by one press."""

from __future__ import annotations

from datetime import date
from typing import Any

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
from office import files, publishing
from office.access import role_required
from office.actors import Actor
from office.calendar import local_date
from office.models import StoredFile, User
from office.numbers import clean_text
from office.refusals import Refused
from office.roles import Role, has_role
from office.search.columns import searched
from policies import informing
from policies.checking import may_take, name_of
from policies.differences import of_items
from policies.forms.information import BeginItemForm, ItemForm
from policies.informing import INFORMATION
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
        rows = searched(rows, query, "title", "slug", or_else=Q(body__contains=query))
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
    writes = InformationItem.objects.editable_by(user, on).filter(pk=item.pk).exists()
    return {
        "item": item,
        "opened": opened,
        "shown": shown,
        "blocks": blocks(item.body),
        "files": item.files.select_related("file"),
        "validity": item.validity(on),
        "texts": texts,
        "writes": writes,
        "acts": publishing.possible(INFORMATION, (opened, shown), user, may_take(user, writes=writes)),
        "changes": of_items(shown, opened) if shown and opened else [],
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
            form.cleaned_data["slug"], form.entry, _uploaded(form, user, []), by=Actor.of(user), at=at
        ),
        across=informing.faults_of,
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
    stored = [each.file for each in item.files.select_related("file")]
    form = ItemForm(
        request.POST or None,
        request.FILES or None,
        initial=ItemForm.initial_of(item),
        has_files=bool(stored),
        **_units(user, local_date(at)),
    )
    if request.method == "POST" and carried_out(
        form,
        lambda: informing.revise(slug, form.entry, _uploaded(form, user, stored), by=Actor.of(user), at=at),
        across=informing.faults_of,
    ):
        messages.success(request, "草稿已保存")
        return redirect("policies:desk_information", slug=slug)
    return _form_page(request, form, item.title, reverse("policies:desk_information", args=[slug]))


def _units(user: User, on: date) -> dict[str, Any]:
    is_staff = has_role(user, Role.STAFF)
    departments = Department.objects.open() if is_staff else departments_of(user, on)
    return {"departments": departments, "must_choose": not is_staff}


def _uploaded(form: ItemForm, user: User, stored: list[StoredFile]) -> list[StoredFile]:
    """What is kept and what was sent now; a file that is refused is refused beside its field."""
    stay = [] if form.cleaned_data.get("drop_files") else stored
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


@require_POST
@role_required(*WRITERS)
def item_action(request: HttpRequest, slug: str, action: str) -> HttpResponse:
    """A refusal comes back on the page."""
    user, name = signed_in(request), name_of(action)
    if name not in may_take(user, writes=True):
        raise Http404
    texts = _texts(request, slug)
    # The text of that state; another one where there is none, so that the verb says why not.
    state = INFORMATION.stages[publishing.LEADS[name][0]]
    item = next((each for each in texts if each.state == state), texts[0])
    back = reverse("policies:desk_information", args=[slug])
    if asked := publishing.question(request, INFORMATION, name, item, user, back=back):
        return asked
    text, compared = request.POST.get("reason", ""), bool(request.POST.get("compared"))
    try:
        publishing.take(
            INFORMATION, name, item, text, compared=compared, by=Actor.of(user), at=timezone.now()
        )
    except Refused as refused:
        context = _context(request, texts, refused=refused.message)
        return render(request, "policies/desk_information_detail.html", context, status=409)
    messages.success(request, INFORMATION.acts[name].done)
    return redirect("policies:desk_information", slug=slug)


def _texts(request: HttpRequest, slug: str) -> list[InformationItem]:
    """All texts of this code that the reader may see, the newest first; 404 where there is none."""
    seen = InformationItem.objects.visible_to(signed_in(request), local_date(timezone.now()))
    rows = seen.filter(slug=slug).for_lists().select_related("written_by", "released_by", "checked_by")
    texts = list(rows.order_by("-pk"))
    if not texts:
        raise Http404
    return texts
