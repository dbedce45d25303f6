"""Reviews before the end and every six months, told once to editors and staff; the clerks' synonyms."""

import datetime as dt

import pytest

from groups.models import Department
from office.actors import Actor
from office.models import Notice, User
from office.refusals import Refused
from policies import reviews, synonyms
from policies.models import PolicyEditor, PolicyVersion, Synonym
from tests.people import SINCE, SignIn
from tests.policies.rows import a_version

pytestmark = pytest.mark.django_db


def titles(user: User) -> list[str]:
    return list(
        Notice.objects.filter(recipient=user, channel="inapp").order_by("pk").values_list("title", flat=True)
    )


def test_an_end_that_comes_near_is_told_once_a_step(
    staff: User, editor: User, department: Department, now: dt.datetime
) -> None:
    PolicyEditor.objects.create(user=editor, department=department, since=SINCE)
    a_version(
        title="贴息",
        released_at=now,
        expires_on=dt.date(2026, 12, 31),
        policy_options={"department": department},
    )
    for _ in range(2):
        reviews.remind(at=now)
    assert titles(staff) == titles(editor) == ["政策还有 38 天到期：贴息"]
    reviews.remind(at=now + dt.timedelta(days=10))
    assert titles(editor)[1:] == ["政策还有 28 天到期：贴息"]


def test_a_review_falls_due_after_six_months(staff: User, now: dt.datetime) -> None:
    version = a_version(title="老政策", released_at=now - dt.timedelta(days=200))
    assert PolicyVersion.objects.filter(reviews.due(dt.date(2026, 11, 23))).exists()
    reviews.remind(at=now)
    assert titles(staff) == ["政策该复查了：老政策"]
    PolicyVersion.objects.filter(pk=version.pk).update(checked_on=dt.date(2026, 11, 23), checked_by=staff)
    assert not PolicyVersion.objects.filter(reviews.due(dt.date(2026, 11, 23))).exists()


def test_reviews_of_one_day_are_one_notice(staff: User, now: dt.datetime) -> None:
    for number in range(3):
        a_version(title=f"政策 {number}", released_at=now - dt.timedelta(days=200))
    a_version(title="更早的", released_at=now - dt.timedelta(days=300))
    for _ in range(2):
        reviews.remind(at=now)
    assert sorted(titles(staff)) == ["政策该复查了：政策 0等 3 条", "政策该复查了：更早的"]


def test_others_editors_are_not_told(editor: User, co_department: Department, now: dt.datetime) -> None:
    PolicyEditor.objects.create(user=editor, department=co_department, since=SINCE)
    a_version(released_at=now - dt.timedelta(days=200))
    reviews.remind(at=now)
    assert titles(editor) == []


def test_a_clerk_teaches_the_search_a_word(clerk: User, sign_in: SignIn) -> None:
    page = sign_in(clerk).post("/desk/policies/synonyms/", {"word": "倒贷", "means": "续贷\x00"})
    assert (page.status_code, "无法保存的字符" in page.content.decode()) == (422, True)
    answer = sign_in(clerk).post("/desk/policies/synonyms/", {"word": "倒贷", "means": "续贷、无还本续贷"})
    assert answer.status_code == 302
    assert Synonym.objects.get().means == ["续贷", "无还本续贷"]
    assert "倒贷" in sign_in(clerk).get("/desk/policies/synonyms/?q=倒").content.decode()


def test_a_word_without_meaning_is_switched_off(clerk: User, sign_in: SignIn, now: dt.datetime) -> None:
    synonyms.put("倒贷", ["续贷"], by=Actor.of(clerk), at=now)
    synonyms.put("倒贷", [], by=Actor.of(clerk), at=now)
    assert Synonym.objects.get().means == []
    assert "没有这个说法" in sign_in(clerk).get("/desk/policies/synonyms/").content.decode()


@pytest.mark.parametrize(
    ("word", "means"),
    [("", ["续贷"]), ("长" * 21, ["续贷"]), ("续贷", ["续贷"]), ("倒贷", ["续"] * 1 + ["长" * 21])],
)
def test_odd_words_are_refused(clerk: User, now: dt.datetime, word: str, means: list[str]) -> None:
    with pytest.raises(Refused):
        synonyms.put(word, means, by=Actor.of(clerk), at=now)
    assert not Synonym.objects.exists()


def test_who_does_not_keep_the_list_may_not_write_it(handler: User, now: dt.datetime) -> None:
    with pytest.raises(Refused):
        synonyms.put("倒贷", ["续贷"], by=Actor.of(handler), at=now)
