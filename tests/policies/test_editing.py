"""From draft to public and on: each step works, leaves its event, refuses the wrong person, state and repeat."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from groups.models import Department
from office import events
from office.actors import Actor
from office.models import Notice, User
from office.refusals import Refused
from policies import content as contents
from policies import editing
from policies.content import Content
from policies.models import Policy, PolicyEditor, PolicyVersion
from tests.people import SINCE

pytestmark = pytest.mark.django_db

GOOD = Content(
    title="无还本续贷",
    level="national",
    effective_from=dt.date(2026, 1, 1),
    who="小微企业",
    benefit="不用先凑钱还本",
    plain="贷款到期前一个月去银行申请。",
    confidence="high",
    document_number="金规〔2024〕13号",
)


@pytest.fixture
def unit(editor: User, department: Department) -> Department:
    PolicyEditor.objects.create(user=editor, department=department, since=SINCE)
    return department


@pytest.fixture
def draft(editor: User, unit: Department, now: dt.datetime) -> PolicyVersion:
    return editing.begin("xudai", GOOD, category="finance", department=unit, by=Actor.of(editor), at=now)


def actions(version: PolicyVersion) -> list[str]:
    return [event.action for event in events.timeline(f"policy:{version.policy_id}")]


def refused(action: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refusal:
        action()
    return refusal.value.code


def published(
    draft: PolicyVersion, editor: User, staff: User, at: dt.datetime, **options: Any
) -> PolicyVersion:
    editing.submit(draft, by=Actor.of(editor), at=at)
    return editing.publish(draft, by=Actor.of(staff), at=at, **({"compared": True} | options))


def test_a_policy_s_way_to_the_public(
    draft: PolicyVersion, editor: User, staff: User, now: dt.datetime
) -> None:
    editing.save(draft, replace(GOOD, benefit="到期不用先还本金"), by=Actor.of(editor), at=now)
    version = published(draft, editor, staff, now)
    assert (version.state, version.released_by, version.checked_on) == (
        "published",
        staff,
        dt.date(2026, 11, 23),
    )
    assert version.policy.versions.published().first() == version
    assert actions(version) == ["policy_drafted", "policy_saved", "policy_submitted", "policy_published"]
    assert Notice.objects.filter(recipient=staff, title="政策待核对：无还本续贷").exists()


def test_the_author_never_publishes_the_own_work(draft: PolicyVersion, staff: User, now: dt.datetime) -> None:
    editing.save(draft, replace(GOOD, who="小企业"), by=Actor.of(staff), at=now)
    editing.submit(draft, by=Actor.of(staff), at=now)
    assert refused(lambda: editing.publish(draft, compared=True, by=Actor.of(staff), at=now)) == "own_work"


def test_an_editor_never_publishes(draft: PolicyVersion, editor: User, now: dt.datetime) -> None:
    editing.submit(draft, by=Actor.of(editor), at=now)
    assert refused(lambda: editing.publish(draft, compared=True, by=Actor.of(editor), at=now)) == "not_staff"


def test_what_nobody_compared_is_published_as_such_but_never_what_is_uncertain(
    draft: PolicyVersion, editor: User, staff: User, now: dt.datetime
) -> None:
    editing.save(draft, replace(GOOD, confidence="low"), by=Actor.of(editor), at=now)
    editing.submit(draft, by=Actor.of(editor), at=now)
    assert refused(lambda: editing.publish(draft, compared=False, by=Actor.of(staff), at=now)) == "uncertain"
    editing.hand_back(draft, "请写明来源", by=Actor.of(staff), at=now)
    editing.save(draft, replace(GOOD, confidence="medium"), by=Actor.of(editor), at=now)
    assert published(draft, editor, staff, now, compared=False).is_unchecked


def test_a_returned_draft_says_why(draft: PolicyVersion, editor: User, staff: User, now: dt.datetime) -> None:
    assert refused(lambda: editing.hand_back(draft, "改", by=Actor.of(staff), at=now)) == "not_submitted"
    editing.submit(draft, by=Actor.of(editor), at=now)
    assert refused(lambda: editing.hand_back(draft, " ", by=Actor.of(staff), at=now)) == "missing"
    editing.hand_back(draft, "文号写错了", by=Actor.of(staff), at=now)
    draft.refresh_from_db()
    assert (draft.state, draft.returned_reason) == ("draft", "文号写错了")
    assert Notice.objects.filter(recipient=editor, title="政策退回修改：无还本续贷").exists()


def test_what_is_submitted_is_not_changed(draft: PolicyVersion, editor: User, now: dt.datetime) -> None:
    editing.submit(draft, by=Actor.of(editor), at=now)
    assert refused(lambda: editing.save(draft, GOOD, by=Actor.of(editor), at=now)) == "submitted"


def test_what_is_published_is_not_changed(
    draft: PolicyVersion, editor: User, staff: User, now: dt.datetime
) -> None:
    published(draft, editor, staff, now)
    assert refused(lambda: editing.save(draft, GOOD, by=Actor.of(editor), at=now)) == "frozen"


def test_the_next_version_replaces_the_former(
    draft: PolicyVersion, editor: User, staff: User, now: dt.datetime
) -> None:
    first = published(draft, editor, staff, now)
    second = editing.revise(first.policy, by=Actor.of(editor), at=now)
    assert editing.revise(first.policy, by=Actor.of(editor), at=now) == second
    editing.save(second, replace(GOOD, expires_on=dt.date(2027, 12, 31)), by=Actor.of(editor), at=now)
    published(second, editor, staff, now)
    first.refresh_from_db()
    assert (first.state, first.policy.versions.published().first()) == (
        "superseded",
        PolicyVersion.objects.get(number=2),
    )


def test_repeats_change_nothing(draft: PolicyVersion, editor: User, staff: User, now: dt.datetime) -> None:
    editing.save(draft, GOOD, by=Actor.of(editor), at=now)
    editing.submit(draft, by=Actor.of(editor), at=now)
    editing.submit(draft, by=Actor.of(editor), at=now)
    version = editing.publish(draft, compared=True, by=Actor.of(staff), at=now)
    editing.check(version, by=Actor.of(staff), at=now)
    assert actions(version) == ["policy_drafted", "policy_submitted", "policy_published"]


def test_a_review_is_dated_and_signed(
    draft: PolicyVersion, editor: User, staff: User, second_staff: User, now: dt.datetime
) -> None:
    version = published(draft, editor, staff, now, compared=False)
    assert refused(lambda: editing.check(version, by=Actor.of(editor), at=now)) == "not_staff"
    version = editing.check(version, by=Actor.of(second_staff), at=now)
    assert (version.checked_on, version.checked_by) == (dt.date(2026, 11, 23), second_staff)
    assert actions(version)[-1] == "policy_checked"


def test_a_withdrawn_policy_is_public_no_more(
    draft: PolicyVersion, editor: User, staff: User, now: dt.datetime
) -> None:
    version = published(draft, editor, staff, now)
    assert refused(lambda: editing.withdraw(version, "", by=Actor.of(staff), at=now)) == "missing"
    editing.withdraw(version, "文件已废止", by=Actor.of(staff), at=now)
    assert version.policy.versions.published().first() is None
    assert refused(lambda: editing.withdraw(version, "再撤", by=Actor.of(staff), at=now)) == "not_published"


def test_an_editor_writes_for_the_own_department_only(
    draft: PolicyVersion, editor: User, co_department: Department, now: dt.datetime
) -> None:
    begin = lambda: editing.begin(  # noqa: E731 - said once, refused once
        "other", GOOD, category="tax", department=co_department, by=Actor.of(editor), at=now
    )
    assert refused(begin) == "not_yours"
    Policy.objects.update(department=co_department)
    draft.policy.refresh_from_db()
    assert refused(lambda: editing.save(draft, GOOD, by=Actor.of(editor), at=now)) == "not_yours"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "长" * 81}, "title"),
        ({"plain": "页" * 2001}, "plain"),
        ({"who": ""}, "who"),
        ({"expires_on": dt.date(2025, 12, 31)}, "expires_on"),
        ({"effective_from": dt.date(1, 1, 1)}, "effective_from"),
        ({"published_on": dt.date(2027, 1, 1), "expires_on": dt.date(2026, 6, 1)}, "expires_on"),
        ({"key_points": ["要点"] * 13}, "key_points"),
        ({"key_points": ["长" * 301]}, "key_points"),
    ],
)
def test_bad_content_is_refused_beside_its_field(
    draft: PolicyVersion, editor: User, now: dt.datetime, given: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        editing.save(draft, replace(GOOD, **given), by=Actor.of(editor), at=now)
    assert refusal.value.field == field
    assert contents.of(PolicyVersion.objects.get()) == GOOD


def test_one_and_the_same_policy_is_not_written_twice(
    draft: PolicyVersion, editor: User, unit: Department, now: dt.datetime
) -> None:
    again = lambda slug, said: editing.begin(  # noqa: E731 - said twice
        slug, said, category="finance", department=unit, by=Actor.of(editor), at=now
    )
    assert refused(lambda: again("xudai", replace(GOOD, title="另一条"))) == "taken"
    assert refused(lambda: again("xudai-2", GOOD)) == "double"
    assert again("xudai-3", replace(GOOD, title="同一文号的另一条")).number == 1


def test_a_failing_event_takes_the_publication_back(
    draft: PolicyVersion, editor: User, staff: User, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    editing.submit(draft, by=Actor.of(editor), at=now)

    def fail(*args: object, **kwargs: object) -> None:
        raise OSError("disk")

    monkeypatch.setattr(events, "record", fail)
    with pytest.raises(OSError, match="disk"):
        editing.publish(draft, compared=True, by=Actor.of(staff), at=now)
    draft.refresh_from_db()
    assert draft.state == "submitted"
