"""Policies in and out as Excel or JSON: a preview of every change, errors by row, all rows or none."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import IO, Any

from groups.models import Department
from office.actors import Actor
from office.events import Fact, record
from office.refusals import Refused
from office.roles import Role, has_role
from office.sheets import BYTES_AT_MOST, read_rows, write_xlsx
from office.verbs import verb
from policies import content as contents
from policies import editing
from policies.content import DATES, LISTS, NAMES, Content
from policies.models import Policy, PolicyVersion

OF_POLICY = {"slug": "代码", "category": "类别", "department": "责任单位代码"}
MAPPINGS = ("fit", "formula")
CHOICES: dict[str, dict[str, str]] = {
    "category": dict(Policy.Category.choices),
    "level": dict(PolicyVersion.Level.choices),
    "confidence": dict(PolicyVersion.Confidence.choices),
}
ROWS_AT_MOST = 1000
BETWEEN = "\n"


def headings() -> dict[str, str]:
    return OF_POLICY | contents.labels()


@dataclass(frozen=True)
class Change:
    """One row: what it does to which policy. `fields` are the labels of what changes, empty for a new policy."""

    row: int
    slug: str
    title: str
    is_new: bool
    fields: tuple[str, ...]


@dataclass
class Plan:
    """`errors` are (row, words); with any of them nothing is taken in."""

    changes: list[Change] = field(default_factory=list)
    errors: list[tuple[int, str]] = field(default_factory=list)
    warnings: list[tuple[int, str]] = field(default_factory=list)
    same: int = 0
    _rows: list[tuple[dict[str, Any], Content]] = field(default_factory=list)

    @property
    def rows(self) -> list[tuple[dict[str, Any], Content]]:
        return self._rows


def export(versions: Iterable[PolicyVersion]) -> list[dict[str, Any]]:
    """Plain rows, as JSON holds them and as they are read back."""
    return [
        {
            "slug": version.policy.slug,
            "category": version.policy.category,
            "department": version.policy.department.code if version.policy.department else "",
            **{name: _plain(getattr(version, name)) for name in NAMES},
        }
        for version in versions
    ]


def export_xlsx(versions: Iterable[PolicyVersion]) -> bytes:
    names = list(headings())
    rows = [[_cell(name, row[name]) for name in names] for row in export(versions)]
    return write_xlsx("惠企政策", list(headings().values()), rows)


def read(file: IO[bytes], name: str) -> Plan:
    """The file's rows against what is there. Raises Refused for a file that cannot be read at all."""
    found = _from_json(file) if name.lower().endswith(".json") else _from_sheet(file, name)
    if len(found) > ROWS_AT_MOST:
        raise Refused("too_many", f"一次最多导入 {ROWS_AT_MOST} 条，请拆分", field="file")
    return _planned(found)


@verb
def take_in(plan: Plan, *, by: Actor, at: datetime) -> int:
    """Every row becomes a draft, waiting to be checked like any other. Refused where one row is wrong."""
    if by.user is not None and not has_role(by.user, Role.STAFF):
        raise Refused("not_staff", "由代表工作机构的工作人员导入")
    if plan.errors:
        raise Refused("errors", "有错误的行，全部没有导入")
    units = {unit.code: unit for unit in Department.objects.all()}
    for values, written in plan.rows:
        policy = Policy.objects.filter(slug=values["slug"]).first()
        if policy is None:
            editing.begin(
                values["slug"],
                written,
                category=values["category"],
                department=units.get(values["department"]),
                by=by,
                at=at,
            )
        else:
            editing.save(editing.revise(policy, by=by, at=at), written, by=by, at=at)
    record(Fact("policies:import", "policies_imported", {"rows": len(plan.rows)}), by=by, at=at)
    return len(plan.rows)


def _planned(found: list[tuple[int, dict[str, Any]]]) -> Plan:
    plan, seen, numbers = Plan(), dict[str, int](), dict[str, int]()
    units = set(Department.objects.values_list("code", flat=True))
    current = {version.policy.slug: version for version in _current_versions()}
    for row, raw in found:
        try:
            values, written = _values(raw, units)
        except Refused as refused:
            plan.errors.append((row, refused.message))
            continue
        slug = values["slug"]
        if slug in seen:
            plan.errors.append((row, f"代码“{slug}”与第 {seen[slug]} 行重复"))
        seen.setdefault(slug, row)
        if written.document_number and (first := numbers.setdefault(written.document_number, row)) != row:
            plan.warnings.append(
                (row, f"文号“{written.document_number}”与第 {first} 行相同，请确认是两条政策")
            )
        _weigh(plan, row, values, written, current.get(slug))
    return plan


