"""A database of each earlier release is brought up to date by `migrate`, and nothing of it is lost.

tools/make_upgrade_fixture.py wrote the dumps beside this file.
"""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from config import doctor
from office import events
from office.crypto import EncryptedTextField
from office.models import Event, User
from tests.schema import DUMPS
from tests.upgrade.conftest import Upgraded

pytestmark = [pytest.mark.real_clock, pytest.mark.xdist_group("upgrade")]

# Columns that a later migration fills anew, by table, with the reason beside each.
FILLED_ANEW: dict[str, set[str]] = {
    # Who supplied the address took the place of what may be opened.
    "requests_app_accesskey": {"grade"},
    # What is searched is written in the analyser's spelling, names also by their sound.
    "office_searchentry": {"text"},
    # Chains go on: what an earlier release stored is taken up by an event of each.
    "office_chainhead": {"seq", "mac", "key_id", "seal"},
}
# Tables that a later migration takes away, with the reason beside each group.
TAKEN_AWAY = {
    # The tries of sign-in, with typed names and addresses, of a library that is no longer used.
    "axes_accessattempt",
    "axes_accessattemptexpiration",
    "axes_accessfailurelog",
    "axes_accesslog",
}
PUBLIC_PAGES = ("/", "/policies/", "/representatives/", "/disclosure/", "/board/gyllzx/", "/api/v1/stations/")
DESK_PAGES = ("/desk/", "/desk/requests/", "/desk/supervision/", "/admin/")
ENCRYPTED_AT_LEAST = 300


def test_there_is_a_dump_of_an_earlier_release() -> None:
    assert DUMPS


def counts(file: Path, tables: Iterable[str]) -> dict[str, int]:
    with closing(sqlite3.connect(file)) as database:
        statements = {table: f'SELECT count(*) FROM "{table}"' for table in tables}  # noqa: S608
        return {table: database.execute(sql).fetchone()[0] for table, sql in statements.items()}


def columns(database: sqlite3.Connection, schema: str, table: str) -> set[str]:
    found = database.execute("SELECT name FROM pragma_table_info(?, ?)", [table, schema]).fetchall()
    return {name for (name,) in found}


def remaining(upgraded: Upgraded) -> dict[str, int]:
    return {table: count for table, count in upgraded.told["rows"].items() if table not in TAKEN_AWAY}


def test_the_dump_is_whole(upgraded: Upgraded) -> None:
    rows = upgraded.told["rows"]
    assert counts(upgraded.before, rows) == rows
    assert rows["requests_app_enterpriserequest"] == len(upgraded.told["cases"]) >= 25


def test_no_table_has_fewer_rows(upgraded: Upgraded) -> None:
    rows = remaining(upgraded)
    after = counts(upgraded.after, rows)
    assert {table: (rows[table], after[table]) for table in rows if after[table] < rows[table]} == {}


def test_every_row_says_what_it_said(upgraded: Upgraded) -> None:
    """Column by column, but for those that a migration fills anew."""
    differing = {}
    with closing(sqlite3.connect(upgraded.after)) as database:
        database.execute("ATTACH ? AS earlier", [str(upgraded.before)])
        for table in remaining(upgraded):
            kept = columns(database, "earlier", table) - FILLED_ANEW.get(table, set())
            assert kept <= columns(database, "main", table), table
            names = ", ".join(f'"{name}"' for name in sorted(kept))
            statement = f'SELECT {names} FROM earlier."{table}" EXCEPT SELECT {names} FROM main."{table}"'  # noqa: S608
            if changed := database.execute(statement).fetchall():
                differing[table] = changed[:3]
    assert differing == {}


def test_the_chains_hold_and_every_row_is_proven(upgraded: Upgraded) -> None:
    """Files are no part of a dump."""
    report = events.verify()
    assert [fault for fault in report.faults if not fault.column.endswith("__sha256")] == []
    assert report.rows > 1000
    assert Event.objects.filter(number__isnull=True).count() == 0


