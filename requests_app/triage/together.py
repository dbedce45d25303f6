"""受理, 交办 and 移交 of many cases at once: what is proposed for each, which of it is sure, and what came of it.

Each case is taken through the engine in a transaction of its own, so that one refusal does not hold up the others.
Only what is sure is offered: the rest is for a person to read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from typing import Any

from django.utils.datastructures import MultiValueDict

from casework import engine
from casework.forms.steps import form_for
from casework.inputs import input_fields
from casework.taken_steps import taken_since
from office.actors import Actor
from office.calendar import closing_instant, local_date
from office.models import Event
from office.refusals import Refused
from requests_app.access.candidates import candidates, next_best
from requests_app.models import EnterpriseRequest, Preset
from requests_app.models.categories import Difficulty
from requests_app.models.category_table import categories
from requests_app.models.requests import Source
from requests_app.steps.table import STEPS
from requests_app.steps.undoing import BESIDE, acted_on, undo_hand_over
from requests_app.texts import accusations
from requests_app.triage import advice, presets

AT_MOST = 50


@dataclass(frozen=True)
class Filled:
    """One field as it would be sent: its values as codes, and in words."""

    name: str
    label: str
    values: tuple[str, ...]
    words: str
    # What else may be chosen in its place: code and words, the proposed one among them.
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Planned:
    """A case with what is proposed and why; `doubt` says why a person has to look, empty where all is sure."""

    case: EnterpriseRequest
    fields: tuple[Filled, ...]
    because: str
    doubt: str = ""


@dataclass(frozen=True)
class Taken:
    """A step that one press took in several cases: by the keys of their chains (`case:12`) the number of its event."""

    step: str
    at: datetime
    events: dict[str, int]


@dataclass(frozen=True)
class Outcome:
    """What came of it: the numbers of those that were done, and of the refused with the reason."""

    done: list[str]
    refused: list[tuple[str, str]]


def plan(
    step: str, cases: Iterable[EnterpriseRequest], *, by: Actor, at: datetime, preset: Preset | None = None
) -> list[Planned]:
    """What would happen to each case, in their order; `preset` stands before what is proposed. Writes nothing."""
    proposed: Counter[int] = Counter()
    return [_planned(step, case, by, at, proposed, preset) for case in cases]


def presets_for(step: str, on: date) -> list[Preset]:
    """What may be filled in for all of them; none for a hand-over."""
    if step not in presets.FILLED:
        return []
    return [preset for preset, _ in presets.kept_for(input_fields(STEPS[step].inputs), on=on)]


def take(
    step: str,
    cases: Mapping[str, EnterpriseRequest],
    typed: Mapping[str, MultiValueDict[str, Any]],
    *,
    by: Actor,
    at: datetime,
) -> Outcome:
    """Take the step in each case as it was shown: `typed` holds the sent fields by 受理编号.

    A case that is not among `cases` (no longer in sight) is refused, as is what the step's form or the engine refuses.
    """
    outcome = Outcome([], [])
    for number, fields in typed.items():
        case = cases.get(number)
        reason = "这件诉求不在您的台账里了" if case is None else _taken(step, case, fields, by, at)
        if reason:
            outcome.refused.append((number, reason))
        else:
            outcome.done.append(number)
    return outcome


def _taken(
    step: str, case: EnterpriseRequest, typed: MultiValueDict[str, Any], by: Actor, at: datetime
) -> str:
    """Why it was not done; "" where it was."""
    form = form_for(STEPS[step], case, on=local_date(at), data=typed)
    if not form.is_valid():
        return str(next(iter(form.errors.values()))[0])
    try:
        engine.take(step, case, form.inputs(by=by, at=at), by=by, at=at)
    except Refused as refused:
        return refused.message
    return ""


def _planned(
    step: str,
    case: EnterpriseRequest,
    by: Actor,
    at: datetime,
    proposed: Counter[int],
    preset: Preset | None,
) -> Planned:
    if not engine.possible(case, by=by, at=at, only=step):
        return Planned(
            case,
            (),
            "",
            f"“{case.status_label}”的诉求现在不能{STEPS[step].label}，或不由您{STEPS[step].label}",
        )
    if step == "hand_over":
        return _handing_over(case, local_date(at), proposed)
    return _PLANS[step](case, local_date(at), preset)


def _accepting(case: EnterpriseRequest, on: date, preset: Preset | None) -> Planned:
    found = advice.advise(case, on=on)
    chosen = preset.category if preset and preset.category in categories().open(on) else None
    category = chosen or found.category
    level = (preset and preset.difficulty) or (chosen.difficulty if chosen else found.difficulty)
    group = (preset and preset.group) or (chosen and chosen.professional_group) or found.group
    fit = next_best(case, group, on=on)
    because = "；".join(
        filter(None, (found.categories[0].because if found.categories else "", found.group_because))
    )
    if preset is not None:
        because = f"常用处理“{preset.name}”"
    doubts: Sequence[tuple[bool, str]] = (
        (case.source == Source.ACTIVITY, "活动中发现的，须先确认"),
        (bool(case.marks), "有受理提示"),
        (bool(accusations.signs(case.text)), "像是检举控告"),
        (found.other_body is not None, "可能不属服务站办理"),
        (not found.is_sure and chosen is None, "类别拿不准"),
        (fit is None, "没有合适的小组或代表"),
    )
    doubt = "，".join(words for is_so, words in doubts if is_so)
    if doubt or category is None or group is None or fit is None:
        return Planned(case, (), because, doubt)
    title = advice.short_title(case)
    difficulty = Difficulty(level)
    fields = (
        Filled("title", "短标题", (title,), title),
        Filled("category", "类别", (category.code,), category.full_name),
        Filled("difficulty", "难度", (difficulty.value,), difficulty.label),
        Filled("group", "小组", (group.code,), group.name),
        Filled("representative", "代表", (fit.representative.code,), fit.representative.name),
        _outcome(case, preset),
    )
    return Planned(case, fields, because)


def _assigning(case: EnterpriseRequest, on: date, preset: Preset | None) -> Planned:
    units = advice.units_for(case)
    lead, co = preset.lead_and_co if preset else (None, [])
    lead = lead or (units.lead if units.is_sure else None)
    if lead is None:
        return Planned(case, (), units.because, "责任单位拿不准")
    others = [unit for unit in co or units.co if unit != lead]
    fields = [
        Filled("lead", "主办", (lead.code,), lead.short_name),
        Filled(
            "co", "会办", tuple(unit.code for unit in others), "、".join(unit.short_name for unit in others)
        ),
        _outcome(case, preset),
    ]
    if preset is not None and preset.text:
        fields.append(Filled("text", "交办要求", (preset.text,), preset.text))
    because = f"常用处理“{preset.name}”" if preset is not None else units.because
    return Planned(case, tuple(fields), because)


def _outcome(case: EnterpriseRequest, preset: Preset | None) -> Filled:
    """What was agreed for the case stands; shown only where the preset gives it."""
    given = preset.expected_outcome if preset and not case.expected_outcome else ""
    return Filled("expected_outcome", "预期效果" if given else "", (case.expected_outcome or given,), given)


def _handing_over(case: EnterpriseRequest, on: date, proposed: Counter[int]) -> Planned:
    """To the fittest other member of its group; of equally fit ones to whom fewest are proposed and in hand."""
    able = [
        one
        for one in (candidates(case, case.group, on=on) if case.group else [])
        if not one.conflict and one.representative.pk != case.representative_id
    ]
    if not able:
        return Planned(case, (), "", "组内没有别的代表可以承办")
    fit = [one for one in able if one.because == able[0].because]
    best = min(fit, key=lambda one: one.load + proposed[one.representative.pk])
    proposed[best.representative.pk] += 1
    field = Filled(
        "representative",
        "改由",
        (best.representative.code,),
        best.label,
        tuple((one.representative.code, one.label) for one in able),
    )
    now = case.representative.name if case.representative else "没有代表"
    return Planned(case, (Filled("now", "现在", (), now), field), "，".join(best.because) or "组内在办较少")


def last_taken(by: Actor, at: datetime) -> Taken | None:
    """What `by` took last today, of the steps that are taken together: all its cases of that one press.

    Read from the chains: the cases of one press share their instant.
    """
    today = Event.objects.filter(
        action__in=UNDOES, by_user=by.user, at__gte=closing_instant(local_date(at), time.min), at__lte=at
    )
    last = today.order_by("-at", "-pk").first()
    if last is None:
        return None
    together = today.filter(action=last.action, at=last.at).order_by("pk")[:AT_MOST]
    return Taken(last.action, last.at, {event.subject: event.seq for event in together})


def kept(taken: Taken) -> dict[str, str]:
    """By the key of its chain why a case's step cannot be taken back any more, for those that somebody acted on."""
    acted = taken_since(engine.workflow_of(EnterpriseRequest()), taken.events, beside=BESIDE)
    undone = label_of_undoing(taken.step)
    return {key: "已撤销" if one.title == undone else acted_on(one) for key, one in acted.items()}


def undo(
    step: str, cases: Mapping[str, EnterpriseRequest], numbers: Iterable[str], *, by: Actor, at: datetime
) -> Outcome:
    """Take `step` back in each of these cases, by a step of its own; where somebody has acted since it says who."""
    outcome = Outcome([], [])
    for number in numbers:
        try:
            if number not in cases:
                raise Refused("not_found", "这件诉求不在您的台账里了")
            UNDOES[step](cases[number], by=by, at=at)
        except Refused as refused:
            outcome.refused.append((number, refused.message))
        else:
            outcome.done.append(number)
    return outcome


def label_of_undoing(step: str) -> str:
    """撤销受理; what takes a hand-over back is a step of the same name."""
    undoing = STEPS.get(f"undo_{step}")
    return undoing.past if undoing is not None else f"撤销{STEPS[step].label}"


_PLANS: dict[str, Callable[[EnterpriseRequest, date, Preset | None], Planned]] = {
    "accept": _accepting,
    "assign": _assigning,
}
TOGETHER = (*_PLANS, "hand_over")
UNDOES: dict[str, Callable[..., object]] = {
    **{name: partial(engine.take, f"undo_{name}") for name in ("accept", "assign", "urge")},
    "hand_over": undo_hand_over,
}
