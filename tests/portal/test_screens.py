"""What a lobby screen shows of supervision is switched by the approver; each entry carries two signatures."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evaluation.models import PublicEntry
from evaluation.wording import approve, reword
from office import events
from office.actors import Actor
from office.models import User
from office.refusals import Refused
from stations.models import Station
from stations.screens import switch_screen
from tests.stories import Story

pytestmark = pytest.mark.django_db
ENTRY = {"title": "过桥资金紧张", "text": "一家服装企业到期续贷遇到困难。"}


@pytest.fixture
def entry(story: Story) -> PublicEntry:
    story.submit().accept().contact().assign().sign()
    return reword(
        story.case, **ENTRY, on_supervision_scene=True, by=Actor.of(story.people["staff"]), at=story.at
    )


def board_of(client: Client, query: str = "") -> str:
    cache.clear()
    return client.get(f"/board/gyllzx/{query}").content.decode()


def sign(client: Client, *entries: PublicEntry) -> Any:
    return client.post("/desk/screens/entries/", {"entry": [entry.pk for entry in entries]})


def test_the_scene_needs_the_switch_and_the_second_signature(
    story: Story, entry: PublicEntry, sign_in: Callable[[User], Client], visitor: Client, clock: Any
) -> None:
    clock.move_to(story.at + dt.timedelta(days=1))
    approver = sign_in(story.people["approver"])
    assert "重点督办" not in board_of(visitor)
    sent = approver.post("/desk/screens/gyllzx/", {"shows_supervision": "yes"})
    assert sent.status_code == 302
    assert "重点督办" not in board_of(visitor), "nothing is approved, so the scene is skipped"
    assert sign(approver, entry).status_code == 302
    page = board_of(visitor)
    assert "重点督办" in page
    assert ENTRY["title"] in page
    assert "财政局" in page
    assert story.case.ledger_number in page
    assert story.case.enterprise_name not in page


def test_a_late_units_name_needs_a_switch_of_its_own(
    story: Story, entry: PublicEntry, visitor: Client, clock: Any
) -> None:
    approve(entry, by=Actor.of(story.people["approver"]), at=story.at)
    story.work(40)
    clock.move_to(story.at)
    by = Actor.of(story.people["approver"])
    switch_screen(story.station, shows_overdue=False, shows_supervision=True, by=by, at=story.at)
    page = board_of(visitor)
    assert ENTRY["title"] in page
    assert "财政局" not in page
    assert "个工作日" not in page
    switch_screen(story.station, shows_overdue=True, shows_supervision=True, by=by, at=story.at)
    page = board_of(visitor)
    assert "财政局" in page
    assert "超期" in page
    assert "个工作日" in page


def test_switching_is_recorded_once_and_is_the_approvers_alone(
    story: Story, station: Station, now: dt.datetime
) -> None:
    by = Actor.of(story.people["approver"])
    for _ in range(2):
        switch_screen(station, shows_overdue=True, shows_supervision=False, by=by, at=now)
    event = events.timeline(f"station:{station.pk}").get()
    assert (event.action, event.data, event.by_user) == (
        "screen_switched",
        {"shows_overdue": {"before": False, "after": True}},
        story.people["approver"],
    )
    for who in ("staff", "auditor", "clerk"):
        with pytest.raises(Refused) as refused:
            switch_screen(
                station, shows_overdue=False, shows_supervision=False, by=Actor.of(story.people[who]), at=now
            )
        assert refused.value.code == "not_yours"


def test_a_switch_that_cannot_be_recorded_is_not_made(
    story: Story, station: Station, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*facts: object, **given: object) -> None:
        raise RuntimeError("disk full")

    monkeypatch.setattr("stations.screens.record", fails)
    by = Actor.of(story.people["approver"])
    with pytest.raises(RuntimeError):
        switch_screen(station, shows_overdue=True, shows_supervision=True, by=by, at=now)
    station.refresh_from_db()
    assert not station.shows_overdue


def test_the_writer_cannot_sign_and_nothing_ticked_says_so(
    story: Story, entry: PublicEntry, sign_in: Callable[[User], Client]
) -> None:
    staff = sign_in(story.people["staff"])
    assert "请另一人审签" in staff.get("/desk/screens/").content.decode()
    assert sign(staff, entry).status_code == 409
    assert "请先勾选" in sign(staff).content.decode()
    assert "请先勾选" in staff.post("/desk/screens/entries/", {"entry": ["x", "9" * 40]}).content.decode()
    entry.refresh_from_db()
    assert entry.approved_at is None


def test_no_machine_writes_public_words(story: Story) -> None:
    story.submit()
    with pytest.raises(Refused) as refused:
        reword(story.case, **ENTRY, on_supervision_scene=False, by=Actor.system("test"), at=story.at)
    assert refused.value.code == "not_yours"


def test_new_words_need_a_new_signature(story: Story, entry: PublicEntry, now: dt.datetime) -> None:
    approve(entry, by=Actor.of(story.people["approver"]), at=now)
    assert approve(entry, by=Actor.of(story.people["staff"]), at=now).approved_at == now
    words = {"title": "过桥资金", "text": "", "on_supervision_scene": True}
    changed = reword(story.case, **words, by=Actor.of(story.people["staff"]), at=now)
    assert changed.approved_at is None


@pytest.mark.parametrize(
    ("setting", "query", "is_dark"),
    [
        ("dark", "", True),
        ("light", "", False),
        ("dark", "?theme=light", False),
        ("light", "?theme=dark", True),
    ],
)
def test_the_stations_colour_is_the_screens(
    station: Station, visitor: Client, setting: str, query: str, is_dark: bool
) -> None:
    Station.objects.filter(pk=station.pk).update(board_theme=setting)
    assert ('class="board dark"' in board_of(visitor, query)) is is_dark


def test_the_page_asks_as_often_for_thirty_entries_as_for_three(
    story: Story, sign_in: Callable[[User], Client]
) -> None:
    client = sign_in(story.people["approver"])
    client.get("/desk/screens/")
    costs = []
    for count in (3, 27):
        for _ in range(count):
            story.submit()
            by = Actor.of(story.people["staff"])
            reword(story.case, **ENTRY, on_supervision_scene=False, by=by, at=story.at)
        with CaptureQueriesContext(connection) as captured:
            page = client.get("/desk/screens/").content.decode()
        costs.append(len(captured))
    assert costs[0] == costs[1]
    assert page.count('name="entry"') == 30
