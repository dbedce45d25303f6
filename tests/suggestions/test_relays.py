"""转办: through the government's office to its units, directly to courts, party and congress (docs/domain.md § 4)."""

import datetime as dt

import pytest
from django.test import Client

from demo.suggestion_scenario import SuggestionScenario
from groups.models import Department, DepartmentOfficer
from office.models import Notice
from office.refusals import Refused
from suggestions.deadlines import reminders
from suggestions.models import SuggestionAssignment, SuggestionClock
from tests.people import SignIn, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def relay(scenario: SuggestionScenario) -> Department:
    """政府办 with a handler and a head; the scenario's people know them."""
    unit = Department.objects.create(
        code="zfb", name="麻城市人民政府办公室", short_name="政府办", kind="relay"
    )
    for duty, name in (("handler", "relay"), ("head", "relay_head")):
        user = person(name, "转办" + name, duty)
        DepartmentOfficer.objects.create(user=user, department=unit, duty=duty, since=dt.date(2026, 1, 1))
        scenario.people[name] = user
    return unit


def party() -> Department:
    """A body of the party, on paper."""
    return Department.objects.create(
        code="tzb", name="中共麻城市委统一战线工作部", short_name="统战部", kind="party", mode="paper"
    )


def test_a_unit_of_the_government_signs_once_its_office_has_passed_it_on(
    scenario: SuggestionScenario, relay: Department
) -> None:
    scenario.submit().register().assign(through=relay)
    part = SuggestionAssignment.objects.get()
    assert (part.status, part.through) == ("at_relay", relay)
    assert scenario.possible("handler") == set()
    assert scenario.possible("relay") == {"pass_on"}
    answer, relayed = scenario.clock("answer").due_on, scenario.clock("relay")
    assert relayed.days == 3
    scenario.work(2).pass_on()
    assert scenario.possible("relay") == set()
    assert (scenario.clock("sign").start_on, scenario.clock("answer").due_on) == (scenario.on, answer)
    assert Notice.objects.filter(
        recipient=scenario.people["handler"], title="政府办转来一件代表建议，待签收"
    ).exists()
    assert scenario.sign().row.status == "handling"


def test_courts_party_and_congress_are_addressed_directly_and_may_lead(
    scenario: SuggestionScenario, relay: Department
) -> None:
    body = party()
    scenario.lead = body
    scenario.submit().register().assign(
        Department.objects.get(code="czj"), through=relay, text="请统战部主办"
    )
    parts = {part.department.kind: part.status for part in SuggestionAssignment.objects.all()}
    assert parts == {"party": "sent", "government": "at_relay"}
    assert not Department.objects.assignable().filter(pk=body.pk).exists(), "no request goes to it"
    assert scenario.sign("staff").row.status == "handling"


def test_an_own_route_holds_where_none_is_named_until_the_relay_is_closed(
    scenario: SuggestionScenario, relay: Department
) -> None:
    scenario.lead.route_through = relay
    scenario.lead.save()
    scenario.submit().register().assign()
    assert SuggestionAssignment.objects.get().status == "at_relay"
    relay.closed_on = scenario.on
    relay.save()
    scenario.take("return_part", "relay_head", reason="政府办已撤并").assign(text="直接请财政局办")
    assert SuggestionAssignment.objects.order_by("-pk").first().status == "sent"  # type: ignore[union-attr]


def test_the_relays_head_returns_it_in_the_relays_name(
    scenario: SuggestionScenario, relay: Department, sign_in: SignIn
) -> None:
    scenario.submit().register().assign(through=relay)
    with pytest.raises(Refused):
        scenario.take("return_part", "relay", reason="不归财政")
    scenario.take("return_part", "relay_head", reason="不归财政")
    assert scenario.row.status == "registered"
    assert set(scenario.row.clocks.filter(stopped_at=None).values_list("kind", flat=True)) == {"assign"}
    page = sign_in(scenario.people["staff"]).get(f"/desk/suggestions/{scenario.row.number}/")
    assert "政府办（转" in page.content.decode()


def test_a_late_relay_is_reminded_and_sees_what_it_passed_on(
    scenario: SuggestionScenario, relay: Department, sign_in: SignIn
) -> None:
    scenario.submit().register().assign(through=relay)
    clock: SuggestionClock = scenario.clock("relay")
    scenario.wait_until(clock.due_on)
    reminders.remind(scenario.at)
    assert Notice.objects.filter(recipient=scenario.people["relay"], key__startswith=clock.topic).exists()
    client: Client = sign_in(scenario.people["relay"])
    assert "待转办" in client.get(f"/desk/suggestions/{scenario.row.number}/").content.decode()
    assert scenario.row.title in client.get("/desk/suggestions/?tab=mine").content.decode()
    scenario.pass_on()
    assert client.get(f"/desk/suggestions/{scenario.row.number}/").status_code == 200
    assert scenario.row.title not in client.get("/desk/suggestions/?tab=mine").content.decode()
