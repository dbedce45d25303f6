"""会诊: several units at one table over a suggestion, with one outcome (docs/domain.md § 4)."""

import datetime as dt
import re

import pytest

from demo.suggestion_scenario import SuggestionScenario
from groups.models import Department, DepartmentOfficer
from office.models import Notice, User
from office.roles import Role
from suggestions.models import SuggestionClock, SuggestionConsultation
from tests.people import SINCE, SignIn, person
from tests.suggestions.test_relays import party
from tests.suggestions.test_ways import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def guest(db: None) -> User:
    """Handler of a unit that has no part."""
    unit = Department.objects.create(code="rsj", name="麻城市人社局", short_name="人社局")
    user = person("guest", "关山", Role.HANDLER)
    DepartmentOfficer.objects.create(user=user, department=unit, duty="handler", since=SINCE)
    return user


def test_units_sit_at_one_table_and_the_outcome_is_told_to_all(
    scenario: SuggestionScenario, guest: User, sign_in: SignIn
) -> None:
    scenario.handled()
    other = Department.objects.get(code="rsj")
    url = f"/desk/suggestions/{scenario.row.number}/"
    assert sign_in(guest).get(url).status_code == 404
    given = {"place": "人大会议室", "meets_at": scenario.at + dt.timedelta(days=1), "text": "补贴由谁列支"}
    assert refused(scenario, "consult", "liaison", departments=(other,), **given) == "one_unit"
    past = given | {"meets_at": scenario.at}
    assert refused(scenario, "consult", "liaison", departments=(other, party()), **past) == "invalid"
    units = (scenario.lead, other, Department.objects.get(code="tzb"))
    form = sign_in(scenario.people["liaison"]).get(f"{url}steps/consult/").content.decode()
    assert re.search(rf'value="{scenario.lead.code}"[^>]*checked', form), "its units are proposed"
    assert "参加单位</summary>" in form, "what must be given is not called optional"
    scenario.take("consult", "liaison", departments=units, **given)
    assert refused(scenario, "consult", "staff", departments=units, **given) == "convened"
    assert Notice.objects.filter(recipient=guest, title__startswith="请参加代表建议会诊").exists()
    assert sign_in(guest).get(url).status_code == 200
    assert scenario.possible(guest) == set(), "a seat at the table is no part"
    assert sign_in(guest).get(f"{url}steps/record_consult/").status_code != 200
    may = {who for who in scenario.people if "record_consult" in scenario.possible(who)}
    assert may == {"liaison", "staff", "second_staff", "approver"}
    told = {"came": (scenario.lead, other), "minutes": "经研究，由人社局列支。", "outcome": "人社局年内列支"}
    assert refused(scenario, "record_consult", "liaison", **told) == "too_early"
    scenario.work(2)
    assert scenario.clock("minutes").due_on > scenario.on
    mine = sign_in(scenario.people["liaison"]).get("/desk/suggestions/?tab=mine").content.decode()
    assert scenario.row.title in mine
    scenario.take("record_consult", "liaison", **told)
    row = SuggestionConsultation.objects.get()
    assert (row.state, list(row.seats.values_list("came", flat=True))) == ("held", [True, True, False])
    assert not SuggestionClock.objects.running().filter(kind="minutes").exists()
    assert Notice.objects.filter(
        recipient=scenario.people["author"], title__endswith="人社局年内列支"
    ).exists()
    page = sign_in(guest).get(url).content.decode()
    assert "结论：人社局年内列支" in page
    assert "统战部（未到）" in page


def test_a_table_that_is_called_off_closes_the_page_to_who_has_no_part(
    scenario: SuggestionScenario, guest: User, sign_in: SignIn
) -> None:
    scenario.submit().register()
    assert refused(scenario, "drop_consult", "staff", reason="不用了") == "not_convened"
    units = (scenario.lead, Department.objects.get(code="rsj"))
    given = {"place": "人大会议室", "meets_at": scenario.at + dt.timedelta(days=1), "text": "先议由谁主办"}
    scenario.take("consult", "staff", departments=units, **given)
    scenario.take("drop_consult", "staff", reason="单位已经商定")
    assert Notice.objects.filter(recipient=guest, title="代表建议会诊取消").exists()
    assert sign_in(guest).get(f"/desk/suggestions/{scenario.row.number}/").status_code == 404
    assert "consult" in scenario.possible("liaison")
