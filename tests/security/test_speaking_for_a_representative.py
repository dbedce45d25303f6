"""A desk that puts its own number into the roster, and a number that is the person's no more, speak for nobody."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client

from casework import engine
from demo.suggestion_scenario import FACTS, SuggestionScenario
from fieldwork.activities import links
from fieldwork.models import Invitation
from groups import mandates
from groups.models import Mandate, ProfessionalGroup, Representative, Term
from office.actors import Actor
from office.models import Event, Message, Notice, User
from office.refusals import Refused
from office.roles import Role
from suggestions.steps.signing import ByLinkInputs
from tests.fieldwork.activities.rows import proposed, take
from tests.groups.rosters import ROW, read
from tests.groups.rosters import take as imported
from tests.groups.rows import a_regional_group
from tests.groups.test_admin import inline, representative_form
from tests.people import person
from tests.suggestions.conftest import scenario  # noqa: F401

pytestmark = pytest.mark.django_db
OWN, DESKS = "19900088001", "13811112222"


@pytest.fixture
def without_account(representative: User) -> Representative:
    row = representative.representative
    row.user, row.phone = None, OWN
    row.save()
    return row


def changed(admin: Client, row: Representative, **given: Any) -> Any:
    """The form of staff with a new number."""
    membership = row.professional_memberships.get()
    body = representative_form(
        new_phone=DESKS,
        **inline("mandates", {"id": row.mandates.get().pk, "representative": row.pk}, initial=1),
        **inline(
            "professional_memberships",
            {
                "id": membership.pk,
                "representative": row.pk,
                "since": membership.since,
                "group": membership.group_id,
            },
            initial=1,
        ),
    )
    return admin.post(f"/admin/groups/representative/{row.pk}/change/", body | given)


def told(number: str) -> list[str]:
    rows = Notice.objects.filter(recipient=None).select_related("message")
    return [row.title for row in rows if row.message is not None and row.message.address == number]


def test_the_former_number_and_the_auditor_are_told_and_a_basis_is_named(
    admin: Client, without_account: Representative, auditor: User
) -> None:
    page = changed(admin, without_account).content.decode()
    assert "请写明换号依据" in page
    without_account.refresh_from_db()
    assert without_account.phone == OWN
    assert changed(admin, without_account, phone_basis="代办〔2026〕12号").status_code == 302
    without_account.refresh_from_db()
    assert without_account.phone == DESKS
    assert told(OWN) == ["您在代表名册上的联系电话已更改"]
    assert told(DESKS) == []
    assert Notice.objects.filter(recipient=auditor, title="代表的联系电话已更改").exists()
    assert Event.objects.filter(action="telephone_changed").count() == 1


def test_another_account_for_a_representative_is_told(
    admin: Client, representative: User, auditor: User, visitor: Client
) -> None:
    row = representative.representative
    row.phone = OWN
    row.save()
    other = person("other", "他人", Role.REPRESENTATIVE)
    assert changed(admin, row, new_phone="", user=other.pk).status_code == 302
    row.refresh_from_db()
    assert row.user == other
    title = "单雄代表的登录账号已更改"
    assert told(OWN) == [title]
    for who in (representative, auditor):
        assert Notice.objects.filter(recipient=who, title=title, channel="inapp").count() == 1
    assert not Notice.objects.filter(recipient=other).exists()


def test_a_roster_with_other_numbers_tells_each_former_one(
    term: Term, finance_group: ProfessionalGroup, auditor: User, now: dt.datetime
) -> None:
    a_regional_group()
    imported(read(ROW), term, now)
    assert not Notice.objects.exists()
    imported(read(ROW.replace("19900000016", DESKS)), term, now)
    assert told("19900000016") == ["您在代表名册上的联系电话已更改"]
    assert (
        Notice.objects.filter(recipient=auditor, title="代表的联系电话已更改", channel="inapp").count() == 1
    )
    imported(read(ROW.replace("19900000016", DESKS)), term, now)
    assert Event.objects.filter(action="telephone_changed").count() == 1


def test_an_invitation_opens_for_the_number_that_it_was_sent_to_alone(
    finance_group: ProfessionalGroup,
    without_account: Representative,
    liaison: User,
    staff: User,
    visitor: Client,
    now: dt.datetime,
) -> None:
    activity = proposed([finance_group], by=liaison, at=now)
    row = Invitation.objects.create(activity=activity, representative=without_account)
    take("confirm", activity, by=staff, at=now)
    secret = Message.objects.get(recipient=None).secret
    path = secret[secret.index("/invitations/") :]
    assert visitor.get(path).status_code == 200
    without_account.phone = DESKS
    without_account.save()
    assert visitor.get(path).status_code == 404
    row.refresh_from_db()
    assert links.path_of(row) != path


def asked_by_link(scenario: SuggestionScenario) -> str:  # noqa: F811
    Representative.objects.filter(code="qiuying").update(user=None)
    cosigner = Representative.objects.get(code="qiuying")
    cosigner.phone = OWN
    cosigner.save()
    scenario.draft().take("name_co_signer", "author", representative=cosigner)
    scenario.take("ask_signatures", "author")
    found = re.search(r"/suggestions/sign/\S+/", Message.objects.get(channel="sms").secret)
    assert found is not None
    return found.group(0)


@pytest.mark.parametrize("what", ["another number", "out of office", "another author's key"])
def test_a_co_signature_is_given_from_the_rosters_number_by_who_is_in_office(
    scenario: SuggestionScenario,  # noqa: F811
    visitor: Client,
    what: str,
) -> None:
    path = asked_by_link(scenario)
    cosigner = Representative.objects.get(code="qiuying")
    assert visitor.get(path).status_code == 200
    if what == "another number":
        cosigner.phone = DESKS
        cosigner.save()
    elif what == "out of office":
        mandates.suspend(
            Mandate.objects.get(representative=cosigner),
            on=scenario.on,
            reason_kind=sorted(Mandate.SUSPENDING)[0],
            document="文号",
            by=Actor.of(scenario.people["staff"]),
            at=scenario.at,
        )
    else:
        lead = scenario.row.authors.get(order=1).pk
        path = re.sub(r"sign/\d+\.", f"sign/{lead}.", path)
    assert visitor.get(path).status_code == 404
    assert visitor.post(path, {"answer": "sign"}).status_code == 404
    assert not scenario.row.authors.filter(signed_by="link").exists()


@pytest.mark.parametrize("meanwhile", ["used", "asked anew"])
def test_a_link_that_was_opened_before_signs_no_other_text_and_nothing_twice(
    scenario: SuggestionScenario,  # noqa: F811
    visitor: Client,
    meanwhile: str,
) -> None:
    """Two presses at once: the one that comes second has read the row before the first was stored."""
    path = asked_by_link(scenario)
    read_before = scenario.row.authors.select_related("suggestion").get(link_hash__isnull=False)
    if meanwhile == "used":
        visitor.post(path, {"answer": "sign"})
    else:
        scenario.take("revise", "author", title="关于另一件事的建议", facts=FACTS, demands="1. 三十日内拨付")
        scenario.take("ask_signatures", "author")
    with pytest.raises(Refused, match=r"已经答复|没有被征求"):
        engine.take(
            "sign_by_link",
            scenario.row,
            ByLinkInputs(read_before),
            by=Actor.requester("own"),
            at=scenario.at,
        )
