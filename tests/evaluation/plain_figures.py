"""The figures of docs/domain.md § 3 computed a second time: plain SQL, no model, no function of the product.

Weights are sixtieths (a part of k weighs 60/k, k up to 5), so that whole numbers are compared.
"""

import datetime as dt
from collections.abc import Iterable

from django.db import connection

WHOLE = 60
HOLIDAYS = {dt.date(2026, 10, day) for day in range(1, 9)}
MAKE_UP = {dt.date(2026, 9, 27), dt.date(2026, 10, 10)}

# case, unit (or NULL), whether it counts, whether it is put aside for a reason of its own
ROWS = {
    "response": """
        SELECT k.case_id, a.department_id AS unit,
               k.stop_reason = 'done' AND k.stopped_on <= k.first_due_on AS hit, 1 = 0 AS aside
        FROM requests_app_clock k LEFT JOIN requests_app_assignment a ON a.id = k.assignment_id
        WHERE k.kind = 'contact' AND k.first_due_on >= %(start)s AND k.first_due_on < %(until)s
          AND NOT (k.stop_reason = 'void' AND EXISTS (SELECT 1 FROM requests_app_clock l
                   WHERE l.case_id = k.case_id AND l.kind = 'contact' AND l.id > k.id))""",
    "answered": """
        SELECT k.case_id, a.department_id AS unit,
               k.stop_reason = 'done' AND k.stopped_on <= k.first_due_on AS hit, 1 = 0 AS aside
        FROM requests_app_clock k LEFT JOIN requests_app_assignment a ON a.id = k.assignment_id
        WHERE k.kind = 'answer' AND k.round = 1
          AND k.first_due_on >= %(start)s AND k.first_due_on < %(until)s
          AND NOT (k.stop_reason = 'void' AND EXISTS (SELECT 1 FROM requests_app_clock l
                   WHERE l.case_id = k.case_id AND l.kind = 'answer' AND l.round = 1 AND l.id > k.id))""",
    "unit": """
        SELECT k.case_id, a.department_id AS unit,
               k.stop_reason = 'done' AND k.stopped_on <= k.first_due_on AS hit, 1 = 0 AS aside
        FROM requests_app_clock k LEFT JOIN requests_app_assignment a ON a.id = k.assignment_id
        WHERE k.kind = 'reply' AND k.stop_reason <> 'void'
          AND k.first_due_on >= %(start)s AND k.first_due_on < %(until)s""",
    "closed": """
        SELECT c.id AS case_id, CAST(NULL AS bigint) AS unit,
               c.status = 'closed' AND (c.outcome = 'settled' OR (c.outcome = 'promised' AND EXISTS (
                   SELECT 1 FROM requests_app_promise p WHERE p.case_id = c.id AND p.ended_at IS NULL
                   AND p.broken_at IS NULL AND (p.due_on >= %(as_of)s OR p.kept_at IS NOT NULL)))) AS hit,
               1 = 0 AS aside
        FROM requests_app_enterpriserequest c
        WHERE c.first_due_on >= %(first_close)s AND c.first_due_on < %(last_close)s""",
    "satisfied": """
        SELECT v.case_id, CAST(NULL AS bigint) AS unit, v.satisfaction IN ('satisfied', 'mostly') AS hit,
               v.given_by = 'desk' AS aside
        FROM requests_app_verdict v
        WHERE v.id = (SELECT w.id FROM requests_app_verdict w WHERE w.case_id = v.case_id
                      AND w.overridden_at IS NULL AND w.given_on >= %(start)s AND w.given_on < %(until)s
                      ORDER BY CASE WHEN w.given_by = 'desk' THEN 1 ELSE 0 END, w.id DESC LIMIT 1)""",
    "solved": """
        SELECT v.case_id, CAST(NULL AS bigint) AS unit, v.agreed AND v.satisfaction <> 'dissatisfied' AS hit,
               v.given_by = 'desk' AS aside
        FROM requests_app_verdict v JOIN requests_app_answer r ON r.id = v.answer_id
        WHERE r.result_class = 'A'
          AND v.id = (SELECT w.id FROM requests_app_verdict w WHERE w.case_id = v.case_id
                      AND w.overridden_at IS NULL AND w.given_on >= %(start)s AND w.given_on < %(until)s
                      ORDER BY CASE WHEN w.given_by = 'desk' THEN 1 ELSE 0 END, w.id DESC LIMIT 1)""",
    "promised": """
        SELECT p.case_id, CAST(NULL AS bigint) AS unit, p.confirmed_at IS NOT NULL AS hit, 1 = 0 AS aside
        FROM requests_app_promise p
        WHERE p.ended_at IS NULL AND p.due_on >= %(start)s AND p.due_on < %(until)s""",
    "held": """
        SELECT b.case_id, CAST(NULL AS bigint) AS unit, b.outcome = 'holds' AS hit, b.outcome = 'not_reached' AS aside
        FROM requests_app_lookback b
        WHERE b.outcome IN ('holds', 'came_back', 'not_reached')
          AND b.done_on >= %(start)s AND b.done_on < %(until)s""",
    "held_judicial": """
        SELECT b.case_id, CAST(NULL AS bigint) AS unit, b.outcome = 'holds' AS hit, b.outcome = 'not_reached' AS aside
        FROM requests_app_lookback b
        WHERE b.outcome IN ('holds', 'came_back', 'not_reached') AND b.source IN ('first', 'second')
          AND b.done_on >= %(start)s AND b.done_on < %(until)s""",
}
KEYS = {
    None: "0",
    "station": "c.station_id",
    "group": "c.group_id",
    "representative": "c.representative_id",
    "kind": "c.requester_kind",
    "department": """COALESCE(f.unit, (SELECT a.department_id FROM requests_app_assignment a
        WHERE a.case_id = c.id AND a.part = 'lead' AND a.status NOT IN ('returned', 'ended')))""",
}
COUNTED = """
WITH f AS ({rows})
SELECT {key} AS dimension,
       SUM(CASE WHEN x.id IS NULL AND NOT f.aside AND f.hit THEN 60 / c.parts_count ELSE 0 END),
       SUM(CASE WHEN x.id IS NULL AND NOT f.aside THEN 60 / c.parts_count ELSE 0 END),
       SUM(CASE WHEN x.id IS NOT NULL OR f.aside THEN 60 / c.parts_count ELSE 0 END)
FROM f JOIN requests_app_enterpriserequest c ON c.id = f.case_id
LEFT JOIN (SELECT e.id FROM requests_app_enterpriserequest e
           WHERE e.status = 'withdrawn' OR e.anonymous
              OR (e.status IN ('declined', 'referred') AND EXISTS (SELECT 1 FROM requests_app_disposal d
                  WHERE d.case_id = e.id AND (d.proposed_by_id <> d.decided_by_id
                                              OR d.reason IN ('spam', 'duplicate'))))) x ON x.id = c.id
WHERE NOT c.sealed
GROUP BY 1
"""
SUMMED = """
SELECT COUNT(*),
       SUM(CASE WHEN status IN ('withdrawn', 'declined', 'referred') THEN 1 ELSE 0 END),
       SUM(CASE WHEN status = 'closed' AND outcome = 'settled' THEN 1 ELSE 0 END),
       SUM(CASE WHEN status = 'closed' AND outcome <> 'settled' THEN 1 ELSE 0 END),
       SUM(CASE WHEN status IN ('submitted', 'accepted', 'assigned', 'handling') AND answer_due_on < %(as_of)s
                 AND (waiting_since IS NULL OR answer_due_on < waiting_since) THEN 1 ELSE 0 END)
FROM requests_app_enterpriserequest
WHERE NOT sealed AND received_on >= %(start)s AND received_on < %(until)s
"""

