"""Suggestions of a month computed a second time, with plain rows and plain loops as in `plain_work.py`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from tests.evaluation.plain_work import Pair, Row, Span, rows


def suggestions(span: Span) -> dict[str, Any]:
    """Counts, and rates as (numerator, denominator)."""
    columns = ("level", "registered_at", "registered_on", "first_answered_on", "leading_id")
    county = {row["pk"]: row for row in rows("suggestions.Suggestion", *columns) if row["level"] == "county"}
    answered = {key for key, row in county.items() if span.has(row["first_answered_on"])}
    opinions = _opinions(span, county)
    yes = ("satisfied", "mostly")
    return {
        "registered": sum(
            span.has(row["registered_on"]) and span.knew(row["registered_at"]) for row in county.values()
        ),
        "answered": len(answered),
        "in_time": _in_time(span, county),
        "met": (sum(_met(span, county[key]) for key in answered), len(answered)),
        "achieved": (len(answered & _achieved(span, county)), len(answered)),
        "attitude": (sum(row["attitude"] in yes for row in opinions), len(opinions)),
        "result": (sum(row["result"] in yes for row in opinions), len(opinions)),
    }


def _in_time(span: Span, county: Mapping[int, Row]) -> Pair:
    columns = (
        "suggestion_id", "kind", "round", "started_at", "first_due_on", "stop_reason", "stopped_at", "stopped_on",
    )  # fmt: skip
    due = done = 0
    for row in rows("suggestions.SuggestionClock", *columns):
        stopped = row["stop_reason"] if span.knew(row["stopped_at"]) else ""
        if (
            row["suggestion_id"] in county
            and (row["kind"], row["round"]) == ("answer", 1)
            and span.knew(row["started_at"])
            and span.has(row["first_due_on"])
            and stopped != "void"
        ):
            due += 1
            done += stopped == "done" and row["stopped_on"] <= row["first_due_on"]
    return done, due


def _met(span: Span, suggestion: Row) -> bool:
    columns = ("suggestion_id", "round", "held_on", "came", "recorded_at")
    own = [
        row
        for row in rows("suggestions.Meeting", *columns)
        if row["suggestion_id"] == suggestion["pk"]
        and row["round"] == 1
        and span.knew(row["recorded_at"])
        and row["held_on"] <= suggestion["first_answered_on"]
    ]
    return any(row["came"] for row in own) or len({row["held_on"] for row in own}) >= 3


def _achieved(span: Span, county: Mapping[int, Row]) -> set[int]:
    leads = {
        row["pk"]: row
        for row in rows("suggestions.SuggestionAssignment", "suggestion_id", "part", "department_id")
        if row["part"] == "lead"
    }
    columns = ("assignment_id", "is_opinion", "sent_at", "result_class", "state", "class_checked_at")
    replies = [row for row in rows("suggestions.SuggestionReply", *columns) if not row["is_opinion"]]
    sent = [row for row in replies if row["assignment_id"] in leads and span.knew(row["sent_at"])]
    last = {row["assignment_id"]: row for row in sorted(sent, key=lambda row: (row["sent_at"], row["pk"]))}
    promises = {
        row["reply_id"]: row
        for row in rows("suggestions.SuggestionPromise", "reply_id", "suggestion_id", "kept_at")
    }
    by_pk = {row["pk"]: row for row in replies}
    good: dict[int, list[bool]] = defaultdict(list)
    for key, row in last.items():
        lead = leads[key]
        promise = promises.get(row["pk"]) or _of_leading(row, lead, county, leads, by_pk, promises.values())
        kept = row["result_class"] == "B" and promise is not None and span.knew(promise["kept_at"])
        sent_back = row["state"] == "sent_back" and span.knew(row["class_checked_at"])
        good[lead["suggestion_id"]].append((row["result_class"] == "A" or kept) and not sent_back)
    return {key for key, each in good.items() if all(each)}


def _of_leading(
    reply: Row,
    lead: Row,
    county: Mapping[int, Row],
    leads: Mapping[int, Row],
    by_pk: Mapping[int, Row],
    promises: Iterable[Row],
) -> Row | None:
    """What the same unit had promised in the suggestion that this one was merged into, when this answer was sent."""
    leading = county.get(lead["suggestion_id"], {}).get("leading_id")
    found = []
    for promise in promises:
        first = by_pk.get(promise["reply_id"])
        if (
            promise["suggestion_id"] != leading
            or leading is None
            or first is None
            or first["sent_at"] is None
        ):
            continue
        unit = leads.get(first["assignment_id"], {}).get("department_id")
        if unit == lead["department_id"] and first["sent_at"] <= reply["sent_at"]:
            found.append((first["sent_at"], promise["pk"], promise))
    return max(found, key=lambda each: each[:2])[2] if found else None


def _opinions(span: Span, county: Mapping[int, Row]) -> list[Row]:
    """Of whoever stands first among the authors who are still with it."""
    authors = rows("suggestions.Author", "suggestion_id", "order", "state")
    orders = {row["pk"]: row["order"] for row in authors}
    columns = ("suggestion_id", "author_id", "attitude", "result", "given_on", "counted_at")
    return [
        row
        for row in rows("suggestions.Opinion", *columns)
        if row["suggestion_id"] in county
        and span.has(row["given_on"])
        and span.knew(row["counted_at"])
        and not any(
            each["suggestion_id"] == row["suggestion_id"]
            and each["order"] < orders[row["author_id"]]
            and each["state"] not in ("refused", "left")
            for each in authors
        )
    ]
