"""The desk on a telephone and on a laptop: each working page, its weight, and its steps without a script."""

import pytest

from requests_app.models import EnterpriseRequest, Reply
from tests.browser.conftest import Apart, OpenVisit
from tests.browser.town import Town
from tests.browser.visits import KILO

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

BUDGET = (45 * KILO, 6, 20 * KILO)
LAPTOP = {"width": 1366, "height": 768}
PHONES = (320, 360, 390)
LARGE_EDITION = (100, 125)
# Who looks at what; the word in braces is a case of the town, by its state.
SCREENS = {
    "home": ("liaison", "/desk/"),
    "home_of_the_staff": ("staff", "/desk/"),
    "home_of_a_department": ("handler", "/desk/"),
    "list": ("staff", "/desk/requests/"),
    "list_of_a_department": ("handler", "/desk/requests/"),
    "progress_table": ("liaison", "/desk/progress/1/"),
    "figures": ("staff", "/desk/figures/?month=2026-10"),
    "figures_by_group": ("staff", "/desk/figures/?month=2026-10&by=group"),
    "supervision": ("staff", "/desk/supervision/"),
    "urge_many": ("staff", "/desk/requests/urge/?tab=open"),
    "print": ("staff", "/desk/requests/print/"),
    "detail": ("liaison", "{submitted}"),
    "detail_of_a_department": ("handler", "{handling}"),
    "accept": ("liaison", "{submitted}steps/accept/"),
    "assign": ("staff", "{accepted}steps/assign/"),
    "reply": ("handler", "{handling}steps/reply/"),
    "counter": ("clerk", "/desk/intake/"),
    "notices": ("liaison", "/desk/notices/"),
    "screens": ("staff", "/desk/screens/"),
    "exclusions": ("staff", "/desk/exclusions/"),
    "learned": ("staff", "/desk/learned/"),
    "pressure": ("staff", "/desk/pressure/"),
    "personal_copy": ("staff", "{handling}personal/"),
    "name_helper": ("liaison", "{handling}steps/name_helper/"),
    "policies": ("staff", "/desk/policies/"),
    "policy_form": ("staff", "/desk/policies/new/"),
    "handbook": ("staff", "/desk/handbook/"),
    "own_data": ("liaison", "/accounts/own-data/"),
    "receptions": ("clerk", "/desk/receptions/"),
    "reception_of_today": ("clerk", "{today}"),
    "register": ("clerk", "{print}"),
    "shifts": ("clerk", "/desk/shifts/"),
    "calendar_feed": ("representative", "/desk/calendar/"),
    "consultations": ("clerk", "/desk/consultations/"),
    "consultation": ("clerk", "{consultation}"),
    "consultation_months": ("staff", "/desk/consultations/months/"),
    "suggestions": ("staff", "/desk/suggestions/?tab=all"),
    "suggestion": ("representative", "{suggestion}"),
    "suggestion_drafted": ("representative", "{suggestion_draft}steps/revise/"),
    "new_reception": ("staff", "/desk/receptions/new/"),
    "groups": ("staff", "/desk/groups/"),
    "group": ("liaison", "/desk/groups/finance/"),
    "home_of_a_representative": ("representative", "/desk/"),
    "pairing": ("liaison", "{pairing}"),
    "record_a_visit": ("representative", "/desk/visits/new/"),
    "visit": ("representative", "{visited}"),
    "visit_pack": ("representative", "{pack}"),
    "duties": ("representative", "/desk/duties/"),
    "score": ("representative", "/desk/scores/"),
    "stars": ("staff", "/desk/stars/"),
    "activities": ("staff", "/desk/activities/"),
    "funds": ("liaison", "/desk/groups/finance/funds/"),
    "activities_of_a_liaison": ("liaison", "/desk/activities/"),
    "activity_proposed": ("representative", "/desk/activities/new/"),
    "pulse": ("staff", "/desk/pulse/"),
    "duties_of_one": ("representative", "/desk/duties/shanxiong/"),
    "term_changes": ("staff", "/desk/term-changes/"),
}


def path_of(path: str, county: Town) -> str:
    state, _, rest = path.removeprefix("{").partition("}")
    if state in county.receptions:
        return county.receptions[state] + rest
    return county.filed[state].desk + rest if path.startswith("{") else path


