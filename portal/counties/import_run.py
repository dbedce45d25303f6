"""One import of a pack: whose, when, what was added and what is wrong. Each row is tried by itself, so that all faults
are told at once."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models, transaction

from groups.models import Department, ProfessionalGroup
from groups.roster.links import ENDING
from office.actors import Actor
from office.calendar import local_date
from office.models import AccountChange, User
from office.refusals import Refused
from office.table_layout import FoundColumn
from portal.counties.reading import Fault
from portal.counties.sheet_kinds import Row


class RowFault(Exception):
    """What is wrong with a row, by the heading of its column; told by `ImportRun.attempt`."""

    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column
        self.message = message


class NotFound(RowFault):
    """The row names something, `name`, that is a row of another sheet (its file) or should be there already."""

    def __init__(self, column: str, message: str, *, sheet: str, name: str) -> None:
        super().__init__(column, message)
        self.sheet = sheet
        self.name = name


@dataclass(frozen=True)
class FirstLink:
    """Where the owner of a new account sets a password, once: a path of the site."""

    user: User
    path: str


@dataclass
class ImportRun:
    """`added` and `existing` count rows by what the preview calls them; what is there already stays as it is.

    Of new accounts: `links` to be handed over, `sent` whose link went to their own address, `asked` what waits for a
    second person, `not_opened` the names of those whom no link would reach. `following` are faults that others explain. `columns` as found and `tables` of texts, by the name of the sheet.
    """

    by: Actor
    at: datetime
    faults: list[Fault] = field(default_factory=list)
    following: list[Fault] = field(default_factory=list)
    remarks: list[Fault] = field(default_factory=list)
    added: Counter[str] = field(default_factory=Counter)
    existing: Counter[str] = field(default_factory=Counter)
    links: list[FirstLink] = field(default_factory=list)
    sent: list[User] = field(default_factory=list)
    asked: list[AccountChange] = field(default_factory=list)
    not_opened: list[str] = field(default_factory=list)
    columns: dict[str, Sequence[FoundColumn]] = field(default_factory=dict)
    tables: Mapping[str, Sequence[Sequence[str]]] = field(default_factory=dict)

    @property
    def on(self) -> date:
        return local_date(self.at)

    @contextmanager
    def attempt(self, row: Row) -> Iterator[None]:
        """What a row runs into is a fault of that row; what it wrote until then is undone.

        A name that stands in its sheet and was not taken in follows from a fault of that sheet, which is told there.
        """
        try:
            with transaction.atomic():
                yield
        except Refused as refused:
            self._fault(row, refused.field, refused.message)
        except ValidationError as error:
            for name, messages in _by_field(error).items():
                self._fault(row, name, "；".join(messages))
        except RowFault as fault:
            follows = isinstance(fault, NotFound) and self._stands_in_its_sheet(fault)
            told = self.following if follows else self.faults
            told.append(Fault(row.sheet.title, row.number, fault.column, fault.message))
        except IntegrityError:
            self._fault(row, "", "与已有的数据冲突，请核对")

    @property
    def is_nothing_new(self) -> bool:
        """Every row is there already."""
        return not self.faults and not sum(self.added.values())

    @property
    def digest(self) -> str:
        """What the preview has shown: an import that would do something else is shown anew."""
        told = [sorted(self.added.items()), sorted(self.existing.items()), [*map(str, self.remarks)]]
        return hashlib.sha256(repr(told).encode()).hexdigest()

    def remark(self, row: Row, column: str, message: str) -> None:
        self.remarks.append(Fault(row.sheet.title, row.number, column, message))

    def count(self, label: str, *, is_new: bool) -> None:
        (self.added if is_new else self.existing)[label] += 1

    def add(self, row: Row, instance: models.Model) -> None:
        """Check and save a new row. Raises what `attempt` tells."""
        # Lists that may be empty in the database need not be blank in a form.
        lists = [each for each in instance._meta.concrete_fields if isinstance(each, models.JSONField)]
        instance.full_clean(exclude={each.name for each in lists if not getattr(instance, each.attname)})
        instance.save()
        self.count(row.sheet.title, is_new=True)

    def keep(self, row: Row) -> None:
        """It is there already; the office may have changed it since."""
        self.count(row.sheet.title, is_new=False)

    def _stands_in_its_sheet(self, fault: NotFound) -> bool:
        rows = self.tables.get(fault.sheet, ())
        return any(cell.strip() == fault.name for cells in rows for cell in cells)

    def _fault(self, row: Row, key: str, message: str) -> None:
        headers = {column.key: column.header for column in row.sheet.columns}
        column = headers.get(key, "") if row.sheet.columns else key
        self.faults.append(Fault(row.sheet.title, row.number, column, message))


def department_called(name: str, column: str) -> Department:
    """By code, short or whole name. Raises RowFault."""
    found = Department.objects.filter(
        models.Q(code=name) | models.Q(short_name=name) | models.Q(name=name)
    ).order_by("pk")
    if len(found) != 1:
        if found:
            raise RowFault(column, f"有不止一个单位叫“{name}”，请填代码")
        raise NotFound(column, f"承办单位中没有“{name}”", sheet="units", name=name)
    return found[0]


def _by_field(error: ValidationError) -> Mapping[str, list[str]]:
    if not hasattr(error, "error_dict"):
        return {"": error.messages}
    return {
        "" if name == NON_FIELD_ERRORS else name: messages for name, messages in error.message_dict.items()
    }


def found_or_fail(found: Any, column: str, message: str) -> Any:
    """What was found, if it is not None. Raises RowFault."""
    if found is None:
        raise RowFault(column, message)
    return found


def professional_group_called(name: str) -> ProfessionalGroup | None:
    """财政经济, 财政经济小组 and 财政经济专业代表小组 are one group; None where there is no such group."""
    return ProfessionalGroup.objects.filter(name=ENDING.sub("", name)).first()