def test_doctor_finds_nothing_but_files_and_what_the_office_registers(upgraded: Upgraded) -> None:
    """Files are no part of a dump; interests, pairings and the telephone are for the office to register: 0.2.0 asked for none.

    What the host lacks is said of every copy that was never backed up.
    """
    findings = [each for each in doctor.examine(at=timezone.now()) if each.check.name != "operation"]
    assert {finding.check.name for finding in findings} <= {
        "proof",
        "stored_files",
        "employers",
        "pairings_missing",
        "service_phone",
    }
    registered = ("employers", "pairings_missing", "service_phone")
    assert all("文件" in finding.line for finding in findings if finding.check.name not in registered)


def test_no_migration_is_missing(upgraded: Upgraded) -> None:
    call_command("makemigrations", "--check", "--dry-run", stdout=StringIO())
    call_command("migrate", "--check", stdout=StringIO())


def test_every_encrypted_value_opens(upgraded: Upgraded) -> None:
    """What no key opens raises InvalidToken."""
    opened = [
        value
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, EncryptedTextField)
        for value in model._base_manager.exclude(**{field.name: ""}).values_list(field.name, flat=True)
    ]
    assert len(opened) >= ENCRYPTED_AT_LEAST


@pytest.fixture
def desk(upgraded: Upgraded) -> Client:
    """The desk of the demo's office worker, who may see every case."""
    client = Client()
    client.force_login(User.objects.get(username="staff"), backend="office.access.RoleBackend")
    return client


def test_every_case_opens_at_the_desk(upgraded: Upgraded, desk: Client) -> None:
    for number in upgraded.told["cases"]:
        response = desk.get(f"/desk/requests/{number}/")
        assert response.status_code == 200, number
        assert number in response.content.decode()


def test_the_lists_and_public_pages_open(upgraded: Upgraded, desk: Client) -> None:
    assert {path: desk.get(path).status_code for path in DESK_PAGES} == dict.fromkeys(DESK_PAGES, 200)
    visitor = Client()
    assert {path: visitor.get(path).status_code for path in PUBLIC_PAGES} == dict.fromkeys(PUBLIC_PAGES, 200)


def test_a_case_is_found_by_its_words(upgraded: Upgraded, desk: Client) -> None:
    with closing(sqlite3.connect(upgraded.before)) as database:
        number, text = database.execute(
            "SELECT ledger_number, office_searchentry.text FROM office_searchentry"
            " JOIN requests_app_enterpriserequest request ON object_id = request.id WHERE kind = 'case'"
        ).fetchone()
    assert number in desk.get("/desk/requests/", {"q": text[:8]}).content.decode()


def test_old_private_links_open(upgraded: Upgraded) -> None:
    links = upgraded.told["links"]
    assert len(links) >= 2
    for link in links:
        response = Client().get(link)
        assert response.status_code == 200, link
        assert any(number in response.content.decode() for number in upgraded.told["cases"])


def test_an_old_receipt_code_opens_its_case(upgraded: Upgraded) -> None:
    for number, code, last4 in upgraded.told["codes"]:
        response = Client().post("/track/", {"code": code, "last4": last4}, follow=True)
        assert response.redirect_chain == [(f"/track/{number}/", 303)]
        assert number in response.content.decode()


def test_what_could_judge_before_judges_still_and_a_slip_does_not(upgraded: Upgraded) -> None:
    """By who typed the address: what the requester submitted is the own, what a desk entered is the desk's."""
    with closing(sqlite3.connect(upgraded.after)) as database:
        database.execute("ATTACH ? AS earlier", [str(upgraded.before)])
        keys = database.execute(
            """
            SELECT old.grade, old.ended_at IS NULL, v.grade, v.ended_at IS NULL, c.created_by_id IS NULL,
                   c.phone_grade, c.phone_index = ''
            FROM earlier.requests_app_accesskey old
            JOIN requests_app_enterpriserequest c ON c.id = old.case_id
            LEFT JOIN requests_app_verdictkey v ON v.token_hash = old.token_hash
            """
        ).fetchall()
    assert {grade for grade, *_ in keys} == {"full", "slip"}
    for grade, was_open, judges, is_open, by_requester, phone, has_none in keys:
        assert (judges is not None) == (grade == "full")
        if was_open and judges:
            assert is_open
        if judges and not by_requester:
            assert judges == "desk"
        assert (phone == "none") == bool(has_none)
        assert by_requester or phone in ("desk", "none")
    assert {judges for _, _, judges, *_ in keys} >= {"own"}
