"""活动中发现的问题: agreed on the spot and confirmed in one, or settled there and judged by the enterprise."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from office.models import Event
from office.refusals import Refused
from requests_app.models import Assignment, Clock, EnterpriseRequest, Finding
from requests_app.models.clocks import ClockKind
from tests.breaking import assert_refused
from tests.people import SignIn
from tests.stories import Story

pytestmark = pytest.mark.usefixtures("clock")
PAGE = "/desk/findings/new/"
AGREED = {
    "station": "gyllzx",
    "activity": "11月20日视察工业园污水管网",
    "present": "单雄代表、财政局王科长、徐经理",
    "representative": "shanxiong",
    "requester_kind": "enterprise",
    "enterprise_name": "湖北锦绣蓝天服饰有限公司",
    "contact": "徐经理",
    "phone": "19900020011",
    "share_contact": "yes",
    "category": "RZ",
    "text": "视察中企业反映贴息资金没有到账，影响月底发工资。",
    "how": "later",
    "department": "czj",
    "agreed_on": "2026-12-10",
    "expected_outcome": "十二月上旬贴息到账",
}
SETTLED = AGREED | {
    "how": "at_once",
    "department": "",
    "agreed_on": "",
    "expected_outcome": "",
    "result_class": "A",
    "solution": "财政局王科长当场核对了名单，贴息款已于当日下午拨付到账。",
}


def send(client: Client, values: dict[str, Any], status: int = 303) -> str:
    page = client.get(PAGE).content.decode()
    stamp = page.split('name="stamp" value="')[1].split('"')[0]
    sent = client.post(PAGE, {"stamp": stamp} | values)
    assert sent.status_code == status, sent.content.decode()[-3000:]
    return sent.content.decode()


def confirm(story: Story, who: str = "staff", **given: Any) -> Story:
    finding = Finding.objects.select_related("department").get()
    representative = finding.case.scanned_representative
    values = {
        "category": story.category, "difficulty": "ordinary", "group": story.group, "representative": representative,
        "lead": finding.department, "agreed_on": finding.agreed_on, "expected_outcome": finding.case.expected_outcome,
    }  # fmt: skip
    story.case = finding.case
    return story.take("confirm_finding", who, **(values | given))


def test_a_representative_enters_what_was_agreed(story: Story, sign_in: SignIn) -> None:
    send(sign_in(story.people["representative"]), AGREED)
    case = EnterpriseRequest.objects.get()
    assert (case.status, case.source, case.expected_outcome) == (
        "submitted",
        "activity",
        "十二月上旬贴息到账",
    )
    finding = case.finding
    assert (finding.department, finding.agreed_on, finding.settled) == (
        story.lead,
        dt.date(2026, 12, 10),
        False,
    )
    staff = sign_in(story.people["staff"])
    assert "财政局（商定）" in staff.get("/desk/requests/").content.decode()
    printed = staff.get("/desk/requests/print/").content.decode()
    assert all(words in printed for words in ("财政局（商定）", "十二月上旬贴息到账"))
    assert list(Event.objects.filter(subject=case.subject).values_list("action", flat=True)) == [
        "submit",
        "record_finding",
    ]


def test_one_confirmation_accepts_and_assigns_by_the_agreement(story: Story, sign_in: SignIn) -> None:
    send(sign_in(story.people["liaison"]), AGREED)
    story.at = dt.datetime(2026, 11, 23, 11, tzinfo=story.at.tzinfo)
    confirm(story)
    assert story.case.status == "assigned"
    lead = Assignment.objects.get(case=story.case)
    assert (lead.department, lead.due_on) == (story.lead, dt.date(2026, 12, 10))
    assert story.case.answer_due_on == story.case.first_due_on == dt.date(2026, 12, 14)
    assert (
        not Clock.objects.running()
        .filter(kind__in=(ClockKind.ACCEPT, ClockKind.ASSIGN, ClockKind.CONTACT))
        .exists()
    )
    event = Event.objects.filter(subject=story.case.subject).latest("seq")
    assert (event.action, event.data["from"], event.data["to"]) == (
        "confirm_finding",
        "submitted",
        "assigned",
    )
    assert event.data["answer_due_on"] == "2026-12-14"


def test_a_near_agreement_leaves_the_enterprises_own_date(story: Story, sign_in: SignIn) -> None:
    send(sign_in(story.people["liaison"]), AGREED | {"agreed_on": "2026-11-27"})
    story.at = dt.datetime(2026, 11, 23, 11, tzinfo=story.at.tzinfo)
    confirm(story)
    assert Assignment.objects.get().due_on == dt.date(2026, 11, 27)
    assert story.case.answer_due_on == dt.date(2026, 12, 14)


def test_only_staff_confirm_and_only_a_finding(story: Story, sign_in: SignIn) -> None:
    story.submit()
    assert story.who_may("confirm_finding") == set()
    send(sign_in(story.people["liaison"]), AGREED)
    story.case = EnterpriseRequest.objects.get(finding__isnull=False)
    assert story.who_may("confirm_finding") == {"staff", "second_staff", "approver"}
    with pytest.raises(Refused):
        confirm(story, "liaison")


def test_the_form_of_the_confirmation_knows_what_was_agreed(story: Story, sign_in: SignIn) -> None:
    send(sign_in(story.people["liaison"]), AGREED)
    number = EnterpriseRequest.objects.get().ledger_number
    page = (
        sign_in(story.people["staff"]).get(f"/desk/requests/{number}/steps/confirm_finding/").content.decode()
    )
    assert '<option value="czj" selected>' in page
    assert 'value="2026-12-10"' in page
    assert "十二月上旬贴息到账" in page


def test_what_was_settled_at_once_is_answered_and_judged(story: Story, sign_in: SignIn) -> None:
    send(sign_in(story.people["liaison"]), SETTLED)
    story.case = EnterpriseRequest.objects.get()
    assert (story.case.status, story.case.finding.settled) == ("answered", True)
    assert story.case.answers.get().on_the_spot
    kinds = set(Clock.objects.running().values_list("kind", flat=True))
    assert kinds == {ClockKind.VERDICT}
    story.at = dt.datetime(2026, 11, 24, 11, tzinfo=story.at.tzinfo)
    story.rate()
    assert story.case.outcome == "settled"


def test_a_representative_alone_enters_nothing_as_settled(story: Story, sign_in: SignIn) -> None:
    client = sign_in(story.people["representative"])
    assert "当场解决" not in client.get(PAGE).content.decode().split("<form")[1].split("</form>")[0]
    send(client, SETTLED, 422)
    assert not EnterpriseRequest.objects.exists()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"activity": ""}, "请选择或填写是哪次活动"),
        ({"present": ""}, "请填写在场人员"),
        ({"how": ""}, "请选择现场怎样处理"),
        ({"department": ""}, "请选择责任单位"),
        ({"agreed_on": ""}, "请填写商定完成日期"),
        ({"agreed_on": "2026-11-20"}, "应在今天之后"),
        ({"agreed_on": "下周"}, "请填写日期"),
        ({"expected_outcome": ""}, "请填写预期效果"),
        ({"activity": "长" * 81}, "活动名称超过 80 字"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(
    story: Story, sign_in: SignIn, given: dict[str, str], words: str
) -> None:
    page = send(sign_in(story.people["liaison"]), AGREED | given, 422)
    assert words in page
    assert "视察中企业反映贴息资金没有到账" in page
    assert not EnterpriseRequest.objects.exists()


def test_the_same_form_twice_is_one_case(story: Story, sign_in: SignIn) -> None:
    client = sign_in(story.people["liaison"])
    stamp = client.get(PAGE).content.decode().split('name="stamp" value="')[1].split('"')[0]
    for _ in range(2):
        assert client.post(PAGE, {"stamp": stamp} | SETTLED).status_code == 303
    assert EnterpriseRequest.objects.count() == Finding.objects.count() == 1


def test_the_database_refuses_an_agreement_without_unit_or_date(story: Story, sign_in: SignIn) -> None:
    send(sign_in(story.people["liaison"]), AGREED)
    assert_refused("finding_open_has_unit_and_date", lambda: Finding.objects.update(agreed_on=None))


def test_a_form_that_stood_open_for_long_keeps_what_was_typed(story: Story, sign_in: SignIn) -> None:
    answer = sign_in(story.people["representative"]).post(PAGE, AGREED | {"stamp": "old"})
    assert answer.status_code == 422
    assert "页面打开的时间较长" in answer.content.decode()
    assert AGREED["text"] in answer.content.decode()
    assert not Finding.objects.exists()


@pytest.mark.parametrize(
    "others", [{"agreed_on": "2026-12-11"}, {"present": "单雄代表、徐经理"}, {"department": "kfq"}]
)
def test_another_agreement_under_the_same_form_is_asked_about(
    story: Story, sign_in: SignIn, others: dict[str, str]
) -> None:
    """The words of the enterprise were compared, the agreement itself was dropped."""
    client = sign_in(story.people["liaison"])
    stamp = client.get(PAGE).content.decode().split('name="stamp" value="')[1].split('"')[0]
    assert client.post(PAGE, {"stamp": stamp} | AGREED).status_code == 303
    asked = client.post(PAGE, {"stamp": stamp} | AGREED | others)
    assert asked.status_code == 409
    assert "这一页刚才已经登记过一件" in asked.content.decode()
    assert Finding.objects.count() == 1


def test_the_same_words_from_a_new_form_are_asked_about_once(story: Story, sign_in: SignIn) -> None:
    client = sign_in(story.people["liaison"])
    send(client, AGREED)
    page = send(client, AGREED, 409)
    assert "同样的内容一小时内已经登记" in page
    again = {name: page.split(f'name="{name}" value="')[1].split('"')[0] for name in ("stamp", "again")}
    assert client.post(PAGE, AGREED | again).status_code == 303
    assert Finding.objects.count() == 2
