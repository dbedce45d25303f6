"""What a visitor sees: every public screen on a narrow telephone, and what it costs to fetch."""

import pytest

from tests.browser.conftest import OpenVisit
from tests.browser.town import Town
from tests.browser.visits import KILO

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PHONES = (320, 360, 390)
# Path (the words in braces are cases of the town): P1 to P5, and what stands around them.
SCREENS = {
    "form": "/s/gyllzx/",
    "form_of_a_representative": "/r/shanxiong/",
    "form_without_a_code": "/new/",
    "receipt": "{submitted}",
    "progress": "{handling}",
    "answer": "{answered}",
    "track": "/track/",
    "home": "/",
    "representatives": "/representatives/",
    "representative": "/representatives/shanxiong/",
    "receptions": "/receptions/",
    "suggestions": "/suggestions/",
    "suggestion": "{suggestion_public}",
    "groups": "/groups/",
    "group": "/groups/finance/",
    "reception": "{coming}",
    "asked_of_a_visit": "{asked}",
    "booking": "{booking}",
    "booking_moved": "{move}",
    "booking_found": "/bookings/",
    "activities": "/activities/",
    "norms": "/norms/",
    "promises": "/promises/",
    "disclosures": "/disclosure/",
    "disclosure": "/disclosure/2026/10/",
    "privacy": "/privacy/",
    "accessibility": "/accessibility/",
}
FORMS = {"form", "form_of_a_representative", "form_without_a_code", "reception"}
# (bytes, requests) of a cold visit; a form has a script, which keeps what is typed.
FORM_BUDGET = (16 * KILO, 4, 2 * KILO)
PAGE_BUDGET = (25 * KILO, 4)
LARGEST_PAINT_MS = 1500


def path_of(screen: str, county: Town) -> str:
    path = SCREENS[screen]
    if path.strip("{}") in county.receptions:
        return county.receptions[path.strip("{}")]
    return county.filed[path.strip("{}")].link if path.startswith("{") else path


@pytest.mark.parametrize("screen", SCREENS)
def test_a_public_screen_is_light_and_reads_well_on_a_narrow_telephone(
    screen: str, visit: OpenVisit, county: Town
) -> None:
    with visit(width=320) as opened:
        opened.open(path_of(screen, county), settled=True)
        opened.cost.expect_within(*(FORM_BUDGET if screen in FORMS else PAGE_BUDGET))
        opened.expect_steady()
        opened.expect_accessible()
        opened.expect_no_overflow(PHONES)


def test_the_head_of_a_page_leaves_room_on_a_telephone(visit: OpenVisit) -> None:
    """It took 186 of 780 pixels."""
    with visit(width=360) as opened:
        page = opened.open("/s/gyllzx/")
        assert page.evaluate("document.querySelector('main').getBoundingClientRect().top") <= 96
        small = [
            link.inner_text()
            for link in page.locator("header a, nav a").all()
            if (link.bounding_box() or {"height": 0})["height"] < 48
        ]
        assert small == []
        # A chosen chip had a tick more and pushed the field below by 26 pixels.
        place = "() => document.querySelector('[name=text]').getBoundingClientRect().top"
        before = page.evaluate(place)
        page.locator("input[name=requester_kind]").nth(2).check(force=True)
        assert page.evaluate(place) == before


def test_the_form_is_seen_in_a_second_and_a_half_on_a_slow_line(visit: OpenVisit) -> None:
    """The best of three cold visits: the others measure what else the machine does."""
    seen = []
    for _ in range(3):
        with visit(width=360) as opened:
            opened.slow_down()
            opened.open("/s/gyllzx/", settled=True)
            seen.append(opened.largest_paint())
    print(f"/s/gyllzx/: largest paint after {sorted(round(each) for each in seen)} ms on a slow 4G")
    assert 0 < min(seen) <= LARGEST_PAINT_MS


def test_the_login_page_is_light_and_reads_well(visit: OpenVisit) -> None:
    """The one public page with a script, for passkeys."""
    with visit(width=320) as opened:
        opened.open("/accounts/login/", settled=True)
        opened.cost.expect_within(45 * KILO, 6, 20 * KILO)
        opened.expect_accessible()
        opened.expect_no_overflow(PHONES)


@pytest.mark.parametrize(("path", "status"), [("/nowhere/", 404), ("/s/unknown/", 404)])
def test_a_dead_end_reads_well(path: str, status: int, visit: OpenVisit) -> None:
    with visit(width=320) as opened:
        opened.open(path, status)
        opened.expect_accessible()
        opened.expect_no_overflow(PHONES)


def test_a_form_with_mistakes_reads_well(visit: OpenVisit) -> None:
    with visit(width=320) as opened:
        page = opened.open("/s/gyllzx/")
        page.get_by_role("button", name="提交留言").click()
        page.get_by_role("alert").wait_for()
        assert page.title().startswith("有 ")
        opened.expect_accessible()
        opened.expect_no_overflow(PHONES)


def test_the_large_edition_fits_as_well(visit: OpenVisit) -> None:
    """长辈版 is a cookie set by a plain link."""
    with visit(width=320) as opened:
        page = opened.open("/s/gyllzx/")
        page.get_by_role("link", name="长辈版").click()
        assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "20px"
        opened.expect_accessible()
        opened.expect_no_overflow(PHONES)
