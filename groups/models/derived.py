"""Columns computed from another column of the same row whenever the row is saved.

`save(update_fields=…)` must name both columns; `QuerySet.update()` does not compute.
"""

from typing import Any

from django.db import models

from groups.pinyin import sort_key
from office.crypto import blind_index
from office.typed import phones


class DerivedCharField(models.CharField[str, str]):
    """A column that follows `source`, the name of another column of the row."""

    def __init__(self, *args: Any, source: str = "", **options: Any) -> None:
        self.source = source
        options.setdefault("editable", False)
        super().__init__(*args, **options)

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        return name, path, args, {**options, "source": self.source}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        value = self.derive(getattr(model_instance, self.source))
        setattr(model_instance, self.attname, value)
        return value

    def derive(self, text: str) -> str:
        raise TypeError("a derived column says how it is derived")


class SortKeyField(DerivedCharField):
    """The pinyin by which a name is sorted."""

    def derive(self, text: str) -> str:
        return sort_key(text)


class PhoneIndexField(DerivedCharField):
    """The blind index of a telephone number, empty without one."""

    def derive(self, text: str) -> str:
        return blind_index(phones.stored(text).number)
