"""What is searched is brought to the analyser's spelling: simplified, without brackets, names also by their sound."""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from office.search import analyser, postgresql, sqlite
from office.search.bigrams import normalised

AT_ONCE = 500
WORDS = ("ledger_number", "enterprise_name", "title", "text")


def index_anew(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    write = postgresql.write if schema_editor.connection.vendor == "postgresql" else sqlite.write
    entries: Any = apps.get_model("office", "SearchEntry").objects.order_by("pk")
    cases: Any = apps.get_model("requests_app", "EnterpriseRequest").objects
    last = 0
    while rows := list(entries.filter(pk__gt=last).values_list("pk", "kind", "object_id", "text")[:AT_ONCE]):
        last = rows[-1][0]
        of_cases = [key for _, kind, key, _ in rows if kind == "case"]
        texts = {pk: _words(*words) for pk, *words in cases.filter(pk__in=of_cases).values_list("pk", *WORDS)}
        for of_kind in {kind for _, kind, _, _ in rows}:
            found = [(key, texts.get(key, text) if kind == "case" else text) for _, kind, key, text in rows if kind == of_kind]
            write(of_kind, [(key, normalised(text)) for key, text in found])


def _words(number: str, enterprise: str, title: str, text: str) -> str:
    return f"{number} {enterprise} {title} {text} {analyser.spoken(f'{enterprise} {title}')}"


class Migration(migrations.Migration):
    dependencies = [
        ("office", "0008_sequence"),
        ("requests_app", "0025_phone_extension"),
    ]
    operations = [migrations.RunPython(index_anew, migrations.RunPython.noop)]
