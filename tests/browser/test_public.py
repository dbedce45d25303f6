"""What a visitor sees: every public screen on a narrow telephone, and what it costs to fetch."""

import pytest

from tests.browser.conftest import OpenContext, OpenVisit
from tests.browser.town import Town
from tests.browser.visits import KILO, measured

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-public")]

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
    "disclosures": "/disclosure/",
    "disclosure": "/disclosure/2026/10/",
    "privacy": "/privacy/",
    "accessibility": "/accessibility/",
}
FORMS = {"form", "form_of_a_representative", "form_without_a_code"}
# (bytes, requests) of a cold visit
FORM_BUDGET = (15 * KILO, 3)
PAGE_BUDGET = (25 * KILO, 4)


def path_of(screen: str, county: Town) -> str:
    path = SCREENS[screen]
    return county.filed[path.strip("{}")].link if path.startswith("{") else path


@pytest.mark.parametrize("screen", SCREENS)
def test_a_public_screen_reads_well_on_a_narrow_telephone(
    screen: str, visit: OpenVisit, county: Town
) -> None:
    with visit(width=320) as opened:
        opened.open(path_of(screen, county))
        opened.expect_accessible()
        opened.expect_no_overflow(PHONES)


@pytest.mark.parametrize("screen", SCREENS)
def test_a_public_screen_keeps_its_budget_and_runs_no_script(
    screen: str, tab: OpenContext, county: Town, origin: str
) -> None:
    with tab() as context:
        cost = measured(context, origin, path_of(screen, county))
    most_bytes, most_requests = FORM_BUDGET if screen in FORMS else PAGE_BUDGET
    print(f"{screen}: {cost.total} bytes, {len(cost.requests)} requests {cost.requests}")
    assert cost.total <= most_bytes
    assert len(cost.requests) <= most_requests, cost.requests
    assert cost.script == 0
