"""What a reader keeps of the ledger: views under a name, which columns show, how many rows a page has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db import models
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.views.decorators.http import require_POST

from office.access import person, role_required
from office.addresses import address_of
from office.database.statements import Select
from office.models import User
from office.roles import WORKING, Role
from requests_app.desk.forms.desk import SavedViewForm
from requests_app.desk.views.opening import see_other
from requests_app.models import SavedView
from requests_app.queues.ledger import LEDGER

SAVED_PAGE = "requests"
# The one row of a person that holds columns and size, beside the named views.
SHOWN_PAGE, SHOWN = "requests-shown", "shown"
MOST_VIEWS = 12
PAGE_SIZES = (25, 50, 100)
# Working roles of this desk; the administrator makes no business decision and sees no request.
READERS = (*WORKING, Role.AUDITOR)
KEPT = Select(
    lambda user: SavedView.objects.filter(user=user, page__in=(SAVED_PAGE, SHOWN_PAGE)).values_list(
        "page", "name", "query"
    ),
    user=models.BigIntegerField(),
)


@dataclass(frozen=True)
class Kept:
    """`views` are names with their queries; no `columns` means the standard ones."""

    views: list[tuple[str, str]]
    columns: list[str]
    size: int


def kept_of(user: User) -> Kept:
    """One query."""
    rows = KEPT.rows(user=user.pk)
    shown = QueryDict(next((query for page, _, query in rows if page == SHOWN_PAGE), ""))
    size = shown.get("size", "")
    return Kept(
        [(name, query) for page, name, query in rows if page == SAVED_PAGE],
        shown.getlist("column"),
        int(size) if size in map(str, PAGE_SIZES) else PAGE_SIZES[0],
    )


@require_POST
@role_required(*READERS)
def saved_view(request: HttpRequest) -> HttpResponse:
    """Keep the present filters under a name; the same name again takes the new filters."""
    user = person(request)
    form = SavedViewForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(next(iter(form.errors.values()))[0]))
    elif SavedView.objects.filter(user=user, page=SAVED_PAGE).count() >= MOST_VIEWS:
        messages.error(request, f"最多保存 {MOST_VIEWS} 个视图，请先删去不用的")
    else:
        _keep(user, SAVED_PAGE, form.cleaned_data["name"], form.cleaned_data["query"])
        messages.success(request, f"已存为视图“{form.cleaned_data['name']}”")
    return see_other(list_url(request.POST.get("query", "")))


@require_POST
@role_required(*READERS)
def delete_view(request: HttpRequest) -> HttpResponse:
    """A repeat changes nothing."""
    name = request.POST.get("name", "")
    if SavedView.objects.filter(user=person(request), page=SAVED_PAGE, name=name).delete()[0]:
        messages.success(request, f"已删去视图“{name}”")
    return see_other(list_url(""))


@require_POST
@role_required(*READERS)
def shown_columns(request: HttpRequest) -> HttpResponse:
    """Keep which columns show and how many rows a page has, for this person; `standard` returns to the usual ones."""
    user = person(request)
    if "standard" in request.POST:
        SavedView.objects.filter(user=user, page=SHOWN_PAGE).delete()
    else:
        known = {column.key for column in LEDGER.rows}
        columns = [key for key in request.POST.getlist("column") if key in known]
        size = request.POST.get("size", "")
        sizes = [size] if size in map(str, PAGE_SIZES) else []
        _keep(user, SHOWN_PAGE, SHOWN, urlencode({"column": columns, "size": sizes}, doseq=True))
    messages.success(request, "已按您的选择显示，下次打开还是这样")
    return see_other(list_url(request.POST.get("query", "")))


def chosen_rows(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page about the ticked rows of the list (`chosen`): where none is ticked, it leads back and says so."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "chosen" in request.GET and not request.GET.getlist("number"):
            messages.warning(request, "请先勾选诉求，再选怎样办")
            return see_other(list_url(request.GET.get("back", "")))
        return view(request, *args, **kwargs)

    return asked


def list_url(query: str) -> str:
    """The list's address with an encoded query, which may be empty."""
    url = address_of("requests:desk_list")
    return f"{url}?{query}" if query else url


def _keep(user: User, page: str, name: str, query: str) -> None:
    SavedView.objects.update_or_create(
        user=user, page=page, name=name, defaults={"query": query, "created_at": timezone.now()}
    )
