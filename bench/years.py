"""What is told of a whole year: the page of the analysis in the grown ledger, the scores of all representatives."""

import datetime as dt
import time
from collections.abc import Callable

from django.db.models import F
from django.test import Client
from django.utils import timezone

from bench import ledger
from bench.growth import BIG
from bench.prepare import CASES, Prepared
from bench.questions import client as signed_in
from bench.report import Report
from evaluation.analysis import kept
from evaluation.models import KeptAnalysis
from evaluation.yearly import computing
from groups.models import Mandate, ProfessionalGroup, ProfessionalMembership, Representative, Term
from office.calendar import local_date
from requests_app.models import CaseState, EnterpriseRequest
from stations.models import Posting, Station

ROUNDS = 5
REPRESENTATIVES = 260
# Every third one is posted at the station.
POSTED_EVERY = 3
PAGE = "/desk/analysis/"
# Numbers of the cases of bench/prepare.py, whatever the ledger has grown to.
FIRST = "2020-"


def scores(report: Report) -> None:
    """The line scores_year: each case of the first ledger belongs to one of so many representatives."""
    year = local_date(timezone.now() - dt.timedelta(days=165)).year
    people = _elected(year)
    scheme = computing.scheme_of(year)

    def all_scores() -> None:
        found = computing.scored(people, year, until=dt.date(year + 1, 1, 1), scheme=scheme)
        if len(found) != REPRESENTATIVES:
            raise RuntimeError(f"{len(found)} representatives")

    seconds = [_took(all_scores) for _ in range(ROUNDS)]
    report.line("scores_year", seconds, f"all scores of {REPRESENTATIVES} representatives, {CASES} cases")


def analysis(report: Report, prepared: Prepared) -> None:
    """The lines analysis_*: the page as the queue has prepared it, and counted at once."""
    ledger.grow_to(BIG)
    client = signed_in(prepared.staff)
    kept.recount(at=timezone.now())
    cases = EnterpriseRequest.objects.count()
    for name, path in (("analysis_year", PAGE), ("analysis_year_anew", f"{PAGE}?now=1")):
        if report.wants(name):
            _page(client, path)
            took = [_page(client, path) for _ in range(ROUNDS)]
            report.line(name, took, f"the page of the analysis of {cases} cases")


def _page(client: Client, path: str) -> float:
    """Milliseconds; where it is counted at once, something was recorded before."""
    if path != PAGE:
        KeptAnalysis.objects.update(events=F("events") - 1)

    def ask() -> None:
        answer = client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path}: {answer.status_code}")

    return _took(ask) * 1000


def _elected(year: int) -> list[int]:
    """Representatives in office and in a group for the whole year, with the cases of the ledger among them."""
    since = dt.date(year, 1, 1)
    term = Term.objects.create(level="county", name="测量", elected_on=since, takes_office_on=since)
    groups, station = list(ProfessionalGroup.objects.all()), Station.objects.get(is_default=True)
    people = [
        Representative.objects.create(code=f"bench{number}", certificate_number=f"B-{number}", name="钱代表")
        for number in range(REPRESENTATIVES)
    ]
    for number, person in enumerate(people):
        Mandate.objects.create(representative=person, term=term, since=since)
        group = groups[number % len(groups)]
        ProfessionalMembership.objects.create(representative=person, group=group, since=since)
        if number % POSTED_EVERY == 0:
            Posting.objects.create(representative=person, station=station, since=since)
    keys = [person.pk for person in people]
    first = EnterpriseRequest.objects.filter(ledger_number__startswith=FIRST)
    CaseState.objects.filter(case__in=first).update(representative_id=F("case_id") % len(keys) + keys[0])
    first.update(representative_id=F("pk") % len(keys) + keys[0])
    return keys


def _took(run: Callable[[], object]) -> float:
    """Seconds."""
    begun = time.perf_counter()
    run()
    return time.perf_counter() - begun