def _weigh(plan: Plan, row: int, values: dict[str, Any], written: Content, old: PolicyVersion | None) -> None:
    if old is None:
        plan.changes.append(Change(row, values["slug"], written.title, is_new=True, fields=()))
    else:
        if old.state == PolicyVersion.State.SUBMITTED:
            plan.errors.append((row, f"“{old.title}”正在核对，请先发布或退回再导入"))
            return
        changed = [
            label for name, label in contents.labels().items() if getattr(old, name) != getattr(written, name)
        ]
        if not changed:
            plan.same += 1
            return
        plan.changes.append(Change(row, values["slug"], written.title, is_new=False, fields=tuple(changed)))
    plan.rows.append((values, written))


def _current_versions() -> Iterable[PolicyVersion]:
    """Of each policy the open version, else the newest."""
    rows = PolicyVersion.objects.exclude(state=PolicyVersion.State.SUPERSEDED).select_related("policy")
    return rows.order_by("number")


def _values(raw: Mapping[str, Any], units: set[str]) -> tuple[dict[str, Any], Content]:
    values = {name: _read_value(name, raw.get(name)) for name in headings()}
    if not _is_slug(values["slug"]):
        raise Refused("slug", "代码只能用小写字母、数字和中间的连字符", field="slug")
    if values["department"] and values["department"] not in units:
        raise Refused("department", f"没有代码为“{values['department']}”的单位", field="department")
    written = Content(**{name: values[name] for name in NAMES})
    return values, contents.checked(written)


def _is_slug(text: str) -> bool:
    parts = text.split("-")
    return 0 < len(text) <= 60 and all(
        part.isascii() and part.isalnum() and part == part.lower() for part in parts
    )


def _read_value(name: str, given: Any) -> Any:
    label = headings()[name]
    if name in CHOICES:
        known = CHOICES[name]
        wished = str(given or "").strip()
        value = (
            wished if wished in known else next((key for key, word in known.items() if word == wished), "")
        )
        if not value:
            raise Refused(
                "choice", f"{label}“{wished}”不对，应为：{'、'.join(map(str, known.values()))}", field=name
            )
        return value
    if name in DATES:
        return _read_date(label, given)
    if name in LISTS:
        lines = given if isinstance(given, list) else str(given or "").splitlines()
        return [str(line).strip() for line in lines if str(line).strip()]
    if name in MAPPINGS:
        return _read_mapping(label, given)
    return str(given if given is not None else "").strip()


def _read_date(label: str, given: Any) -> date | None:
    text = str(given or "").strip().replace("/", "-").replace("年", "-").replace("月", "-").replace("日", "")
    if not text:
        return None
    try:
        year, month, day = (int(part) for part in text.split("-"))
        return date(year, month, day)
    except (ValueError, OverflowError) as error:
        raise Refused("date", f"{label}“{given}”不是日期，请写成 2026-11-23") from error


def _read_mapping(label: str, given: Any) -> dict[str, Any]:
    if isinstance(given, dict):
        return given
    text = str(given or "").strip()
    try:
        value = json.loads(text) if text else {}
    except (ValueError, RecursionError) as error:
        raise Refused("mapping", f"{label}看不懂，请从导出的表里复制或留空") from error
    if not isinstance(value, dict):
        raise Refused("mapping", f"{label}看不懂，请从导出的表里复制或留空")
    return value


def _from_json(file: IO[bytes]) -> list[tuple[int, dict[str, Any]]]:
    content = file.read(BYTES_AT_MOST + 1)
    if len(content) > BYTES_AT_MOST:
        raise Refused("too_large", "文件不能超过 10 MB，请拆分后再导入。", field="file")
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Refused("broken", "不是有效的 JSON 文件，请用本系统导出的格式", field="file") from error
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise Refused("broken", "JSON 应是一个列表，每条政策一项", field="file")
    return list(enumerate(found, start=1))


def _from_sheet(file: IO[bytes], name: str) -> list[tuple[int, dict[str, Any]]]:
    rows = read_rows(file, name)
    names = {label: key for key, label in headings().items()}
    columns = [names.get(text.strip(), "") for text in rows[0]]
    missing = [label for label in ("代码", "标题") if names[label] not in columns]
    if missing:
        raise Refused("columns", f"第一行缺少“{'”“'.join(missing)}”列，请用导出的表格式", field="file")
    return [
        (number, {key: text for key, text in zip(columns, row, strict=True) if key})
        for number, row in enumerate(rows[1:], start=2)
        if any(row)
    ]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _cell(name: str, value: Any) -> Any:
    if name in CHOICES:
        return str(CHOICES[name].get(value, value))
    if isinstance(value, list):
        return BETWEEN.join(value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False) if value else ""
    return value or ""
