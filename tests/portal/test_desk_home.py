"""The desk's home: whose turn it is, one thing first, numbers that open what they count, absent colleagues' work."""

import datetime as dt
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casework.queues.table import Moment, counts
from evaluation import disclosing
from evaluation.models import Disclosure
from evaluation.periods import Month
from groups.models import Absence
from office import calendar as office_calendar
from office.actors import Actor
from office.calendar import local_date
from office.models import Notice, User
from office.notifications.notices import Draft, post
from portal import desk_tallies
from requests_app.queues import CASE_QUEUES, QUEUES
from stations.scopes import Scopes
from tests.stories import Story

SignIn = Callable[[User], Client]
HOME = "/desk/"


def home(client: Client) -> str:
    answer = client.get(HOME)
    assert answer.status_code == 200
    return answer.content.decode()


def queues_of(story: Story, who: str) -> set[str]:
    """The queues in which the story's case waits for that person, on the story's day."""
    user, on = User.objects.get(pk=story.people[who].pk), local_date(story.at)
    held = CASE_QUEUES.waiting_for(Scopes.of(user, on), Moment(on, office_calendar.load()))
    return {one.queue for one in held if one.subject_id == story.case.pk}


def test_a_case_waits_for_exactly_those_whose_turn_it_is(story: Story) -> None:
    everyone = ("staff", "liaison", "representative", "handler", "head", "co_handler", "clerk", "auditor")

    def waits() -> dict[str, set[str]]:
        return {who: keys for who in everyone if (keys := queues_of(story, who))}

    story.submit()
    assert waits() == {"staff": {"accept"}, "liaison": {"accept"}}
    story.accept()
    assert waits() == {"staff": {"assign"}, "representative": {"contact"}}
    story.contact().assign(story.co)
    assert waits() == {"handler": {"sign"}, "co_handler": {"sign"}}
    story.sign().sign("co_handler")
    assert waits() == {"handler": {"reply"}, "co_handler": {"opinion"}}
    story.reply()
    assert waits() == {"representative": {"check"}, "co_handler": {"opinion"}}
    story.take("check", "representative")
    assert waits() == {"representative": {"answer"}, "co_handler": {"opinion"}}
    story.answer()
    assert waits() == {}
    story.work(4)
    assert waits() == {"clerk": {"call"}}


def test_late_work_goes_to_the_next_level_as_well(story: Story) -> None:
    story.submit().accept().work(3)
    assert queues_of(story, "liaison") == {"contact_late"}
    story.contact().assign().work(1).sign().work(30)
    assert queues_of(story, "head") == {"late_unit"}
    assert queues_of(story, "liaison") == {"overdue"}
    story.take("urge", "liaison", text="请抓紧")
    assert queues_of(story, "liaison") == set()


def test_exceptions_wait_for_a_second_person(story: Story) -> None:
    story.submit().take("propose_decline", "liaison", kind="decline", text="属民事纠纷，建议走诉讼。")
    assert queues_of(story, "staff") == {"decide"}
    story.take("decline", "staff", reason="private", explanation="属民事纠纷", guidance="可向人民法院起诉")
    story.take("appeal", "requester", text="不是民事纠纷，是政策没有兑现。")
    assert queues_of(story, "staff") == set()
    assert queues_of(story, "second_staff") == {"appeal"}


def test_while_the_enterprise_is_asked_nobody_is_hurried(story: Story) -> None:
    story.submit().accept().contact().assign().sign().take("ask", "handler", text="请补充合同")
    assert queues_of(story, "handler") == set()


def test_a_paper_units_letters_wait_for_staff(story: Story) -> None:
    story.submit().accept().contact().assign(lead=story.paper)
    assert queues_of(story, "staff") == {"paper"}


def test_a_sealed_case_waits_for_its_keeper_only(story: Story) -> None:
    story.submit().take("seal", "staff")
    assert queues_of(story, "staff") == {"accept"}
    assert queues_of(story, "second_staff") == queues_of(story, "liaison") == set()


