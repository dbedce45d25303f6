"""Fields of the admin's forms: typed values are read as on every other form (office/form_fields.py), and what searches
while one types says of a wrong key that it is none. Django's look up whatever was sent, and fail on `off`."""

from typing import Any, ClassVar

from django.contrib.admin import widgets
from django.contrib.admin.options import BaseModelAdmin
from django.db import models
from django.http import HttpRequest

from office.form_fields import CleanedTextField, DayField, HourField, LineField

KEY_AT_MOST = 18
# No row has it: what is no key is told beside the field, like any other wrong choice.
NO_KEY = "0"


class Picked(widgets.AutocompleteSelect):
    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        value = super().value_from_datadict(data, files, name)
        return _key(value) if value else value


class PickedMany(widgets.AutocompleteSelectMultiple):
    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return [_key(value) for value in super().value_from_datadict(data, files, name)]


class Picking(BaseModelAdmin[Any]):
    formfield_overrides: ClassVar = {
        models.CharField: {"form_class": LineField},
        # Letters, digits and hyphens: their own field says so.
        models.SlugField: {"widget": widgets.AdminTextInputWidget},
        models.TextField: {"form_class": CleanedTextField},
        models.DateField: {"form_class": DayField},
        models.TimeField: {"form_class": HourField},
    }

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", Picked(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", PickedMany(db_field, self.admin_site))
        return super().formfield_for_manytomany(db_field, request, **kwargs)


def _key(value: str) -> str:
    return value if value.isascii() and value.isdigit() and len(value) <= KEY_AT_MOST else NO_KEY
