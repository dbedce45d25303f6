"""P4 on a narrow telephone: policies, their search and five taps, the twelve kinds, the handbook, the terminal."""

import pytest

from tests.browser.conftest import OpenVisit
from tests.browser.town import Town
from tests.browser.visits import KILO

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PHONES = (320, 360, 390)
BUDGET = (60 * KILO, 4)
# What is typed into a form is kept by a script.
SCRIPTS = {"request_about_a_policy": 2 * KILO}
SCREENS = {
    "list": "/policies/",
    "found": "/policies/?q=daikuan",
    "nothing_found": "/policies/?q=火星移民",
    "policy": "/policies/xiaoxing-weili-qiye-suodeshui/",
    "fit_asked": "/policies/fit/",
    "fit_told": "/policies/fit/?size=small&sector=-&need=-&mark=-&taxpayer=-&show=1",
    "request_about_a_policy": "/p/xiaoxing-weili-qiye-suodeshui/",
    "kinds": "/information/",
    "kind": "/information/bllc/",
    "handbook": "/handbook/",
    "chapter": "/handbook/finance/",
    "terminal": "/counter/gyllzx/",
}


@pytest.mark.parametrize("screen", SCREENS)
def test_a_page_of_policies_is_light_and_reads_well(screen: str, visit: OpenVisit, county: Town) -> None:
    with visit(width=320) as opened:
        opened.open(SCREENS[screen], settled=True)
        opened.cost.expect_within(*BUDGET, SCRIPTS.get(screen, 0))
        opened.expect_steady()
        opened.expect_accessible()
        opened.expect_no_overflow(PHONES)
