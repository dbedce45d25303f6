"""The life cycle of a suggestion (docs/domain.md § 4): every way through it, and who may not go it."""

import datetime as dt

import pytest
from django.test import Client

from demo.suggestion_scenario import SuggestionScenario
from office.models import Event, User
from office.refusals import Refused
from stations.scopes import Scopes
from suggestions.models import (
    SuggestionClock,
    SuggestionPromise,
)
from suggestions.queue import waiting_for
from tests.people import SignIn

pytestmark = pytest.mark.django_db


def refused(scenario: SuggestionScenario, name: str, who: str, **given: object) -> str:
    """The code of the refusal of a step."""
    with pytest.raises(Refused) as found:
        scenario.take(name, who, **given)
    return found.value.code


def test_from_a_draft_to_a_settled_answer(scenario: SuggestionScenario) -> None:
    scenario.answered("A").work(3).opinion()
    row = scenario.row
    assert (row.status, row.outcome, row.number) == ("closed", "settled", "2026B001")
    assert not SuggestionClock.objects.running().filter(suggestion=row).exists()
    steps = list(Event.objects.filter(subject=row.subject).order_by("seq").values_list("action", flat=True))
    assert steps == [
        "draft", "ask_signatures", "submit", "register", "assign", "sign_part", "meet", "write_answer",
        "sign_answer", "give_opinion",
    ]  # fmt: skip


def test_a_promise_is_followed_kept_and_the_author_is_asked_anew(scenario: SuggestionScenario) -> None:
    scenario.answered("B").work(3).opinion()
    assert scenario.row.outcome == "followed"
    assert scenario.clock("promise").due_on == SuggestionPromise.objects.get().due_on
    scenario.wait(days=20).take("keep_promise", "head", evidence="十一月二十日全部拨付，名单附后")
    assert (scenario.row.status, scenario.row.outcome) == ("answered", "")
    scenario.work(1).opinion()
    assert (scenario.row.status, scenario.row.outcome) == ("closed", "kept")


def test_a_promise_is_broken_only_once_its_day_has_passed(scenario: SuggestionScenario) -> None:
    scenario.answered("B").work(3).opinion()
    assert refused(scenario, "break_promise", "staff", reason="没有拨付") == "not_due"
    scenario.wait(days=70).take("break_promise", "staff", reason="没有拨付")
    assert scenario.row.outcome == "broken"


def test_a_first_bad_result_is_handled_again_the_second_goes_to_the_directors(
    scenario: SuggestionScenario, sign_in: SignIn
) -> None:
    scenario.answered("A").work(3).opinion("satisfied", "dissatisfied")
    assert (scenario.row.status, scenario.row.round) == ("handling", 2)
    again = scenario.clock("again")
    assert (again.start_on, again.months) == (scenario.on, 1)
    scenario.work(2).answer("A").work(1).opinion("dissatisfied", "dissatisfied")
    assert scenario.row.status == "answered"
    assert scenario.clock("directors").months == 2
    scenario.work(5).take(
        "record_directors",
        "staff",
        held_on=scenario.on,
        minute_number="主任会议纪要〔2026〕9号",
        decision="close",
        text="不再办理，请财政局向代表当面说明",
    )
    assert "confirm_directors" not in scenario.possible("staff")
    url = f"/desk/suggestions/{scenario.row.number}/"
    assert "主任会议纪要〔2026〕9号" not in sign_in(scenario.people["author"]).get(url).content.decode()
    scenario.take("confirm_directors", "approver")
    assert (scenario.row.status, scenario.row.outcome) == ("closed", "dissatisfied")
    for who in ("author", "head"):
        page = sign_in(scenario.people[who]).get(url).content.decode()
        assert "主任会议纪要〔2026〕9号" in page
        assert "请财政局向代表当面说明" in page


def test_the_directors_may_order_it_handled_once_more(scenario: SuggestionScenario) -> None:
    scenario.answered("A").work(3).opinion("satisfied", "dissatisfied").work(2).answer("A")
    scenario.work(1).opinion("satisfied", "dissatisfied").take(
        "record_directors", "staff", held_on=scenario.on, minute_number="9号", decision="again", text="再办"
    ).take("confirm_directors", "approver")
    assert (scenario.row.status, scenario.row.round) == ("handling", 3)


def test_a_bad_attitude_alone_opens_nothing(scenario: SuggestionScenario) -> None:
    scenario.answered("A").work(3).opinion("dissatisfied", "mostly")
    assert scenario.row.status == "closed"


