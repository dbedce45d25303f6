"""The office, or a colleague beside the unit, tries to open a confidential complaint, or comes upon it sideways."""

import datetime as dt
from html import unescape

import pytest
from django.test import Client

from groups.models import Department
from office.models import Event, Notice
from office.refusals import Refused
from requests_app.models import Clock, Complaint
from requests_app.models.clocks import ClockKind
from requests_app.steps.table import STEPS
from tests.people import SignIn
from tests.requests_app.stages import at_relay
from tests.security.complaint import NAME, RELEASED, SHORT, picture
from tests.stories import Story

pytestmark = pytest.mark.django_db


@pytest.fixture
def against(story: Story) -> Story:
    story.submit(text=f"{NAME}：一是开发区窗口推诿。二是{SHORT}的路灯不亮。", enterprise_name=NAME).accept()
    return story.take("name_complained", "liaison", departments=(story.co,))


def page(story: Story, client: Client) -> str:
    return unescape(client.get(f"/desk/requests/{story.case.ledger_number}/").content.decode())


# --- who opens it --------------------------------------------------------------------------------------------


def test_no_step_of_the_office_opens_it(against: Story) -> None:
    for step in STEPS.values():
        if "names_agreed" in step.inputs.__dataclass_fields__:
            pytest.fail(step.name)
    assert against.who_may("agree_to_be_named") == set()
    assert "agree_to_be_named" in against.possible("requester")


@pytest.mark.parametrize("who", ["liaison", "staff"])
def test_nor_does_leaving_the_unit_out_again(who: str, against: Story) -> None:
    against.assign(against.co)
    with pytest.raises(Refused) as refused:
        against.take("name_complained", who, departments=(against.paper,))
    assert (refused.value.code, refused.value.field) == ("stays", "departments")
    against.take("name_complained", who, departments=(against.co, against.paper))


def test_the_enterprise_opens_it_on_its_page_for_one_round(against: Story, sign_in: SignIn) -> None:
    against.assign(against.co)
    client = sign_in(against.people["co_handler"])
    assert SHORT not in page(against, client)
    address = f"/receipt/{against.receipt.token}/agree_to_be_named/"
    form = Client().get(address).content.decode()
    assert "让被反映的单位知道是我" in form
    against.take("agree_to_be_named", "requester")
    assert NAME in page(against, client)
    assert not Clock.objects.running().filter(kind=ClockKind.RELEASE).exists()
    with pytest.raises(Refused):
        against.take("agree_to_be_named", "requester")
    against.sign().reply().answer().take_default("rate", satisfaction="dissatisfied", reason="窗口没有改")
    assert against.case.round == 2
    assert SHORT not in page(against, client)
    assert Clock.objects.running().filter(kind=ClockKind.RELEASE).exists()


def test_who_agreed_for_one_unit_is_asked_anew_for_another(against: Story) -> None:
    against.take("agree_to_be_named", "requester")
    against.take("name_complained", "liaison", departments=(against.co, against.paper))
    assert not Complaint.objects.get(case=against.case).names_agreed


def test_a_printed_slip_does_not_open_it(against: Story) -> None:
    assert "agree_to_be_named" not in against.possible("slip")


# --- sideways ------------------------------------------------------------------------------------------------


def test_what_was_split_off_before_it_was_named_is_one_too(story: Story, sign_in: SignIn) -> None:
    """Else the part says the name, and in its history the number of the complaint."""
    story.submit(text=f"{NAME}：一是开发区窗口推诿。二是{SHORT}的路灯不亮。", enterprise_name=NAME).accept()
    story.take("split", "liaison", part_1=f"{SHORT}被窗口推诿", part_2=f"{SHORT}门口路灯不亮")
    story.take("name_complained", "liaison", departments=(story.co,))
    part = story.case.parts.get()
    assert [unit.pk for unit in part.complaint.departments.all()] == [story.co.pk]
    assert Event.objects.filter(subject=part.subject, action="name_complained").count() == 1
    story.case = part
    story.assign(story.co)
    assert SHORT not in page(story, sign_in(story.people["co_handler"]))


def test_a_part_that_the_unit_leads_has_to_leave_it_first(story: Story) -> None:
    story.submit(text=f"{NAME}：一是开发区窗口推诿。二是{SHORT}的路灯不亮。").accept()
    story.take("split", "liaison", part_1=f"{SHORT}被窗口推诿", part_2=f"{SHORT}门口路灯不亮")
    first, story.case = story.case, story.case.parts.get()
    story.assign(lead=story.co)
    story.case = first
    with pytest.raises(Refused) as refused:
        story.take("name_complained", "liaison", departments=(story.co,))
    assert refused.value.code == "lead"
    assert not Complaint.objects.exists()


