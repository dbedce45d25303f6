"""What is every county's: calendar, groups, functions, categories, kinds of information, synonyms, the score's scheme.

Adds what is missing and touches nothing that is there: the office may have changed it since.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django.db import models

from evaluation.models import Scheme
from groups.models import ProfessionalGroup
from office import workdays
from office.actors import Actor
from office.calendar import SpecialDay
from office.events import Fact, record
from office.models import CalendarDay
from office.verbs import verb
from portal.reference_data import policies
from portal.reference_data.files import read
from requests_app.models import Category
from stations.models import PostingFunction
from suggestions.models import UnsuitableKind

SEED = Actor.system("seed")
FIRST_SCHEME = 2026


@verb
def load(*, at: datetime) -> dict[str, int]:
    """Returns how many rows of each kind were added; all 0 the second time."""
    added = {label: add() for label, add in _PARTS}
    added["calendar"] = _calendar(at=at)
    added["information_kinds"] = policies.add_information_kinds()
    added["synonyms"] = policies.add_synonyms(at=at)
    if any(added.values()):
        record(Fact("seed:reference", "reference_loaded", added), by=SEED, at=at)
    return added


def _calendar(*, at: datetime) -> int:
    """Days the table does not know yet; a day that staff entered stays as entered."""
    known = set(CalendarDay.objects.values_list("date", flat=True))
    days = {day: special for day, special in _special_days() if day not in known}
    return len(workdays.enter(days, by=SEED, at=at))


def _special_days() -> Iterable[tuple[date, SpecialDay]]:
    for year in read("working-days.json")["years"].values():
        provisional = bool(year.get("provisional"))
        for holiday in year["holidays"]:
            for day in map(date.fromisoformat, holiday["dates"]):
                yield day, SpecialDay("holiday", holiday["name"], provisional)
        for made_up in year["make_up_working_days"]:
            day = date.fromisoformat(made_up["date"])
            yield day, SpecialDay("working", f"{made_up['for']}调休", provisional)


def _add(table: models.QuerySet[Any], found: Iterable[dict[str, Any]]) -> int:
    """Insert the rows whose code is not there yet, in one statement."""
    known = set(table.values_list("code", flat=True))
    return len(table.bulk_create(table.model(**values) for values in found if values["code"] not in known))


def _professional_groups() -> int:
    return _add(ProfessionalGroup.objects.all(), read("professional-groups.json"))


def _posting_functions() -> int:
    return _add(PostingFunction.objects.all(), read("posting-functions.json"))


def _unsuitable_kinds() -> int:
    return _add(UnsuitableKind.objects.all(), read("unsuitable-kinds.json"))


def _categories() -> int:
    """Two levels; the units that handle them are a pack's."""
    groups, functions = _by_code(ProfessionalGroup.objects.all()), _by_code(PostingFunction.objects.all())
    known = _by_code(Category.objects.all())

    def add(values: dict[str, Any], order: int, parent: Category | None) -> int:
        category = known.get(values["code"])
        is_new = category is None
        if category is None:
            category = Category.objects.create(
                code=values["code"],
                name=values["name"],
                parent=parent,
                order=order,
                difficulty=values["difficulty"],
                professional_group=groups.get(values["professional_group"]),
                posting_function=functions.get(values["posting_function"]),
                default_step=values.get("default_step", "assign"),
                keywords=values["keywords"],
                checklist=values.get("checklist", []),
            )
        children = values.get("children", ())
        return is_new + sum(add(child, place, category) for place, child in enumerate(children, 1))

    return sum(add(values, place, None) for place, values in enumerate(read("categories.json"), 1))


def _schemes() -> int:
    """The rules of 2026: the defaults of the model."""
    if Scheme.objects.exists():
        return 0
    name = f"{FIRST_SCHEME} 年履职评价办法"
    Scheme.objects.create(first_year=FIRST_SCHEME, name=name, status=Scheme.Status.APPROVED)
    return 1


def _by_code(table: models.QuerySet[Any]) -> dict[str, Any]:
    return {row.code: row for row in table}


_PARTS: tuple[tuple[str, Callable[[], int]], ...] = (
    ("professional_groups", _professional_groups),
    ("posting_functions", _posting_functions),
    ("categories", _categories),
    ("unsuitable_kinds", _unsuitable_kinds),
    ("schemes", _schemes),
)
