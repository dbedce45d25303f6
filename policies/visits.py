"""政策查询: counting what visitors read, one per visitor, item and day; robots and people of the desk do not count.

A visitor is a keyed hash of address and browser that changes every day: nobody can be followed or found by it.
"""

import re
from datetime import datetime
from typing import Any

import structlog
from django.db import DatabaseError, transaction
from django.db.models import F
from django.http import HttpRequest

from office import terminals
from office.calendar import local_date
from office.crypto import keyed_hash
from policies.models import InformationItem, Policy, Reading, SearchedTerm
from policies.search.words import normalised
from stations.models import Station

ROBOT = re.compile(
    r"bot|crawl|spider|slurp|curl|wget|python|java/|go-http|httpclient|headless|preview|monitor|scan|fetch",
    re.I,
)
SOURCES = {"qr", "search", "receipt", "fit"}
TERM_AT_MOST = 30
# What looks like a number of a person or an enterprise is not kept, whoever typed it.
NUMBER = re.compile(r"\d{6,}|[0-9a-z]{15,}")

log = structlog.get_logger(__name__)


def count_policy(
    request: HttpRequest, policy: Policy, *, at: datetime, kind: str = Reading.Kind.VIEW
) -> None:
    _count(request, at, what=Reading.What.POLICY, policy=policy, kind=kind)


def count_item(
    request: HttpRequest, item: InformationItem, *, at: datetime, kind: str = Reading.Kind.VIEW
) -> None:
    _count(request, at, what=Reading.What.INFORMATION, item=item, kind=kind)


def count_handbook(
    request: HttpRequest,
    *,
    at: datetime,
    kind: str = Reading.Kind.DOWNLOAD,
    station: Station | None = None,
) -> None:
    """`station`: where the scanned poster hangs, which is a scan by itself."""
    of_poster = {"station": station, "source": Reading.Source.QR} if station else {}
    _count(request, at, what=Reading.What.HANDBOOK, kind=kind, **of_poster)


def count_search(request: HttpRequest, query: str, *, found: bool, at: datetime) -> None:
    """What was searched for, without who; long texts and numbers are not kept."""
    text = normalised(query)
    if not text or len(text) > TERM_AT_MOST or NUMBER.search(text) or not is_counted(request):
        return
    on = local_date(at)
    try:
        with transaction.atomic():
            SearchedTerm.objects.bulk_create([SearchedTerm(text=text, on=on)], ignore_conflicts=True)
            SearchedTerm.objects.filter(text=text, on=on).update(
                times=F("times") + 1, misses=F("misses") + (0 if found else 1)
            )
    except DatabaseError as error:
        log.warning("search_not_counted", error=type(error).__name__)


def is_counted(request: HttpRequest) -> bool:
    """A person who reads: no robot, no prefetch, nobody who is signed in."""
    return request.method == "GET" and is_person(request)


def is_person(request: HttpRequest) -> bool:
    """A visitor's browser that somebody sits at, whatever it asks for."""
    agent = request.headers.get("User-Agent", "")
    ahead = "prefetch" in f"{request.headers.get('Sec-Purpose', '')}{request.headers.get('Purpose', '')}"
    return bool(agent) and not ROBOT.search(agent) and not ahead and request.user.is_anonymous


def visitor_of(request: HttpRequest, at: datetime) -> str:
    """The keyed hash of this visitor on that local date."""
    return _visitor(request, at_counter(request), local_date(at).isoformat())


def at_counter(request: HttpRequest) -> tuple[str, str] | None:
    """(station's code, this visitor's turn) at the terminal of a station; None on any other machine."""
    turn = terminals.turn_of(request)
    return (turn.place, turn.key) if turn else None


def _count(request: HttpRequest, at: datetime, **what: Any) -> None:
    """Never in the way of the page: a reading that cannot be written is lost, and logged."""
    if not is_counted(request):
        return
    counter = at_counter(request)
    on = local_date(at)
    source = request.GET.get("from", "")
    if counter:
        what |= {"kind": Reading.Kind.ONSITE, "source": Reading.Source.COUNTER}
        what["station"] = Station.objects.filter(code=counter[0]).first()
    elif source in SOURCES:
        what["source"] = source
    try:
        with transaction.atomic():
            Reading.objects.bulk_create(
                [Reading(visitor=_visitor(request, counter, on.isoformat()), read_on=on, **what)],
                ignore_conflicts=True,
            )
    except DatabaseError as error:
        log.warning("reading_not_counted", error=type(error).__name__)


def _visitor(request: HttpRequest, counter: tuple[str, str] | None, day: str) -> str:
    who = counter or (request.META.get("REMOTE_ADDR", ""), request.headers.get("User-Agent", ""))
    return keyed_hash("reading", "\n".join((day, *who)))
