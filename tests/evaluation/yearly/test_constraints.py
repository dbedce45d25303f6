"""Every constraint of schemes, exemptions, evaluations, assessments and Stars, each broken once."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from evaluation.models import (
    Assessment,
    Assessor,
    DutyEntry,
    DutyFileLink,
    DutyObjection,
    Evaluation,
    Exemption,
    Scheme,
    ScoreLine,
    ScoreObjection,
    Star,
)
from groups.models import ProfessionalGroup, Representative
from office.models import User
from tests.breaking import assert_refused
from tests.evaluation.yearly.sound_rows import AT, DAY, MARKS, PUBLISHED, SHOWN, Rows

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
MODELS = (
    DutyObjection,
    DutyEntry,
    DutyFileLink,
    Scheme,
    Exemption,
    Evaluation,
    ScoreLine,
    ScoreObjection,
    Assessor,
    Assessment,
    Star,
)


def twice(make: Callable[..., Any], **given: Any) -> None:
    make(**given)
    make(**given)


BREAKING: dict[str, Callable[[Rows], object]] = {
    "scheme_status_known": lambda rows: rows.scheme(status="odd"),
    "scheme_one_of_a_year": lambda rows: rows.scheme(first_year=rows.base.first_year),
    "scheme_submitted_at_by": lambda rows: rows.scheme(submitted_at=AT),
    "scheme_submitted_when": lambda rows: rows.scheme(status="submitted"),
    "scheme_approved_at_by": lambda rows: rows.scheme(approved_at=AT),
    "scheme_second_person": lambda rows: rows.scheme(
        submitted_at=AT, submitted_by=rows.one, approved_at=AT, approved_by=rows.one
    ),
    "scheme_gives_a_hundred": lambda rows: rows.scheme(attendance_points=16),
    "scheme_ranks_make_one": lambda rows: rows.scheme(best_share="0.5"),
    "scheme_harder_weighs_more": lambda rows: rows.scheme(hard_weight=1),
    "exemption_reason_known": lambda rows: rows.exemption(reason="odd"),
    "exemption_kind_known": lambda rows: rows.exemption(kind="odd"),
    "exemption_span_is_ordered": lambda rows: rows.exemption(until=DAY - dt.timedelta(days=1)),
    "exemption_has_who_asked": lambda rows: rows.exemption(asked_by=None),
    "exemption_other_is_explained": lambda rows: rows.exemption(reason="other"),
    "exemption_decided_when": lambda rows: rows.exemption(granted=True),
    "exemption_decided_at_by": lambda rows: rows.exemption(decided_at=AT),
    "exemption_second_person": lambda rows: rows.exemption(decided_at=AT, decided_by=rows.one),
    "evaluation_status_known": lambda rows: rows.evaluation(status="odd"),
    "evaluation_edition_once": lambda rows: (
        rows.frozen(year=2020),
        rows.evaluation(year=2020),
    ),
    "evaluation_one_frozen": lambda rows: (rows.frozen(year=2020), rows.frozen(year=2020, edition=2)),
    "evaluation_one_open": lambda rows: (rows.evaluation(year=2020), rows.evaluation(year=2020, edition=2)),
    "evaluation_within_a_hundred": lambda rows: rows.evaluation(total=101),
    "evaluation_months_known": lambda rows: rows.evaluation(months=13),
    "evaluation_shown_at_by": lambda rows: rows.evaluation(**SHOWN),
    "evaluation_shown_has_its_days": lambda rows: rows.evaluation(
        **{**SHOWN, "objections_until": None, "shown_by": rows.one}
    ),
    "evaluation_approved_at_by": lambda rows: rows.frozen(approved_by=None),
    "evaluation_second_person": lambda rows: rows.frozen(approved_by=rows.one),
    "evaluation_status_has_its_times": lambda rows: rows.evaluation(status="frozen"),
    "score_line_part_known": lambda rows: rows.line(part="odd"),
    "score_line_once": lambda rows: twice(rows.line, evaluation=rows.evaluation()),
    "score_line_within_its_most": lambda rows: rows.line(points=13),
    "duty_objection_way_known": lambda rows: rows.duty_objection(way="fax"),
    "duty_objection_account_is_named": lambda rows: rows.duty_objection(way="account"),
    "duty_objection_one_open": lambda rows: twice(rows.duty_objection),
    "duty_objection_answered_at_by": lambda rows: rows.duty_objection(
        answered_at=AT, upheld=True, answer="是"
    ),
    "duty_objection_answered_whole": lambda rows: rows.duty_objection(answer="是"),
    "duty_objection_other_answers": lambda rows: rows.duty_objection(
        way="account",
        raised_by=rows.one,
        answered_by=rows.one,
        answered_at=AT,
        upheld=True,
        answer="是",
    ),
    "duty_entry_kind_known": lambda rows: rows.duty_entry(kind="holiday"),
    "duty_entry_way_known": lambda rows: rows.duty_entry(way="fax"),
    "duty_entry_account_is_named": lambda rows: rows.duty_entry(entered_by=rows.one),
    "duty_entry_once_a_day_and_kind": lambda rows: twice(rows.duty_entry),
    "duty_entry_decided_at_by": lambda rows: rows.duty_entry(decided_at=AT, accepted=True, basis="签到表"),
    "duty_entry_decided_whole": lambda rows: rows.duty_entry(basis="签到表"),
    "duty_entry_second_person": lambda rows: rows.duty_entry(
        way="account",
        entered_by=rows.one,
        decided_by=rows.one,
        decided_at=AT,
        accepted=True,
        basis="签到表",
    ),
    "duty_file_link_once_a_day": lambda rows: twice(rows.duty_link),
    "duty_file_link_opens_for_a_while": lambda rows: rows.duty_link(expires_on=DAY - dt.timedelta(days=1)),
    "score_objection_way_known": lambda rows: rows.objection(way="fax"),
    "score_objection_account_is_named": lambda rows: rows.objection(way="sheet"),
    "score_objection_one_open": lambda rows: twice(rows.objection, evaluation=rows.evaluation()),
    "score_objection_answered_at_by": lambda rows: rows.objection(answered_at=AT, upheld=True, answer="是"),
    "score_objection_answered_whole": lambda rows: rows.objection(answer="是"),
    "score_objection_difference_whole": lambda rows: rows.objection(total_before=1),
    "score_objection_other_answers": lambda rows: rows.objection(
        answered_at=AT, upheld=True, answer="是", answered_by=rows.one
    ),
    "assessor_once_a_year": lambda rows: twice(rows.assessor, year=2020),
    "assessor_approved_at_by": lambda rows: rows.assessor(approved_at=AT),
    "assessor_second_person": lambda rows: rows.assessor(approved_at=AT, approved_by=rows.one),
    "assessment_place_known": lambda rows: rows.assessment(place=4),
    "assessment_one_in_each_place": lambda rows: twice(rows.assessment),
    "assessment_once_by_each": lambda rows: (
        rows.assessment(assessor=(same := rows.assessor())),
        rows.assessment(assessor=same, place=2),
    ),
    "assessment_given_whole": lambda rows: rows.assessment(**{**MARKS, "wording": 6}),
    "assessment_withdrawn_has_reason": lambda rows: rows.assessment(withdrawn_at=AT),
    "star_status_known": lambda rows: rows.star(status="odd", answered_at=AT),
    "star_quarter_known": lambda rows: rows.star(quarter=5),
    "star_has_reason": lambda rows: rows.star(reason=""),
    "star_one_of_a_quarter": lambda rows: twice(rows.star, year=2020),
    "star_answered_when": lambda rows: rows.star(status="consented"),
    "star_published_at_by": lambda rows: rows.star(**PUBLISHED),
    "star_published_until": lambda rows: rows.star(
        **{**PUBLISHED, "shown_until": None, "approved_by": rows.two}
    ),
    "star_published_when": lambda rows: rows.star(status="published", answered_at=AT),
    "star_second_person": lambda rows: rows.star(**PUBLISHED, approved_by=rows.one),
    "star_revoked_has_reason": lambda rows: rows.star(status="revoked", ended_at=AT, revoked_by=rows.one),
    "star_ended_when": lambda rows: rows.star(ended_at=AT),
}


@pytest.fixture
def rows(representative: User, finance_group: ProfessionalGroup, staff: User, approver: User) -> Rows:
    return Rows(Representative.objects.get(user=representative), finance_group, staff, approver)


@pytest.mark.parametrize("name", BREAKING)
def test_a_row_that_breaks_it_is_refused(name: str, rows: Rows) -> None:
    assert_refused(name, lambda: BREAKING[name](rows))


def test_every_constraint_is_broken_here(rows: Rows) -> None:
    assert set(BREAKING) == {each.name for model in MODELS for each in model._meta.constraints}
    for sound in (
        rows.scheme,
        rows.exemption,
        rows.duty_objection,
        rows.duty_entry,
        rows.duty_link,
        rows.frozen,
        rows.line,
        rows.objection,
        rows.assessor,
        rows.star,
    ):
        sound()
    rows.assessment(**MARKS)
