"""催办 reaches whoever owes something: each with a letter of the date that is owed, and nobody for others' delay."""

import datetime as dt

import pytest

from groups.models import Department
from office import calendar as office_calendar
from office.models import Notice
from office.refusals import Refused
from requests_app.models import Letter, Urging
from requests_app.notifications import letters_pdf
from tests.requests_app.ends import promised
from tests.requests_app.stages import at_relay
from tests.stories import Story


def letters(story: Story) -> list[tuple[str, dt.date | None]]:
    rows = Letter.objects.filter(case=story.case, kind=Letter.Kind.URGING).order_by("serial")
    return [(row.assignment.department.code, row.due_on) for row in rows if row.assignment]


def told(story: Story) -> set[str]:
    row = Urging.objects.latest("pk")
    users = Notice.objects.filter(key=f"{story.case.subject}:urge:{row.pk}").values_list(
        "recipient", flat=True
    )
    return {name for name, user in story.people.items() if user.pk in set(users)}


def opening(letter: Letter) -> str:
    return str(letters_pdf._data(letter)["opening"])


def in_hand(story: Story) -> Story:
    return story.submit().accept().contact().assign(story.co).sign().sign("co_handler")


def test_a_late_opinion_brings_its_unit_a_letter_too(story: Story) -> None:
    in_hand(story).take("urge", "staff")
    assert [code for code, _ in letters(story)] == [story.lead.code]
    assert told(story) == {"representative", "handler"}
    story.wait(days=15).take("urge", "liaison", text="月底前请回复")
    assert [code for code, _ in letters(story)][1:] == [story.lead.code, story.co.code]
    assert told(story) == {"representative", "handler", "co_handler"}


def test_who_has_replied_is_not_written_to_for_the_delay_of_others(story: Story) -> None:
    in_hand(story).take("opinion", "co_handler", text="同意主办单位意见。").reply().wait(days=5).take(
        "urge", "staff"
    )
    assert letters(story) == []
    assert told(story) == {"representative"}


def test_who_urges_is_not_told_and_whose_turn_it_is_hears(story: Story) -> None:
    story.submit().accept().contact().take("urge", "requester")
    assert told(story) == {"representative", "staff", "second_staff"}
    story.wait(days=4).take("urge", "liaison")
    assert "liaison" not in told(story)


def test_the_unit_that_has_to_pass_it_on_gets_the_letter(story: Story) -> None:
    at_relay(story).take("urge", "staff")
    letter = Letter.objects.get(kind=Letter.Kind.URGING)
    to = letters_pdf._data(letter)["to"]
    assert to == f"{story.co.name}并转{story.lead.name}"
    assert "该件尚未签收转办" in opening(letter)
    assert told(story) == {"representative", "co_handler"}
    story.take("pass_on", "co_handler")
    assert "该件尚未签收转办" in opening(letter), "what a letter said, it says for ever"


def test_a_head_who_has_to_confirm_is_told(story: Story) -> None:
    Department.objects.filter(pk=story.lead.pk).update(head_confirms=True)
    in_hand(story).reply().take("urge", "staff")
    assert told(story) >= {"handler", "head"}


def test_the_letter_speaks_of_the_date_as_it_stands(story: Story) -> None:
    """After an extension the unit is not called late by the former date."""
    in_hand(story)
    due = story.case.assignments.get(part="lead").due_on
    calendar = office_calendar.load()
    until = calendar.add(due, 3)
    story.take("ask_extension", "handler", until_on=until, reason="须与省厅核对数据").take(
        "extend", "second_staff", until_on=until
    )
    story.take("urge", "staff")
    letter = Letter.objects.get(kind=Letter.Kind.URGING)
    assert letter.due_on == until
    assert f"期限为{until.month}月{until.day}日" in opening(letter)


def test_a_promise_is_urged_until_it_is_recorded_as_kept(story: Story) -> None:
    promised(story)
    promise = story.case.promises.get()
    story.wait(days=4).take("urge", "liaison")
    assert letters(story) == [(story.lead.code, promise.due_on)]
    assert f"承诺“{promise.text}”" in opening(Letter.objects.get(kind=Letter.Kind.URGING))
    assert told(story) == {"representative", "handler"}
    story.take("urge", "requester")
    assert "liaison" in told(story)


def test_a_case_in_which_nothing_is_due_any_more_is_not_urged(story: Story) -> None:
    in_hand(story).reply().answer().rate()
    with pytest.raises(Refused) as refusal:
        story.take("urge", "staff")
    assert refusal.value.code == "not_followed"
    assert "urge" not in story.possible("requester") | story.possible("liaison")
    assert not Urging.objects.exists()
