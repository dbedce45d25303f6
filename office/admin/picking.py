"""Fields that search while one types. Django's look up whatever was sent, and fail on `off` where a key belongs."""

from typing import Any

from django.contrib.admin import widgets
from django.contrib.admin.options import BaseModelAdmin
from django.http import HttpRequest

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
