import datetime as dt
import re

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from groups.models import (
    Absence,
    Department,
    DepartmentOfficer,
    GroupOfficer,
    Liaison,
    ProfessionalGroup,
    ProfessionalMembership,
    RegionalMembership,
    Representative,
    Term,
)
from office import events
from office.models import Event, User
from tests.groups.rows import SINCE, a_regional_group, in_office
from tests.people import SignIn

pytestmark = pytest.mark.django_db

MODELS = [
    "term",
    "professionalgroup",
    "regionalunit",
    "regionalgroup",
    "representative",
    "mandate",
    "groupofficer",
    "liaison",
    "absence",
    "department",
    "departmentofficer",
]


def inline(prefix: str, *rows: dict[str, object], initial: int = 0) -> dict[str, object]:
    """The management form and rows of an inline."""
    data: dict[str, object] = {
        f"{prefix}-TOTAL_FORMS": len(rows),
        f"{prefix}-INITIAL_FORMS": initial,
        f"{prefix}-MIN_NUM_FORMS": 0,
        f"{prefix}-MAX_NUM_FORMS": 1000,
    }
    return data | {
        f"{prefix}-{index}-{key}": value for index, row in enumerate(rows) for key, value in row.items()
    }


def representative_form(**values: object) -> dict[str, object]:
    return {
        "name": "单雄",
        "certificate_number": "MC-shanxiong",
        "gender": "male",
        **inline("mandates"),
        **inline("professional_memberships"),
        **inline("regional_memberships"),
        **values,
    }


@pytest.mark.parametrize("model", MODELS)
def test_every_list_opens_searches_and_reads_as_chinese(
    model: str, admin: Client, representative: User
) -> None:
    page = admin.get(f"/admin/groups/{model}/?q=单")
    assert page.status_code == 200
    text = re.sub(r"<[^>]*>|\{[^}]*\}", " ", page.content.decode())
    assert not re.search(r"\b(Select|Search|Filter|Add|Home|None)\b", text)


@pytest.mark.parametrize("model", MODELS)
def test_an_auditor_reads_and_adds_nothing(model: str, auditor: User, sign_in: SignIn) -> None:
    client = sign_in(auditor)
    assert client.get(f"/admin/groups/{model}/").status_code == 200
    assert client.get(f"/admin/groups/{model}/add/").status_code == 403


@pytest.mark.parametrize("who", ["staff", "auditor"])
def test_every_page_of_an_object_opens(
    who: str,
    representative: User,
    liaison: User,
    handler: User,
    sign_in: SignIn,
    request: pytest.FixtureRequest,
) -> None:
    RegionalMembership.objects.create(
        representative=representative.representative, group=a_regional_group(), since=SINCE
    )
    GroupOfficer.objects.create(
        representative=representative.representative,
        regional_group=a_regional_group(),
        post="convener",
        since=SINCE,
    )
    Absence.objects.create(user=liaison, from_on=SINCE, to_on=dt.date(2026, 12, 1), by=liaison)
    client = sign_in(request.getfixturevalue(who))
    for model in MODELS:
        row = apps.get_model("groups", model)._default_manager.first()
        for page in ("change", "history"):
            assert client.get(f"/admin/groups/{model}/{row.pk}/{page}/").status_code == 200, model


def test_the_list_of_representatives_costs_the_same_for_3_and_for_30(
    admin: Client, term: Term, finance_group: ProfessionalGroup
) -> None:
    def queries(count: int) -> int:
        for number in range(count):
            person = in_office(term, f"代表{number}", phone="19900000001")
            ProfessionalMembership.objects.create(representative=person, group=finance_group, since=SINCE)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert admin.get("/admin/groups/representative/").status_code == 200
        return len(captured)

    queries(3)
    assert queries(0) == queries(27)


def test_the_telephone_is_masked_and_found_by_its_full_number(
    admin: Client, representative: User, colleague: User
) -> None:
    person = representative.representative
    person.phone = "19900000001"
    person.save()
    page = admin.get("/admin/groups/representative/").content.decode()
    assert "199****0001" in page
    found = admin.get("/admin/groups/representative/?q=199-0000-0001").content.decode()
    assert "单雄" in found
    assert "仇英" not in found
    for url in ("/admin/groups/representative/", f"/admin/groups/representative/{person.pk}/change/"):
        assert "19900000001" not in admin.get(url).content.decode()


def test_a_new_number_replaces_the_old_and_history_shows_it_masked(
    admin: Client, representative: User
) -> None:
    person = representative.representative
    url = f"/admin/groups/representative/{person.pk}"
    membership = person.professional_memberships.get()
    given = representative_form(
        new_phone="199 0000 0007",
        phone_basis="",
        **inline("mandates", {"id": person.mandates.get().pk, "representative": person.pk}, initial=1),
        **inline(
            "professional_memberships",
            {"id": membership.pk, "representative": person.pk, "since": SINCE, "group": membership.group_id},
            initial=1,
        ),
    )
    assert admin.post(f"{url}/change/", given).status_code == 302
    person.refresh_from_db()
    assert person.phone == "19900000007"
    history = admin.get(f"{url}/history/").content.decode()
    assert "199****0007" in history
    assert "19900000007" not in history
    assert admin.post(f"{url}/change/", given | {"new_phone": "123"}).status_code == 200