Counts = dict[object, tuple[int, int, int]]


def rate(name: str, dimension: str | None, start: dt.date, until: dt.date, as_of: dt.date) -> Counts:
    """Numerator, denominator and exclusions in sixtieths, by key; rows without a key belong to nobody."""
    sql = COUNTED.format(rows=ROWS[name], key=KEYS[dimension])
    first, last = due_for_closing(start, until)
    days = {"start": start, "until": until, "as_of": as_of, "first_close": first, "last_close": last}
    wanted = {key: day for key, day in days.items() if f"%({key})s" in sql}
    return {key: (n, d, x) for key, n, d, x in _rows(sql, wanted) if key is not None}


def sums(start: dt.date, until: dt.date, as_of: dt.date) -> tuple[int, ...]:
    """Received, left out, settled, ended otherwise, overdue."""
    (row,) = _rows(SUMMED, {"start": start, "until": until, "as_of": as_of})
    return tuple(value or 0 for value in row)


def due_for_closing(start: dt.date, until: dt.date) -> tuple[dt.date, dt.date]:
    """The due dates after which five working days and at least seven days end in the month, by trying each."""
    days = [start + dt.timedelta(days=offset) for offset in range(-60, 40)]
    inside = [day for day in days if start <= _close_by(day) < until]
    return inside[0], inside[-1] + dt.timedelta(days=1)


def _close_by(due_on: dt.date) -> dt.date:
    day, left = due_on, 5
    while left:
        day += dt.timedelta(days=1)
        left -= _works(day)
    day = max(day, due_on + dt.timedelta(days=7))
    while not _works(day):
        day += dt.timedelta(days=1)
    return day


def _works(day: dt.date) -> bool:
    return day in MAKE_UP or (day.weekday() < 5 and day not in HOLIDAYS)


def _rows(sql: str, days: dict[str, dt.date]) -> Iterable[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, days)
        return cursor.fetchall()
