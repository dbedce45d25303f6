"""Every public address: what is typed or shown there, the next visitor of the same browser does not find."""

import re
from typing import Any

import pytest
from django.test import Client

from tests.permissions import EVERYONE, POSTED, TABLE
from tests.policies.rows import a_kind, a_version, an_item
from tests.requests_app.public.pages import PAGE, TEXT
from tests.stories import Story

pytestmark = pytest.mark.django_db
HOME = "/counter/gyllzx/"
# Screens of a lobby, answers to programs: no page of anybody's turn.
NO_PAGES_OF_VISITORS = ("/board/", "/api/", "/healthz", "/readyz")
PUBLIC = sorted(
    path
    for name, (path, who) in TABLE.items()
    if who == EVERYONE and name not in POSTED and not path.startswith(NO_PAGES_OF_VISITORS)
)


@pytest.fixture
def visitor(story: Story) -> Client:
    story.submit().accept().contact().assign().sign().reply()
    a_version(policy_options={"slug": "xudai"})
    an_item(kind=a_kind("bllc"), slug="paiwu")
    return Client()


def html(answer: Any) -> str:
    is_html = answer.headers.get("Content-Type", "").startswith("text/html")
    return str(answer.content.decode()) if is_html else ""


def is_kept(answer: Any) -> bool:
    return "no-store" not in answer.headers.get("Cache-Control", "")


def test_the_table_holds_the_pages_of_visitors() -> None:
    assert {PAGE, "/new/", "/r/shanxiong/", "/p/xudai/", "/track/", "/", HOME, "/policies/fit/"} <= set(
        PUBLIC
    )


def test_every_page_of_a_terminal_is_kept_nowhere_and_goes_home(visitor: Client) -> None:
    visitor.get(HOME)
    missing = ("/nowhere/", "/s/unknown/", "/receipt/wrong/", "/accounts/first-password/x/y/")
    wrong = []
    for path in (*PUBLIC, *missing):
        answer = visitor.get(path)
        if is_kept(answer):
            wrong.append((path, answer.headers.get("Cache-Control")))
        page = html(answer)
        if page and not re.fullmatch(rf"\d+; url={HOME}", answer.headers.get("Refresh", "")):
            wrong.append((path, "does not go home"))
        if page and f'<a class="btn" href="{HOME}">下一位</a>' not in page:
            wrong.append((path, "without 下一位"))
    assert wrong == []


def test_the_first_page_of_a_terminal_is_one_too(visitor: Client) -> None:
    answer = visitor.get(HOME)
    assert not is_kept(answer)
    assert HOME in answer.headers["Refresh"]
    assert "下一位" in html(answer)


def test_every_public_form_is_kept_nowhere(visitor: Client) -> None:
    """Forms that write: what is typed there, or was, is found by no step back."""
    answers = {path: visitor.get(path) for path in PUBLIC}
    forms = {path for path, answer in answers.items() if re.search(r'<form[^>]*method="post"', html(answer))}
    assert {PAGE, "/new/", "/r/shanxiong/", "/p/xudai/", "/track/", "/accounts/login/"} <= forms
    assert {path for path in forms if is_kept(answers[path])} == set()


def test_what_answers_a_press_is_kept_nowhere(visitor: Client) -> None:
    typed = {"text": TEXT, "code": "1"}
    kept = {path for path in PUBLIC if is_kept(visitor.post(path, typed))}
    assert kept == set()


def test_an_expired_form_shows_what_was_typed_and_is_kept_nowhere(visitor: Client) -> None:
    answer = Client(enforce_csrf_checks=True).post(PAGE, {"text": TEXT})
    assert answer.status_code == 403
    assert TEXT in html(answer)
    assert not is_kept(answer)


def test_a_terminal_alone_goes_home(visitor: Client) -> None:
    assert [path for path in PUBLIC if path != HOME and "Refresh" in visitor.get(path).headers] == []
