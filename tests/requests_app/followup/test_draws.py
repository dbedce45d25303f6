"""The monthly draw: who is in it, how many, that anybody can draw again, and who stands by."""

import datetime as dt
import hashlib

import pytest

from groups.models import Department
from office.actors import Actor
from requests_app.followup import automatic, draws
from requests_app.models import EnterpriseRequest, LookBack, LookBackDraw
from requests_app.models.look_backs import ranked, size_of
from tests.proof import verify
from tests.requests_app.ends import later, settled
from tests.stories import MONDAY, SHANGHAI, Story

NOVEMBER = dt.date(2026, 11, 1)
FIRST_OF_DECEMBER = dt.datetime(2026, 12, 1, 9, tzinfo=SHANGHAI)
SYSTEM = Actor.system("test")


def many(story: Story, count: int, result_class: str = "A") -> None:
    for _ in range(count):
        story.at = MONDAY
        settled(story, result_class)


@pytest.mark.parametrize(
    ("population", "share", "drawn"), [(1, 20, 1), (5, 20, 1), (6, 20, 2), (10, 10, 1), (11, 10, 2)]
)
def test_shares_are_rounded_up(population: int, share: int, drawn: int) -> None:
    assert size_of(population, share) == drawn


def test_a_fifth_of_a_and_a_tenth_of_c_and_d_by_unit_and_month(story: Story) -> None:
    many(story, 6)
    many(story, 2, "D")
    many(story, 1, "B")
    rows = {row.pool: row for row in draws.draw(NOVEMBER, by=SYSTEM, at=FIRST_OF_DECEMBER)}
    assert {pool: (len(row.ranking), row.size, row.department) for pool, row in rows.items()} == {
        "settled": (6, 2, story.lead),
        "explained": (2, 1, story.lead),
    }
    assert LookBack.objects.filter(source="drawn").count() == 3
    row = LookBack.objects.filter(source="drawn").first()
    assert row.opens_on == row.case.closed_on + dt.timedelta(days=30)


def test_anybody_can_draw_again_from_what_was_recorded(story: Story) -> None:
    many(story, 4)
    (row,) = draws.draw(NOVEMBER, by=SYSTEM, at=FIRST_OF_DECEMBER, seed="2026-11")
    by_hand = sorted(row.ranking, key=lambda number: hashlib.sha256(f"2026-11:{number}".encode()).hexdigest())
    assert row.ranking == by_hand == ranked(reversed(row.ranking), row.seed)
    assert row.is_true
    drawn = LookBack.objects.get()
    assert (drawn.case.ledger_number, drawn.rank) == (by_hand[0], 1)
    assert verify().is_whole
    row.ranking = row.ranking[::-1]
    assert not row.is_true


def test_each_unit_has_a_draw_of_its_own(story: Story, co_department: Department) -> None:
    many(story, 2)
    story.at = MONDAY
    story.submit().accept().contact().assign(lead=co_department).work(1)
    story.take("sign", "co_handler", officer_name="童欣", officer_phone="07132920011")
    story.take(
        "reply", "co_handler", text="已经办好，请查收相关材料。", result_class="A", signer="邱正华",
        officer_name="童欣", officer_phone="07132920011", publicity="open",
    )  # fmt: skip
    story.work(1).answer().work(1).rate()
    rows = draws.draw(NOVEMBER, by=SYSTEM, at=FIRST_OF_DECEMBER)
    assert {(row.department, row.size) for row in rows} == {(story.lead, 1), (co_department, 1)}


def test_a_month_is_drawn_once_and_by_itself(story: Story) -> None:
    many(story, 1)
    automatic.sweep(dt.datetime(2026, 11, 30, 23, tzinfo=SHANGHAI))
    assert not LookBackDraw.objects.exists()
    automatic.sweep(FIRST_OF_DECEMBER)
    seed = LookBackDraw.objects.get().seed
    automatic.sweep(FIRST_OF_DECEMBER)
    assert LookBackDraw.objects.get().seed == seed
    assert draws.draw(NOVEMBER, by=SYSTEM, at=FIRST_OF_DECEMBER) == []


def test_what_is_looked_back_at_anyhow_sealed_or_refused_is_not_drawn(story: Story) -> None:
    many(story, 1)
    EnterpriseRequest.objects.update(sealed=True, sealed_for=story.people["staff"])
    story.group.checks_back = True
    story.group.save()
    many(story, 1)
    assert draws.draw(NOVEMBER, by=SYSTEM, at=FIRST_OF_DECEMBER) == []


def test_the_next_number_is_drawn_when_nobody_was_reached(story: Story) -> None:
    many(story, 3)
    (row,) = draws.draw(NOVEMBER, by=SYSTEM, at=FIRST_OF_DECEMBER)
    story.case = LookBack.objects.get().case
    story.at = FIRST_OF_DECEMBER
    automatic.sweep(later(story, 30).at)
    for _ in range(3):
        story.work(1).take(
            "record_look_back", "second_staff", outcome="not_reached", called="徐经理", said="无人接听"
        )
    assert [(one.rank, one.case.ledger_number) for one in LookBack.objects.order_by("rank")] == [
        (1, row.ranking[0]),
        (2, row.ranking[1]),
    ]
    automatic.sweep(story.at)
    assert LookBack.objects.opened().get().rank == 2


def test_a_fifth_of_what_was_withdrawn_is_called_back(story: Story) -> None:
    for _ in range(3):
        story.at = MONDAY
        story.submit().take("withdraw", "requester", reason="given_up")
    automatic.sweep(FIRST_OF_DECEMBER)
    drawn = LookBackDraw.objects.get()
    assert (drawn.pool, len(drawn.ranking), drawn.size) == ("withdrawn", 3, 1)
    assert LookBack.objects.opened().get().source == "withdrawn"
