"""What the database refuses, whatever the code above it does: each constraint is broken once."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import F, Model

from demo.suggestion_scenario import SuggestionScenario
from suggestions.models import (
    Author,
    Consent,
    DirectorsDecision,
    Meeting,
    Opinion,
    ProposedReturn,
    ReportBack,
    Source,
    Suggestion,
    SuggestionAssignment,
    SuggestionClock,
    SuggestionConsultation,
    SuggestionExtension,
    SuggestionLetter,
    SuggestionPromise,
    SuggestionReply,
    SuggestionSeat,
    SuggestionStepDraft,
    SuggestionSupervision,
    SuggestionUrging,
    Takeover,
    UnsuitableKind,
)
from tests.breaking import assert_refused, choices_without_constraint
from tests.stories import Story
from tests.suggestions.files import a_file
from tests.suggestions.test_relays import party

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
AT = dt.datetime(2026, 11, 5, 2, tzinfo=dt.UTC)
ON = AT.date()
LATER = dt.date(2030, 1, 1)

# By the model: values that one of its rows may not have.
UPDATES: dict[type[Model], dict[str, dict[str, Any]]] = {
    Suggestion: {
        "suggestion_status_known": {"status": "lost", "outcome": ""},
        "suggestion_outcome_known": {"outcome": "fine"},
        "suggestion_occasion_known": {"occasion": "lunch"},
        "suggestion_level_known": {"level": "village"},
        "suggestion_publicity_known": {"publicity": "maybe"},
        "suggestion_submitted_at_on": {"submitted_on": None},
        "suggestion_registered_at_on": {"registered_on": None},
        "suggestion_answered_at_on": {"answered_on": None},
        "suggestion_closed_at_on": {"closed_on": None},
        "suggestion_published_at_by": {"published_at": AT},
        "suggestion_outcome_when_closed": {"outcome": ""},
        "suggestion_number_when_registered": {"number": None},
        "suggestion_merged_has_leading": {"status": "merged", "outcome": ""},
        "suggestion_other_level_is_recorded": {"level": "city"},
        "suggestion_months_known": {"months": 4},
    },
    SuggestionAssignment: {
        "suggestionassignment_part_known": {"part": "half"},
        "suggestionassignment_status_known": {"status": "lost"},
        "suggestionassignment_signed_at_on": {"signed_on": None},
        "suggestionassignment_done_at_on": {"done_on": None},
        "suggestionassignment_passed_on_at_on": {"passed_on_at": AT},
        "suggestionassignment_at_relay_has_relay": {"status": "at_relay"},
    },
    SuggestionReply: {
        "suggestionreply_state_known": {"state": "lost"},
        "suggestionreply_class_known": {"result_class": "E"},
        "suggestionreply_publicity_known": {"publicity": "maybe"},
        "suggestionreply_has_class": {"result_class": ""},
        "suggestionreply_b_has_date": {"promise_on": None},
        "suggestionreply_sent_at_on": {"sent_on": None},
    },
    Meeting: {"meeting_way_known": {"way": "fax"}, "meeting_agreed_when_met": {"agreed": None}},
    Author: {
        "author_state_known": {"state": "lost"},
        "author_signed_by_known": {"signed_by": "nod"},
        "author_answered_at_on": {"answered_on": None},
        "author_signed_knows_the_text": {"text_hash": ""},
        "author_successor_has_its_time": {"successor_named_at": AT},
        "author_succeeded_by_another": {"successor": F("representative"), "successor_named_at": AT},
    },
    SuggestionClock: {
        "suggestionclock_stop_reason_known": {"stop_reason": "bored", "stopped_at": AT, "stopped_on": ON},
        "suggestionclock_stopped_at_on": {"stopped_on": ON},
        "suggestionclock_stopped_with_reason": {"stop_reason": "done"},
        "suggestionclock_only_later": {"due_on": dt.date(2020, 1, 1)},
        "suggestionclock_at_most_doubled": {"days": 3, "extra_days": 4},
        "suggestionclock_kind_known": {"kind": "tea"},
    },
    ProposedReturn: {
        "proposedreturn_to_known": {"to": "bin"},
        "proposedreturn_decided_whole": {"granted": True},
    },
    Takeover: {
        "takeover_to_known": {"to": "bin"},
        "takeover_decided_whole": {"granted": True},
        "takeover_names_who_goes_on": {"representative": None},
    },
    SuggestionConsultation: {
        "suggestionconsultation_state_known": {"state": "lost"},
        "suggestionconsultation_recorded_at_by": {"recorded_at": AT},
        "suggestionconsultation_held_has_outcome": {"state": "held"},
    },
    SuggestionExtension: {"suggestionextension_decided_whole": {"granted": True}},
    DirectorsDecision: {
        "directorsdecision_known": {"decision": "nap"},
        "directorsdecision_confirmed_at_by": {"confirmed_at": AT},
    },
    SuggestionPromise: {
        "suggestionpromise_kept_at_on": {"kept_on": ON},
        "suggestionpromise_broken_at_on": {"broken_on": ON},
        "suggestionpromise_confirmed_at_on": {"confirmed_on": ON},
        "suggestionpromise_confirmed_by_known": {
            "confirmed_by": "me", "kept_at": AT, "kept_on": ON, "confirmed_at": AT, "confirmed_on": ON,
        },
        "suggestionpromise_confirmed_once_kept": {
            "confirmed_by": "enterprise", "confirmed_at": AT, "confirmed_on": ON,
        },
        "suggestionpromise_not_both": {
            "confirmed_by": "enterprise", "kept_at": AT, "kept_on": ON, "confirmed_at": AT, "confirmed_on": ON,
            "broken_at": AT, "broken_on": ON,
        },
    },
    SuggestionLetter: {"suggestionletter_kind_known": {"kind": "love"}},
    SuggestionUrging: {
        "suggestionurging_has_one_author": {"by_enterprise": True},
    },
    SuggestionSupervision: {
        "suggestionsupervision_released_at_on": {"released_on": ON},
        "suggestionsupervision_released_at_by": {"released_at": AT, "released_on": ON},
        "suggestionsupervision_forward": {"until_on": dt.date(2020, 1, 1)},
    },
    Opinion: {
        "opinion_attitude_known": {"attitude": "meh"},
        "opinion_result_known": {"result": "meh"},
        "opinion_dissatisfied_says_why": {"result": "dissatisfied", "text": ""},
    },
    ReportBack: {
        "reportback_told_somebody": {"told": 0},
    },
}  # fmt: skip
# Both columns are NOT NULL, which is refused first.
NEVER_REACHED = {"suggestionurging_at_on", "opinion_given_at_on", "reportback_told_at_on"}
# By the model: what a second row like the first breaks, and what it has of its own.
TWICE: dict[type[Model], dict[str, dict[str, Any]]] = {
    Suggestion: {
        "suggestion_serial_once_per_occasion_and_year": {"token": "another", "number": "2026B900"},
    },
    SuggestionAssignment: {"suggestion_unit_once": {}},
    SuggestionReply: {"suggestionreply_sent_once_per_round": {}},
    SuggestionClock: {"suggestionclock_one_running": {}},
    ProposedReturn: {"proposedreturn_one_undecided": {}},
    Takeover: {"takeover_one_undecided": {}},
    SuggestionSeat: {"suggestionseat_once_per_consultation": {}},
    Consent: {"consent_once": {}},
    DirectorsDecision: {"directorsdecision_once_per_round": {}},
    SuggestionLetter: {"suggestionletter_number_once": {}},
    SuggestionSupervision: {"suggestionsupervision_one_unreleased": {}},
    SuggestionStepDraft: {"suggestionstepdraft_once_per_step": {}},
    Opinion: {"opinion_once_per_round": {}},
    Source: {"source_once": {}},
    ReportBack: {"reportback_once": {}},
}
# Two people: who asks and who decides may not be one. Who asked, who decides, and what else a decision has.
PAIRS: dict[type[Model], tuple[str, str, str, dict[str, Any]]] = {
    Suggestion: (
        "suggestion_published_by_second_person", "publish_asked_by", "published_by",
        {"publish_asked_at": AT, "published_at": AT},
    ),
    ProposedReturn: (
        "proposedreturn_second_person", "asked_by", "decided_by", {"granted": True, "decided_at": AT},
    ),
    Takeover: ("takeover_second_person", "asked_by", "decided_by", {"granted": True, "decided_at": AT}),
    SuggestionExtension: (
        "suggestionextension_second_person", "asked_by", "decided_by", {"granted": True, "decided_at": AT},
    ),
    DirectorsDecision: (
        "directorsdecision_second_person", "recorded_by", "confirmed_by", {"confirmed_at": AT},
    ),
    Author: ("author_sheet_second_person", "sheet_entered_by", "sheet_checked_by", {}),
}  # fmt: skip


def test_each_constraint_is_broken_once(
    scenario: SuggestionScenario, story: Story, unsuitable: UnsuitableKind
) -> None:
    rows = sown(scenario, story, unsuitable)
    broken = set()

    def breaks(name: str, deed: Callable[[], object]) -> None:
        assert_refused(name, deed)
        broken.add(name)

    for model, updates in UPDATES.items():
        for name, values in updates.items():
            breaks(name, lambda model=model, values=values: _update(rows[model], values))
    for model, copies in TWICE.items():
        for name, own in copies.items():
            breaks(name, lambda model=model, own=own: _copy(rows[model], own))
    for model, (name, asked, decided, values) in PAIRS.items():
        both = values | {asked: scenario.people["staff"], decided: scenario.people["staff"]}
        breaks(name, lambda model=model, both=both: _update(rows[model], both))
    author, opinion = rows[Author], rows[Opinion]
    breaks("author_once", lambda: _copy(author, {"order": 7}))
    breaks(
        "author_order_once", lambda: _copy(author, {"representative": scenario.representative("stranger")})
    )
    unit_clock = SuggestionClock.objects.running().filter(assignment__isnull=False).first()
    breaks("suggestionclock_one_running_of_unit", lambda: _copy(unit_clock, {}))
    breaks(
        "suggestionconsultation_one_convened",
        lambda: _copy(rows[SuggestionConsultation], {"clock": unit_clock}),
    )
    sheet = {"sheet": a_file(), "entered_by": scenario.people["staff"]}
    breaks("opinion_entered_from_a_sheet", lambda: _update(opinion, {"sheet": sheet["sheet"]}))
    breaks("opinion_sheet_is_checked", lambda: _update(opinion, sheet))
    both = sheet | {"checked_by": scenario.people["staff"]}
    breaks("opinion_sheet_second_person", lambda: _update(opinion, both))
    declared = {each.name for model in rows for each in model._meta.constraints}
    assert broken | NEVER_REACHED == declared


def test_every_choice_has_its_constraint() -> None:
    assert list(choices_without_constraint("suggestions")) == []


def _update(row: Any, values: dict[str, Any]) -> None:
    type(row).objects.filter(pk=row.pk).update(**values)


def _copy(row: Any, own: dict[str, Any]) -> None:
    values = {
        each.attname: getattr(row, each.attname) for each in row._meta.concrete_fields if not each.primary_key
    }
    copy = type(row)(**values)
    for name, value in own.items():
        setattr(copy, name, value)
    copy.save(force_insert=True)


def sown(scenario: SuggestionScenario, story: Story, unsuitable: UnsuitableKind) -> dict[type[Model], Any]:
    """One row of each model, most of them left by the steps of one life."""
    case = story.submit().accept().case
    scenario.at = story.at
    play = scenario.draft(generality="全市都有").link(case).handled()
    play.take("urge", "staff", text="请抓紧")
    play.take(
        "supervise",
        "approver",
        held_on=play.on,
        minute_number="7号",
        leader="吴志刚",
        reason="集中",
        until_on=LATER,
    )
    due = play.clock("answer").due_on
    play.take("ask_extension", "handler", until_on=due + dt.timedelta(days=28), reason="等预算")
    play.take("consent", "author", consents="yes")
    play.take(
        "consult", "staff", departments=(play.lead, party()), place="会议室",
        meets_at=play.at + dt.timedelta(hours=1), text="由谁列支补贴",
    )  # fmt: skip
    play.work(1).answer("B").work(1).opinion().take("report_back", "author")
    staff, row = play.people["staff"], play.row
    given = {"suggestion": row, "asked_at": AT, "asked_by": staff}
    ProposedReturn.objects.create(to="author", unsuitable=unsuitable, advice="请改", **given)
    Takeover.objects.create(to="another", representative=play.representative(), reason="推荐", **given)
    DirectorsDecision.objects.create(
        suggestion=row, round=1, held_on=ON, minute_number="9号", decision="again", text="再办",
        recorded_at=AT, recorded_by=staff,
    )  # fmt: skip
    SuggestionStepDraft.objects.create(suggestion=row, user=staff, step="register", data="{}", saved_at=AT)
    clock = SuggestionClock.objects.running().get(suggestion=row, kind="report")
    models = {*UPDATES, *TWICE, *PAIRS} - {SuggestionClock}
    return {model: model._default_manager.order_by("pk").first() for model in models - {Suggestion}} | {
        SuggestionClock: clock,
        Suggestion: row,
    }
