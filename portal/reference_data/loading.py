"""Reference data: calendar, groups, units, departments, categories, functions, stations, policies.

Adds what is missing and touches nothing that is there: the office may have changed it since.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django.db import models

from groups.models import Department, ProfessionalGroup, RegionalGroup, RegionalUnit
from office import workdays
from office.actors import Actor
from office.calendar import SpecialDay
from office.events import Fact, record
from office.models import CalendarDay
from office.verbs import verb
from portal.reference_data import policies
from portal.reference_data.files import read, rows
from requests_app.models import Category, CategoryDepartment
from stations.models import PostingFunction, Station

UNIT_KINDS = {
    "街道": RegionalUnit.Kind.STREET,
    "镇": RegionalUnit.Kind.TOWN,
    "乡": RegionalUnit.Kind.TOWNSHIP,
    "管理区": RegionalUnit.Kind.MANAGEMENT_AREA,
    "开发区": RegionalUnit.Kind.DEVELOPMENT_ZONE,
}
SEED = Actor.system("seed")


@verb
def load(*, at: datetime) -> dict[str, int]:
    """Returns how many rows of each kind were added; all 0 the second time."""
    added = {label: add() for label, add in _PARTS}
    added["calendar"] = _calendar(at=at)
    added["information_kinds"] = policies.add_information_kinds()
    added["information_items"] = policies.add_information(at=at)
    added["policies"] = policies.add_policies(at=at)
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


def _regional_units() -> int:
    units = {row["unit"]: row for row in rows("regional-groups.csv")}
    return _add(
        RegionalUnit.objects.all(),
        (
            {"code": row["code"].split("-")[1], "name": name, "kind": UNIT_KINDS[row["unit_kind"]]}
            for name, row in units.items()
        ),
    )


def _regional_groups() -> int:
    units = {unit.name: unit for unit in RegionalUnit.objects.all()}
    return _add(
        RegionalGroup.objects.all(),
        (
            {
                "code": row["code"],
                "name": row["name"],
                "unit": units[row["unit"]],
                "scope": row["village_or_community_scope"],
            }
            for row in rows("regional-groups.csv")
        ),
    )


def _departments() -> int:
    """Relays first, so that the units that go through them find them."""
    groups = _by_code(ProfessionalGroup.objects.all())
    found = sorted(read("departments.json"), key=lambda each: each["kind"] != Department.Kind.RELAY)
    added = 0
    for values in found:
        group, through = values.pop("professional_group"), values.pop("route_through")
        added += _add(
            Department.objects.all(),
            [
                {
                    **values,
                    "professional_group": groups.get(group),
                    "route_through": Department.objects.get(code=through) if through else None,
                }
            ],
        )
    return added


def _categories() -> int:
    """Two levels; the first default department is proposed as lead, the others as co."""
    groups, functions = _by_code(ProfessionalGroup.objects.all()), _by_code(PostingFunction.objects.all())
    departments, known = _by_code(Department.objects.all()), _by_code(Category.objects.all())
    defaults: list[CategoryDepartment] = []

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
            )
            defaults.extend(
                CategoryDepartment(category=category, department=departments[code], order=place)
                for place, code in enumerate(values["default_departments"])
            )
        children = values.get("children", ())
        return is_new + sum(add(child, place, category) for place, child in enumerate(children, 1))

    added = sum(add(values, place, None) for place, values in enumerate(read("categories.json"), 1))
    CategoryDepartment.objects.bulk_create(defaults)
    return added


def _stations() -> int:
    found = read("stations.json")
    has_default = Station.objects.filter(is_default=True).exists()
    return _add(
        Station.objects.all(),
        ({**each, "is_default": each["is_default"] and not has_default} for each in found),
    )


def _by_code(table: models.QuerySet[Any]) -> dict[str, Any]:
    return {row.code: row for row in table}


_PARTS: tuple[tuple[str, Callable[[], int]], ...] = (
    ("professional_groups", _professional_groups),
    ("posting_functions", _posting_functions),
    ("regional_units", _regional_units),
    ("regional_groups", _regional_groups),
    ("departments", _departments),
    ("categories", _categories),
    ("stations", _stations),
)
