"""Writes tests/upgrade/<version>.sql.gz: the demo's database of this release, reduced to some thirty cases.

    python tools/make_upgrade_fixture.py [FOLDER]     some minutes; FOLDER (default: a temporary one) keeps the rest

Run it in a clean checkout of a release and add the file: from then on tests/upgrade/ migrates that database with
every later version. The data is the demo's, under the keys that everybody can read in config/settings.py. Its first
line tells, as JSON, what the test asks for. Stored files are left out, their rows stay.
"""

import gzip
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import BooleanField, CharField, ForeignKey, Model, QuerySet

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

CASE = "requests_app.EnterpriseRequest"
CASES_AT_MOST = 27
# A text column with at most so many values in the whole table holds codes.
CODES_AT_MOST = 25
# Of rows that no case needs: model, condition, and N, where one row in N stays. What was learned from all cases goes.
THINNED: tuple[tuple[str, dict[str, Any], int], ...] = (
    ("policies.Reading", {}, 20),
    ("policies.SearchedTerm", {}, 20),
    ("policies.Synonym", {}, 4),
    ("policies.Policy", {"requests": None}, 4),
    ("groups.Representative", {"user": None}, 25),
    ("requests_app.LookBackDraw", {"look_backs": None}, 12),
    ("requests_app.ProgressTable", {}, 3),
    ("requests_app.Lesson", {}, sys.maxsize),
)
# What events, notices and messages name without a foreign key: rows that name a missing one go. Accounts all stay,
# but only one in twelve keeps its chain of events, its notices and its messages.
NAMED: dict[str, tuple[str, int]] = {
    "case": (CASE, 1),
    "representative": ("groups.Representative", 1),
    "draw": ("requests_app.LookBackDraw", 1),
    "progress": ("requests_app.ProgressTable", 1),
    "policy": ("policies.Policy", 1),
    "user": ("office.User", 12),
}
NAME = re.compile(r"([a-z]+):(\d+)(?::|$)")
LINK = re.compile(r"https?://[^/\s]+(/receipt/[\w-]+/)")
FULL_TEXT_TABLES = """
    SELECT 'INSERT INTO sqlite_master VALUES (''table'', ' || quote(name) || ', ' || quote(name) || ', 0, '
    || quote(sql) || ');' FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL%'
"""
TRACKED = re.compile(r"(\d{4}-\d{5}) \S+：查询码 ([\d ]+)，联系电话后四位 (\d{4})")


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp())
    os.environ |= {"VAR_DIR": str(folder), "DEBUG": "1", "LOG_LEVEL": "ERROR"}
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    os.environ.pop("DATABASE_URL", None)
    command(sys.executable, "manage.py", "migrate", "--verbosity", "0")
    codes = TRACKED.findall(command(sys.executable, "manage.py", "seed", "--demo"))

    import django

    django.setup()
    file, told = ROOT / "tests" / "upgrade" / f"{version()}.sql.gz", reduced(codes)
    text = "\n".join([f"-- {json.dumps(told, ensure_ascii=False)}", *dump()])
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(gzip.compress(text.encode(), mtime=0))
    print(
        f"{file}: {len(told['cases'])} cases, {sum(told['rows'].values())} rows, {file.stat().st_size} bytes"
    )


def command(*arguments: str) -> str:
    return subprocess.run(arguments, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout


def version() -> str:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])


def reduced(codes: list[tuple[str, str, str]]) -> dict[str, Any]:
    """Reduce the database and tell what it then holds. `codes`: 受理编号, 查询码, last four digits of the telephone."""
    from office import events
    from tests.isolation import lifted

    made_at = datetime.now(UTC)
    links = dict(private_links())
    tracked = rows(CASE, ledger_number__in=[number for number, _, _ in codes]).values_list("pk", flat=True)
    with connection.constraint_checks_disabled(), lifted(connection):
        reduce_to(chosen({min(links), max(links), *tracked}))
    connection.check_constraints()
    events.anchor(at=made_at)
    return {
        "version": version(),
        "revision": command("git", "rev-parse", "HEAD").strip(),
        "made_at": made_at.isoformat(),
        "cases": list(rows(CASE).values_list("ledger_number", flat=True)),
        "links": [links[key] for key in sorted(links.keys() & keys_of(CASE))],
        "codes": [[number, code.replace(" ", ""), last4] for number, code, last4 in codes],
        "rows": {model._meta.db_table: rows(model).count() for model in models()},
    }


def private_links() -> Iterator[tuple[int, str]]:
    """Key of a case and path of its private link, from the messages that have not gone out yet."""
    for message in rows("office.Message").exclude(secret=""):
        if (link := LINK.search(message.secret)) and (case := NAME.match(message.recipient_key)):
            yield int(case[2]), link[1]


def models() -> list[type[Model]]:
    existing = set(connection.introspection.table_names())
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.db_table in existing]


def rows(model: str | type[Model], **conditions: Any) -> QuerySet[Any]:
    """In no order: that of the model would join other tables, and rows that refer to nothing would not be found."""
    model = apps.get_model(model) if isinstance(model, str) else model
    return model._base_manager.order_by().filter(**conditions)


# --- which cases stay -------------------------------------------------------------------------------------------


