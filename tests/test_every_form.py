"""Every form that anybody comes upon answers: its longest texts, a second press, other words, nonsense. None is a 500.

The walk finds pages by their links and forms on the pages; a class of forms that it never sends is named here with
its reason, so that a new one is met or missed. The steps of requests have a walk of their own
(tests/requests_app/desk/test_form_limits.py), and so have the requester's (…/public/test_form_limits.py).
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.contrib import admin
from django.test import Client

from fieldwork.activities.steps.records import NoteInputs
from fieldwork.funds import budgets, expenses
from fieldwork.funds.expenses import Asked
from fieldwork.materials import papers
from fieldwork.norms import editing
from fieldwork.norms.editing import Text as NormText
from fieldwork.pairings import pairing
from groups.models import Representative
from office.models import User
from stations.shifts import planning as shifts
from suggestions.drafting.beginning import Text, draft
from tests.conftest import NOW
from tests.every_form import Walk
from tests.fieldwork.activities.rows import confirmed, proposed, take
from tests.fieldwork.pairings.rows import an_enterprise, consent_path, opened, recorded
from tests.fieldwork.pairings.rows import proposed as paired
from tests.people import SignIn
from tests.policies.rows import a_kind, a_standard_answer, a_version, an_item
from tests.sources import FLOORS
from tests.stations.consultations.rows import a_consultation
from tests.stations.receptions.rows import a_plan, a_reception, booked, slots
from tests.stories import Story
from tests.suggestions.mechanisms.rows import in_force
from tests.suggestions.mechanisms.rows import proposed as mechanism
from tests.suggestions.opinions.rows import a_draft

pytestmark = pytest.mark.django_db

STARTS = ("/", "/desk/", "/s/gyllzx/", "/receptions/", "/bookings/", "/track/", "/desk/absences/")
# Who goes first meets the page first; two readers of each kind of page are enough.
READERS = ("staff", "liaison", "representative", "clerk", "handler", "approver", "administrator", "editor", "visitor")  # fmt: skip
ADMIN = (
    "/admin/office/calendarday/year/2026/",
    "/admin/groups/representative/import/",
    "/admin/office/setting/add/?key=pause_days",
)
# Classes of forms that no page of this town shows: where their stage is tested, or why nothing need be.
PASSKEYS = "tests/config/test_accounts.py"
NOT_MET = {
    "config.passkeys.AddPasskeyForm": PASSKEYS,
    "config.accounts.LimitedAuthenticateForm": PASSKEYS,
    "config.accounts.LimitedReauthenticateForm": PASSKEYS,
    "config.passkeys.ReauthenticatePasskeyForm": PASSKEYS,
    "policies.views.policies.AmountForm": "asked by GET",
    "stations.forms.UndoForm": "nothing is typed",
    "fieldwork.pairings.forms.SheetForm": "a file and nothing else",
    "stations.receptions.desk_forms.SheetForm": "a file and nothing else",
    "fieldwork.norms.forms.SheetForm": "tests/fieldwork/norms/test_norms.py",
    "fieldwork.funds.forms.ChangeForm": "tests/fieldwork/funds/test_funds.py",
    "fieldwork.funds.forms.MoveForm": "tests/fieldwork/funds/test_funds.py",
    "fieldwork.funds.forms.SpendForm": "tests/fieldwork/funds/test_funds.py",
    "fieldwork.activities.forms.DecideForm": "tests/fieldwork/activities/test_pages.py",
    "fieldwork.activities.forms.ReportForm": "tests/fieldwork/activities/test_pages.py",
    "fieldwork.norms.forms.HandBackForm": "tests/fieldwork/norms/test_norms.py",
    "suggestions.opinions.forms.DecisionForm": "tests/suggestions/opinions/test_opinions.py",
    "suggestions.opinions.forms.SheetForm": "a file and nothing else",
    "stations.consultations.forms.PageForm": "a file and nothing else",
    "groups.term_changes.forms.SuccessorForm": "tests/journeys/test_term_change.py",
    "stations.admin.enterprises.FormerNameForm": "tests/stations/test_former_names.py",
    "groups.forms.EndAbsenceForm": "tests/groups/test_absences.py",
    "groups.forms.ResumeForm": "tests/groups/test_mandates.py",
    "stations.receptions.desk_forms.EndingForm": "tests/stations/receptions/test_day.py",
    "stations.receptions.desk_forms.MatterForm": "tests/stations/receptions/test_day.py",
    "stations.receptions.desk_forms.HoldForm": "tests/stations/receptions/test_day_by_whom.py",
    "office.admin.settings.SettingForm": "tests/office/test_admin_settings.py",
}


@pytest.fixture
def town(story: Story) -> dict[str, list[str]]:
    """Something of every kind, each at a stage at which somebody has to type; by reader the addresses that only a
    message tells, or that another reader has met without the form."""
    people, station = story.people, story.station
    story.submit().accept().contact().assign().sign().reply()
    own = Representative.objects.get(code="shanxiong")
    day = a_reception(station, people["representative"], at=NOW)
    ticket = booked(slots(day)[0], at=NOW, phone="13900001111").ticket
    a_plan(station, people["representative"])
    a_consultation(station, people["clerk"], at=NOW)
    hours = {"begins": dt.time(9), "ends": dt.time(11)}
    shift = shifts.add(station, own, on=dt.date(2026, 11, 25), **hours, by=story.actor("clerk"), at=NOW)
    asked = pairing.approve(paired(own, people["liaison"], NOW), by=story.actor("staff"), at=NOW)
    opened(own, people["liaison"], people["staff"], NOW, enterprise=an_enterprise("湖北恒飞线束有限公司"))
    recorded([own], people["representative"], NOW)
    _activities(story)
    _of_the_group(story, own)
    draft(own, Text("关于续贷的建议", "还在写。", "1. 按月公示"), by=story.actor("representative"), at=NOW)
    opinion = a_draft(story).asked
    mechanism(story)
    in_force(story, title="园区用工专员")
    a_version(policy_options={"slug": "xudai"})
    a_version("draft", policy_options={"slug": "wengang"})
    an_item(kind=a_kind("bllc"), slug="paiwu")
    a_standard_answer(story.lead)
    a_standard_answer(story.lead, audience="public")
    materials = "/desk/groups/finance/materials/"
    return {
        "visitor": [ticket.path, consent_path(asked), "/p/xudai/"],
        "representative": [
            f"/desk/shifts/{shift.pk}/",
            materials,
            f"/desk/agenda/{opinion.item.token}/finance/write/",
            f"/desk/agenda/{opinion.item.token}/finance/",
        ],
        "liaison": [f"/desk/pairings/{asked.token}/", materials, "/desk/groups/finance/funds/"],
    }


def _activities(story: Story) -> None:
    by, staff, person = story.people["liaison"], story.people["staff"], story.people["representative"]
    proposed([story.group], person, by=by, at=NOW)
    confirmed([story.group], person, by=by, staff=staff, at=NOW)
    today = {"held_on": NOW.date(), "begins": dt.time(10, 15)}
    going_on = confirmed([story.group], person, by=by, staff=staff, at=NOW, departments=[story.lead], **today)
    take("note", going_on, NoteInputs(words="听取了意见", form_key="walk", place="园区"), by=person, at=NOW)


def _of_the_group(story: Story, own: Representative) -> None:
    made = budgets.set_amount(story.group, NOW.year, 100_000, by=story.actor("staff"), at=NOW)
    budgets.approve(made, 100_000, by=story.actor("approver"), at=NOW)
    expenses.ask(made, Asked("印资料", 500), by=story.actor("liaison"), at=NOW)
    papers.ask(story.group, own, "三季度数据", by=story.actor("representative"), at=NOW)
    text = NormText("履职规范", "一、按时参加活动。", NOW.date(), story.group)
    editing.begin("finance-group", text, by=story.actor("staff"), at=NOW)


@pytest.fixture
def bound(monkeypatch: pytest.MonkeyPatch) -> set[type[forms.BaseForm]]:
    """The classes of forms that were sent."""
    found: set[type[forms.BaseForm]] = set()
    clean = forms.BaseForm.full_clean

    def noting(form: Any) -> None:
        if form.is_bound:
            found.update(type(form).__mro__)
        clean(form)

    monkeypatch.setattr(forms.BaseForm, "full_clean", noting)
    return found


def admin_pages() -> list[str]:
    """The forms of every registered model: a new row, and one that is there."""
    found = []
    for model in admin.site._registry:
        url = f"/admin/{model._meta.label_lower.replace('.', '/')}"
        row = model._default_manager.order_by("pk").first()
        found += [f"{url}/add/", *([f"{url}/{row.pk}/change/"] if row is not None else [])]
    return found


def classes(of: type = forms.BaseForm) -> Iterator[type]:
    for each in of.__subclasses__():
        if each.__module__.partition(".")[0] in FLOORS and not each.__subclasses__():
            yield each
        yield from classes(each)


def test_every_form_answers(
    town: dict[str, list[str]],
    story: Story,
    sign_in: SignIn,
    editor: User,
    administrator: User,
    bound: set[type[forms.BaseForm]],
) -> None:
    people = story.people | {"editor": editor, "administrator": administrator}
    walk = Walk()
    for who in READERS:
        client = sign_in(people[who]) if who != "visitor" else Client()
        client.raise_request_exception = False
        walk.of(client, [*STARTS, *town.get(who, [])])
    for who in ("staff", "administrator"):
        client = sign_in(people[who])
        client.raise_request_exception = False
        walk.of(client, [*ADMIN, *admin_pages()])
    assert walk.failed == []
    missed = {f"{each.__module__}.{each.__qualname__}" for each in set(classes()) - bound}
    assert missed - NOT_MET.keys() == set()
    # The walk would find nothing either if it went nowhere, or if something stayed.
    assert len(walk.sent) > 100
