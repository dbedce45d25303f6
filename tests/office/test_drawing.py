import pytest

from office.templatetags.drawing import arc, points, segments, share


def test_the_parts_of_a_bar_fill_it_and_follow_each_other() -> None:
    pieces = segments([{"count": 29, "tone": "done"}, {"count": 0}, {"count": 6}, {"count": 2}])
    assert len(pieces) == 3
    assert [piece["x"] for piece in pieces] == ["0.00", "78.38", "94.59"]
    assert sum(float(piece["width"]) for piece in pieces) == pytest.approx(100, abs=0.02)


def test_a_bar_of_nothing_is_empty() -> None:
    assert segments([]) == segments([{"count": 0, "tone": "done"}]) == []


@pytest.mark.parametrize(("done", "length"), [(0, "0.0"), (3, "84.8"), (4, "113.1"), (9, "113.1")])
def test_a_ring_never_runs_past_its_end(done: int, length: str) -> None:
    assert arc(done, 4) == length


def test_a_duty_that_asks_for_nothing_is_done() -> None:
    assert arc(0, 0) == "113.1"


def test_a_share_of_nothing_is_zero() -> None:
    assert (share(1, 4), share(0, 0)) == (25, 0)


def test_a_sparkline_starts_left_and_ends_right_within_its_box() -> None:
    pairs = [tuple(map(float, pair.split(","))) for pair in points([3, 0, 6]).split()]
    assert [pairs[0][0], pairs[-1][0]] == [3, 117]
    assert (pairs[1][1], pairs[2][1]) == (29, 3)
    assert points([]) == ""
    assert points([0]) == "3.0,29.0"
