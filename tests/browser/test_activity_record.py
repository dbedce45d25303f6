"""A line of an activity written where the connection is bad: words and photograph stay in the page, sent once."""

import re
from datetime import time, timedelta
from typing import Any

import pytest

from fieldwork.models import Activity, ActivityNote
from tests.browser.conftest import Apart, OpenVisit
from tests.browser.town import Town
from tests.conftest import NOW
from tests.fieldwork.activities.rows import confirmed
from tests.requests_app.public.pages import jpeg

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
WORDS = "二期厂房用电增容等了两个月"


def under_way(county: Town) -> Activity:
    """Of today, with the representative."""
    who, of_the_day = county.person, {"held_on": NOW.date(), "begins": time(8, 30), "ends": time(23, 30)}
    group, before = county.story.group, NOW - timedelta(days=9)
    by, staff = who("liaison"), who("staff")
    return confirmed([group], who("representative"), by=by, staff=staff, at=before, **of_the_day)


def test_without_a_network_a_line_of_an_activity_waits_in_the_page_and_is_sent_once(
    visit: OpenVisit, county: Town, apart: Apart, clock: Any
) -> None:
    token = apart(under_way, county).token
    with visit("representative", width=390) as opened:
        opened.open(f"/checkin/{token}/")
        opened.expect_no_overflow([390], zooms=[100])
        page = opened.open(f"/desk/activities/{token}/record/")
        page.context.set_offline(True)
        page.locator("[name=place]").fill("华科电气二期工地")
        page.locator("[name=words]").fill(WORDS)
        photo = {"name": "车间.jpg", "mimeType": "image/jpeg", "buffer": jpeg("车间.jpg").read()}
        page.locator("[name=photo]").set_input_files(photo)
        save = page.get_by_role("button", name="保存记录")
        for _ in range(2):
            save.click()
            page.wait_for_selector("text=现在没有网络")
        assert page.locator("[name=words]").input_value() == WORDS
        page.context.set_offline(False)
        page.wait_for_url(re.compile(r"/desk/activities/[^/]+/$"))
        page.wait_for_selector(f"text={WORDS}")
    assert apart(lambda: [row.words for row in ActivityNote.objects.all()]) == [WORDS]
