"""What was typed behind a private link outlives its page for an hour; a refused form of the desk names the lost files."""

import re
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fieldwork.activities import links
from fieldwork.funds import budgets, expenses
from fieldwork.models import Invitation
from fieldwork.pairings import pairing
from groups.models import Representative
from office.models import FormDraft
from tests.conftest import NOW
from tests.fieldwork.activities.rows import confirmed
from tests.fieldwork.pairings.rows import consent_path, proposed
from tests.office.uploads import photo
from tests.people import SignIn
from tests.stories import Story

pytestmark = pytest.mark.django_db


def consent(story: Story) -> tuple[str, dict[str, str], dict[str, str]]:
    row = proposed(Representative.objects.get(code="shanxiong"), story.people["liaison"], NOW)
    pairing.approve(row, by=story.actor("staff"), at=NOW)
    return consent_path(row), {"contact": "陈经理", "phone": "199 00"}, {"phone": "19900040009", "say": "yes"}


def reply(story: Story) -> tuple[str, dict[str, str], dict[str, str]]:
    Representative.objects.filter(code="qiuying").update(user=None, phone="13900008888")
    person = story.people["representative"]
    confirmed([story.group], person, by=story.people["liaison"], staff=story.people["staff"], at=NOW)
    path = links.path_of(Invitation.objects.filter(representative__isnull=False).latest("pk"))
    return path, {"answer": "leave", "words": "那天在外地出差"}, {"leave_kind": "illness"}


@pytest.mark.parametrize("form", [consent, reply])
def test_what_was_typed_behind_a_link_is_kept_until_it_is_sent(
    visitor: Client, story: Story, form: Any
) -> None:
    path, typed, mended = form(story)
    html = visitor.get(path).content.decode()
    found = re.search(r'<form method="post" action="([^"]+)"[^>]* data-keep', html)
    stamp = re.search(r'name="stamp" value="([^"]+)"', html)
    assert found, html[:3000]
    assert stamp
    address, typed = f"{path}{unescape(found[1])}", typed | {"stamp": stamp[1]}
    assert visitor.post(address, {**typed, "keep": "1"}).status_code == 204
    words = next(value for name, value in typed.items() if name in ("contact", "words"))
    html = visitor.get(address).content.decode()
    assert "已恢复" in html
    assert words in html
    refused = visitor.post(address, typed | {"answer": "leave", "say": "yes"})
    assert refused.status_code == 422
    assert words in refused.content.decode()
    assert visitor.post(address, typed | mended).status_code == 303
    assert not FormDraft.objects.exists()
    assert "已恢复" not in visitor.get(address).content.decode()


def test_a_link_whose_cookie_was_refused_names_its_fields_and_leads_back(story: Story) -> None:
    path, typed, _ = consent(story)
    visitor = Client(enforce_csrf_checks=True)
    stamp = re.search(r'name="stamp" value="([^"]+)"', visitor.get(path).content.decode())
    assert stamp
    refused = Client(enforce_csrf_checks=True).post(path, typed | {"stamp": stamp[1], "say": "yes"})
    html = refused.content.decode()
    assert refused.status_code == 403
    assert "以后找谁" in html
    assert "陈经理" in html
    again = re.search(r'href="([^"]+form=[^"]+)"', html)
    assert again
    assert "陈经理" in visitor.get(unescape(again[1])).content.decode()


@pytest.mark.parametrize(
    ("path", "typed", "label"),
    [
        ("/desk/stars/propose/", {"reason": "走访"}, "事迹（公开）"),
        ("/desk/suggestions/new/", {"title": "稳岗"}, "标题"),
        ("/desk/agenda/new/", {"meeting": "会议"}, "会议"),
        ("/desk/groups/finance/plan/items/new/", {"theme": "调研"}, "主题"),
    ],
)
def test_a_refused_form_of_the_desk_names_its_fields(path: str, typed: dict[str, str], label: str) -> None:
    """What is short and of no known name was left out."""
    html = Client(enforce_csrf_checks=True).post(path, typed).content.decode()
    assert label in html
    assert next(iter(typed.values())) in html


def spending(story: Story) -> tuple[str, dict[str, str], str]:
    made = budgets.set_amount(story.group, NOW.year, 100_000, by=story.actor("staff"), at=NOW)
    made = budgets.approve(made, 100_000, by=story.actor("approver"), at=NOW)
    asked = expenses.ask(made, expenses.Asked("印资料", 5_000), by=story.actor("liaison"), at=NOW)
    expenses.reserve(asked, by=story.actor("staff"), at=NOW)
    return f"/desk/groups/finance/expenses/{asked.pk}/spend/", {"amount": "6000.55"}, "receipts"


def photograph(story: Story) -> tuple[str, dict[str, str], str]:
    person, staff = story.people["representative"], story.people["staff"]
    row = confirmed([story.group], person, by=story.people["liaison"], staff=staff, at=NOW)
    return f"/desk/activities/{row.token}/photos/", {"caption": "长" * 61, "basis": "internal"}, "photo"


@pytest.mark.parametrize("form", [spending, photograph])
def test_a_refused_form_names_the_files_that_must_be_chosen_again(
    story: Story, sign_in: SignIn, form: Any
) -> None:
    """And keeps what was typed; a form that came without a file, or is new, says nothing of files."""
    url, typed, field = form(story)
    client = sign_in(story.people["liaison"])
    upload = SimpleUploadedFile("增值税发票.jpg", photo(), "image/jpeg")
    refused = client.post(url, typed | {field: upload})
    html = refused.content.decode()
    assert refused.status_code in (409, 422)
    assert "没有保留，请重新选择：增值税发票.jpg" in html
    assert all(value in html for value in typed.values())
    assert "没有保留" not in client.post(url, typed).content.decode()
    assert "没有保留" not in client.get(url).content.decode()
