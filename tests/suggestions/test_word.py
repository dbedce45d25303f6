"""Word files: one suggestion in the official form, the list of a session by group and number."""

from collections.abc import Callable
from io import BytesIO

import pytest
from django.test import Client
from docx import Document

from demo.suggestion_scenario import SuggestionScenario
from office.models import Event, User

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def test_the_official_form_says_text_demands_and_answer(
    scenario: SuggestionScenario, sign_in: SignIn
) -> None:
    scenario.answered("A")
    office = sign_in(scenario.people["staff"])
    answer = office.get("/desk/suggestions/2026B001/suggestion.docx")
    said = [each.text for each in Document(BytesIO(answer.content)).paragraphs]
    assert scenario.row.title in said
    assert "编号：2026 年闭会第 1 号" in said
    assert "签发人：邱正华" in said
    assert any(each.startswith("1. ") for each in said)
    assert (
        sign_in(scenario.people["stranger"]).get("/desk/suggestions/none/suggestion.docx").status_code == 404
    )


def test_the_list_of_a_session_has_its_title_and_numbered_rows(
    scenario: SuggestionScenario, sign_in: SignIn
) -> None:
    scenario.handled()
    office = sign_in(scenario.people["staff"])
    answer = office.get("/desk/suggestions/list.docx?occasion=recess&year=2026")
    word = Document(BytesIO(answer.content))
    assert word.paragraphs[0].text == "2026 年闭会代表建议清单"
    assert [cell.text for cell in word.tables[0].rows[1].cells][:2] == ["1", "2026 年闭会第 1 号"]
    assert Event.objects.filter(action="export").count() == 1
    none = office.get("/desk/suggestions/list.docx?occasion=plenary")
    assert Document(BytesIO(none.content)).tables == []