@pytest.mark.parametrize("screen", SCREENS)
def test_a_desk_page_is_light_and_reads_well(screen: str, visit: OpenVisit, county: Town) -> None:
    who, path = SCREENS[screen]
    with visit(who, width=390) as opened:
        page = opened.open(path_of(path, county), settled=True)
        opened.cost.expect_within(*BUDGET)
        opened.expect_accessible()
        above = page.evaluate("document.querySelector('main').getBoundingClientRect().top")
        assert above <= 96, "the head leaves a telephone its screen"
        # A list's rows scroll under its head: a rule of contrast sees those that are shown.
        page.set_viewport_size(LAPTOP | {"height": 2600})
        opened.expect_accessible()
        page.set_viewport_size(LAPTOP)
        opened.expect_no_overflow((LAPTOP["width"],), LARGE_EDITION)
        opened.expect_no_overflow(PHONES)


def test_a_department_replies_without_a_script(visit: OpenVisit, county: Town, apart: Apart) -> None:
    """The primary step of the case, from the list to what the case says afterwards."""
    case = county.filed["handling"].case
    with visit("handler", width=390, java_script_enabled=False) as opened:
        page = opened.open("/desk/requests/")
        page.locator(f"a.title[href*='{case.ledger_number}']").click()
        page.locator("a.primary").first.click()
        page.wait_for_url("**/steps/reply/")
        page.locator("[name=text]").fill("经与贷款银行协商，已按无还本续贷政策办理续贷七百二十万元。")
        page.locator("[name=result_class][value=A]").check()
        page.locator("[name=signer]").fill("邱正华")
        page.locator("[name=officer_name]").fill("童欣")
        page.locator("[name=officer_phone]").fill("0713-2920011")
        page.locator("[name=publicity][value=open]").check()
        page.get_by_role("button", name="提交回复", exact=True).click()
        page.wait_for_url(f"**/desk/requests/{case.ledger_number}/")
        assert "已办理" in page.inner_text("main")
    assert apart(Reply.objects.filter(assignment__case=case).exists)


def test_a_laptop_shows_what_is_said_beside_the_form_and_its_button(visit: OpenVisit, county: Town) -> None:
    with visit("liaison", **LAPTOP) as opened:
        page = opened.open(f"{county.filed['submitted'].desk}steps/accept/")
        said, form, button = (
            page.locator(selector).first.bounding_box()
            for selector in (".quote", "#step-form", "[data-send]")
        )
        assert said["x"] + said["width"] <= form["x"]
        assert button["y"] + button["height"] <= LAPTOP["height"]


def test_a_liaison_accepts_without_a_script(visit: OpenVisit, county: Town, apart: Apart) -> None:
    filed = county.filed["submitted"]
    with visit("liaison", width=390, java_script_enabled=False) as opened:
        page = opened.open(filed.desk)
        page.locator("a.primary").first.click()
        page.wait_for_url("**/steps/accept/")
        page.locator("[name=difficulty][value=ordinary]").check()
        page.locator("[name=representative]").select_option("shanxiong")
        page.get_by_role("button", name="受理", exact=True).click()
        page.wait_for_url(f"**{filed.desk}")
        assert "已受理" in page.inner_text("main")
    assert apart(EnterpriseRequest.objects.filter(pk=filed.case.pk, status="accepted").exists)


def test_rows_to_urge_are_ticked_together_and_counted(visit: OpenVisit) -> None:
    with visit("staff", width=1366, height=768) as opened:
        page = opened.open("/desk/requests/urge/?tab=open", settled=True)
        page.locator("[name=text]").fill("月底前答复。")
        boxes = page.locator("[name=case]")
        for choice, expected in (("all", boxes.count()), ("none", 0), ("late", 0)):
            page.locator(f"button[value={choice}]").click()
            ticked = page.locator("[name=case]:checked").count()
            assert ticked == expected or choice == "late"
            assert page.locator("[data-ticked]").inner_text() == str(ticked)
        page.locator("[name=case]").first.click()
        assert page.locator("[data-ticked]").inner_text() != str(ticked)
        assert page.locator("[name=text]").input_value() == "月底前答复。"