def test_silence_closes_and_is_never_satisfied(scenario: SuggestionScenario) -> None:
    scenario.answered("A")
    with pytest.raises(Refused):
        scenario.take("close", "system")
    due = scenario.clock("opinion").due_on
    scenario.wait_until(due + dt.timedelta(days=1)).take("close", "system")
    assert (scenario.row.status, scenario.row.outcome) == ("closed", "no_opinion")


def test_a_unit_returns_its_part_to_the_office_and_passes_it_to_nobody(scenario: SuggestionScenario) -> None:
    scenario.submit().register().assign().work(1)
    assert "return_part" not in scenario.possible("handler")
    scenario.take("return_part", "head", reason="拨付由人社局负责")
    assert scenario.row.status == "registered"
    assert (
        refused(
            scenario,
            "assign",
            "staff",
            lead=scenario.lead,
            how="together",
            expected_outcome="到账",
            months="3",
        )
        == "returned"
    )
    scenario.assign(text="按三定方案仍由财政局主办")
    assert scenario.row.status == "assigned"


def test_no_answer_before_the_author_was_met(scenario: SuggestionScenario) -> None:
    scenario.handled()
    assert "write_answer" not in scenario.possible("handler")
    for _ in range(3):
        scenario.meet(came=False)
    assert "write_answer" not in scenario.possible("handler")
    scenario.work(1).meet(came=False).work(1).meet(came=False)
    assert "write_answer" in scenario.possible("handler")


def test_every_demand_is_answered_by_its_number(scenario: SuggestionScenario) -> None:
    scenario.handled().meet()
    with pytest.raises(Refused) as found:
        scenario.write(points="1. 已经改了")
    assert (found.value.code, found.value.field) == ("unanswered", "points")
    with pytest.raises(Refused) as found:
        scenario.write(points="1. 好\n2. 好\n3. 多出一条")
    assert found.value.field == "points"


def test_an_answer_is_signed_by_the_head_alone(scenario: SuggestionScenario) -> None:
    scenario.handled().meet().write()
    assert "sign_answer" not in scenario.possible("handler")
    scenario.take("hand_back_answer", "head", remark="日期写清楚").write().take("sign_answer", "head")
    assert scenario.row.status == "answered"


def test_an_answer_that_no_head_can_sign_waits_for_staff_who_have_the_signed_letter(
    scenario: SuggestionScenario,
) -> None:
    """The handler is there and has done all: nobody could sign, and it stood with nobody who could do anything."""
    scenario.handled().meet().write()
    assert "sign_answer" not in scenario.possible("staff")
    User.objects.filter(pk=scenario.people["head"].pk).update(is_active=False)
    staff = scenario.people["staff"] = User.objects.get(pk=scenario.people["staff"].pk)
    assert scenario.row.pk in waiting_for(Scopes.of(staff, scenario.on))
    assert "write_answer" not in scenario.possible("staff"), "the handler is there to write"
    scenario.take("sign_answer", "staff")
    assert scenario.row.status == "answered"


def test_a_class_that_does_not_fit_is_answered_anew(scenario: SuggestionScenario) -> None:
    scenario.answered("A").take("dispute_class", "liaison", unit=scenario.lead, remark="钱还没有到账，不是 A")
    assert scenario.row.status == "handling"
    scenario.work(2).write("B").take("sign_answer", "head").take("agree_class", "liaison")
    assert scenario.row.status == "answered"


def test_an_extension_needs_the_author_and_ends_within_six_months(scenario: SuggestionScenario) -> None:
    scenario.handled()
    due = scenario.clock("answer").due_on
    too_late = dt.date(2027, 5, 31)
    given = {"reason": "等省里的预算下达"}
    assert refused(scenario, "ask_extension", "handler", until_on=too_late, **given) == "too_long"
    until = due + dt.timedelta(days=28)
    scenario.take("ask_extension", "handler", until_on=until, **given)
    assert "extend" not in scenario.possible("staff")
    assert "consent" not in scenario.possible("liaison")
    scenario.take("consent", "author", consents="yes").take("extend", "staff")
    clock = scenario.clock("answer")
    assert (clock.first_due_on, clock.due_on) == (due, until)


def test_an_author_who_does_not_consent_leaves_the_date_as_it_is(scenario: SuggestionScenario) -> None:
    scenario.handled()
    due = scenario.clock("answer").due_on
    scenario.take("ask_extension", "handler", until_on=due + dt.timedelta(days=28), reason="等预算")
    scenario.take("consent", "author", consents="no")
    assert scenario.clock("answer").due_on == due
    assert "extend" not in scenario.possible("staff")


