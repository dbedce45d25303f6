"""The only base of an admin page: a saved form is an event in the same transaction, nothing is deleted.

Whatever has a life cycle is a `ReadOnlyAdmin`; its `steps` lead to the verbs' own forms.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ERROR_FLAG
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from office import events
from office.actors import Actor
from office.admin.changes import fact_of
from office.admin.history import lines_of, title_of
from office.admin.picking import Picking
from office.events import Fact
from office.models import User
from office.refusals import Refused
from office.search.analyser import spoken
from office.search.columns import holding
from office.verbs import verb

M = TypeVar("M", bound=Model)


class Step(NamedTuple):
    """A button on an object's page."""

    label: str
    url: str


class RecordedInline(Picking, admin.TabularInline[Any, Any]):
    """Rows of a child table on its parent's page: added and changed, never deleted."""

    extra = 0
    can_delete = False
    show_change_link = False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class RecordedAdmin(Picking, admin.ModelAdmin[M]):
    """Reference data edited by form."""

    list_per_page = 50
    show_full_result_count = False
    list_editable = ()
    change_form_template = "admin/recorded_change_form.html"
    history_at_once = 200
    # How the words of the columns that are searched are spoken; of persons, surnames have readings of their own.
    sounds: Callable[[str], str] = staticmethod(spoken)

    def subject(self, obj: M) -> str:
        """The chain that records the object."""
        return f"{self.opts.model_name}:{obj.pk}"

    def steps(self, request: HttpRequest, obj: M) -> list[Step]:
        """Buttons that lead to verbs' forms."""
        return []

    def has_delete_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[M], search_term: str
    ) -> tuple[QuerySet[M], bool]:
        """What Django finds, and what the office's one analyser finds in the same columns: in any width, traditional
        or simplified, by pinyin and initials."""
        found, is_doubled = super().get_search_results(request, queryset, search_term)
        columns = self.get_search_fields(request)
        keys = holding(queryset, columns, search_term, type(self).sounds)
        if not keys:
            return found, is_doubled
        return queryset.filter(Q(pk__in=found.order_by().values("pk")) | Q(pk__in=keys)), False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, str] | None = None
    ) -> HttpResponse:
        """Django leads odd filters to the plain list with a flag, and odd filters beside the flag to a dead end."""
        if ERROR_FLAG in request.GET:
            if len(request.GET) > 1:
                return redirect(f"{request.path}?{ERROR_FLAG}=1")
            self.message_user(request, "这个筛选条件看不懂，下面是全部记录。", messages.WARNING)
        return super().changelist_view(request, extra_context)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> M | None:
        """An empty name of a field, as an address may carry it, is none."""
        return super().get_object(request, object_id, from_field or None)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """A refusal of a verb stands in the form like any other error; what was typed stays."""
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, self._frame(request, object_id))
        try:
            return _in_one_transaction(super().changeform_view, request, object_id, form_url, extra_context)
        except Refused as refused:
            request.refused = refused  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, self._frame(request, object_id))

    def get_form(
        self, request: HttpRequest, obj: M | None = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm[M]]:
        form_class = super().get_form(request, obj, change, **kwargs)
        refused: Refused | None = getattr(request, "refused", None)
        return _with_refusal(form_class, refused) if refused else form_class

    def facts(self, form: forms.ModelForm[M], formsets: Sequence[Any], *, added: bool) -> list[Fact]:
        """What a save changed; after the rows are written, before the transaction ends."""
        subject = self.subject(form.instance)
        facts = [fact_of(subject, "added" if added else "changed", form)]
        for formset in formsets:
            facts += [
                _fact_of_row(subject, row, is_new=row.instance in formset.new_objects)
                for row in formset.forms
                if row.has_changed() and row.instance.pk
            ]
        return [fact for fact in facts if fact.data or added]

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> Any:
        """What Django hands on to `log_addition` and `log_change`."""
        return self.facts(form, formsets, added=add)

    def log_addition(self, request: HttpRequest, obj: M, message: Any) -> None:  # type: ignore[override]
        self.record(request, message)

    def log_change(self, request: HttpRequest, obj: M, message: Any) -> None:  # type: ignore[override]
        self.record(request, message)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> None:  # type: ignore[override]
        raise PermissionDenied

    def record(self, request: HttpRequest, facts: Sequence[Fact]) -> None:
        events.record(*facts, by=actor_of(request), at=timezone.now())

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            raise Http404
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        newest = events.timeline(self.subject(obj)).order_by("-seq")[: self.history_at_once]
        context = {
            **self.admin_site.each_context(request),
            "title": f"{obj}：操作记录",
            "entries": [(event, title_of(event), lines_of(event, self.model)) for event in newest],
            "object": obj,
            "opts": self.opts,
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/recorded_history.html", context)

    def _frame(self, request: HttpRequest, object_id: str | None) -> dict[str, Any]:
        obj = self.get_object(request, unquote(object_id)) if object_id else None
        return {"steps": self.steps(request, obj) if obj else []}


class VerbAdmin(RecordedAdmin[M]):
    """Edited by form as well, but each save calls a verb, which refuses and records by itself."""

    def write(self, form: Any, *, changes: M | None, by: Actor, at: datetime) -> M:
        """Call the verb with the cleaned form; `changes` is the stored object, None for a new one."""
        raise TypeError(f"{type(self).__name__} names no verb.")

    def save_model(self, request: HttpRequest, obj: M, form: Any, change: bool) -> None:
        stored = self.model._default_manager.get(pk=obj.pk) if change else None
        saved = self.write(form, changes=stored, by=actor_of(request), at=timezone.now())
        obj.__dict__.update(saved.__dict__)

    def facts(self, form: forms.ModelForm[M], formsets: Sequence[Any], *, added: bool) -> list[Fact]:
        return []


class ReadOnlyAdmin(RecordedAdmin[M]):
    """Shown, never written here."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return False


def _fact_of_row(subject: str, row: forms.ModelForm[Any], *, is_new: bool) -> Fact:
    """A row of an inline stands in its parent's chain."""
    fact = fact_of(subject, "row_added" if is_new else "row_changed", row)
    place = {"table": row.instance._meta.model_name, "row": row.instance.pk}
    return Fact(fact.subject, fact.action, {**fact.data, **place}, fact.private)


def actor_of(request: HttpRequest) -> Actor:
    """Who is signed in to the admin, which lets nobody in without an account."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return Actor.of(request.user)


@verb
def _in_one_transaction(view: Any, *args: Any) -> HttpResponse:
    response: HttpResponse = view(*args)
    return response


def _with_refusal(form_class: type[forms.ModelForm[M]], refused: Refused) -> type[forms.ModelForm[M]]:
    """The same form, which reports what the verb refused."""

    class RefusedForm(form_class):  # type: ignore[misc, valid-type]
        def clean(self) -> dict[str, Any]:
            cleaned = super().clean() or self.cleaned_data
            for each in refused.all:
                field = each.field if each.field in self.fields else None
                self.add_error(field, ValidationError(each.message, code=each.code))
            return dict(cleaned)

    return RefusedForm
