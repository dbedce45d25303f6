"""From many requests to one answer for all: suggestions through the desk's pages alone (docs/domain.md § 4)."""

import datetime as dt
from collections.abc import Callable
from typing import Any, Self

import pytest
from django.test import Client

from demo.suggestion_scenario import SuggestionScenario
from office.actors import Actor
from office.models import Event, User
from requests_app.models import EnterpriseRequest
from stations.models import Station
from suggestions.deadlines import automatic
from suggestions.models import Suggestion, SuggestionPromise
from tests.journeys.conftest import typed
from tests.stories import Story
from tests.suggestions.conftest import scenario as told  # noqa: F401 - the fixture, under another name

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
NAMES = ("麻城市金穗服饰有限公司", "麻城市银海食品有限公司", "麻城市三河机械有限公司")


class Through(SuggestionScenario):
    """Every step is the form of its page, sent by who takes it."""

    time: Any
    sign_in: Callable[[User], Client]

    def take(self, name: str, who: str | User | Actor, **given: Any) -> Self:
        assert isinstance(who, str)
        self.time.move_to(self.at)
        data = {key: _sent(value) for key, value in given.items() if value not in (None, ())}
        url = f"/desk/suggestions/{self.row.address}/steps/{name}/"
        answer = self.sign_in(self.people[who]).post(url, data)
        assert answer.status_code == 303, f"{name} by {who}: {answer.content.decode()[-3000:]}"
        self.row.refresh_from_db()
        return self

    def page(self, who: str) -> str:
        self.time.move_to(self.at)
        return self.sign_in(self.people[who]).get(f"/desk/suggestions/{self.row.address}/").content.decode()


def _sent(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [typed(each) for each in value]
    return value.ledger_number if isinstance(value, EnterpriseRequest) else typed(value)


@pytest.fixture
def through(
    told: SuggestionScenario,  # noqa: F811
    clock: Any,
    sign_in: Callable[[User], Client],
) -> Through:
    play = Through(told.people, told.lead, at=told.at)
    play.time = clock
    clock.move_to(told.at)
    play.sign_in = sign_in
    return play


def test_from_three_requests_to_class_b_kept_and_every_one_of_them_told(
    through: Through, story: Story, station: Station
) -> None:
    cases = []
    for number, name in enumerate(NAMES):
        story.submit(enterprise_name=name, phone=f"1390000222{number}").accept()
        cases.append(story.case)
    through.at = max(through.at, story.at)
    through.draft().link(*cases)
    through.submit().work(1).register().work(1).assign().work(1).sign().work(5).answer("B")
    assert all(case.ledger_number in through.page("author") for case in cases)
    through.work(2).take("agree_class", "liaison").opinion("satisfied", "mostly")
    assert (through.row.status, through.row.outcome) == ("closed", "followed")
    assert SuggestionPromise.objects.get().is_awaited
    through.wait(days=30).take("keep_promise", "head", evidence="十二月十日全部拨付，名单附后")
    through.work(1).take("report_back", "author", text="钱已经到账").opinion()
    assert (through.row.status, through.row.outcome) == ("closed", "kept")
    for what in ("registered", "answered", "kept", "reported"):
        heard = Event.objects.filter(action=f"suggestion_{what}")
        assert sorted(heard.values_list("subject", flat=True)) == sorted(case.subject for case in cases), what


def test_returned_assigned_again_dissatisfied_twice_and_decided_by_the_directors(through: Through) -> None:
    through.draft(generality="全市同类企业都遇到").submit().register().assign().work(1)
    through.take("return_part", "head", reason="拨付由人社局负责").work(1)
    assert "退回：拨付由人社局负责" in through.page("staff")
    through.assign(text="按三定方案仍由财政局主办").work(1).sign().answer()
    through.work(3).opinion("satisfied", "dissatisfied")
    assert (through.row.status, through.row.round) == ("handling", 2)
    through.work(5).answer().work(2).opinion("dissatisfied", "dissatisfied")
    assert "先前的答复，此后重新办理" in through.page("author")
    through.work(10).take(
        "record_directors", "staff", held_on=through.on, minute_number="主任会议纪要〔2026〕9号",
        decision="close", text="请承办单位当面说明",
    )  # fmt: skip
    through.take("confirm_directors", "approver")
    assert through.row.status_label == "代表不满意（主任会议已议）"


def test_of_three_co_signers_one_withdraws_and_silence_is_never_satisfied(
    through: Through,
    told: SuggestionScenario,  # noqa: F811
) -> None:
    through.draft(generality="全市同类企业都遇到")
    for who in ("cosigner", "stranger"):
        through.take("name_co_signer", "author", representative=_code(through, who))
    through.take("ask_signatures", "author").take("sign", "cosigner").take("sign", "stranger")
    through.take("submit", "author").register().assign().work(1).sign()
    through.take("leave", "cosigner", reason="情况有变").work(2).answer()
    names = [row.representative.name for row in through.row.authors.standing()]
    assert names == [told.representative(who).name for who in ("author", "stranger")]
    through.opinion(who="stranger")
    assert through.row.status == "answered", "a co-signer's opinion stands beside"
    through.wait_until(through.clock("opinion").due_on + dt.timedelta(days=1))
    automatic.sweep(through.at)
    row = Suggestion.objects.get(pk=through.row.pk)
    assert (row.status, row.outcome) == ("closed", "no_opinion")


def _code(through: Through, who: str) -> str:
    return str(through.representative(who).code)
