"""What stands beside a decision on what was asked for: who asked and why, the dates, and the way to the other answer."""

from __future__ import annotations

from casework.forms.steps import StepForm
from office.templatetags.wording import short_deadline_day
from requests_app.desk.views.case_events import case_events_of
from requests_app.desk.views.case_parts import parts_of
from requests_app.desk.views.opening import Opened, step_url
from requests_app.desk.views.panels import Aside
from requests_app.models.clocks import ClockKind

# The other answer to the same question, for whoever opened the form of the one.
OTHERWISE = {
    "extend": ("不予延期", "refuse_extension", "写明理由，各个期限不变。"),
    "transfer": ("不同意转办", "refuse_transfer", "写明理由，由原单位继续办理。"),
    "consult": ("不组织会诊", "drop_consult", "不需要会诊的，写明理由。"),
}


def what_was_asked(aside: Aside, opened: Opened, form: StepForm) -> None:
    """What was asked and by whom, beside the decision; and the units' parts."""
    aside.turns, aside.units = case_events_of(opened), parts_of(opened).units
    aside.warnings = parts_of(opened).returned
    _other_answer(aside, opened, form)


def _other_answer(aside: Aside, opened: Opened, form: StepForm) -> None:
    asked = any(turn.tone == "asked" for turn in aside.turns)
    if form.step.name in OTHERWISE and asked:
        label, name, hint = OTHERWISE[form.step.name]
        aside.links = link_to(opened, name, label, hint)


def link_to(opened: Opened, name: str, label: str, hint: str) -> list[tuple[str, str, str]]:
    """The way to another step, where this person may take it now."""
    return [(label, step_url(opened.case, name), hint)] if opened.may(name) else []


def extension(aside: Aside, opened: Opened, form: StepForm) -> None:
    """Both dates as they are, and how far the unit's may go."""
    aside.turns = case_events_of(opened)
    _other_answer(aside, opened, form)
    clock = opened.file.clock(ClockKind.REPLY)
    if clock is None:
        return
    room = max(0, (clock.days or 0) - clock.extra_days)
    aside.dates_title = "现在的期限"
    aside.dates = [
        ("单位回复", short_deadline_day(clock.due_on)),
        ("最多延到", short_deadline_day(opened.calendar.add(clock.due_on, room))),
    ]
    if opened.case.answer_due_on:
        aside.dates.append(("答复企业", f"{short_deadline_day(opened.case.answer_due_on)}，随延期顺延"))
