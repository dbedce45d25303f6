"""The index on PostgreSQL: the pairs as an array beside the text, with a GIN index."""

from collections.abc import Sequence

from django.db import connection

from office.database.objects import DatabaseObject, Kind
from office.search.bigrams import Wanted, grams

# Up to here all that is found is sorted; what occurs more often is met soon among the latest entries.
RARE = 10_000
LATEST = 200_000

# The column is unknown to Django, as it is on PostgreSQL alone (migration 0003).
GRAMS_INDEX = DatabaseObject(
    Kind.INDEX,
    "postgresql",
    "office_searchentry",
    "searchentry_grams",
    ("CREATE INDEX IF NOT EXISTS searchentry_grams ON office_searchentry USING gin (grams)",),
)

WRITE = """
    INSERT INTO office_searchentry (kind, object_id, text, grams) VALUES (%s, %s, %s, %s)
    ON CONFLICT (kind, object_id) DO UPDATE SET text = EXCLUDED.text, grams = EXCLUDED.grams
    WHERE office_searchentry.text <> EXCLUDED.text
"""
# Materialized and capped: with a plain ORDER BY id the planner walks the primary key for rare words. The kind is
# part of each token; naming it again would lead the planner to the wrong index.
FIND = """
    WITH found AS MATERIALIZED (
        SELECT id, object_id FROM office_searchentry
        WHERE grams @> %s AND text LIKE ALL (%s) LIMIT %s
    ) SELECT object_id FROM found ORDER BY id DESC
"""
# A subquery of its own: the order is walked until enough is found, and never further than LATEST.
READ_LATEST = """
    SELECT object_id FROM (
        SELECT id, object_id, text FROM office_searchentry WHERE kind = %s ORDER BY id DESC LIMIT %s
    ) latest WHERE text LIKE ALL (%s) LIMIT %s
"""
# Rare pairs alone are asked for: the bitmap of all is read at once, and what is too common ends at the limit. Which
# of them a text holds is seen in the text: to intersect its array here takes ten times as long.
HOLDERS = "SELECT id, text FROM office_searchentry WHERE grams && %s::text[] LIMIT %s"

# Of a small kind: by its own index. The pairs alone make the planner compare every array of the table (12 ms at 2,000).
HOLDING_ANY = """
    SELECT object_id, text FROM office_searchentry
    WHERE kind = %s AND grams && %s::text[] ORDER BY id DESC LIMIT %s
"""


def write(kind: str, rows: Sequence[tuple[int, str]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(WRITE, [(kind, pk, text, _tokens(kind, grams(text))) for pk, text in rows])


def find(kind: str, want: Wanted, limit: int) -> list[int]:
    patterns = [f"%{_escaped(part)}%" for part in want.parts]
    with connection.cursor() as cursor:
        if want.grams:
            cursor.execute(FIND, [_tokens(kind, want.grams), patterns, RARE])
            found = [int(key) for (key,) in cursor.fetchall()]
            if len(found) < RARE:
                return found[:limit]
        cursor.execute(READ_LATEST, [kind, LATEST, patterns, limit])
        return [int(key) for (key,) in cursor.fetchall()]


def holders(kind: str, pairs: Sequence[str], each: int) -> list[tuple[int, str]]:
    """Entries that hold a pair, with it, up to `each` for every pair together."""
    with connection.cursor() as cursor:
        cursor.execute(HOLDERS, [_tokens(kind, pairs), each * len(pairs)])
        rows = cursor.fetchall()
    return [(int(entry), pair) for entry, text in rows for pair in pairs if pair in text]


def holding_any(kind: str, pairs: Sequence[str], limit: int) -> list[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(HOLDING_ANY, [kind, _tokens(kind, pairs), limit])
        return [(int(key), text) for key, text in cursor.fetchall()]


def _tokens(kind: str, pairs: Sequence[str]) -> list[str]:
    """So each kind has lists of its own, however common a word is elsewhere. A token is the kind and two characters."""
    return [f"{kind}{pair}" for pair in pairs]


def _escaped(part: str) -> str:
    return part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
