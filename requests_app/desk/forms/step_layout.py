"""How the form of a step is laid out and filled in beforehand. What it asks for is the step's own (forms/steps.py)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField

from casework.forms.choices import Cards
from casework.forms.kept_files import drafted
from casework.forms.steps import StepForm
from groups.models import Department, ProfessionalGroup, Representative
from groups.namesakes import labels
from requests_app.access.candidates import candidates
from requests_app.access.case_access import CaseAccess
from requests_app.deadlines.options import clock_days
from requests_app.desk.forms import followup_layout
from requests_app.desk.forms.adopting import propose
from requests_app.desk.forms.presets import offer
from requests_app.desk.forms.units_to_choose import (
    co_units_to_choose,
    parts_to_choose,
    units_to_choose,
)
from requests_app.models import Answer, Assignment, Category, EnterpriseRequest, Helper
from requests_app.models.assignments import Part
from requests_app.models.category_table import categories
from requests_app.models.returned_parts import returned_in
from requests_app.public.forms import correcting
from requests_app.steps.corrections import FIELDS
from requests_app.triage import advice

CLASS_HINTS = {
    "A": "问题已经办好",
    "B": "有日期、有承诺，到期回头看",
    "C": "写明原因和依据，并当面或电话说明",
    "D": "供企业参考",
}
FILES_HINT = "最多 6 个，每个不超过 10 MB；图片、PDF 或 Office 文件。"
# Steps that ask which unit should have it instead.
ANOTHER_UNIT = frozenset({"ask_transfer", "transfer"})
# Fields that stand together; what is not named follows in its own order.
LAYOUT: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("promise", "选 B 时填写", ("promise_on", "promise_text")),
    ("pairs", "", ("officer_name", "officer_phone")),
    ("pairs", "", ("document_number", "document_on")),
    ("pairs", "", ("recorded_from", "received_on")),
    ("many", "会办单位", ("co",)),
    ("units", "", ("departments",)),
    ("units", "", ("came",)),
    ("looked_at", "", ("looked_at",)),
)


@dataclass(frozen=True)
class Block:
    """`kind`: plain, pairs (side by side), promise (gold edge), many (folded list of checks), units (open one),
    looked_at (the form's files, each shown with a tick of its own)."""

    kind: str
    title: str
    fields: tuple[BoundField, ...]
    is_open: bool = False


def dress(form: StepForm, case: EnterpriseRequest, *, access: CaseAccess, on: date, group: str = "") -> None:
    """Widgets and choices that help choosing; `group` shows another group's representatives."""
    for name, field in form.fields.items():
        if isinstance(field, forms.FileField):
            form.fields[name] = drafted(field)
    for name, change in _DRESSED.items():
        if name in form.fields:
            change(form, case, access, on, group)
    if form.step.name in ANOTHER_UNIT:
        _which_unit(form, case, access, on, group)
    propose(form, case, on=on)
    offer(form, case, on=on)


def blocks(form: StepForm) -> list[Block]:
    """The form's fields in the order of the dataclass, some of them together."""
    placed: set[str] = set()
    found: list[Block] = []
    for name in form.fields:
        if name in placed:
            continue
        together = next((row for row in LAYOUT if name in row[2]), None)
        names = tuple(other for other in together[2] if other in form.fields) if together else (name,)
        placed |= set(names)
        bound = tuple(form[other] for other in names)
        kind, title = (together[0], together[1]) if together else ("plain", "")
        is_open = kind == "many" and bool(bound[0].value() or bound[0].errors)
        found.append(Block(kind, title, bound, is_open))
    return found


def _categories(form: StepForm, case: EnterpriseRequest, access: CaseAccess, on: date, group: str) -> None:
    by_parent: dict[int | None, list[Category]] = {}
    for row in categories().open(on):
        by_parent.setdefault(row.parent_id, []).append(row)
    choices: list[Any] = [("", "请选择")]
    for top in by_parent.get(None, []):
        leaves = [(row.code, row.name) for row in by_parent.get(top.pk, [])]
        choices.append((top.name, [(top.code, f"{top.name}（不细分）"), *leaves]))
    form.fields["category"].widget.choices = choices


def _difficulty(form: StepForm, case: EnterpriseRequest, access: CaseAccess, on: date, group: str) -> None:
    field: Any = form.fields["difficulty"]
    hints = {
        key: f"{clock_days('answer', key, on)} 个工作日答复，{words}"
        for key, words in advice.DIFFICULTY_WORDS.items()
    }
    _as_cards(field, hints, "three")


def _group(form: StepForm, case: EnterpriseRequest, access: CaseAccess, on: date, group: str) -> None:
    rows = ProfessionalGroup.objects.order_by("order")
    field: Any = form.fields["group"]
    field.widget = forms.RadioSelect()
    field.empty_label = None
    field.widget.choices = [(row.code, row.name) for row in rows]


def _representative(
    form: StepForm, case: EnterpriseRequest, access: CaseAccess, on: date, group: str
) -> None:
    if form.step.name == "end_help":
        form.fields["representative"].widget.choices = [
            ("", "请选择"),
            *((person.code, named) for person, named in _helpers(case, on)),
        ]
        return
    chosen = ProfessionalGroup.objects.filter(code=group).first() or case.group or case.proposed_group
    if chosen is None and case.category is not None:
        chosen = case.category.professional_group
    near = candidates(case, chosen, on=on) if chosen else []
    keys = {one.representative.pk for one in near}
    others = list(Representative.objects.in_office(on).exclude(pk__in=keys).by_name())
    named = labels(others, on)
    choices: list[Any] = [("", "请选择")]
    if near and chosen:
        choices.append(
            (f"{chosen.name}小组，推荐在前", [(one.representative.code, one.label) for one in near])
        )
    choices.append(("其他代表", [(person.code, named[person.pk]) for person in others]))
    form.fields["representative"].widget.choices = choices


def _helpers(case: EnterpriseRequest, on: date) -> list[tuple[Representative, str]]:
    """Those who help, each with a name that tells them apart."""
    helping = Helper.objects.open().filter(case=case).select_related("representative").order_by("pk")
    people = [helper.representative for helper in helping]
    named = labels(people, on)
    return [(person, named[person.pk]) for person in people]


def _lead(form: StepForm, case: EnterpriseRequest, access: CaseAccess, on: date, group: str) -> None:
    form.fields["lead"].widget.choices = [("", "请选择"), *units_to_choose(case, on)]


def _right_unit(form: StepForm, case: EnterpriseRequest, access: CaseAccess, on: date, group: str) -> None:
    """Never the unit that gives it back, nor one that has done so before."""
    gave_back = {part.department_id for part in returned_in(case)}
    parts = parts_to_choose(form, case, access)
    own = {part.department_id for part in parts} if len(parts) == 1 else set()
    others = Department.objects.assignable().exclude(pk__in=gave_back | own).by_name()
    choices = [("", "不清楚"), *((unit.code, unit.name) for unit in others)]
    form.fields["right_department"].widget.choices = choices


def _which_unit(form: StepForm, case: EnterpriseRequest, access: CaseAccess, on: date, group: str) -> None:
    """For a step that asks for the one right unit: whoever holds the case now is not among them."""
    holding = {row.department_id for row in Assignment.objects.current().filter(case=case, part=Part.LEAD)}
    units = [
        (unit.code, unit.name) for unit in Department.objects.assignable().by_name() if unit.pk not in holding
    ]
    name = "right_department" if "right_department" in form.fields else "lead"
    form.fields[name].widget.choices = [("", "请选择"), *units]


def _tables(form: StepForm, case: EnterpriseRequest, access: CaseAccess, on: date, group: str) -> None:
    for name in ("departments", "came"):
        if name in form.fields:
            _checks(form, name, on)


def _co(form: StepForm, case: EnterpriseRequest, access: CaseAccess, on: date, group: str) -> None:
    _checks(form, "co", on)


def _checks(form: StepForm, name: str, on: date) -> None:
    field: Any = form.fields[name]
    field.widget = forms.CheckboxSelectMultiple()
    field.widget.choices = co_units_to_choose(on)


def _result_class(form: StepForm, case: EnterpriseRequest, access: CaseAccess, on: date, group: str) -> None:
    _as_cards(form.fields["result_class"], CLASS_HINTS, "two")
    form.order_fields(("result_class", "promise_on", "promise_text", "basis", "text", "decision"))
    for name in ("promise_on", "promise_text", "basis"):
        if name in form.fields:
            form.fields[name].conditional = True  # type: ignore[attr-defined]


def _held_class(form: StepForm, case: EnterpriseRequest, access: CaseAccess, on: date, group: str) -> None:
    _as_cards(form.fields["held_class"], CLASS_HINTS, "two")


def _publicity(form: StepForm, case: EnterpriseRequest, access: CaseAccess, on: date, group: str) -> None:
    _as_cards(form.fields["publicity"], {}, "three")


def _agreed(form: StepForm, case: EnterpriseRequest, access: CaseAccess, on: date, group: str) -> None:
    answer = Answer.objects.filter(case=case).last()
    if answer is not None:
        form.fields["agreed"].label = f"企业怎样回答“{answer.question}”"


def _correction(form: StepForm, case: EnterpriseRequest, access: CaseAccess, on: date, group: str) -> None:
    """Of one field, with what stands there; the page leads to the others."""
    if chosen := correcting.chosen_in(form, list(FIELDS)):
        correcting.ask_for(form, chosen, case, categories().open(on))
        if not access.reads:
            form.initial.pop("value", None)


def _own_assignment(
    form: StepForm, case: EnterpriseRequest, access: CaseAccess, on: date, group: str
) -> None:
    """Somebody of one unit is not asked which; staff choose among those whose word comes by letter."""
    field: Any = form.fields["assignment"]
    field.queryset = parts_to_choose(form, case, access)
    field.widget = forms.RadioSelect()
    field.widget.choices = [(row.pk, str(row)) for row in field.queryset]
    if len(field.widget.choices) <= 1 and not field.required:
        del form.fields["assignment"]
    elif len(field.widget.choices) == 1:
        form.initial.setdefault("assignment", field.widget.choices[0][0])


def _as_cards(field: Any, hints: Any, columns: str) -> None:
    choices = field.choices
    field.widget = Cards(hints=hints, columns=columns)
    field.choices = choices


_DRESSED: dict[str, Callable[[StepForm, EnterpriseRequest, CaseAccess, date, str], None]] = {
    "category": _categories,
    "difficulty": _difficulty,
    "group": _group,
    "representative": _representative,
    "lead": _lead,
    "co": _co,
    "right_department": _right_unit,
    "departments": _tables,
    "came": _tables,
    "result_class": _result_class,
    "held_class": _held_class,
    "publicity": _publicity,
    "agreed": _agreed,
    "field": _correction,
    "assignment": _own_assignment,
    **followup_layout.DRESSED,
}
