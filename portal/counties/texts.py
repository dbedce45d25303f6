"""Policies and items of information of a pack. Nobody of the office has compared them with the official texts: they
wait to be checked (待核对) and are published by the desk, one by one."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models

from groups.models import Department
from office.typed import days
from policies.models import InformationItem, InformationKind, Policy, PolicyVersion
from portal.counties.import_run import ImportRun, RowFault
from portal.counties.sheet_kinds import Row, SheetKind

POLICIES = SheetKind("policies", "policies.json")
INFORMATION = SheetKind("information", "information.json")
OF_POLICY = ("slug", "category", "department")


def policies(entries: Sequence[Mapping[str, Any]], run: ImportRun) -> None:
    """Those whose code is not there yet, each with a first version."""
    known = set(Policy.objects.values_list("slug", flat=True))
    units = {unit.code: unit for unit in Department.objects.all()}
    for number, entry in enumerate(entries, start=1):
        row = Row(POLICIES, number, entry)
        with run.attempt(row):
            if _given(entry, "slug") in known:
                run.keep(row)
                continue
            policy = Policy(
                slug=entry["slug"],
                category=_given(entry, "category"),
                department=units.get(entry.get("department") or ""),
                created_at=run.at,
            )
            policy.full_clean()
            policy.save()
            fields = {name: value for name, value in entry.items() if name not in OF_POLICY}
            known.add(policy.slug)
            run.add(
                row,
                PolicyVersion(
                    policy=policy,
                    number=1,
                    state=PolicyVersion.State.SUBMITTED,
                    written_at=run.at,
                    submitted_at=run.at,
                    **_columns(PolicyVersion, fields),
                ),
            )


def information(entries: Sequence[Mapping[str, Any]], run: ImportRun) -> None:
    """Those whose code is not there yet."""
    known = set(InformationItem.objects.values_list("slug", flat=True))
    units = {unit.code: unit for unit in Department.objects.all()}
    kinds = {kind.code: kind for kind in InformationKind.objects.all()}
    for number, entry in enumerate(entries, start=1):
        row = Row(INFORMATION, number, entry)
        with run.attempt(row):
            if _given(entry, "slug") in known:
                run.keep(row)
                continue
            if _given(entry, "kind") not in kinds:
                raise RowFault("kind", f"没有“{entry['kind']}”这个信息类别，请从{'、'.join(kinds)}中选填")
            fields = {name: value for name, value in entry.items() if name not in ("kind", "department")}
            known.add(entry["slug"])
            run.add(
                row,
                InformationItem(
                    kind=kinds[entry["kind"]],
                    department=units.get(entry.get("department") or ""),
                    state=InformationItem.State.SUBMITTED,
                    written_at=run.at,
                    **_columns(InformationItem, fields),
                ),
            )


def _given(entry: Mapping[str, Any], key: str) -> str:
    value = entry.get(key)
    if not value or not isinstance(value, str):
        raise RowFault(key, "请填写")
    return value


def _columns(model: type[models.Model], fields: Mapping[str, Any]) -> dict[str, Any]:
    """Values of the model's own columns, dates read. Raises RowFault for another key or an unreadable date."""
    found: dict[str, Any] = {}
    for name, value in fields.items():
        try:
            column = model._meta.get_field(name)
            is_date = isinstance(column, models.DateField) and not isinstance(column, models.DateTimeField)
            found[name] = (days.day(value) if value else None) if is_date else value
        except FieldDoesNotExist as error:
            raise RowFault(str(name), "不认识这一项，请核对拼写") from error
        except (TypeError, ValueError) as error:
            raise RowFault(str(name), "日期请按 2026-01-15 的格式填写") from error
    return found