def chosen(wanted: set[int]) -> set[int]:
    """The wanted cases, then always the one that adds most, and whatever these refer to.

    What a case adds are values that none before it shows, first in its own row, then in the rows that refer to it.
    """
    shown = values_by_case()
    keep, seen = set(wanted), set().union(*(shown[case] for case in wanted))
    while len(keep) < CASES_AT_MOST:
        new = {case: shown[case] - seen for case in sorted(shown.keys() - keep)}
        case = max(new, key=lambda each: (sum(label == CASE for label, _, _ in new[each]), len(new[each])))
        keep.add(case)
        seen |= shown[case]
    related = [key.attname for key in foreign_keys(apps.get_model(CASE), CASE)]
    while (
        more := {other for row in rows(CASE, pk__in=keep).values_list(*related) for other in row if other}
        - keep
    ):
        keep |= more
    return keep


def values_by_case() -> dict[int, set[tuple[str, str, Any]]]:
    """Of each case the codes in its row and in the rows that refer to it: (model, column, value)."""
    shown: dict[int, set[tuple[str, str, Any]]] = defaultdict(set)
    for model in models():
        label = model._meta.label
        for link in ["pk"] if label == CASE else [key.attname for key in foreign_keys(model, CASE)]:
            for column in code_columns(model):
                named = rows(model).exclude(**{link: None}).values_list(link, column)
                for case, value in named.distinct():
                    shown[case].add((label, column, value))
    return shown


def foreign_keys(model: type[Model], target: str = "") -> list[ForeignKey[Any, Any]]:
    """All, or those to one model."""
    keys = [field for field in model._meta.concrete_fields if isinstance(field, ForeignKey)]
    return [key for key in keys if not target or key.related_model._meta.label == target]


def text_columns(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields if isinstance(field, CharField)]


def code_columns(model: type[Model]) -> list[str]:
    flags = [field.attname for field in model._meta.concrete_fields if isinstance(field, BooleanField)]
    texts = text_columns(model)
    return flags + [each for each in texts if rows(model).values(each).distinct().count() <= CODES_AT_MOST]


# --- what goes --------------------------------------------------------------------------------------------------


def reduce_to(keep: set[int]) -> None:
    """Remove all other cases and whatever belongs to them: by foreign key, or by a name in a text column."""
    from office import search

    for case in rows(CASE).exclude(pk__in=keep).values_list("pk", flat=True):
        search.remove("case", case)
    remove(rows(CASE).exclude(pk__in=keep))
    remove_dangling()
    for label, conditions, nth in THINNED:
        remove(rows(label, pk__in=[key for key in keys_of(label, **conditions) if key % nth]))
    remove_dangling()
    named = {kind: {key for key in keys_of(label) if key % nth == 0} for kind, (label, nth) in NAMED.items()}
    for model in models():
        for column in text_columns(model):
            remove(rows(model, pk__in=rows_that_name_nothing(model, column, named)))
    remove(rows("office.Message", notices=None))
    remove_dangling()
    if keys_of(CASE) != keep:
        sys.exit("Some of the cases went with what they refer to.")


def keys_of(label: str, **conditions: Any) -> set[int]:
    return set(rows(label, **conditions).values_list("pk", flat=True))


def rows_that_name_nothing(model: type[Model], column: str, named: dict[str, set[int]]) -> list[Any]:
    """Keys of the rows whose column names something that went: `case:12`, `case:12:answer:3`."""
    texts = rows(model, **{f"{column}__contains": ":"}).values_list("pk", column)
    return [
        pk
        for pk, text in texts
        if (name := NAME.match(text)) and name[1] in named and int(name[2]) not in named[name[1]]
    ]


def remove_dangling() -> None:
    """Remove the rows that refer to a row which is gone, and what refers to those."""
    while sum(remove(dangling(model, key)) for model in models() for key in foreign_keys(model)):
        pass


def dangling(model: type[Model], key: ForeignKey[Any, Any]) -> QuerySet[Any]:
    target = key.target_field
    there = rows(target.model).values(target.attname)
    return rows(model, **{f"{key.attname}__isnull": False}).exclude(**{f"{key.attname}__in": there})


def remove(those: QuerySet[Any]) -> int:
    """At once, whatever protects or follows the rows. Returns how many."""
    alone = rows(those.model, pk__in=list(those.values_list("pk", flat=True)))
    return alone._raw_delete(alone.db) or 0  # noqa: SLF001 - `delete` would refuse what is protected


# --- the dump ---------------------------------------------------------------------------------------------------


def dump() -> Iterator[str]:
    """Statements that make the same database anew.

    A full-text table cannot be read back by `iterdump`: its tables of data are dumped as any others, and the table
    itself is entered into the schema at the end, as the shell of SQLite does it.
    """
    connection.cursor().execute("INSERT INTO office_searchgrams (office_searchgrams) VALUES ('optimize')")
    with closing(sqlite3.connect(":memory:")) as copy:
        connection.connection.backup(copy)
        copy.execute("PRAGMA writable_schema = ON")
        full_text = copy.execute(FULL_TEXT_TABLES).fetchall()
        copy.execute("DELETE FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL%'")
        copy.commit()
        copy.execute("PRAGMA writable_schema = RESET")
        yield from copy.iterdump()
    yield "PRAGMA writable_schema = ON;"
    yield from (statement for (statement,) in full_text)
    yield "PRAGMA writable_schema = RESET;"


if __name__ == "__main__":
    main()
