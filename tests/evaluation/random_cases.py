"""Cases as rows, drawn at random within what the database allows: for figures only, no story stands behind them."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from groups.models import Department, ProfessionalGroup, Representative
from office.models import User
from requests_app.models import (
    Answer,
    Assignment,
    Clock,
    Disposal,
    EnterpriseRequest,
    LookBack,
    Promise,
    Verdict,
)
from requests_app.models.states import ENDED, OPEN
from stations.models import Station
from tests.stories import SHANGHAI

MIDDLE = dt.date(2026, 10, 31)
near = st.integers(-45, 45).map(lambda offset: MIDDLE + dt.timedelta(days=offset))
maybe = st.booleans()

clocks = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["contact", "answer", "answer", "reply", "reply", "check"]),
        "round": st.integers(1, 2),
        "first_due_on": near,
        "late": st.integers(0, 9),
        "stop": st.sampled_from(["", "done", "done", "attempted", "void", "lapsed"]),
        "stopped_on": near,
        "of_unit": maybe,
    }
)
answers = st.fixed_dictionaries(
    {
        "result_class": st.sampled_from("ABCD"),
        "satisfaction": st.sampled_from(["", "satisfied", "mostly", "dissatisfied"]),
        "agreed": maybe,
        "given_by": st.sampled_from(["own", "own", "telephone", "desk"]),
        "given_on": near,
        "overridden": maybe,
        "promise": st.sampled_from(["", "open", "kept", "confirmed", "broken", "ended"]),
        "promised_on": near,
        "look_back": st.sampled_from(["", "holds", "came_back", "not_reached", "void", "answered"]),
        "looked_on": near,
        "source": st.sampled_from(["first", "second", "drawn", "promise"]),
    }
)
cases = st.fixed_dictionaries(
    {
        "status": st.sampled_from(
            ["submitted", "accepted", "handling", "answered", "closed", "closed", "closed", "referred", "declined",
             "withdrawn"]
        ),
        "outcome": st.sampled_from(["settled", "settled", "promised", "explained", "unrated"]),
        "requester_kind": st.sampled_from(["enterprise", "employee", "voter"]),
        "anonymous": st.sampled_from([False, False, False, True]),
        "sealed": st.sampled_from([False, False, False, False, True]),
        "parts_count": st.integers(1, 5),
        "received_on": near,
        "first_due_on": st.none() | near,
        "answer_due_on": st.none() | near,
        "waiting_since": st.none() | near,
        "station": st.integers(0, 1),
        "group": st.integers(0, 1),
        "representative": st.integers(-1, 1),
        "lead": st.integers(-1, 1),
        "lead_ended": maybe,
        "disposal": st.sampled_from(["", "alone", "two", "spam", "both"]),
        "clocks": st.lists(clocks, max_size=4),
        "answers": st.lists(answers, max_size=2),
    }
)  # fmt: skip


@dataclass
class Setting:
    """What cases hang on."""

    stations: list[Station]
    groups: list[ProfessionalGroup]
    representatives: list[Representative]
    departments: list[Department]
    staff: list[User]


def at(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(10), tzinfo=SHANGHAI)


def build(number: int, drawn: dict[str, Any], setting: Setting) -> None:
    """One case with all that hangs on it."""
    case = _case(number, drawn, setting)
    unit = _unit(case, drawn, setting)
    _clocks(case, unit, drawn["clocks"])
    _disposals(case, drawn["disposal"], setting)
    for place, answer in enumerate(drawn["answers"], start=1):
        _answer(case, place, answer, setting)


def _case(number: int, drawn: dict[str, Any], setting: Setting) -> EnterpriseRequest:
    status, received = drawn["status"], drawn["received_on"]
    person = drawn["representative"]
    return EnterpriseRequest.objects.create(
        ledger_number=f"2026-{number:05d}",
        status=status,
        outcome=drawn["outcome"] if status == "closed" else "",
        requester_kind=drawn["requester_kind"],
        enterprise_name="湖北锦绣蓝天服饰有限公司",
        anonymous=drawn["anonymous"],
        sealed=drawn["sealed"],
        sealed_for=setting.staff[0] if drawn["sealed"] else None,
        parts_count=drawn["parts_count"],
        source="web",
        title="诉求",
        text="诉求",
        station=setting.stations[drawn["station"]],
        group=setting.groups[drawn["group"]],
        representative=setting.representatives[person] if person >= 0 else None,
        submitted_at=at(received),
        received_on=received,
        accepted_at=at(received),
        accepted_on=received,
        first_due_on=drawn["first_due_on"],
        answer_due_on=drawn["answer_due_on"],
        waiting_since=drawn["waiting_since"] if status in OPEN else None,
        closed_at=at(received) if status in ENDED else None,
        closed_on=received if status in ENDED else None,
    )


def _unit(case: EnterpriseRequest, drawn: dict[str, Any], setting: Setting) -> Assignment | None:
    if drawn["lead"] < 0:
        return None
    day = drawn["received_on"]
    return Assignment.objects.create(
        case=case,
        department=setting.departments[drawn["lead"]],
        part="lead",
        status="returned" if drawn["lead_ended"] else "signed",
        assigned_at=at(day),
        assigned_on=day,
        due_on=day,
    )


def _clocks(case: EnterpriseRequest, unit: Assignment | None, drawn: list[dict[str, Any]]) -> None:
    running: set[tuple[str, bool]] = set()
    for each in drawn:
        of_unit = each["of_unit"] and unit is not None and each["kind"] == "reply"
        place = (each["kind"], of_unit)
        if not each["stop"] and place in running:
            continue
        running |= {place} if not each["stop"] else set()
        due_on = each["first_due_on"] + dt.timedelta(days=each["late"])
        Clock.objects.create(
            case=case,
            assignment=unit if of_unit else None,
            kind=each["kind"],
            round=each["round"],
            started_at=at(each["first_due_on"]),
            start_on=each["first_due_on"],
            first_due_on=each["first_due_on"],
            due_on=due_on,
            due_at=at(due_on),
            stop_reason=each["stop"],
            stopped_at=at(each["stopped_on"]) if each["stop"] else None,
            stopped_on=each["stopped_on"] if each["stop"] else None,
        )


def _disposals(case: EnterpriseRequest, kind: str, setting: Setting) -> None:
    one, other = setting.staff
    reasons = {
        "alone": [(None, "private")],
        "two": [(other, "private")],
        "spam": [(None, "spam")],
        "both": [(one, "private"), (other, "litigation")],
    }
    for proposer, reason in reasons.get(kind, []):
        Disposal.objects.create(
            case=case,
            kind="decline",
            reason=reason,
            explanation="说明",
            proposed_by=proposer,
            decided_by=one,
            decided_at=at(MIDDLE),
            decided_on=MIDDLE,
            status_before="submitted",
        )


def _answer(case: EnterpriseRequest, place: int, drawn: dict[str, Any], setting: Setting) -> None:
    answer = Answer.objects.create(
        case=case, round=place, text="答复", result_class=drawn["result_class"], answered_at=at(MIDDLE)
    )
    if drawn["satisfaction"]:
        if drawn["overridden"]:
            _verdict(answer, drawn, setting, given_by="telephone", overridden=True)
        _verdict(answer, drawn, setting, given_by=drawn["given_by"], overridden=False)
    if drawn["promise"]:
        _promise(answer, drawn)
    if drawn["look_back"]:
        LookBack.objects.create(
            case=case,
            round=place,
            source=drawn["source"],
            opens_on=drawn["looked_on"],
            opened_at=at(drawn["looked_on"]),
            opened_on=drawn["looked_on"],
            outcome=drawn["look_back"],
            done_at=at(drawn["looked_on"]),
            done_on=drawn["looked_on"],
        )


def _verdict(
    answer: Answer, drawn: dict[str, Any], setting: Setting, *, given_by: str, overridden: bool
) -> None:
    Verdict.objects.create(
        case=answer.case,
        answer=answer,
        round=answer.round,
        satisfaction="mostly" if overridden else drawn["satisfaction"],
        agreed=drawn["agreed"],
        given_by=given_by,
        given_at=at(drawn["given_on"]),
        given_on=drawn["given_on"],
        recorded_by=setting.staff[0] if given_by == "telephone" else None,
        overridden_at=at(MIDDLE) if overridden else None,
    )


def _promise(answer: Answer, drawn: dict[str, Any]) -> None:
    state, day = drawn["promise"], drawn["promised_on"]
    kept, confirmed = state in ("kept", "confirmed"), state == "confirmed"
    Promise.objects.create(
        case=answer.case,
        answer=answer,
        text="承诺",
        due_on=day,
        kept_at=at(day) if kept else None,
        kept_on=day if kept else None,
        confirmed_at=at(day) if confirmed else None,
        confirmed_on=day if confirmed else None,
        confirmed_by="enterprise" if confirmed else "",
        broken_at=at(day) if state == "broken" else None,
        broken_on=day if state == "broken" else None,
        ended_at=at(day) if state == "ended" else None,
    )
