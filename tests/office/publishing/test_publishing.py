"""One contract over all nouns that are published with a second person: docs/developers.md, Publishing."""

from collections.abc import Callable
from typing import Any, cast

import pytest

from groups.models import Department
from office import events
from office.actors import Actor
from office.models import Event, Notice, User
from office.publishing import LEADS, changes, possible, take
from office.publishing.publication import Stage
from office.refusals import Refused
from policies.models import InformationItem, Policy, PolicyEditor
from tests.office.publishing.asked import stage
from tests.office.publishing.uses import USES, Use, day
from tests.people import SINCE, SignIn
from tests.stories import Story

pytestmark = pytest.mark.django_db
WITH_DRAFTS = [name for name in USES if name != "public_words"]


@pytest.fixture(params=USES)
def use(request: pytest.FixtureRequest, story: Story) -> Use:
    return USES[request.param](story)


@pytest.fixture(params=WITH_DRAFTS)
def drafted_use(request: pytest.FixtureRequest, story: Story) -> Use:
    """A use whose editions are drafts before they are sent up."""
    return USES[request.param](story)


def refused(attempt: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refusal:
        attempt()
    return refusal.value.message


def recorded(use: Use, edition: Any, name: str) -> list[Event]:
    """The events of the act in the edition's chain."""
    subject = use.publication.fact(edition, "any", {}).subject
    action = use.publication.acts[name].event or name
    return list(Event.objects.filter(subject=subject, action=action))


def test_the_noun_s_verbs_are_the_acts_by_name(use: Use) -> None:
    for name, own in zip(use.publication.acts, use.verbs, strict=True):
        assert getattr(use.module, own).args == (use.publication, name)
    assert use.publication.acts.keys() <= LEADS.keys()


def test_a_second_person_publishes_and_it_is_recorded_once(use: Use) -> None:
    edition = use.published()
    assert stage(use, edition) is Stage.PUBLISHED
    who, when = (getattr(edition, column) for column in use.publication.approval)
    assert (who, when) == (use.decider.user, day(6))
    assert [event.by_user for event in recorded(use, edition, "publish")] == [use.decider.user]


def test_nobody_publishes_the_own_work_and_no_machine_does(use: Use) -> None:
    edition = use.submitted()
    words = [rule.words for rule in use.publication.acts["publish"].second_person]
    for by in (use.author, Actor.system("test")):
        assert refused(lambda by=by: use.do("publish", edition, by=by, on=6)) in words
    assert stage(use, edition) is Stage.SUBMITTED
    assert recorded(use, edition, "publish") == []


def test_publishing_is_offered_to_another_person_only(use: Use) -> None:
    edition, acts = use.submitted(), use.publication.acts
    offered = {name for name in acts if LEADS[name][0] is Stage.SUBMITTED}
    decider, author = cast(User, use.decider.user), cast(User, use.author.user)
    assert possible(use.publication, [edition], decider, acts).keys() == offered
    assert possible(use.publication, [edition, None], author, acts).keys() == offered - {"publish"}
    assert possible(use.publication, [edition], decider, ()) == {}


def test_the_page_has_the_button_for_the_second_person_and_shows_the_difference(
    use: Use, sign_in: SignIn
) -> None:
    def page(edition: Any, by: Actor) -> str:
        return sign_in(cast(User, by.user)).get(use.page.format(edition=edition)).content.decode()

    first = use.submitted()
    assert use.button in page(first, use.decider)
    assert use.button not in page(first, use.author)
    use.do("publish", first, by=use.decider, on=6)
    assert use.button not in page(first, use.decider)
    second = use.sent(use.correct(first), on=11)
    shown = page(second, use.decider)
    assert use.button in shown
    assert "改了什么" in shown or "与上一版的差别" in shown
    assert all(words in shown for words in use.changed)


def test_a_repeat_is_refused_or_changes_nothing(use: Use) -> None:
    edition = use.published()
    act = use.publication.acts["publish"]
    if act.repeat_is_harmless:
        use.do("publish", edition, by=use.author, on=7)
    else:
        assert refused(lambda: use.do("publish", edition, by=use.decider, on=7)) == act.wrong_stage[1]
    assert getattr(type(edition).objects.get(pk=edition.pk), use.publication.approval[1]) == day(6)
    assert len(recorded(use, edition, "publish")) == 1


def test_sent_up_twice_is_told_and_recorded_once(drafted_use: Use) -> None:
    use, edition = drafted_use, drafted_use.submitted()
    told = Notice.objects.count()
    act = use.publication.acts["submit"]
    if act.repeat_is_harmless:
        use.do("submit", edition, by=use.author, on=5)
    else:
        assert refused(lambda: use.do("submit", edition, by=use.author, on=5)) == act.wrong_stage[1]
    assert len(recorded(use, edition, "submit")) == 1
    assert Notice.objects.count() == told


def test_the_second_person_is_told_where_it_waits(drafted_use: Use, sign_in: SignIn) -> None:
    edition = drafted_use.draft()
    Notice.objects.all().delete()
    drafted_use.sent(edition, on=5)
    notice = Notice.objects.filter(recipient=drafted_use.decider.user, channel="inapp").get()
    assert sign_in(notice.recipient).get(notice.link).status_code == 200
    assert not Notice.objects.filter(recipient=drafted_use.author.user).exists()


def test_what_came_back_says_why_to_its_author_and_goes_up_again(drafted_use: Use) -> None:
    use, edition = drafted_use, drafted_use.submitted()
    assert refused(lambda: use.do("hand_back", edition, " ", by=use.decider, on=5)).startswith("请写明")
    limit = use.publication.acts["hand_back"].reason.at_most  # type: ignore[union-attr]
    too_long = "长" * (limit + 1)
    assert str(limit) in refused(lambda: use.do("hand_back", edition, too_long, by=use.decider, on=5))
    edition = use.do("hand_back", edition, " 请写具体些\x00 ", by=use.decider, on=5)
    assert stage(use, edition) is Stage.DRAFT
    assert Notice.objects.filter(recipient=use.author.user, body="请写具体些", channel="inapp").count() == 1
    (event,) = recorded(use, edition, "hand_back")
    assert event.private("reason") == "请写具体些"
    assert "请写具体些" not in str(event.data)
    if use.publication.remark:
        assert getattr(edition, use.publication.remark) == "请写具体些"
    assert [getattr(edition, column) for column in use.publication.submission if column] == [None] * len(
        use.publication.submission
    )
    edition = use.sent(edition, on=6)
    assert stage(use, edition) is Stage.SUBMITTED
    if use.publication.remark:
        assert getattr(edition, use.publication.remark) == ""


def test_a_published_edition_is_frozen(drafted_use: Use) -> None:
    use, edition = drafted_use, drafted_use.published()
    before = type(edition).objects.filter(pk=edition.pk).values().get()
    if use.write is use.correct:
        assert use.write(edition) != edition
    else:
        refused(lambda: use.write(edition))
    for name in ("submit", "hand_back"):
        words = use.publication.acts[name].wrong_stage[1]
        assert refused(lambda name=name: use.do(name, edition, by=use.decider, on=8)) == words
    assert type(edition).objects.filter(pk=edition.pk).values().get() == before


def test_a_correction_shows_its_difference_and_replaces_once_it_is_published(use: Use) -> None:
    first = use.published()
    assert changes(use.publication, first) == []
    second = use.correct(first)
    changed = [(change.label, change.after) for change in changes(use.publication, second)]
    assert use.changed in changed
    if use.publication.stage_column:
        assert stage(use, first) is Stage.PUBLISHED
    second = use.sent(second, on=11)
    use.do("publish", second, by=use.decider, on=11)
    assert stage(use, second) is Stage.PUBLISHED
    if use.publication.stage_column:
        assert stage(use, first) is Stage.REPLACED
        assert list(use.publication.editions(first, Stage.PUBLISHED)) == [second]


@pytest.mark.parametrize("name", ["disclosures", "progress_tables"])
def test_a_correction_gives_its_reason_and_is_begun_once(story: Story, name: str) -> None:
    use = USES[name](story)
    waiting = use.submitted()
    words = use.publication.acts["correct"].wrong_stage[1]
    assert refused(lambda: use.do("correct", waiting, "原因", by=use.author, on=6)) == words
    first = use.do("publish", waiting, by=use.decider, on=6)
    assert refused(lambda: use.do("correct", first, "", by=use.author, on=6)).startswith("请写明更正原因")
    too_long = refused(lambda: use.do("correct", first, "长" * 201, by=use.author, on=6))
    assert too_long == "更正原因超过 200 字，请删减"
    second = use.do("correct", first, "漏计一件", by=use.author, on=7)
    assert (second.edition, second.note, stage(use, second)) == (2, "漏计一件", Stage.DRAFT)
    again = refused(lambda: use.do("correct", first, "再来", by=use.author, on=7))
    assert again == "更正版已经生成，请继续处理更正版"


@pytest.mark.parametrize("name", ["policies", "information"])
def test_what_is_withdrawn_is_public_no_more(story: Story, name: str) -> None:
    use = USES[name](story)
    edition = use.published()
    use.do("withdraw", edition, "文件已废止", by=use.decider, on=7)
    assert stage(use, edition) is Stage.REPLACED
    (event,) = recorded(use, edition, "withdraw")
    assert event.private("reason") == "文件已废止"
    assert refused(lambda: use.do("withdraw", edition, "再撤", by=use.decider, on=7)).endswith("没有发布")


@pytest.mark.parametrize("name", ["policies", "information"])
def test_it_is_checked_once_a_day_by_another_than_its_author(story: Story, name: str) -> None:
    use = USES[name](story)
    edition = take(use.publication, "publish", use.submitted(), compared=True, by=use.decider, at=day(6))
    assert (edition.checked_on, edition.checked_by) == (day(6).date(), use.decider.user)
    use.do("check", edition, by=use.decider, on=6)
    assert recorded(use, edition, "check") == []
    assert "起草人不能" in refused(lambda: use.do("check", edition, by=use.author, on=7))
    use.do("check", edition, by=use.decider, on=7)
    assert len(recorded(use, edition, "check")) == 1


@pytest.mark.parametrize(
    ("name", "who", "address"),
    [
        ("policies", "editor", "/desk/policies/xudai/do/publish/"),
        ("information", "editor", "/desk/information/gongshang/do/return/"),
        ("disclosures", "staff", "/desk/disclosures/{edition.pk}/publish/"),
        ("disclosures", "approver", "/desk/disclosures/{edition.pk}/correct/"),
        ("progress_tables", "liaison", "/desk/progress/{edition.pk}/publish/"),
    ],
)
def test_an_act_of_another_part_has_no_address(
    story: Story, department: Department, editor: User, sign_in: SignIn, name: str, who: str, address: str
) -> None:
    use = USES[name](story)
    edition = use.submitted()
    PolicyEditor.objects.create(user=editor, department=department, since=SINCE)
    for model in (Policy, InformationItem):
        model.objects.update(department=department)
    client = sign_in(editor if who == "editor" else story.people[who])
    assert client.get(use.page.format(edition=edition)).status_code == 200
    for path in (address, "/".join([*address.split("/")[:-2], "nothing", ""])):
        assert (
            client.post(path.format(edition=edition), {"reason": "原因", "text": "原因"}).status_code == 404
        )
    assert stage(use, edition) is Stage.SUBMITTED


@pytest.mark.parametrize("name", ["submit", "hand_back", "publish"])
def test_a_record_that_fails_takes_everything_back(
    drafted_use: Use, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    use = drafted_use
    edition = use.draft() if name == "submit" else use.submitted()
    before = type(edition).objects.filter(pk=edition.pk).values().get()
    told = Notice.objects.count()

    def fail(*facts: object, **given: object) -> None:
        raise OSError("disk")

    monkeypatch.setattr(events, "record", fail)
    by, given = (use.author if name == "submit" else use.decider), ["原因"] if name == "hand_back" else []
    with pytest.raises(OSError, match="disk"):
        use.do(name, edition, *given, by=by, on=6)
    assert type(edition).objects.filter(pk=edition.pk).values().get() == before
    assert Notice.objects.count() == told


def test_public_words_are_taken_back_with_a_record_that_fails(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    use = USES["public_words"](story)
    entry = use.submitted()

    def fail(*facts: object, **given: object) -> None:
        raise OSError("disk")

    monkeypatch.setattr(events, "record", fail)
    with pytest.raises(OSError, match="disk"):
        use.do("publish", entry, by=use.decider, on=6)
    assert stage(use, entry) is Stage.SUBMITTED
