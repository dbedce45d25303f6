"""通知 on the desk: unread first seen, marked one by one or all, colleagues' kept theirs; how one wants to be told."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from groups.models import Absence
from office.models import Event, Message, Notice, NoticeChoice, User
from office.notifications.notices import notify
from tests.conftest import NOW
from tests.stories import Story

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
CENTRE, CHOICES = "/desk/notices/", "/desk/notices/choices/"


def tell(user: User, key: str = "case:1:told", **given: object) -> Notice:
    notify(
        key, [user], **{"title": "有新的交办件", "body": "2026-00001 续贷", "link": "/desk/"} | given, at=NOW
    )
    return Notice.objects.inapp().filter(recipient=user, key=key).get()


def away(user: User, delegate: User) -> None:
    Absence.objects.create(
        user=user, from_on=NOW.date(), to_on=NOW.date() + dt.timedelta(days=3), delegate=delegate
    )


def page_of(client: Client, address: str = CENTRE) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_bar_of_every_page_says_how_many_are_unread(staff: User, sign_in: SignIn) -> None:
    client = sign_in(staff)
    assert "条未读" not in page_of(client, "/desk/")
    tell(staff)
    tell(staff, "case:2:told")
    assert '通知 <span class="count">2<span class="vh"> 条未读</span></span>' in page_of(
        client, "/desk/requests/"
    )


def test_what_is_about_one_case_stands_together_and_is_read_at_once(staff: User, sign_in: SignIn) -> None:
    client = sign_in(staff)
    for key in ("case:1:told", "case:2:told", "case:1:urged"):
        tell(staff, key)
    page = page_of(client)
    assert page.count('class="unread"') == 2
    assert "此前还有 1 条" in page
    matter = page.split('class="unread"')[1]
    ids = re.findall(r'name="id" value="(\d+)"', matter)
    client.post(CENTRE, {"id": ids})
    assert list(Notice.objects.unread().values_list("key", flat=True)) == ["case:2:told"]


def test_an_empty_centre_says_what_will_stand_there(staff: User, sign_in: SignIn) -> None:
    page = page_of(sign_in(staff))
    assert "还没有通知" in page
    assert "全部已读" not in page


@pytest.mark.parametrize(
    ("show", "titles"),
    [
        ("", {"通知甲", "提醒乙", "升级丙", "读过丁"}),
        ("unread", {"通知甲", "提醒乙", "升级丙"}),
        ("reminder", {"提醒乙"}),
        ("escalation", {"升级丙"}),
        ("plain", {"通知甲", "读过丁"}),
        ("colleagues", {"通知甲", "提醒乙", "升级丙", "读过丁"}),
        ("nonsense", {"通知甲", "提醒乙", "升级丙", "读过丁"}),
    ],
)
def test_each_tab_shows_its_own(staff: User, sign_in: SignIn, show: str, titles: set[str]) -> None:
    tell(staff, "case:1:a", title="通知甲")
    tell(staff, "case:1:b", title="提醒乙", kind="reminder")
    tell(staff, "case:1:c", title="升级丙", kind="escalation")
    read = tell(staff, "case:1:d", title="读过丁")
    Notice.objects.filter(pk=read.pk).update(read_at=NOW)
    page = page_of(sign_in(staff), f"{CENTRE}?show={show}")
    assert {title for title in ("通知甲", "提醒乙", "升级丙", "读过丁") if title in page} == titles


def test_what_was_overtaken_is_not_shown(staff: User, sign_in: SignIn) -> None:
    notice = tell(staff, kind="reminder")
    Notice.objects.filter(pk=notice.pk).update(retracted_at=NOW, undigested_since=None)
    assert "有新的交办件" not in page_of(sign_in(staff))


def test_one_is_marked_and_the_others_stay(staff: User, sign_in: SignIn) -> None:
    one, other = tell(staff), tell(staff, "case:2:told")
    answer = sign_in(staff).post(f"{CENTRE}?show=unread", {"id": one.pk})
    assert (answer.status_code, answer["Location"]) == (303, f"{CENTRE}?show=unread")
    assert list(Notice.objects.unread()) == [other]


def test_all_are_marked_but_those_of_other_kinds_and_people(
    staff: User, approver: User, sign_in: SignIn
) -> None:
    tell(staff, kind="reminder")
    tell(staff, "case:2:told")
    tell(approver, "case:3:told")
    client = sign_in(staff)
    assert (
        "已将 1 条标为已读"
        in client.post(f"{CENTRE}?show=reminder", {"all": "1"}, follow=True).content.decode()
    )
    assert set(Notice.objects.unread().values_list("key", flat=True)) == {"case:2:told", "case:3:told"}
    client.post(CENTRE, {"all": "1"})
    assert Notice.objects.unread().get().recipient == approver
    assert "没有未读的通知" in client.post(CENTRE, {"all": "1"}, follow=True).content.decode()


@pytest.mark.parametrize("typed", ["x", "-1", "999999999999999999999", "١"])
def test_a_made_up_key_marks_nothing(staff: User, sign_in: SignIn, typed: str) -> None:
    tell(staff)
    assert sign_in(staff).post(CENTRE, {"id": typed}).status_code == 303
    assert Notice.objects.unread().count() == 1


def test_opening_one_reads_it_and_leads_to_the_matter(staff: User, approver: User, sign_in: SignIn) -> None:
    notice = tell(staff, link="/desk/requests/2026-00001/")
    assert sign_in(approver).get(f"{CENTRE}{notice.pk}/").status_code == 404
    answer = sign_in(staff).get(f"{CENTRE}{notice.pk}/")
    assert (answer.status_code, answer["Location"]) == (303, "/desk/requests/2026-00001/")
    notice.refresh_from_db()
    assert notice.read_at == NOW


def test_what_comes_while_somebody_is_away_says_in_whose_place(story: Story, sign_in: SignIn) -> None:
    """乙（代甲）: the delegate is told, and sees for whom."""
    first, second = story.people["representative"], story.people["colleague"]
    away(first, second)
    story.at = NOW
    story.submit().accept()
    notice = Notice.objects.inapp().get(recipient=second, title="有一件诉求请您联系企业")
    assert notice.on_behalf_of == first
    assert f"{second.name}（代{first.name}）" in page_of(sign_in(second))
    assert not Notice.objects.filter(recipient=first).exists()


def test_a_delegate_who_is_meant_anyway_is_told_in_the_own_name(story: Story) -> None:
    away(story.people["second_staff"], story.people["staff"])
    story.at = NOW
    story.submit().accept().take(
        "propose_assignment", "representative", lead=story.lead, text="财政局主管续贷贴息"
    )
    notices = Notice.objects.inapp().filter(key__contains=":proposal:")
    assert [(notice.recipient, notice.on_behalf_of) for notice in notices] == [(story.people["staff"], None)]


def test_a_colleagues_unread_ones_can_be_read_and_stay_unread(
    staff: User, second_staff: User, sign_in: SignIn
) -> None:
    notice = tell(staff, title="请重新交办")
    client = sign_in(second_staff)
    assert client.get(f"{CENTRE}{notice.pk}/").status_code == 404
    away(staff, second_staff)
    page = page_of(client, f"{CENTRE}?show=colleagues")
    assert "请重新交办" in page
    assert f"{second_staff.name}（代{staff.name}）" in page
    assert "标为已读" not in page
    assert client.get(f"{CENTRE}{notice.pk}/").status_code == 303
    client.post(f"{CENTRE}?show=colleagues", {"all": "1", "id": notice.pk})
    assert Notice.objects.unread().filter(recipient=staff).exists()


def test_a_centre_of_many_pages_is_turned_within_its_tab(staff: User, sign_in: SignIn) -> None:
    for number in range(35):
        tell(staff, f"case:{number}:x", title=f"提醒 {number}", kind="reminder")
    client = sign_in(staff)
    first = page_of(client, f"{CENTRE}?show=reminder")
    assert first.count('<b class="new">') == 30
    following = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert "show=reminder" in following
    second = page_of(client, f"{CENTRE}{following}")
    assert second.count('<b class="new">') == 5
    assert "上一页" in second


def test_thirty_notices_cost_as_many_queries_as_three(staff: User, sign_in: SignIn) -> None:
    client, counts = sign_in(staff), []
    page_of(client)
    for numbers in (range(3), range(3, 30)):
        for number in numbers:
            tell(staff, f"case:{number}:x")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page_of(client)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_choices_show_addresses_masked_and_what_is_missing(staff: User, sign_in: SignIn) -> None:
    staff.email = "shimin@macheng.example"
    staff.save()
    page = page_of(sign_in(staff), CHOICES)
    assert "发到 s***@macheng.example" in page
    assert "shimin@" not in page
    assert "没有登记手机号，请系统管理员补登" in page


def test_a_choice_is_kept_and_recorded_and_counts_from_the_next_notice(
    staff: User, sign_in: SignIn, settings: Settings
) -> None:
    settings.DEMO = True
    staff.email, staff.phone = "shimin@macheng.example", "13800138000"
    staff.save()
    client = sign_in(staff)
    assert client.post(CHOICES, {"sms": "on", "digest": "single"}).status_code == 303
    choice = NoticeChoice.objects.get(user=staff)
    assert (choice.email, choice.sms, choice.wechat, choice.digest) == (False, True, False, False)
    assert Event.objects.get(action="notices_chosen").data["sms"] is True
    tell(User.objects.get(pk=staff.pk), kind="reminder")
    message = Message.objects.get()
    assert (message.channel, message.is_digest) == ("sms", False)


def test_a_channel_without_an_address_cannot_be_chosen(staff: User, sign_in: SignIn) -> None:
    sign_in(staff).post(CHOICES, {"sms": "on", "wechat": "on", "digest": "together"})
    choice = NoticeChoice.objects.get(user=staff)
    assert (choice.sms, choice.wechat) == (False, False)


@pytest.mark.parametrize("kind", ["plain", "reminder"])
def test_all_may_be_switched_off_but_the_application(staff: User, sign_in: SignIn, kind: str) -> None:
    staff.email = "shimin@macheng.example"
    staff.save()
    sign_in(staff).post(CHOICES, {"digest": "together"})
    tell(staff, kind=kind)
    assert list(Notice.objects.values_list("channel", flat=True)) == ["inapp"]


def test_escalations_cannot_be_switched_off(staff: User, sign_in: SignIn) -> None:
    staff.email = "shimin@macheng.example"
    staff.save()
    sign_in(staff).post(CHOICES, {"digest": "together"})
    tell(staff, kind="escalation")
    assert set(Notice.objects.values_list("channel", flat=True)) == {"inapp", "email"}


def test_an_incomplete_choice_is_asked_again(staff: User, sign_in: SignIn) -> None:
    answer = sign_in(staff).post(CHOICES, {"digest": "sometimes"})
    assert answer.status_code == 422
    assert not NoticeChoice.objects.exists()