def test_one_thing_first_and_one_red_button(story: Story, sign_in: SignIn) -> None:
    story.submit().wait(hours=1).accept()
    first = story.case
    story.wait(hours=1).submit(text="雨水倒灌一楼仓库，请协调排水。").accept()
    page = home(sign_in(story.people["representative"]))
    assert page.count('class="btn primary"') == 1
    assert f'href="/desk/requests/{first.ledger_number}/steps/contact/"' in page
    assert page.index(first.title) < page.index(story.case.title)
    assert "接下来" in page


def test_every_number_opens_as_many_rows(story: Story, sign_in: SignIn, now: dt.datetime) -> None:
    """For everybody: the tally says n, the list behind it shows n."""
    story.submit().accept().assign(story.co).sign()
    story.submit(text="第二件：雨水倒灌一楼仓库。").accept()
    story.submit(text="第三件：高新奖励没有到账。")
    story.submit(text="第四件：厂区门口夜里没有路灯。").accept().assign().sign()
    story.take("ask", "handler", text="请补充位置")
    story.answered()
    on, calendar = local_date(now), office_calendar.load()
    for who in ("staff", "liaison", "representative", "handler", "co_handler", "head", "clerk"):
        user = User.objects.get(pk=story.people[who].pk)
        client = sign_in(user)
        held = CASE_QUEUES.waiting_for(Scopes.of(user, on), Moment(on, calendar))
        for tally in desk_tallies.tallies_of(held, user, on=on, calendar=calendar):
            query = {name: values[0] for name, values in parse_qs(urlsplit(tally.url).query).items()}
            page = client.get("/desk/requests/", query).content.decode()
            assert page.count('<a class="title"') == tally.count, f"{who} {tally.label}"


def test_the_work_of_an_absent_colleague_is_named(story: Story, sign_in: SignIn, now: dt.datetime) -> None:
    person, delegate = story.people["representative"], story.people["colleague"]
    Absence.objects.create(
        user=person, from_on=dt.date(2026, 11, 20), to_on=dt.date(2026, 11, 27), delegate=delegate
    )
    story.at = now
    story.submit().accept()
    page = home(sign_in(delegate))
    assert f"今天您代{person.name}（11月20日至11月27日不在岗）办理" in page
    assert f"先办这一件（代{person.name}）" in page


def test_a_clerk_is_shown_numbers_not_words(story: Story, sign_in: SignIn, clock: object) -> None:
    story.at = dt.datetime(2026, 11, 16, 9, 30, tzinfo=story.at.tzinfo)
    story.submit().accept().contact().assign().sign().reply().answer()
    page = home(sign_in(story.people["clerk"]))
    assert story.case.ledger_number in page
    assert story.case.title not in page
    assert "电话回访" in page


def test_a_unit_sees_what_came_back(story: Story, sign_in: SignIn, now: dt.datetime) -> None:
    story.at = now
    story.submit().accept().assign().sign().reply()
    story.take("send_back", "representative", remark="没有写明哪一天到账")
    page = home(sign_in(story.people["handler"]))
    assert "被退回的回复" in page
    assert "没有写明哪一天到账" in page


@pytest.mark.parametrize(("who", "words"), [("auditor", "只读"), ("stranger", "没有等您办的事")])
def test_whoever_has_nothing_to_do_is_told_so(story: Story, sign_in: SignIn, who: str, words: str) -> None:
    page = home(sign_in(story.people[who]))
    assert words in page
    assert 'class="btn primary"' not in page


