"""The index on SQLite: a full-text table that keeps neither texts nor positions, by the key of the entry."""

import json
from collections.abc import Sequence
from typing import Any

from django.db import connection

from office.database.storing import insert
from office.models import SearchEntry
from office.search.bigrams import Wanted, grams

ADD = "INSERT INTO office_searchgrams (rowid, grams) VALUES (%s, %s)"
# What is taken out must be told: the table does not know what it holds.
FORGET = "INSERT INTO office_searchgrams (office_searchgrams, rowid, grams) VALUES ('delete', %s, %s)"
FIND = """
    SELECT entry.object_id FROM office_searchgrams
    JOIN office_searchentry entry ON entry.id = office_searchgrams.rowid
    WHERE office_searchgrams MATCH %s AND entry.kind = %s
    AND NOT EXISTS (SELECT 1 FROM json_each(%s) part WHERE instr(entry.text, part.value) = 0)
    ORDER BY office_searchgrams.rowid DESC LIMIT %s
"""
# As many pairs as nearness.py looks up; a place that is left over holds a phrase of no words, which finds nothing.
PAIRS_AT_ONCE = 12
OF_A_PAIR = """
    SELECT * FROM (
        SELECT %s, rowid FROM office_searchgrams WHERE office_searchgrams MATCH %s ORDER BY rowid DESC LIMIT %s
    )
"""
HOLDERS = " UNION ALL ".join([OF_A_PAIR] * PAIRS_AT_ONCE)
HOLDING_ANY = """
    SELECT entry.object_id, entry.text FROM office_searchgrams
    JOIN office_searchentry entry ON entry.id = office_searchgrams.rowid
    WHERE office_searchgrams MATCH %s AND entry.kind = %s ORDER BY office_searchgrams.rowid DESC LIMIT %s
"""
READ_ALL = """
    SELECT entry.object_id FROM office_searchentry entry WHERE entry.kind = %s
    AND NOT EXISTS (SELECT 1 FROM json_each(%s) part WHERE instr(entry.text, part.value) = 0)
    ORDER BY entry.id DESC LIMIT %s
"""


def write(kind: str, rows: Sequence[tuple[int, str]]) -> None:
    texts = dict(rows)
    known = {entry.object_id: entry for entry in SearchEntry.objects.filter(kind=kind, object_id__in=texts)}
    changed = [entry for pk, entry in known.items() if entry.text != texts[pk]]
    forget(changed)
    for entry in changed:
        entry.text = texts[entry.object_id]
    SearchEntry.objects.bulk_update(changed, ["text"])
    _fill(changed)
    add(kind, [(pk, text) for pk, text in rows if pk not in known])


def add(kind: str, rows: Sequence[tuple[int, str]]) -> None:
    """Of objects that have no entry yet."""
    entries = [SearchEntry(kind=kind, object_id=pk, text=text) for pk, text in rows]
    insert(*entries)
    _fill(entries)


def forget(entries: Sequence[SearchEntry]) -> None:
    """Take the pairs of these entries, as they stand, out of the index."""
    if entries:
        with connection.cursor() as cursor:
            cursor.executemany(FORGET, [row_of(entry) for entry in entries])


def _fill(entries: Sequence[SearchEntry]) -> None:
    if entries:
        with connection.cursor() as cursor:
            cursor.executemany(ADD, [row_of(entry) for entry in entries])


def find(kind: str, want: Wanted, limit: int) -> list[int]:
    parts = json.dumps(want.parts)
    with connection.cursor() as cursor:
        if want.grams:
            match = " ".join(f'"{kind}{pair}"' for pair in want.grams)
            cursor.execute(FIND, [match, kind, parts, limit])
        else:
            cursor.execute(READ_ALL, [kind, parts, limit])
        return [int(key) for (key,) in cursor.fetchall()]


def holders(kind: str, pairs: Sequence[str], each: int) -> list[tuple[int, str]]:
    """Entries that hold a pair, with it: of each pair the latest."""
    found = []
    with connection.cursor() as cursor:
        for first in range(0, len(pairs), PAIRS_AT_ONCE):
            asked = [(pair, f'"{kind}{pair}"', each) for pair in pairs[first : first + PAIRS_AT_ONCE]]
            asked += [("", '""', 0)] * (PAIRS_AT_ONCE - len(asked))
            cursor.execute(HOLDERS, [value for of_pair in asked for value in of_pair])
            found += [(int(entry), pair) for pair, entry in cursor.fetchall()]
    return found


def holding_any(kind: str, pairs: Sequence[str], limit: int) -> list[tuple[int, str]]:
    match = " OR ".join(f'"{kind}{pair}"' for pair in pairs)
    with connection.cursor() as cursor:
        cursor.execute(HOLDING_ANY, [match, kind, limit])
        return [(int(key), text) for key, text in cursor.fetchall()]


def row_of(entry: SearchEntry) -> tuple[Any, str]:
    """The kind is part of each token: so each kind has lists of its own, however common a word is elsewhere."""
    return entry.pk, " ".join(f"{entry.kind}{pair}" for pair in grams(entry.text))
