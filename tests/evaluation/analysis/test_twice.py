"""The numbers of the analysis, and the same told by loops over all rows, which share nothing with them."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.analysis import numbers
from evaluation.analysis.durations import TURNS
from evaluation.analysis.matters import Asked
from office import calendar
from office.calendar import WorkingCalendar
from office.months import Month
from requests_app.deadlines import case_states
from requests_app.models import Assignment, Category, Clock, EnterpriseRequest
from tests.evaluation.random_cases import Setting, cases
from tests.evaluation.test_figures_twice import built, setting

__all__ = ["setting"]

ON = dt.date(2026, 11, 23)
LAST = Month.of(ON)
NAMES = ("甲厂", "乙厂", "丙厂")
EXAMPLES = 12


def counts(case: EnterpriseRequest, asked: Asked, units: dict[int, int]) -> bool:
    narrowed = (
        (asked.category, case.category_id),
        (asked.group, case.group_id),
        (asked.station, case.station_id),
        (asked.unit, units.get(case.pk)),
        (asked.kind or None, case.requester_kind),
    )
    return not case.sealed and all(wanted in (None, own) for wanted, own in narrowed)


def matters(rows: list[EnterpriseRequest]) -> list[EnterpriseRequest]:
    """Merged and split cases are one, and of one enterprise and category one a month; without a name each is one."""
    found: list[EnterpriseRequest] = []
    for case in sorted(rows, key=lambda case: (case.received_on, case.pk)):
        again = [
            each
            for each in found
            if family(each) == family(case) or (case.enterprise_name and visit(each) == visit(case))
        ]
        found += [] if again else [case]
    return found


def family(case: EnterpriseRequest) -> int:
    return case.leading_id or case.split_from_id or case.pk


def visit(case: EnterpriseRequest) -> tuple[str, int | None, Month]:
    return case.enterprise_name, case.category_id, Month.of(case.received_on)


def spans(
    rows: list[EnterpriseRequest], working: WorkingCalendar
) -> Iterator[tuple[str, int, int, int, int]]:
    keys = {case.pk for case in rows}
    clocks = [clock for clock in Clock.objects.all() if clock.case_id in keys and clock.stop_reason != "void"]
    for name, _, kinds in TURNS:
        own = [clock for clock in clocks if clock.kind in kinds]
        days = [working.count(clock.start_on, clock.stopped_on or ON) for clock in own]
        over = sum((clock.stopped_on or ON) > clock.first_due_on for clock in own)
        if own:
            yield name, len(own), sum(days), over, sum(clock.stopped_on is None for clock in own)


def replies(rows: list[EnterpriseRequest]) -> dict[int, list[int]]:
    """Of each unit those that ended or are over, and those in time."""
    keys, found = {case.pk for case in rows}, dict[int, list[int]]()
    for clock in Clock.objects.filter(kind="reply").exclude(assignment=None).select_related("assignment"):
        is_judged = clock.stopped_on is not None or clock.first_due_on < ON
        if clock.case_id in keys and clock.stop_reason != "void" and is_judged and clock.assignment:
            own = found.setdefault(clock.assignment.department_id, [0, 0])
            own[0] += 1
            own[1] += clock.stop_reason == "done" and clock.stopped_on <= clock.first_due_on
    return found


def compare(asked: Asked) -> None:
    working = calendar.load()
    leads = Assignment.objects.current().filter(part="lead")
    units = dict(leads.values_list("case_id", "department_id"))
    kept = [case for case in EnterpriseRequest.objects.all() if counts(case, asked, units)]
    out = [case for case in kept if case.status in ("declined", "withdrawn")]
    rows = [case for case in kept if case not in out]
    found = numbers.count(asked, working)
    by_month = {
        month: [case for case in rows if Month.of(case.received_on) == month] for month in asked.shown
    }
    for line in found.months:
        own = matters(by_month[line.month])
        settled = sum(case.outcome == "settled" for case in own)
        assert (line.received, line.settled) == (len(own), settled), line.month
    assert found.left_out == sum(Month.of(case.received_on) in by_month for case in out)
    span = [case for own in by_month.values() for case in own]
    assert [(row.key, row.n, row.days, row.over, row.running) for row in found.spent] == list(
        spans(span, working)
    )
    assert {row.unit: [row.compared.n, row.compared.observed] for row in found.compared} == replies(span)
    judged: Counter[int] = Counter()
    window = [case for case in rows if Month.of(case.received_on) in (*asked.compared, asked.judged)]
    for category in {case.category_id for case in window if case.category_id}:
        own = matters([case for case in window if case.category_id == category])
        judged[category] = sum(Month.of(case.received_on) == asked.judged for case in own)
    assert {row.key: row.x for row in found.moving} == {row.key: judged[row.key] for row in found.moving}
    assert numbers.unpacked(numbers.packed(found)) == found


def test_both_computations_agree_over_random_cases(setting: Setting) -> None:
    category = Category.objects.leaves().get()
    other = Category.objects.create(
        code="RZ98", name="其他融资", parent=category.parent, professional_group=category.professional_group
    )
    categories = [category, other]

    def narrowed(which: str) -> dict[str, Any]:
        return {
            "": {},
            "group": {"group": setting.groups[0].pk},
            "unit": {"unit": setting.departments[0].pk},
            "category": {"category": categories[0].pk},
            "kind": {"kind": "enterprise", "station": setting.stations[0].pk},
        }[which]

    @settings(max_examples=EXAMPLES)
    @given(
        st.lists(cases, min_size=2, max_size=8),
        st.sampled_from(["", "group", "unit", "category", "kind"]),
        st.integers(1, 3),
        st.lists(st.sampled_from(["", "", "leading", "split_from"]), min_size=8, max_size=8),
    )
    def agree(drawn: list[dict[str, Any]], which: str, months: int, ties: list[str]) -> None:
        with built(drawn, setting):
            for number, case in enumerate(EnterpriseRequest.objects.order_by("pk")):
                case.enterprise_name = NAMES[number % len(NAMES)]
                case.category = categories[number % 2]
                case.save(update_fields=["enterprise_name", "category"])
                if number and ties[number]:
                    # Of the first one, so that a family is one of two levels.
                    setattr(case, ties[number], EnterpriseRequest.objects.order_by("pk").first())
                    case.save(update_fields=[ties[number]])
            case_states.remember_all(EnterpriseRequest.objects.all(), dt.date(2026, 1, 1))
            compare(Asked(LAST, months, ON, **narrowed(which)))

    agree()
