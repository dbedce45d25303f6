"""Every address by every part: who gets through, who gets 404, and that nobody has forgotten an address.

The case of the table is in the hands of the finance group (`representative`, served by `liaison`) and the finance
bureau (`handler`, `head`); `colleague` sits in the same group, `co_handler` in another unit, `stranger` in
another group. A visitor is sent to sign in; whoever has no business with it gets the 404 of what does not exist.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from office.models import User
from tests.people import person
from tests.policies.rows import a_kind, a_version, an_item
from tests.stories import Story

STAFF = {"staff", "approver"}
CASE = STAFF | {"second_staff", "auditor", "liaison", "representative", "handler", "head", "clerk"}
DESK = CASE | {"colleague", "stranger", "co_handler"}
EVERYONE = DESK | {"administrator", "editor", "visitor"}
SIGNED_IN = EVERYONE - {"visitor"}
OFFICE = STAFF | {"second_staff"}
WRITERS = {"staff", "second_staff", "editor"}
NOBODY: set[str] = set()
NUMBER = "<number>"

# name: (address, who gets through)
TABLE: dict[str, tuple[str, set[str]]] = {
    "account_login": ("/accounts/login/", EVERYONE),
    "account_logout": ("/accounts/logout/", EVERYONE),
    "account_inactive": ("/accounts/inactive/", EVERYONE),
    "account_reauthenticate": ("/accounts/reauthenticate/", SIGNED_IN),
    "account_change_password": ("/accounts/password/change/", SIGNED_IN),
    "usersessions_list": ("/accounts/sessions/", SIGNED_IN),
    "mfa_index": ("/accounts/2fa/", SIGNED_IN),
    "socialaccount_login_cancelled": ("/accounts/oidc/cancelled/", EVERYONE),
    "api_schema": ("/api/schema/", EVERYONE),
    "api_docs": ("/api/docs/", EVERYONE),
    # The API knows tokens, no sessions: without one everybody is a visitor (tests/requests_app/test_api.py).
    "api:requests": ("/api/v1/requests/", NOBODY),
    "api:request": ("/api/v1/requests/<number>/", NOBODY),
    "api:step": ("/api/v1/requests/<number>/steps/urge/", NOBODY),
    "api:track": ("/api/v1/track/", EVERYONE),
    "api:proposals": ("/api/v1/proposals/", NOBODY),
    "api:stations": ("/api/v1/stations/", EVERYONE),
    "api:professional_groups": ("/api/v1/professional-groups/", EVERYONE),
    "api:regional_groups": ("/api/v1/regional-groups/", EVERYONE),
    "api:representatives": ("/api/v1/representatives/", EVERYONE),
    "api:departments": ("/api/v1/departments/", EVERYONE),
    "api:policies": ("/api/v1/policies/", EVERYONE),
    "api:information": ("/api/v1/information/", EVERYONE),
    "api:categories": ("/api/v1/categories/", EVERYONE),
    "evaluation_api:disclosure": ("/api/v1/disclosures/2026/10/", NOBODY),
    "evaluation_api:board": ("/api/v1/board/gyllzx/", EVERYONE),
    "evaluation_api:figures": ("/api/v1/figures/", NOBODY),
    "evaluation:home": ("/", EVERYONE),
    "evaluation:board": ("/board/gyllzx/", EVERYONE),
    "evaluation:board_main": ("/board/gyllzx/main/", EVERYONE),
    "evaluation:board_qr": ("/board/gyllzx/qr.svg", EVERYONE),
    "evaluation:disclosures": ("/disclosure/", EVERYONE),
    "evaluation:disclosure": ("/disclosure/2026/10/", NOBODY),
    "evaluation:disclosure_pdf": ("/disclosure/2026/10/gyllzx.pdf", NOBODY),
    "evaluation:disclosure_xlsx": ("/disclosure/2026/10/gyllzx.xlsx", NOBODY),
    "evaluation:desk": ("/desk/", SIGNED_IN),
    "evaluation:notices": ("/desk/notices/", SIGNED_IN),
    "evaluation:notice_choices": ("/desk/notices/choices/", SIGNED_IN),
    "evaluation:dead_letters": ("/desk/messages/", OFFICE | {"auditor"}),
    "evaluation:dead_letters_act": ("/desk/messages/again/", OFFICE),
    "evaluation:notice": ("/desk/notices/999999/", NOBODY),
    "requests:personal_copy": ("/desk/requests/<number>/personal/", OFFICE),
    "own_data": ("/accounts/own-data/", SIGNED_IN),
    "requests:exclusions": ("/desk/exclusions/", OFFICE | {"auditor"}),
    "evaluation:desk_screens": ("/desk/screens/", OFFICE | {"auditor"}),
    "evaluation:desk_screen_entries": ("/desk/screens/entries/", OFFICE),
    "evaluation:desk_screen_switch": ("/desk/screens/gyllzx/", {"approver"}),
    "evaluation:figures": ("/desk/figures/", OFFICE | {"auditor"}),
    "evaluation:figure_list": (
        "/desk/figures/list/?figure=response&part=all",
        OFFICE | {"auditor"},
    ),
    "evaluation:figures_xlsx": ("/desk/figures/figures.xlsx", OFFICE | {"auditor"}),
    "evaluation:desk_disclosures": (
        "/desk/disclosures/",
        OFFICE | {"auditor", "representative", "colleague", "stranger"},
    ),
    "evaluation:desk_disclosure": ("/desk/disclosures/999999/", NOBODY),
    "evaluation:desk_disclosure_act": ("/desk/disclosures/999999/submit/", NOBODY),
    "evaluation:desk_objection": ("/desk/disclosures/999999/objections/1/", NOBODY),
    "requests:station_form": ("/s/gyllzx/", EVERYONE),
    "requests:representative_form": ("/r/shanxiong/", EVERYONE),
    "requests:policy_form": ("/p/xudai/", EVERYONE),
    "requests:new": ("/new/", EVERYONE),
    "requests:track": ("/track/", EVERYONE),
    "requests:receipt": ("/receipt/wrong/", NOBODY),
    "requests:receipt_qr": ("/receipt/wrong/qr.png", NOBODY),
    "requests:receipt_proof": ("/receipt/wrong/proof/", NOBODY),
    "requests:receipt_file": ("/receipt/wrong/files/x/", NOBODY),
    "requests:receipt_step": ("/receipt/wrong/rate/", NOBODY),
    "requests:receipt_part": ("/receipt/wrong/parts/2026-00001/", NOBODY),
    "requests:receipt_proof_part": ("/receipt/wrong/parts/2026-00001/proof/", NOBODY),
    "requests:receipt_file_part": ("/receipt/wrong/parts/2026-00001/files/x/", NOBODY),
    "requests:receipt_step_part": ("/receipt/wrong/parts/2026-00001/rate/", NOBODY),
    "requests:desk_list": ("/desk/requests/", DESK),
    "requests:export": ("/desk/requests/export.xlsx", DESK - {"clerk"}),
    "requests:print": ("/desk/requests/print/", DESK - {"clerk"}),
    "requests:saved_view": ("/desk/requests/views/", DESK),
    "requests:delete_view": ("/desk/requests/views/delete/", DESK),
    "requests:urge_many": ("/desk/requests/urge/", OFFICE | {"liaison"}),
    "requests:urged_today": ("/desk/requests/urged/", OFFICE | {"liaison"}),
    "requests:progress_tables": ("/desk/progress/", DESK - {"clerk"}),
    "requests:progress_table": ("/desk/progress/999999/", NOBODY),
    "requests:progress_pdf": ("/desk/progress/999999/table.pdf", NOBODY),
    "requests:progress_xlsx": ("/desk/progress/999999/table.xlsx", NOBODY),
    "requests:progress_write": ("/desk/progress/999999/rows/", NOBODY),
    "requests:progress_act": ("/desk/progress/999999/submit/", NOBODY),
    "requests:supervision": ("/desk/supervision/", OFFICE | {"liaison", "auditor"}),
    "requests:supervision_export": ("/desk/supervision/export.xlsx", OFFICE | {"liaison", "auditor"}),
    "requests:promises": ("/desk/promises/", DESK - {"clerk"}),
    "requests:look_backs": ("/desk/look-backs/", OFFICE | {"liaison", "auditor"}),
    "requests:draws": ("/desk/look-backs/draws/", OFFICE | {"liaison", "auditor"}),
    "requests:draw": ("/desk/look-backs/draws/999999/", NOBODY),
    "requests:intake": ("/desk/intake/", OFFICE | {"liaison", "clerk"}),
    "requests:finding": (
        "/desk/findings/new/",
        OFFICE | {"liaison", "representative", "colleague", "stranger"},
    ),
    "requests:detail": ("/desk/requests/<number>/", CASE),
    "requests:reveal": (
        "/desk/requests/<number>/contact/",
        OFFICE | {"liaison", "representative", "handler", "head"},
    ),
    "requests:step": ("/desk/requests/<number>/steps/urge/", OFFICE | {"liaison", "representative"}),
    "requests:step_draft": (
        "/desk/requests/<number>/steps/urge/draft/",
        OFFICE | {"liaison", "representative"},
    ),
    "requests:attachment_desk": ("/desk/requests/<number>/files/wrong/", NOBODY),
    "requests:letter": ("/desk/requests/<number>/letters/assignment-2026-1.pdf", CASE - {"clerk"}),
    "requests:slip": ("/desk/requests/<number>/slip/", OFFICE | {"liaison", "clerk"}),
    "requests:reissue": ("/desk/requests/<number>/code/", OFFICE | {"liaison", "clerk"}),
    "policies:policy_list": ("/policies/", EVERYONE),
    "policies:policy_fit": ("/policies/fit/", EVERYONE),
    "policies:policy_detail": ("/policies/xudai/", EVERYONE),
    "policies:policy_qr": ("/policies/xudai/qr.png", EVERYONE),
    "policies:handbook_scan": ("/d/handbook/", EVERYONE),
    "policies:handbook": ("/handbook/", EVERYONE),
    "policies:handbook_chapter": ("/handbook/finance/", EVERYONE),
    "policies:handbook_edition": ("/handbook/99/a4/", NOBODY),
    "policies:handbook_a4": ("/handbook.pdf", EVERYONE),
    "policies:handbook_phone": ("/handbook-phone.pdf", EVERYONE),
    "policies:handbook_word": ("/handbook.docx", EVERYONE),
    "policies:desk_handbook": ("/desk/handbook/", OFFICE | {"editor", "auditor", "clerk"}),
    "policies:desk_handbook_make": ("/desk/handbook/make/", OFFICE - {"approver"}),
    "policies:desk_handbook_code": ("/desk/handbook/handbook.svg", OFFICE | {"editor", "auditor", "clerk"}),
    "policies:desk_policy_poster": ("/desk/policies/xudai/poster.pdf", OFFICE | {"auditor"}),
    "policies:information_list": ("/information/", EVERYONE),
    "policies:information_kind": ("/information/bllc/", EVERYONE),
    "policies:information_detail": ("/information/bllc/paiwu/", EVERYONE),
    "policies:information_notice": ("/information/bllc/paiwu/notice.pdf", EVERYONE),
    "policies:information_file": ("/information/bllc/paiwu/files/wrong/", NOBODY),
    "policies:desk_policies": ("/desk/policies/", OFFICE | {"editor", "auditor"}),
    "policies:desk_policy_new": ("/desk/policies/new/", WRITERS),
    "policies:desk_information_list": ("/desk/information/", OFFICE | {"editor", "auditor"}),
    "policies:desk_information_new": ("/desk/information/new/", WRITERS),
    "policies:desk_information": ("/desk/information/paiwu/", OFFICE | {"auditor"}),
    "policies:desk_information_edit": ("/desk/information/paiwu/edit/", OFFICE - {"approver"}),
    "policies:desk_information_deed": ("/desk/information/paiwu/do/check/", OFFICE - {"approver"}),
    "policies:desk_synonyms": ("/desk/policies/synonyms/", WRITERS | {"clerk"}),
    "policies:desk_policy_import": ("/desk/policies/import/", {"staff", "second_staff"}),
    "policies:desk_policy_export": ("/desk/policies/export.json", OFFICE | {"editor", "auditor"}),
    "evaluation:policy_readings": ("/desk/policies/readings/", OFFICE | {"auditor"}),
    "evaluation:policy_readings_xlsx": ("/desk/policies/readings.xlsx", OFFICE | {"auditor"}),
    "policies:desk_paste": ("/desk/policies/paste/", WRITERS),
    "policies:desk_policy": ("/desk/policies/xudai/", OFFICE | {"auditor"}),
    "policies:desk_policy_edit": ("/desk/policies/xudai/edit/", OFFICE - {"approver"}),
    "policies:desk_policy_preview": ("/desk/policies/xudai/preview/", OFFICE | {"auditor"}),
    "policies:desk_policy_difference": ("/desk/policies/xudai/1/1/", OFFICE | {"auditor"}),
    "policies:desk_policy_deed": ("/desk/policies/xudai/do/check/", OFFICE - {"approver"}),
    "policies:counter": ("/counter/gyllzx/", EVERYONE),
    "stations:representative_list": ("/representatives/", EVERYONE),
    "stations:representative_detail": ("/representatives/shanxiong/", EVERYONE),
    "stations:representative_qr": ("/representatives/shanxiong/qr.png", EVERYONE),
    "large": ("/large/", EVERYONE),
    "personal_information": ("/privacy/", EVERYONE),
    "accessibility": ("/accessibility/", EVERYONE),
    "healthz": ("/healthz", EVERYONE),
    "readyz": ("/readyz", EVERYONE),
}
# Addresses that only lead on inside their own flow, each tested where its flow is.
ELSEWHERE = {
    "requests:leave": "tests/requests_app/test_public_track.py",
    "requests:case": "tests/requests_app/test_public_track.py",
    "requests:case_proof": "tests/requests_app/test_public_track.py",
    "requests:case_file": "tests/requests_app/test_public_files.py",
    "requests:case_step": "tests/requests_app/test_public_steps.py",
    "requests:case_part": "tests/requests_app/test_splitting.py",
    "requests:case_proof_part": "tests/requests_app/test_splitting.py",
    "requests:case_file_part": "tests/requests_app/test_splitting.py",
    "requests:case_step_part": "tests/requests_app/test_splitting.py",
    "first_password": "tests/office/test_accounts.py",
    "metrics": "tests/office/test_pages.py",
    # Answers 401 to everybody, in words.
    "socialaccount_login_error": "tests/config/test_single_sign_on.py",
    "openid_connect_login": "tests/config/test_single_sign_on.py",
    "openid_connect_callback": "tests/config/test_single_sign_on.py",
    "mfa_authenticate": "tests/config/test_accounts.py",
    "mfa_reauthenticate": "tests/config/test_accounts.py",
    "mfa_activate_totp": "tests/config/test_accounts.py",
    "mfa_deactivate_totp": "tests/config/test_accounts.py",
    "mfa_view_recovery_codes": "tests/config/test_accounts.py",
    "mfa_generate_recovery_codes": "tests/config/test_accounts.py",
    "mfa_download_recovery_codes": "tests/config/test_accounts.py",
    "mfa_list_webauthn": "tests/config/test_accounts.py",
    "mfa_add_webauthn": "tests/config/test_accounts.py",
    "mfa_reauthenticate_webauthn": "tests/config/test_accounts.py",
    "mfa_remove_webauthn": "tests/config/test_accounts.py",
    "mfa_edit_webauthn": "tests/config/test_accounts.py",
    "mfa_login_webauthn": "tests/config/test_accounts.py",
}
# A deed, not a page: asked by POST.
POSTED = {
    "evaluation:dead_letters_act",
    "evaluation:desk_disclosure_act",
    "evaluation:desk_objection",
    "evaluation:desk_screen_entries",
    "evaluation:desk_screen_switch",
    "requests:delete_view",
    "requests:progress_act",
    "requests:progress_write",
    "requests:saved_view",
    "requests:receipt_proof",
    "requests:receipt_proof_part",
    "requests:step_draft",
    "policies:desk_paste",
    "policies:desk_handbook_make",
    "policies:desk_policy_deed",
    "policies:desk_information_deed",
    "api:track",
}
OWN_TABLES = ("stations:qr_", "stations:enterprise_", "groups:")  # tests/stations, tests/groups
STEPS = {
    "ask": OFFICE | {"liaison", "representative", "handler"},
    "check": {"liaison", "representative"},
    "send_back": {"liaison", "representative"},
    "answer": OFFICE | {"liaison", "representative"},
    "contact": {"liaison", "representative", "clerk"},
    "urge": OFFICE | {"liaison", "representative"},
    "correct": OFFICE | {"clerk"},
    "hand_over": OFFICE,
    "name_helper": OFFICE | {"liaison", "representative"},
    "terminate": OFFICE,
    "refer": OFFICE,
    "seal": OFFICE,
    "dispute_class": {"liaison", "representative"},
    "propose_consult": {"representative"},
    "consult": OFFICE | {"liaison"},
    "name_complained": OFFICE | {"liaison"},
    "supervise": {"approver"},
    "propose_decline": OFFICE | {"liaison", "representative"},
}


def addresses(resolver: Any = None, namespace: str = "") -> Iterator[str]:
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from addresses(pattern, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield f"{namespace}{pattern.name}"


def gets_through(status: int, location: str) -> bool:
    to_login = status == 302 and location.startswith(("/accounts/login/", "/admin/login/"))
    return status not in (401, 403, 404) and not to_login


@pytest.fixture
def everyone(
    story: Story, sign_in: Callable[[User], Client], editor: User, administrator: User
) -> dict[str, Client]:
    story.submit().accept().contact().assign().sign().reply()
    a_version(policy_options={"slug": "xudai"})
    an_item(kind=a_kind("bllc"), slug="paiwu")
    people = story.people | {"editor": editor, "administrator": administrator}
    return {name: sign_in(user) for name, user in people.items()} | {"visitor": Client()}


def test_every_address_is_in_the_table() -> None:
    known = TABLE.keys() | ELSEWHERE.keys()
    missing = [
        name for name in addresses() if name not in known and not name.startswith(("admin:", *OWN_TABLES))
    ]
    assert missing == []
    assert set(known) <= set(addresses())


@pytest.mark.postgres
def test_every_part_by_every_address(story: Story, everyone: dict[str, Client]) -> None:
    wrong = []
    for name, (address, allowed) in TABLE.items():
        url = address.replace(NUMBER, story.case.ledger_number)
        for who, client in everyone.items():
            if who != "visitor" and name.startswith("account_log"):
                continue
            answer = client.post(url) if name in POSTED else client.get(url)
            through = gets_through(answer.status_code, answer.headers.get("Location", ""))
            if through != (who in allowed):
                wrong.append(f"{name} {who}: {answer.status_code}")
    assert wrong == [], "\n".join(wrong)


@pytest.mark.postgres
def test_every_part_by_every_step_now_possible(story: Story, everyone: dict[str, Client]) -> None:
    wrong = []
    for step, allowed in STEPS.items():
        for who, client in everyone.items():
            if who == "visitor":
                continue
            status = client.get(f"/desk/requests/{story.case.ledger_number}/steps/{step}/").status_code
            if (status == 200) != (who in allowed):
                wrong.append(f"{step} {who}: {status}")
    assert wrong == [], "\n".join(wrong)


def test_a_strangers_404_is_that_of_what_does_not_exist(story: Story, everyone: dict[str, Client]) -> None:
    stranger = everyone["stranger"]
    hidden = stranger.get(f"/desk/requests/{story.case.ledger_number}/")
    absent = stranger.get("/desk/requests/2026-99999/")
    assert hidden.status_code == absent.status_code == 404
    assert hidden.content.replace(story.case.ledger_number.encode(), b"") == absent.content.replace(
        b"2026-99999", b""
    )


@pytest.mark.parametrize(
    "who", ["liaison", "representative", "handler", "head", "clerk", "stranger", "visitor"]
)
def test_the_admin_is_closed_to_all_but_the_office(everyone: dict[str, Client], who: str) -> None:
    answer = everyone[who].get("/admin/")
    assert not gets_through(answer.status_code, answer.headers.get("Location", ""))


def test_every_table_of_the_admin_opens_for_those_it_is_for_and_nobody_else(
    story: Story, everyone: dict[str, Client], sign_in: Callable[[User], Client]
) -> None:
    """Staff read the office's tables, administrators accounts and settings; nothing is deleted anywhere."""
    plain = sign_in(person("plain", "无角色"))
    broken = []
    for model in admin.site._registry:
        url = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        for who in ("staff", "auditor", "administrator"):
            status = everyone[who].get(url).status_code
            if status not in (200, 403):
                broken.append(f"{url} {who}: {status}")
        if plain.get(url).status_code != 404:
            broken.append(f"{url} plain")
        if everyone["staff"].get(f"{url}1/delete/").status_code == 200:
            broken.append(f"{url} can be deleted from")
    assert broken == []


def test_a_sealed_case_is_its_keepers_and_the_auditors(story: Story, everyone: dict[str, Client]) -> None:
    story.take("seal", "staff")
    url = f"/desk/requests/{story.case.ledger_number}/"
    seen = {who for who, client in everyone.items() if client.get(url).status_code == 200}
    assert seen == {"staff", "auditor"}
