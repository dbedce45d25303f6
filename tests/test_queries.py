"""Every list asks the database as often for thirty rows as for three; a list that nobody measures fails here.

A page without parameters in its address stands in MEASURED (with who opens it), or in FIXED, where it says why it
cannot grow or which file measures it. The changelists of the admin are all measured. Lists within one thing's page
(a case's way, its units) are measured beside that page's own tests.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from office.models import User
from tests.growth import multiply
from tests.prototypes import one_of_everything
from tests.sources import ROOT
from tests.stories import Story
from tests.test_access import addresses

pytestmark = [pytest.mark.django_db, pytest.mark.postgres, pytest.mark.long]

FEW, MANY = 3, 30


@dataclass(frozen=True)
class Listed:
    """`who` opens a page that lists rows of `model`: copies of the first one `of` that sort, of the same `keep`."""

    who: str
    model: str
    keep: str = ""
    of: Mapping[str, str] = field(default_factory=dict)


MEASURED: dict[str, Listed] = {
    "api:policies": Listed("visitor", "policies.PolicyVersion"),
    "api:information": Listed("visitor", "policies.InformationItem"),
    "policies:desk_policies": Listed("staff", "policies.PolicyVersion"),
    "policies:handbook": Listed("visitor", "policies.PolicyVersion"),
    "policies:desk_handbook": Listed("staff", "policies.HandbookEdition"),
    "policies:desk_information_list": Listed("staff", "policies.InformationItem"),
    "policies:desk_answers": Listed("handler", "policies.StandardAnswer", "department"),
    "policies:questions": Listed("visitor", "policies.StandardAnswer", "department", {"audience": "public"}),
    "policies:desk_synonyms": Listed("staff", "policies.Synonym"),
    "api:departments": Listed("visitor", "groups.Department"),
    "api:categories": Listed("visitor", "requests_app.Category"),
    "api:regional_groups": Listed("visitor", "groups.RegionalGroup"),
    "api:representatives": Listed("visitor", "groups.Mandate"),
    "api:stations": Listed("visitor", "stations.Station"),
    "portal:desk": Listed("staff", "requests_app.Clock"),
    "evaluation:desk_disclosures": Listed("staff", "evaluation.Disclosure"),
    "evaluation:reports": Listed("staff", "evaluation.Report", "month"),
    "evaluation:report_readers": Listed("staff", "evaluation.ReportReader", "owner"),
    "portal:desk_screens": Listed("approver", "evaluation.PublicEntry"),
    "evaluation:schemes": Listed("staff", "evaluation.Scheme"),
    "evaluation:surveys": Listed("staff", "evaluation.Survey"),
    "evaluation:disclosures": Listed("visitor", "evaluation.Disclosure"),
    "evaluation:open_data": Listed("visitor", "evaluation.Disclosure"),
    "evaluation:open_data_index": Listed("visitor", "evaluation.Disclosure"),
    "portal:notices": Listed(
        "staff", "office.Notice", "recipient", {"recipient__username": "staff", "channel": "inapp"}
    ),
    "groups:absence_list": Listed("staff", "groups.Absence"),
    "fieldwork:norms": Listed("visitor", "fieldwork.Norm"),
    "portal:groups": Listed("visitor", "groups.RegionalGroup"),
    "portal:desk_groups": Listed("staff", "groups.RegionalGroup"),
    "portal:desk_groups_xlsx": Listed("staff", "groups.RegionalGroup"),
    "requests:desk_list": Listed("staff", "requests_app.EnterpriseRequest"),
    "requests:exclusions": Listed("staff", "requests_app.ExclusionCheck"),
    "requests:export": Listed("staff", "requests_app.EnterpriseRequest"),
    "requests:intake": Listed("staff", "stations.Station"),
    "requests:new": Listed("visitor", "stations.Station"),
    "requests:pressure": Listed("auditor", "requests_app.PressureAnswer"),
    "requests:print": Listed("staff", "requests_app.EnterpriseRequest"),
    "requests:supervision": Listed("staff", "requests_app.EnterpriseRequest"),
    "requests:supervision_export": Listed("staff", "requests_app.EnterpriseRequest"),
    "requests:urged_today": Listed("staff", "requests_app.Letter", "issued_by", {"kind": "urging"}),
    "suggestions:agenda": Listed("staff", "suggestions.ExpertOpinion"),
    "suggestions:agenda_export": Listed("staff", "suggestions.ExpertOpinion"),
    "suggestions:opinion_list": Listed("visitor", "suggestions.ExpertOpinion"),
    "suggestions:desk_mechanisms": Listed("staff", "suggestions.ServiceMechanism"),
    "suggestions:desk_mechanisms_export": Listed("staff", "suggestions.ServiceMechanism"),
    "suggestions:mechanism_list": Listed("visitor", "suggestions.ServiceMechanism"),
    "stations:qr_list": Listed("staff", "stations.Station"),
    "stations_api:receptions": Listed("visitor", "stations.Reception", "plan"),
    "suggestions:list": Listed("visitor", "suggestions.Suggestion"),
    "suggestions:desk_list": Listed("staff", "suggestions.Suggestion"),
    "suggestions:export": Listed("staff", "suggestions.Suggestion"),
    "suggestions:session_docx": Listed("staff", "suggestions.Suggestion"),
    "stations:desk_receptions": Listed("staff", "stations.Reception", "plan"),
    "stations:desk_receptions_xlsx": Listed("staff", "stations.Reception", "plan"),
    "stations:desk_pulse": Listed("staff", "stations.Reception", "plan"),
    "stations:desk_shifts": Listed("staff", "stations.DutyShift"),
    "stations:desk_consultations": Listed("staff", "stations.Consultation"),
    "stations:desk_consultation_export": Listed("staff", "stations.Consultation"),
    "fieldwork:activities": Listed("staff", "fieldwork.Activity"),
    "fieldwork:activities_month": Listed("staff", "fieldwork.Activity"),
    "fieldwork:activities_xlsx": Listed("staff", "fieldwork.Activity"),
    "stations:reception_list": Listed("visitor", "stations.Reception", "plan"),
    "stations:representative_list": Listed("visitor", "groups.Mandate"),
    "fieldwork:desk_pairings": Listed("staff", "fieldwork.Pairing"),
    "fieldwork:desk_pairings_xlsx": Listed("staff", "fieldwork.Pairing"),
    "fieldwork:desk_visits": Listed("staff", "fieldwork.VisitPart"),
    "fieldwork:desk_visits_xlsx": Listed("staff", "fieldwork.VisitPart"),
    "fieldwork:desk_confirmations": Listed("staff", "fieldwork.VisitPart"),
}
SIX = "there are six"
MONTHS = "groups or stations by the month, counted together"
FORM = "a form, or a page of words"
DEED = "a deed by POST"
FIXED: dict[str, str] = {
    "portal:set_up": "eight steps",
    "portal:set_up_workbook": "an empty workbook",
    "portal:set_up_poster": DEED,
    "evaluation:survey_prepare": DEED,
    "account_login": FORM,
    "account_logout": FORM,
    "account_inactive": FORM,
    "account_reauthenticate": FORM,
    "account_change_password": FORM,
    "socialaccount_login_cancelled": FORM,
    "socialaccount_login_error": FORM,
    "accessibility": FORM,
    "portal:running": "one line for each condition of the site",
    "evaluation:anchors": "one text of the last anchors, read with one query",
    "evaluation:open_data_dictionary": "words without a query",
    "evaluation:check_month": "a program to download",
    "personal_information": FORM,
    "own_data": FORM,
    "usersessions_list": "one person's few devices",
    "stations:booking_find": FORM,
    "suggestions:desk_new": FORM,
    "suggestions:desk_elsewhere": FORM,
    "suggestions:key_list": "tests/suggestions/test_milestones.py",
    "suggestions_api:suggestions": "tests/suggestions/test_api.py",
    "stations:desk_reception_new": "posted people of one's stations, with one query",
    "stations:desk_consultation_months": MONTHS,
    "stations:calendar_feed": FORM,
    "stations:desk_consultation_sheet": DEED,
    "fieldwork:public_activities": "tests/fieldwork/activities/test_public.py",
    "fieldwork_api:activities": "tests/fieldwork/activities/test_public.py",
    "fieldwork:activity_new": "groups and units, with a query each",
    "large": FORM,
    "keys": FORM,
    "healthz": FORM,
    "readyz": FORM,
    "metrics": "tests/office/test_pages.py",
    "api_schema": FORM,
    "api_docs": FORM,
    "api:professional_groups": SIX,
    "admin:groups_professionalgroup_changelist": SIX,
    "api:proposals": "at most five of each kind, however many cases there are",
    "api:requests": "tests/requests_app/api/test_requests.py",
    "api:track": DEED,
    "stations_api:bookings": DEED,
    "evaluation_api:figures": "tests/evaluation/test_figures.py",
    "evaluation_api:analysis": "tests/evaluation/analysis/test_page.py",
    "evaluation_api:duties": "tests/evaluation/yearly/test_pages.py",
    "evaluation_api:scores": "tests/evaluation/yearly/test_pages.py",
    "evaluation:duties": "tests/evaluation/yearly/test_pages.py",
    "evaluation:scores": "tests/evaluation/yearly/test_pages.py",
    "evaluation:scores_xlsx": "tests/evaluation/yearly/test_pages.py",
    "evaluation:scores_docx": "tests/evaluation/yearly/test_pages.py",
    "evaluation:assessments": "one person's few suggestions; the office's list in tests/evaluation/yearly/test_assessing.py",
    "portal:notice_choices": FORM,
    "portal:dead_letters": "tests/portal/test_dead_letters.py",
    "requests:promises": "tests/requests_app/desk/test_followup.py",
    "requests:look_backs": "tests/requests_app/desk/test_followup.py",
    "requests:draws": "tests/requests_app/desk/test_followup.py",
    "requests:finding": FORM,
    "requests:progress_tables": MONTHS,
    "admin:requests_app_progresstable_changelist": MONTHS,
    "evaluation:figures": MONTHS,
    "evaluation:figures_xlsx": MONTHS,
    "evaluation:analysis": "tests/evaluation/analysis/test_page.py",
    "evaluation:analysis_xlsx": "tests/evaluation/analysis/test_page.py",
    "evaluation:analysis_list": "one number's cases, asked for by its name",
    "evaluation:figure_list": "one figure's cases, asked for by its name",
    "policies:policy_list": "tests/policies/test_pages.py",
    "policies:policy_fit": FORM,
    "policies:handbook_a4": "one file",
    "policies:handbook_phone": "one file",
    "policies:handbook_word": "one file",
    "policies:desk_handbook_make": DEED,
    "policies:desk_policy_new": FORM,
    "policies:desk_paste": FORM,
    "policies:desk_policy_import": FORM,
    "policies:desk_information_new": FORM,
    "policies:desk_answer_new": FORM,
    "portal:policy_readings": "tests/portal/test_policy_use.py",
    "portal:policy_readings_xlsx": "tests/portal/test_policy_use.py",
    "policies:information_list": "tests/policies/test_pages.py",
    "suggestions:agenda_new": FORM,
    "suggestions:desk_mechanism_new": FORM,
    "portal:home": "three newest months at most",
    "evaluation:promise_wall": "tests/evaluation/promise_wall/test_wall.py",
    "evaluation:promise_feed": "tests/evaluation/promise_wall/test_wall.py",
    "portal:desk_screen_entries": DEED,
    "evaluation:assessor_list": DEED,
    "evaluation:star_propose": DEED,
    "evaluation:stars": "tests/evaluation/stars/test_choosing.py",
    "evaluation:stars_shown": "tests/evaluation/stars/test_choosing.py",
    "evaluation:assessments_draw": DEED,
    "requests:track": FORM,
    "groups:term_changes": "one in five years, all with one query; the list of one in tests/journeys/test_term_change.py",
    "fieldwork:desk_norms": "a handful of norms, each with two counts",
    "fieldwork:desk_norm_new": FORM,
    "fieldwork:desk_norms_put_off": DEED,
    "requests:leave": DEED,
    "requests:saved_view": DEED,
    "requests:delete_view": DEED,
    "requests:shown_columns": DEED,
    "requests:urge_many": DEED,
    "fieldwork:desk_pairing_new": "a form; names of enterprises with one query",
    "fieldwork:desk_visit_new": "a form; names of enterprises with one query",
    "fieldwork:desk_confirmations_say": DEED,
    "fieldwork_api:pairings": "tests/fieldwork/pairings/test_api.py",
    "fieldwork_api:visits": "tests/fieldwork/pairings/test_api.py",
}
SKIPPED = ("mfa_", "admin:")  # the second factor's forms; the admin below


def pages() -> Iterator[str]:
    """Addresses that need no parameter."""
    for name in addresses():
        try:
            reverse(name)
        except NoReverseMatch:
            continue
        if not name.startswith(SKIPPED) or name in FIXED:
            yield name


def changelists() -> Iterator[tuple[str, Listed]]:
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
        if name not in FIXED:
            yield name, Listed("auditor", model._meta.label)


def test_every_page_is_measured_or_says_why_not() -> None:
    known = MEASURED.keys() | FIXED.keys()
    assert [name for name in pages() if name not in known] == []
    assert not MEASURED.keys() & FIXED.keys()
    assert known <= set(pages())
    elsewhere = {why for why in FIXED.values() if why.startswith("tests/")}
    counted = ("num_queries", "CaptureQueries")
    assert [
        file for file in elsewhere if not any(word in Path(ROOT, file).read_text() for word in counted)
    ] == []


def test_every_list_asks_as_often_for_thirty_rows_as_for_three(
    story: Story, sign_in: Callable[[User], Client], visitor: Client, clock: Any
) -> None:
    clock.move_to(one_of_everything(story))
    clients = {who: sign_in(user) for who, user in story.people.items()} | {"visitor": visitor}
    listed = MEASURED | dict(changelists())
    grow(listed, 1, FEW)
    few = {name: cost(clients[page.who], reverse(name)) for name, page in listed.items()}
    grow(listed, FEW, MANY)
    many = {name: cost(clients[page.who], reverse(name)) for name, page in listed.items()}
    slower = {name: (few[name][0], many[name][0]) for name in few if many[name][0] > few[name][0]}
    assert slower == {}
    flat = [
        name
        for name in few
        if many[name][1] <= few[name][1] and not name.endswith(("_export", ":export", "_xlsx"))
    ]
    assert flat == []


def test_a_page_that_asks_for_each_row_is_caught(story: Story) -> None:
    """Seen to fail: a list whose rows each ask for their station."""
    one_of_everything(story)
    model = apps.get_model("stations.StationClerk")
    costs = []
    for first, last in ((1, FEW), (FEW, MANY)):
        multiply(model, first, last)
        with CaptureQueriesContext(connection) as captured:
            [str(row.station) for row in model.objects.all()]
        costs.append(len(captured))
    assert costs[1] > costs[0]


def grow(listed: Mapping[str, Listed], first: int, last: int) -> None:
    """Numbers apart for each model: a copy brings copies of its relatives."""
    sorts = {(page.model, page.keep): page for page in listed.values()}
    for place, page in enumerate(sorts.values(), start=1):
        model = apps.get_model(page.model)
        multiply(model, place * 100 + first, place * 100 + last, keep=page.keep, of=page.of)


def cost(client: Client, url: str) -> tuple[int, int]:
    """Queries and bytes of the page; asked once before, so that what lasts for a while is known both times."""
    _open(client, url)
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        answer = _open(client, url)
    return len(captured), len(answer.content)


def _open(client: Client, url: str) -> HttpResponse:
    answer = client.get(url)
    assert answer.status_code == 200, f"{url}: {answer.status_code}"
    return answer
