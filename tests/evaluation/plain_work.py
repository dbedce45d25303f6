"""Receptions, consultations, readings, activities and visits of a month computed a second time (docs/domain.md §§ 3, 6).

Plain rows, plain loops: no queryset and no function of the product. An instant of None is "as everything stands".
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

from django.apps import apps

Row = dict[str, Any]
Pair = tuple[int, int]


# Of an invitation: expected to come. Who is on leave is not, whoever was refused or withdrew was never called.
CALLED = ("invited", "coming", "leave_asked", "leave_refused")


class Span(NamedTuple):
    """The days since ≤ day < until, known before the instant `known`."""

    since: dt.date
    until: dt.date
    known: dt.datetime

    def has(self, day: dt.date | None) -> bool:
        return day is not None and self.since <= day < self.until

    def knew(self, at: dt.datetime | None) -> bool:
        return at is not None and at < self.known


@cache
def rows(model: str, *columns: str) -> list[Row]:
    """All of a table, read once until `rows.cache_clear()`."""
    return list(apps.get_model(model)._base_manager.order_by("pk").values("pk", *columns))


def receptions(span: Span, station: int | None) -> dict[str, Any]:
    """By the names of the product; `no_show` as (missed, booked)."""
    days = {row["pk"]: row for row in rows("stations.Reception", "held_on", "station_id")}
    last = _last(rows("stations.ReceptionState", "reception_id", "status", "at"), "reception_id", span)
    own = {
        key: state["status"]
        for key, state in last.items()
        if span.has(days[key]["held_on"])
        and station in (None, days[key]["station_id"])
        and state["status"] != "moved"
    }
    held = {key for key, status in own.items() if status == "held"}
    sittings = {row["pk"]: row["reception_id"] for row in rows("stations.Sitting", "reception_id")}
    slots = {row["pk"]: sittings[row["sitting_id"]] for row in rows("stations.Slot", "sitting_id")}
    walked = {row["pk"] for row in rows("stations.Booking", "is_walk_in") if row["is_walk_in"]}
    states = _last(rows("stations.BookingState", "booking_id", "slot_id", "status", "at"), "booking_id", span)
    there = [
        (key, state["status"])
        for key, state in states.items()
        if slots.get(state["slot_id"]) in held and state["status"] in ("came", "no_show")
    ]
    booked = [status for key, status in there if key not in walked]
    return {
        "planned": len(own),
        "held": len(held),
        "cancelled": sum(status == "cancelled" for status in own.values()),
        "visitors": sum(status == "came" for _, status in there),
        "walk_ins": sum(status == "came" for key, status in there if key in walked),
        "no_show": (booked.count("no_show"), len(booked)),
    }


def consultations(span: Span, station: int | None) -> dict[str, int]:
    columns = ("station_id", "consultation_id", "consulted_on", "ending", "is_void", "since", "until")
    stood = [
        row
        for row in rows("stations.ConsultationState", *columns)
        if row["since"] < span.known
        and (row["until"] is None or row["until"] >= span.known)
        and not row["is_void"]
        and station in (None, row["station_id"])
    ]
    entered = {row["pk"]: row["entered_at"] for row in rows("stations.Consultation", "entered_at")}
    begins = dt.datetime.combine(span.since, dt.time(), tzinfo=span.known.tzinfo)
    own = [row["ending"] for row in stood if span.has(row["consulted_on"])]
    late = [
        row for row in stood if row["consulted_on"] < span.since and entered[row["consultation_id"]] >= begins
    ]
    return {
        "entries": len(own),
        "answered": own.count("answered"),
        "requests": own.count("request"),
        "late": len(late),
    }


def readings(span: Span, station: int, *, takes_the_rest: bool) -> dict[str, int]:
    """By what was read; what came by no station is counted with the one that `takes_the_rest`."""
    found = {"policy": 0, "information": 0, "handbook": 0}
    for row in rows("policies.Reading", "what", "station_id", "read_on"):
        own = row["station_id"] == station or (takes_the_rest and row["station_id"] is None)
        found[row["what"]] += own and span.has(row["read_on"])
    return found


def activities(span: Span) -> dict[str, Any]:
    """`attendance` as (came, called)."""
    reported = {
        row["pk"]
        for row in rows("fieldwork.Activity", "status", "reported_on")
        if row["status"] == "reported" and span.has(row["reported_on"])
    }
    came, called = set[Pair](), set[Pair]()
    for row in rows(
        "fieldwork.Participation", "activity_id", "representative_id", "confirmed_on", "denied_on"
    ):
        if row["denied_on"] is None and row["confirmed_on"] and row["confirmed_on"] < span.until:
            came.add((row["activity_id"], row["representative_id"]))
    for row in rows("fieldwork.Invitation", "activity_id", "representative_id", "state"):
        if row["representative_id"] and row["state"] in CALLED:
            called.add((row["activity_id"], row["representative_id"]))
    came = {pair for pair in came if pair[0] in reported}
    called = {pair for pair in called if pair[0] in reported}
    return {
        "reported": len(reported),
        "attended": len(came),
        "findings": _findings(span, reported),
        "visits": _visits(span),
        "attendance": (len(came & called), len(called)),
    }


def _findings(span: Span, reported: set[int]) -> int:
    """Of cases that had come in and were not sealed on the last day."""
    last = span.until - dt.timedelta(days=1)
    columns = ("case_id", "from_on", "until_on", "sealed")
    there = {
        row["case_id"]
        for row in rows("requests_app.CaseState", *columns)
        if row["from_on"] <= last < row["until_on"] and not row["sealed"]
    }
    received = {
        row["pk"]: row["received_on"] for row in rows("requests_app.EnterpriseRequest", "received_on")
    }
    return sum(
        row["case_id"] in there and received[row["case_id"]] < span.until
        for row in rows("requests_app.Finding", "occasion_id", "case_id")
        if row["occasion_id"] in reported
    )


def _visits(span: Span) -> int:
    """On the first day on which somebody's own word and the confirmation were both there; a later denial moves nothing."""
    visits = {row["pk"]: row for row in rows("fieldwork.Visit", "confirmed_on", "answer", "answered_at")}
    first: dict[int, dt.date] = {}
    for row in rows("fieldwork.VisitPart", "visit_id", "own_word", "own_word_on", "withdrawn_at"):
        visit = visits[row["visit_id"]]
        confirmed_on = visit["confirmed_on"]
        if confirmed_on is None and visit["answer"] == "not_came" and not span.knew(visit["answered_at"]):
            confirmed_on = _confirmed_before(visit["pk"], span)
        if (
            span.knew(row["withdrawn_at"])
            or row["own_word"] not in ("self", "confirmed")
            or confirmed_on is None
            or confirmed_on >= span.until
        ):
            continue
        day = max(confirmed_on, row["own_word_on"] or confirmed_on)
        first[visit["pk"]] = min(day, first.get(visit["pk"], day))
    return sum(span.has(day) for day in first.values())


def _confirmed_before(visit: int, span: Span) -> dt.date | None:
    days = [
        row["at"].astimezone(span.known.tzinfo).date()
        for row in rows("office.Event", "subject", "action", "at")
        if (row["subject"], row["action"]) == (f"visit:{visit}", "visit_confirmed") and span.knew(row["at"])
    ]
    return days[-1] if days else None


def _last(found: Iterable[Row], of: str, span: Span) -> dict[int, Row]:
    """The row that was written last, of those known."""
    return {row[of]: row for row in found if span.knew(row["at"])}