def test_a_withdrawal_is_the_authors_alone_and_ends_before_the_answer(scenario: SuggestionScenario) -> None:
    scenario.handled()
    assert "withdraw" not in scenario.possible("staff") | scenario.possible("liaison")
    scenario.take("withdraw", "author", why="asked_to", text="问题已经说清楚")
    assert scenario.row.status == "withdrawn"
    assert not SuggestionClock.objects.running().filter(suggestion=scenario.row).exists()


def test_nothing_is_withdrawn_once_it_is_answered(scenario: SuggestionScenario) -> None:
    scenario.answered()
    assert refused(scenario, "withdraw", "author", why="other", text="算了") == "illegal_step"


def test_merged_ones_are_handled_once_and_answered_each(scenario: SuggestionScenario) -> None:
    scenario.handled()
    other = SuggestionScenario(scenario.people, scenario.lead, at=scenario.at, title="关于按月公示拨付的建议")
    other.submit().register()
    with pytest.raises(Refused):
        other.take("merge", "staff", leading=other.row)
    other.take("merge", "staff", leading=scenario.row)
    scenario.work(1).answer("A")
    other.row.refresh_from_db()
    assert (other.row.status, other.row.leading_id) == ("answered", scenario.row.pk)
    other.at = scenario.at
    other.opinion()
    assert (other.row.status, scenario.row.status) == ("closed", "answered")


def test_a_watched_one_reports_each_quarter_until_it_is_released(scenario: SuggestionScenario) -> None:
    scenario.handled().take(
        "supervise",
        "approver",
        held_on=scenario.on,
        minute_number="3号",
        leader="吴副主任",
        reason="企业反映集中",
        until_on=dt.date(2027, 12, 31),
    )
    first = scenario.clock("report")
    scenario.work(3).take("report_progress", "handler", text="已拨付一半")
    assert scenario.clock("report").pk != first.pk
    scenario.take("release", "approver", reason="已经办好")
    assert not SuggestionClock.objects.running().filter(suggestion=scenario.row, kind="report").exists()


def test_text_and_answer_are_published_by_a_second_person(scenario: SuggestionScenario) -> None:
    scenario.answered().take("propose_publication", "staff", secrecy_checked_by="石敏")
    assert refused(scenario, "publish", "staff") == "second_person"
    scenario.take("publish", "second_staff")
    assert scenario.row.published_at is not None
    scenario.take("unpublish", "approver", reason="有一处数字要更正")
    assert scenario.row.published_at is None


def test_what_a_unit_keeps_from_the_public_is_not_published(scenario: SuggestionScenario) -> None:
    scenario.handled().meet().write(publicity="on_request").take("sign_answer", "head")
    assert refused(scenario, "propose_publication", "staff", secrecy_checked_by="石敏") == "closed"


def test_a_promise_kept_before_it_was_handled_again_is_not_how_it_ended(scenario: SuggestionScenario) -> None:
    """The answer that holds is a C of the second handling; the first one's promise counted."""
    scenario.answered("B").work(3).opinion()
    scenario.wait(days=20).take("keep_promise", "head", evidence="十一月二十日全部拨付，名单附后")
    scenario.work(1).opinion("satisfied", "dissatisfied")
    scenario.work(2).answer("C").work(1).opinion()
    assert (scenario.row.status, scenario.row.outcome) == ("closed", "explained")


def test_an_answer_with_which_the_author_was_not_content_is_shown_as_of_before(
    scenario: SuggestionScenario, sign_in: SignIn, visitor: Client
) -> None:
    scenario.answered().take("propose_publication", "staff", secrecy_checked_by="石敏").take(
        "publish", "second_staff"
    )
    public = f"/suggestions/{scenario.row.number}/"
    desk = f"/desk/suggestions/{scenario.row.address}/"
    reader = sign_in(scenario.people["staff"])

    def said(words: str) -> tuple[int, int]:
        return tuple(
            client.get(url).content.decode().count(words)
            for client, url in ((visitor, public), (reader, desk))
        )  # type: ignore[return-value]

    assert said("此后重新办理") == (0, 0)
    scenario.work(3).opinion("satisfied", "dissatisfied")
    assert said("此后重新办理") == (1, 1)
    scenario.work(2).answer("A")
    assert said("此后重新办理") == (1, 1)
