import datetime as dt

import pytest

from office import events
from office.actors import Actor
from office.models import User
from office.refusals import Refused
from stations.mergers import merge, undo_merge
from stations.models import Enterprise
from tests.people import SignIn
from tests.stations.rows import an_enterprise

pytestmark = pytest.mark.django_db

BY = Actor.system("test")


@pytest.fixture
def pair() -> tuple[Enterprise, Enterprise]:
    return an_enterprise("甲公司"), an_enterprise("湖北甲有限公司", uscc="91421181MAB3Q58A80")


def test_merging_and_undoing_lose_nothing(pair: tuple[Enterprise, Enterprise], now: dt.datetime) -> None:
    short, full = pair
    merged = merge(short, into=full, by=BY, at=now)
    assert merged.leading == full
    assert list(Enterprise.objects.leading()) == [full]
    assert undo_merge(merged, by=BY, at=now).leading == short
    actions = [event.action for event in events.timeline(f"enterprise:{full.pk}")]
    assert actions == ["merged", "merge_undone"]
    assert [event.action for event in events.timeline(f"enterprise:{short.pk}")] == actions


def test_a_repeat_changes_nothing(pair: tuple[Enterprise, Enterprise], now: dt.datetime) -> None:
    short, full = pair
    merge(short, into=full, by=BY, at=now)
    merge(short, into=full, by=BY, at=now)
    assert len(events.timeline(f"enterprise:{short.pk}")) == 1


def test_merging_is_one_level_deep(pair: tuple[Enterprise, Enterprise], now: dt.datetime) -> None:
    short, full = pair
    third = an_enterprise("第三家")
    merge(short, into=full, by=BY, at=now)
    for code, enterprise, into in (
        ("itself", third, third),
        ("already_merged", short, third),
        ("into_merged", third, short),
        ("leads_others", full, third),
    ):
        with pytest.raises(Refused) as refusal:
            merge(enterprise, into=into, by=BY, at=now)
        assert refusal.value.code == code
    with pytest.raises(Refused) as refusal:
        undo_merge(full, by=BY, at=now)
    assert refusal.value.code == "not_merged"


def test_two_codes_are_two_enterprises(pair: tuple[Enterprise, Enterprise], now: dt.datetime) -> None:
    other = an_enterprise("乙公司", uscc="91421181MA4KXTWX0L")
    with pytest.raises(Refused) as refusal:
        merge(other, into=pair[1], by=BY, at=now)
    assert refusal.value.code == "different_uscc"


def test_staff_merge_by_name_or_code_and_undo(
    pair: tuple[Enterprise, Enterprise], staff: User, sign_in: SignIn
) -> None:
    short, full = pair
    client = sign_in(staff)
    url = f"/desk/enterprises/{short.pk}/merge/"
    assert "没有这家企业" in client.post(url, {"name": "无"}).content.decode()
    assert client.post(url, {"name": "9142 1181 mab3q58a80"}).status_code == 302
    short.refresh_from_db()
    assert short.leading == full
    assert client.post(url, {"name": "湖北甲有限公司"}).status_code == 302
    assert client.post(f"/desk/enterprises/{short.pk}/unmerge/").status_code == 302
    short.refresh_from_db()
    assert short.same_as is None
    answer = client.post(f"/desk/enterprises/{short.pk}/unmerge/")
    assert answer.status_code == 422
    assert "没有合并" in answer.content.decode()


def test_namesakes_are_told_apart_by_code(
    pair: tuple[Enterprise, Enterprise], staff: User, sign_in: SignIn
) -> None:
    an_enterprise("湖北甲有限公司")
    answer = sign_in(staff).post(f"/desk/enterprises/{pair[0].pk}/merge/", {"name": "湖北甲有限公司"})
    assert answer.status_code == 422
    assert "有几家同名企业" in answer.content.decode()


@pytest.mark.parametrize("who", ["clerk", "liaison", "auditor", "administrator", "handler"])
def test_nobody_else_merges(
    who: str, pair: tuple[Enterprise, Enterprise], sign_in: SignIn, request: pytest.FixtureRequest
) -> None:
    assert (
        sign_in(request.getfixturevalue(who)).get(f"/desk/enterprises/{pair[0].pk}/merge/").status_code == 404
    )
