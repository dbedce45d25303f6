"""Forms of rows that begin and end: once written, only the end can be entered, and only once."""

from typing import Any

from django import forms
from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from groups.namesakes import AccountField
from office.admin import RecordedInline
from office.models import User


class SpanForm(forms.ModelForm[Any]):
    """An existing row keeps what it says; a wrong one is ended and written anew, so that history stays true."""

    # What may still be written while the row is open.
    changeable = frozenset({"until"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.fields["since"].initial = timezone.localdate()
            return
        for name, field in self.fields.items():
            field.disabled = name not in self.changeable or self.instance.until is not None
            if field.disabled and isinstance(field, forms.ModelChoiceField):
                self._offer_the_chosen(name, field)

    def _offer_the_chosen(self, name: str, field: forms.ModelChoiceField[Any]) -> None:
        """Whoever was chosen then may not be among today's choices."""
        if field.queryset is not None and not isinstance(field, forms.ModelMultipleChoiceField):
            everything = field.queryset.model._default_manager
            field.queryset = everything.filter(pk=getattr(self.instance, f"{name}_id"))


class SpanInline(RecordedInline):
    form = SpanForm
    ordering = ["until", "since"]


class InForceFilter(SimpleListFilter):
    """在用、已结束: spans by today's date."""

    title = "状态"
    parameter_name = "span"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("now", "现任"), ("ended", "已结束")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        today = timezone.localdate()
        match self.value():
            case "now":
                return queryset.exclude(until__lte=today)
            case "ended":
                return queryset.filter(until__lte=today)
        return queryset


def user_field(db_field: Any, *roles: str, **kwargs: Any) -> AccountField:
    """People who hold one of the roles today. Staff cannot look into accounts, so there is no search box."""
    people = User.objects.with_role(*roles, on=timezone.localdate()) if roles else User.objects.active()
    return AccountField(
        people.by_name(),
        label=db_field.verbose_name.capitalize(),
        required=not db_field.blank,
        help_text=db_field.help_text,
    )
