"""The counter: entering for somebody, the slip with its code, a lost code issued anew. No slip ever rates."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from casework import engine
from office import events
from office.actors import Actor
from office.models import Event, Message, User
from office.refusals import Refused
from requests_app.access import tracking
from requests_app.models import AccessKey, Attachment, Contact, EnterpriseRequest
from requests_app.models.grades import Grade
from requests_app.steps.verdicts import RateInputs
from stations.models import Station
from tests.requests_app.public.pages import pdf, stamp_in
from tests.stories import Story

SignIn = Callable[[User], Client]
INTAKE = "/desk/intake/"
TYPED = {
    "station": "gyllzx",
    "source": "consultation",
    "requester_kind": "enterprise",
    "category": "RZ",
    "text": "贷款月底到期，银行要求先还后贷。",
    "enterprise_name": "湖北锦绣蓝天服饰有限公司",
    "contact": "徐经理",
    "phone": "199 0002 0011",
    "share_contact": "yes",
}


@pytest.fixture
def clerk_desk(story: Story, sign_in: SignIn) -> Client:
    return sign_in(story.people["clerk"])


def enter(client: Client, **typed: Any) -> Any:
    stamp = re.search(r'name="stamp" value="([^"]+)"', client.get(INTAKE).content.decode())
    assert stamp
    return client.post(INTAKE, {"stamp": stamp[1]} | TYPED | typed)


def entered(client: Client, **typed: Any) -> EnterpriseRequest:
    answer = enter(client, **typed)
    assert answer.status_code == 303, answer.content.decode()
    return EnterpriseRequest.objects.latest("pk")


def code_on(page: str) -> str:
    return re.search(r"\d{4} \d{4} \d{4}", page)[0].replace(" ", "")  # type: ignore[index]


def test_a_matter_told_at_the_counter_becomes_a_case_with_a_slip(story: Story, clerk_desk: Client) -> None:
    case = entered(clerk_desk, contact_note="当面说明了无还本续贷政策")
    assert (case.source, case.phone, case.created_by) == (
        "consultation",
        "19900020011",
        story.people["clerk"],
    )
    assert Contact.objects.get().said == "当面说明了无还本续贷政策"
    slip = clerk_desk.get(f"/desk/requests/{case.ledger_number}/slip/")
    held = tracking.look_up(code_on(slip.content.decode()), case.phone[-4:], case.submitted_at)
    assert held is not None
    assert held.access is not None
    assert (held.case, held.access.grade, held.verdict) == (case, Grade.SLIP, None)
    printed = clerk_desk.get(f"/desk/requests/{case.ledger_number}/slip/?pdf=1")
    assert printed.content.startswith(b"%PDF")
    actions = [event.action for event in events.timeline(case.subject)]
    assert actions == ["submit", "print_slip"]


def test_the_same_form_sent_twice_is_one_case(clerk_desk: Client, story: Story) -> None:
    page = clerk_desk.get(INTAKE).content.decode()
    stamp = re.search(r'name="stamp" value="([^"]+)"', page)[1]  # type: ignore[index]
    for _ in range(2):
        assert clerk_desk.post(INTAKE, {"stamp": stamp} | TYPED).status_code == 303
    assert EnterpriseRequest.objects.count() == 1


def test_a_slips_code_stands_nowhere_later(
    story: Story, clerk_desk: Client, sign_in: SignIn, clock: Any
) -> None:
    case = entered(clerk_desk)
    url = f"/desk/requests/{case.ledger_number}/slip/"
    spaced = re.search(r"\d{4} \d{4} \d{4}", clerk_desk.get(url).content.decode())[0]  # type: ignore[index]
    for who in ("clerk", "staff", "auditor"):
        page = sign_in(story.people[who]).get(f"/desk/requests/{case.ledger_number}/").content.decode()
        assert spaced not in page
    other = sign_in(story.people["staff"]).get(url)
    assert (other.status_code, other.url) == (303, f"/desk/requests/{case.ledger_number}/code/")
    for _ in range(2):
        # Longer than the code is shown, shorter than an idle session lasts.
        clock.shift(dt.timedelta(minutes=16))
        page = clerk_desk.get(url)
    assert page.status_code == 303


def test_a_slip_cannot_rate(story: Story, clerk_desk: Client) -> None:
    case = entered(clerk_desk)
    story.case, story.at = case, dt.datetime.now(tz=dt.UTC)
    story.accept().assign().sign().reply().answer()
    given = RateInputs(satisfaction="satisfied", agreed="yes")
    with pytest.raises(Refused) as refused:
        engine.take("rate", case, given, by=Actor.requester("slip"), at=story.at)
    assert refused.value.code == "not_yours"


def test_an_anonymous_matter_keeps_no_contact(clerk_desk: Client) -> None:
    case = entered(clerk_desk, anonymous="on", share_contact="")
    assert case.anonymous
    assert (case.contact, case.phone, case.email, case.share_contact) == ("", "", "", False)


def test_a_paper_form_comes_with_its_photograph_and_its_own_time(
    clerk_desk: Client, now: dt.datetime
) -> None:
    case = entered(clerk_desk, occurred_at="2026-11-20T09:30", files=pdf("登记表.pdf"))
    assert case.occurred_at is not None
    assert not case.entered_late
    assert Attachment.objects.get(case=case).file.name == "登记表.pdf"
    late = entered(clerk_desk, occurred_at="2026-11-10T09:30", phone="", text="另一件旧事，请协调办理。")
    assert late.entered_late
    assert late.clocks.get().started_at == now


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"contact": ""}, "请填写联系人"), ({"phone": "123"}, "请填写 11 位手机号"), ({"text": "短"}, "至少 5 个字"),
        ({"source": ""}, "请选择怎样反映的"), ({"source": "web"}, "请选择怎样反映的"),
        ({"enterprise_name": ""}, "请填写企业名称"), ({"occurred_at": "2026-12-24T09:00"}, "不能在今天之后"),
        ({"occurred_at": "2026-11-23T23:00"}, "发生时间不能在现在之后"),
        ({"occurred_at": "2020-01-01T09:00"}, "应在一年之内"), ({"occurred_at": "9999-99-99"}, "请填写日期和时间"),
        ({"share_contact": ""}, "请选择是否同意提供联系方式"), ({"station": "elsewhere"}, "请选择服务站"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_kept(clerk_desk: Client, typed: dict[str, str], words: str) -> None:
    answer = enter(clerk_desk, **typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert "199 0002 0011" in page or "phone" in typed
    assert not EnterpriseRequest.objects.exists()


def test_a_clerk_enters_at_the_own_counter_only(story: Story, clerk_desk: Client, sign_in: SignIn) -> None:
    other = Station.objects.create(code="nanhu", name="南湖代表联络站", opened_on=dt.date(2026, 1, 1))
    assert enter(clerk_desk, station=other.code).status_code == 422
    assert entered(sign_in(story.people["liaison"]), station=other.code).station == other


def test_whoever_has_no_counter_finds_no_form(story: Story, sign_in: SignIn, administrator: User) -> None:
    for who in ("representative", "handler", "auditor"):
        assert sign_in(story.people[who]).get(INTAKE).status_code == 404
    assert sign_in(administrator).get(INTAKE).status_code == 404


def test_a_lost_code_is_printed_anew_and_the_old_one_only_judges(story: Story, clerk_desk: Client) -> None:
    story.submit()
    url = f"/desk/requests/{story.case.ledger_number}/code/"
    missing = clerk_desk.post(url, {"to": "slip", "reason": ""})
    assert missing.status_code == 422
    assert "怎样核对了来人身份" in missing.content.decode()
    answer = clerk_desk.post(url, {"to": "slip", "reason": "查看营业执照"}, follow=True)
    last4 = story.case.phone[-4:]
    held = tracking.look_up(code_on(answer.content.decode()), last4, story.at)
    assert held is not None
    assert held.access is not None
    assert (held.access.grade, held.verdict) == (Grade.SLIP, None)
    old = tracking.look_up(story.receipt.code, last4, story.at)
    assert old is not None
    assert old.access is None, "it judges, and no more"
    event = Event.objects.get(action="renew_keys")
    assert (event.data["to"], event.private("reason")) == ("slip", "查看营业执照")


def test_a_code_sent_to_the_telephone_is_seen_by_nobody_at_the_desk(story: Story, clerk_desk: Client) -> None:
    story.submit()
    url = f"/desk/requests/{story.case.ledger_number}/code/"
    answer = clerk_desk.post(url, {"to": "phone", "reason": "回拨登记电话核对"}, follow=True)
    page = answer.content.decode()
    assert "已发到登记电话" in page
    assert not re.search(r"\d{4} \d{4} \d{4}", page)
    assert AccessKey.objects.get(case=story.case, ended_at=None).grade == Grade.SLIP
    assert Message.objects.filter(carries_secret=True, channel="sms").count() == 2


def test_without_a_telephone_there_is_only_the_slip(story: Story, clerk_desk: Client) -> None:
    story.submit(phone="", anonymous=True, contact="")
    url = f"/desk/requests/{story.case.ledger_number}/code/"
    assert "发到登记电话" not in clerk_desk.get(url).content.decode()
    assert clerk_desk.post(url, {"to": "phone", "reason": "凭旧回执单"}).status_code == 422


def test_a_form_that_stood_open_for_long_is_checked_as_any_other(story: Story, clerk_desk: Client) -> None:
    answer = clerk_desk.post(INTAKE, TYPED | {"stamp": "old", "occurred_at": "2026-11-23T09:30"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "页面打开的时间较长" in page
    assert "银行要求先还后贷" in page
    assert "有 1 处需要修改" in page
    assert not EnterpriseRequest.objects.exists()


@pytest.mark.parametrize(
    "others",
    [
        {"text": "另外一件事：园区路灯不亮。"},
        {"occurred_at": "2026-11-23T09:30"},
        {"contact_note": "当面说明了无还本续贷政策"},
        {"source": "telephone"},
    ],
)
def test_other_words_under_the_same_form_are_asked_about_and_kept(
    clerk_desk: Client, others: dict[str, str]
) -> None:
    """The counter answered in jargon, its form could not be sent any more, and a note of what was said was dropped."""
    stamp = stamp_in(clerk_desk.get(INTAKE).content.decode())
    assert clerk_desk.post(INTAKE, {"stamp": stamp} | TYPED).status_code == 303
    first = EnterpriseRequest.objects.get()
    asked = clerk_desk.post(INTAKE, {"stamp": stamp} | TYPED | others)
    page = asked.content.decode()
    assert asked.status_code == 409
    assert f"这一页刚才已经登记过一件，受理编号 {first.ledger_number}" in page
    assert all(value in page for value in others.values())
    assert EnterpriseRequest.objects.count() == 1
    renewed = {"stamp": stamp_in(page)} | TYPED | others
    answer = clerk_desk.post(INTAKE, renewed)
    if "text" not in others:
        assert "同样的内容一小时内已经登记" in answer.content.decode()
        renewed["again"] = re.search(r'name="again" value="([^"]+)"', answer.content.decode())[1]  # type: ignore[index]
        answer = clerk_desk.post(INTAKE, renewed)
    assert answer.status_code == 303
    assert EnterpriseRequest.objects.count() == 2
