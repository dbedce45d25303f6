"""Names of bodies, terms, units, their categories, groups, stations and days off: each adds what is not there yet."""

from collections.abc import Mapping, Sequence

from groups.models import Department, ProfessionalGroup, RegionalGroup, RegionalUnit, Term
from office import options, workdays
from office.calendar import SpecialDay
from office.models import CalendarDay, Setting
from portal.counties import usual_units
from portal.counties.import_run import (
    ImportRun,
    RowFault,
    department_called,
    found_or_fail,
    professional_group_called,
)
from portal.counties.reading import Fault
from portal.counties.sheet_kinds import Row
from requests_app.models import Category, CategoryDepartment
from stations.models import Station


def names(rows: Sequence[Row], run: ImportRun) -> None:
    """Each is a setting from today on; one that the office has set stays."""
    by_label = {option.label: option.key for option in options.groups()[options.NAMES_OF_BODIES]}
    for row in rows:
        with run.attempt(row):
            listed = f"没有“{row['item']}”这一项，请用模板中的项目名"
            key = found_or_fail(by_label.get(row["item"]), "项目", listed)
            if not row["value"]:
                continue
            if Setting.objects.filter(key=key).exists():
                run.keep(row)
                if options.value(key, run.on) != row["value"]:
                    run.remark(
                        row, "内容", f"已设为“{options.value(key, run.on)}”，没有改动，请在系统设置中修改"
                    )
                continue
            options.change(key, row["value"], effective_on=run.on, by=run.by, at=run.at)
            run.count(row.sheet.title, is_new=True)


def terms(rows: Sequence[Row], run: ImportRun) -> None:
    for row in rows:
        with run.attempt(row):
            if Term.objects.filter(level=row["level"], name=row["name"]).exists():
                run.keep(row)
                continue
            run.add(row, Term(**row.values))


def units(rows: Sequence[Row], run: ImportRun) -> None:
    """Relays first, so that the units that go through them find them."""
    for row in sorted(rows, key=lambda each: each["kind"] != Department.Kind.RELAY):
        with run.attempt(row):
            if Department.objects.filter(code=row["code"]).exists():
                run.keep(row)
                continue
            values = {name: value for name, value in row.values.items() if name not in ("through", "group")}
            run.add(
                row,
                Department(
                    **values | {"duties": list(row["duties"])},
                    route_through=department_called(row["through"], "经由单位") if row["through"] else None,
                    professional_group=_professional_group(row["group"]),
                ),
            )


def _professional_group(name: str) -> ProfessionalGroup | None:
    if not name:
        return None
    known = "、".join(ProfessionalGroup.objects.values_list("name", flat=True))
    words = f"没有“{name}”这个专业小组，请从{known}中选填"
    found: ProfessionalGroup = found_or_fail(professional_group_called(name), "对口专业小组", words)
    return found


def category_units(rows: Sequence[Row], run: ImportRun) -> None:
    """Only for categories of which no unit is known yet: the first is proposed as lead, the others as co.

    Usual units that the template has filled in and this county does not have are left out, and told in one remark.
    """
    absent: dict[str, str] = {}
    unled: list[str] = []
    for row in rows:
        with run.attempt(row):
            if not row["lead"] and not row["co"]:
                continue
            words = f"没有“{row['category']}”这个类别"
            category = found_or_fail(Category.objects.filter(code=row["category"]).first(), "类别代码", words)
            if CategoryDepartment.objects.filter(category=category).exists():
                run.keep(row)
                continue
            lead = [row["lead"]] if row["lead"] else []
            called = [(each, "主办单位") for each in lead] + [(each, "协办单位") for each in row["co"]]
            units = [_usual_or_called(name, column, absent) for name, column in called]
            if lead and units[0] is None:
                unled.append(category.name)
                continue
            for order, unit in enumerate(filter(None, units)):
                CategoryDepartment.objects.create(category=category, department=unit, order=order)
            run.count(row.sheet.title, is_new=True)
    if absent:
        run.remarks.append(_of_absent_units(rows[0].sheet.title, absent, unled))


def _usual_or_called(name: str, column: str, absent: dict[str, str]) -> Department | None:
    """None for a usual code that names no unit of this county, which goes into `absent` with its usual name."""
    usual = usual_units.short_names()
    unit = usual_units.called(name) if name in usual else department_called(name, column)
    if unit is None:
        absent[name] = usual[name]
    elif not unit.is_assignable:
        raise RowFault(column, f"{unit}不能承办，只能转送，请不要填")
    return unit


def _of_absent_units(sheet: str, absent: Mapping[str, str], unled: Sequence[str]) -> Fault:
    names = "、".join(f"{name}（{code}）" for code, name in absent.items())
    words = f"“承办单位”表里没有这些常用单位，已略去：{names}"
    if unled:
        words += f"。没有建议主办单位的类别有 {len(unled)} 个（{'、'.join(unled)}），交办时由工作人员选择，也可以现在改填"
    return Fault(sheet, 0, "", words)


def groups(rows: Sequence[Row], run: ImportRun) -> None:
    """A regional unit is made by the first group that names it."""
    for row in rows:
        with run.attempt(row):
            if RegionalGroup.objects.filter(code=row["code"]).exists():
                run.keep(row)
                continue
            unit = RegionalUnit.objects.filter(code=row["unit_code"]).first()
            if unit is None:
                unit = RegionalUnit(code=row["unit_code"], name=row["unit"], kind=row["kind"])
                unit.full_clean()
                unit.save()
            elif unit.name != row["unit"]:
                raise RowFault("乡镇街道", f"代码 {unit.code} 已是{unit.name}，请核对")
            group = RegionalGroup(code=row["code"], name=row["name"], unit=unit, scope=row["scope"])
            run.add(row, group)


def stations(rows: Sequence[Row], run: ImportRun) -> None:
    """Another default station stays the default one; a second one in the sheet is a fault."""
    had_default = Station.objects.filter(is_default=True).exists()
    defaults = [row for row in rows if row["is_default"]]
    for row in rows:
        with run.attempt(row):
            if len(defaults) > 1 and row in defaults:
                raise RowFault("默认站", "默认站只能有一个")
            if Station.objects.filter(code=row["code"]).exists():
                run.keep(row)
                continue
            if row["is_default"] and had_default:
                run.remark(row, "默认站", "已有默认站，没有改动；要换的，打开该站勾选“默认站”")
            is_default = row["is_default"] and not had_default
            run.add(row, Station(**{**row.values, "is_default": is_default}))


def calendar_days(rows: Sequence[Row], run: ImportRun) -> None:
    for row in rows:
        with run.attempt(row):
            if CalendarDay.objects.filter(date=row["date"], provisional=False).exists():
                run.keep(row)
                continue
            workdays.enter({row["date"]: SpecialDay(row["kind"], row["name"])}, by=run.by, at=run.at)
            run.count(row.sheet.title, is_new=True)