def test_an_editor_finds_the_own_pages_and_notices(sign_in: SignIn, editor: User, now: dt.datetime) -> None:
    post([Draft("policy:1:end", editor, "政策还有 30 天到期", "请核对", "/desk/", kind="reminder")], at=now)
    post([Draft("policy:2:sent", editor, "您的修改已公布", "", "/desk/")], at=now)
    post([Draft("policy:3:end", editor, "政策该复查了", "请核对", "/desk/", kind="reminder")], at=now)
    page = home(sign_in(editor))
    assert 'href="/desk/policies/"' in page.split('id="yours"')[1]
    # What happened stands before the reminders, however new those are.
    assert page.index("您的修改已公布") < page.index("政策该复查了") < page.index("政策还有 30 天到期")


def test_the_administrator_is_sent_to_the_admin(sign_in: SignIn, administrator: User) -> None:
    assert "系统管理员不参与诉求办理" in home(sign_in(administrator))


def test_notices_are_read_by_opening_them(story: Story, sign_in: SignIn) -> None:
    story.submit()
    liaison = sign_in(story.people["liaison"])
    notice = Notice.objects.inapp().get(recipient=story.people["liaison"])
    assert notice.title in home(liaison)
    answer = liaison.get(f"/desk/notices/{notice.pk}/")
    assert (answer.status_code, answer.url) == (303, f"/desk/requests/{story.case.ledger_number}/")
    assert notice.title not in home(liaison)
    assert notice.title in liaison.get("/desk/notices/").content.decode()


def test_nobody_opens_or_reads_anothers_notices(story: Story, sign_in: SignIn) -> None:
    story.submit()
    notice = Notice.objects.inapp().get(recipient=story.people["liaison"])
    staff = sign_in(story.people["staff"])
    assert staff.get(f"/desk/notices/{notice.pk}/").status_code == 404
    assert staff.post("/desk/notices/", {"id": [notice.pk, "x", "9" * 30]}).status_code == 303
    notice.refresh_from_db()
    assert notice.read_at is None


def test_a_page_of_notices_is_marked_read_together(story: Story, sign_in: SignIn) -> None:
    story.submit()
    story.submit(text="另一件事，请协调办理。")
    liaison = sign_in(story.people["liaison"])
    ids = list(Notice.objects.inapp().filter(recipient=story.people["liaison"]).values_list("pk", flat=True))
    assert len(ids) == 2
    assert liaison.post("/desk/notices/", {"id": ids}).status_code == 303
    assert not Notice.objects.unread().filter(recipient=story.people["liaison"]).exists()


@pytest.mark.parametrize("who", ["staff", "liaison", "representative", "handler", "clerk"])
def test_a_long_day_costs_no_more_queries_than_a_short_one(story: Story, sign_in: SignIn, who: str) -> None:
    client = sign_in(story.people[who])
    for _ in range(2):
        story.submit().accept().assign(story.co).sign()
    few = queries(client)
    for _ in range(12):
        story.submit().accept().assign(story.co).sign()
    assert queries(client) <= few


def queries(client: Client) -> int:
    home(client)
    with CaptureQueriesContext(connection) as captured:
        home(client)
    return len(captured)


def test_the_table_of_queues_names_steps_that_exist() -> None:
    from requests_app.steps.table import STEPS

    assert {queue.step for queue in QUEUES.values()} - {""} <= set(STEPS)
    assert counts([]) == {}


def test_a_publication_waits_for_whose_turn_it_is(story: Story, sign_in: SignIn, now: dt.datetime) -> None:
    month = Month(2026, 10)
    system = Actor.system("tests")
    row = disclosing.draft(story.station, month, by=system, at=now)
    assert "核对本人数据" in home(sign_in(story.people["representative"]))
    assert "待办公文</h2>" not in home(sign_in(story.people["staff"]))
    Disclosure.objects.filter(pk=row.pk).update(objections_until=dt.date(2026, 11, 20))
    assert "送审" in home(sign_in(story.people["staff"]))
    row.refresh_from_db()
    disclosing.submit(row, by=Actor.of(story.people["staff"]), at=now)
    assert "审签</span>" in home(sign_in(story.people["approver"]))
    assert "待办公文</h2>" not in home(sign_in(story.people["staff"]))