def test_what_followed_a_complaint_is_one_when_it_goes_on_alone(story: Story, sign_in: SignIn) -> None:
    story.submit(text=f"{NAME}反映开发区窗口推诿", enterprise_name=NAME).accept()
    story.take("name_complained", "liaison", departments=(story.co,))
    leading = story.case
    story.submit(text=f"{SHORT}再次反映窗口推诿", enterprise_name=NAME).accept()
    story.take("merge", "liaison", leading=leading, reason="同一件事").take_default("unmerge")
    story.assign(story.co)
    shown = page(story, sign_in(story.people["co_handler"]))
    assert SHORT not in shown
    assert leading.ledger_number not in shown.split("<main")[1]


def test_a_relay_reads_no_word_of_the_unit_behind_it(story: Story, sign_in: SignIn) -> None:
    """The unit behind it knows the name and writes it."""
    at_relay(story)
    story.take("name_complained", "liaison", departments=(story.co,))
    relay = sign_in(story.people["co_handler"])
    story.take_default("pass_on").take_default("sign")
    story.take_default(
        "reply", text=f"已上门走访{SHORT}，答复如下，请予核对。", files=(picture(story, f"{SHORT}.png"),)
    )
    shown = page(story, relay)
    assert story.lead.short_name in shown
    for words in (SHORT, "走访"):
        assert words not in shown
    for row in story.case.attachments.all():
        path = f"/desk/requests/{story.case.ledger_number}/files/{row.file.token}/"
        assert relay.get(path).status_code == 404


def test_nor_why_that_unit_gave_it_back(story: Story, sign_in: SignIn) -> None:
    at_relay(story)
    story.take("name_complained", "liaison", departments=(story.co,))
    story.take_default("pass_on").take("return", "handler", reason=f"{SHORT}不在本单位辖区")
    Department.objects.filter(pk=story.lead.pk).update(route_through=None)
    story.lead.refresh_from_db()
    story.assign(story.co, lead=story.paper)
    assert SHORT not in page(story, sign_in(story.people["co_handler"]))
    assert RELEASED not in page(story, sign_in(story.people["co_handler"]))


@pytest.mark.parametrize("named", ["before", "after"])
def test_a_unit_that_is_only_asked_to_a_consultation_is_written_for_too(
    named: str, story: Story, sign_in: SignIn
) -> None:
    story.submit(text=f"{NAME}：开发区窗口推诿。", enterprise_name=NAME).accept()
    if named == "before":
        story.take("name_complained", "liaison", departments=(story.co,))
    story.assign()
    story.take_default(
        "consult",
        departments=(story.lead, story.co),
        text=f"{SHORT}的材料",
        meets_at=story.at + dt.timedelta(days=1),
    )
    if named == "after":
        story.take("name_complained", "liaison", departments=(story.co,))
    assert Clock.objects.running().filter(case=story.case, kind=ClockKind.RELEASE).count() == 1
    client = sign_in(story.people["co_handler"])
    assert SHORT not in page(story, client)
    story.take_default("release_summary", text=RELEASED)
    assert not Clock.objects.running().filter(kind=ClockKind.RELEASE).exists()
    assert RELEASED in page(story, client)
    told = Notice.objects.filter(recipient=story.people["co_handler"], title__startswith="转办摘要已放行")
    assert told.exists()
    assert not any(word in f"{row.title}{row.body}" for row in told for word in (NAME, SHORT))


def test_a_unit_that_knows_the_twin_does_not_hear_what_it_was_merged_into(story: Story) -> None:
    story.submit(text=f"{NAME}反映开发区窗口推诿", enterprise_name=NAME).accept()
    leading = story.take("name_complained", "liaison", departments=(story.co,)).case
    story.submit(text=f"{SHORT}反映路灯不亮", enterprise_name=NAME).accept().assign(lead=story.co)
    story.take("merge", "liaison", leading=leading, reason="同一件事")
    told = Notice.objects.filter(recipient=story.people["co_handler"], key__contains=":merged:")
    assert told.exists()
    assert not any(leading.ledger_number in f"{row.title}{row.body}{row.link}" for row in told)