def test_a_new_representative_gets_a_code_and_takes_office_by_a_verb(admin: Client, term: Term) -> None:
    given = representative_form(name="查志刚", certificate_number="MC-9")
    assert admin.post("/admin/groups/representative/add/", given).status_code == 302
    person = Representative.objects.get(certificate_number="MC-9")
    assert len(person.code) == 8
    assert person.sort_key.startswith("zha1")
    assert person.external_id is None
    assert events.timeline(f"representative:{person.pk}").get().action == "added"
    page = admin.get(f"/admin/groups/representative/{person.pk}/change/").content.decode()
    assert f"/desk/representatives/{person.code}/take-office/" in page


def test_a_mandate_is_read_here_and_changed_by_buttons(admin: Client, representative: User) -> None:
    mandate = representative.representative.mandates.get()
    page = admin.get(f"/admin/groups/mandate/{mandate.pk}/change/").content.decode()
    assert f"/desk/mandates/{mandate.pk}/suspend/" in page
    assert 'name="status"' not in page
    assert admin.get("/admin/groups/mandate/add/").status_code == 403
    assert admin.post(f"/admin/groups/mandate/{mandate.pk}/delete/").status_code == 403


def test_a_written_span_keeps_what_it_says(
    admin: Client, liaison: User, industry_group: ProfessionalGroup
) -> None:
    row = Liaison.objects.get()
    url = f"/admin/groups/liaison/{row.pk}/change/"
    given = {"user": liaison.pk, "professional_group": industry_group.pk, "since": "2020-01-01", "until": ""}
    assert admin.post(url, given).status_code == 302
    row.refresh_from_db()
    assert (row.professional_group.code, row.since) == ("finance", SINCE)
    assert admin.post(url, given | {"until": "2026-11-23"}).status_code == 302
    row.refresh_from_db()
    assert row.until == dt.date(2026, 11, 23)
    assert admin.post(url, given | {"until": ""}).status_code == 302
    row.refresh_from_db()
    assert row.until == dt.date(2026, 11, 23)


def test_a_broken_rule_is_told_in_chinese(
    admin: Client, liaison: User, finance_group: ProfessionalGroup
) -> None:
    given = {
        "user": liaison.pk,
        "professional_group": finance_group.pk,
        "is_main": "on",
        "since": "2026-02-01",
    }
    page = admin.post("/admin/groups/liaison/add/", given).content.decode()
    assert "该小组已有主联络员" in page
    assert Liaison.objects.count() == 1


def test_an_officer_is_added_on_the_departments_page(
    admin: Client, department: Department, handler: User
) -> None:
    officer = DepartmentOfficer.objects.get()
    given = {
        "name": department.name,
        "short_name": "财政局",
        "kind": "government",
        "mode": "paper",
        "duties": "预算管理\n\n 国库 ",
        **inline(
            "officers", {"id": officer.pk, "department": department.pk, "until": "2026-11-23"}, initial=1
        ),
    }
    answer = admin.post(f"/admin/groups/department/{department.pk}/change/", given)
    assert answer.status_code == 302
    department.refresh_from_db()
    officer.refresh_from_db()
    assert (department.mode, department.duties) == ("paper", ["预算管理", "国库"])
    assert officer.until == dt.date(2026, 11, 23)
    assert {event.action for event in events.timeline(f"department:{department.pk}")} == {
        "changed",
        "row_changed",
    }


def test_only_a_relay_passes_on(admin: Client, department: Department) -> None:
    given = {
        "code": "xj",
        "name": "新局",
        "short_name": "新局",
        "kind": "government",
        "mode": "online",
        "route_through": department.pk,
        **inline("officers"),
    }
    page = admin.post("/admin/groups/department/add/", given).content.decode()
    assert "经由单位只能是“转办单位”类型的单位" in page


def test_an_absence_is_recorded_by_its_verb(admin: Client, liaison: User, staff: User) -> None:
    given = {"user": liaison.pk, "from_on": "2026-11-30", "to_on": "2026-12-04", "delegate": "", "reason": ""}
    assert admin.post("/admin/groups/absence/add/", given).status_code == 302
    assert Absence.objects.get().by == staff
    page = admin.post("/admin/groups/absence/add/", given).content.decode()
    assert "这段时间已登记不在岗" in page
    assert Absence.objects.count() == 1
    assert "absence_recorded" in Event.objects.values_list("action", flat=True)


# --- the roster -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("query", ["shanxiong", "sx", "單雄", "ｓｈａｎ"])
def test_a_person_is_found_by_the_reading_of_the_surname(
    admin: Client, representative: User, stranger: User, query: str
) -> None:
    html = admin.get("/admin/groups/representative/", {"q": query}).content.decode()
    assert "单雄" in html
    assert "解缙" not in html
