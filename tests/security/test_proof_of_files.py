"""A signed sheet whose bytes are exchanged on disk is named, whichever row it belongs to."""

import pytest
from django.core.files.storage import default_storage

from demo.suggestion_scenario import SuggestionScenario
from groups.models import Representative
from office import events
from office.events.proven import proven_rows
from office.files import store
from office.models import StoredFile
from suggestions.models import Author
from tests.requests_app.public.pages import pdf
from tests.suggestions.conftest import scenario  # noqa: F401

pytestmark = pytest.mark.django_db


def test_every_file_that_a_proven_row_names_is_compared() -> None:
    for table in proven_rows:
        links = {
            each.name for each in table.model._meta.local_concrete_fields if each.related_model is StoredFile
        }
        assert links == set(table.files), table.label


def test_an_exchanged_sheet_of_a_co_signature_is_named(scenario: SuggestionScenario) -> None:  # noqa: F811
    Representative.objects.filter(code="qiuying").update(user=None)
    cosigner = Representative.objects.get(code="qiuying")
    scenario.draft().take("name_co_signer", "author", representative=cosigner).take(
        "ask_signatures", "author"
    )
    row = Author.objects.get(representative=cosigner)
    sheet = store(pdf("签字.pdf"), by=scenario.people["liaison"], at=scenario.at)
    scenario.take("record_signature", "liaison", author=row, files=(sheet,))
    scenario.take("check_sheet", "staff")
    subject = scenario.row.subject
    assert not any(sheet.path in fault.message for fault in events.verify_chain(subject))
    with default_storage.open(sheet.path, "wb") as stored:
        stored.write(b"another sheet")
    found = {fault.message for fault in events.verify_chain(subject)}
    assert any(sheet.path in message for message in found)
