"""A visit recorded where the connection is bad: the words stay in the page, and it is sent once."""

import re
from typing import Any

import pytest

from fieldwork.models import Visit
from tests.browser.conftest import Apart, OpenVisit
from tests.browser.town import Town

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
WORDS = "夜班职工回城的末班车太早"


def test_without_a_network_the_record_waits_in_the_page_and_is_sent_once(
    visit: OpenVisit, county: Town, apart: Apart, clock: Any
) -> None:
    with visit("representative", width=390) as opened:
        page = opened.open("/desk/visits/new/")
        page.locator("[name=enterprise]").fill(apart(lambda: Visit.objects.get().enterprise.name))
        page.locator("[name=words]").fill(WORDS)
        page.locator("[name=how][value=telephone]").check(force=True)
        page.context.set_offline(True)
        page.get_by_role("button", name="保存").click()
        page.wait_for_selector("text=现在没有网络")
        assert page.locator("[name=words]").input_value() == WORDS
        page.context.set_offline(False)
        page.wait_for_url(re.compile(r"/desk/visits/(?!new/)[^/]+/$"))
        page.wait_for_selector(f"text={WORDS}")
    assert apart(Visit.objects.filter(how="telephone").count) == 1
