"""Whoever has no account reaches all that waits through any private link that a message brought."""

import datetime as dt
import re

import pytest
from django.test import Client

from demo.suggestion_scenario import SuggestionScenario
from evaluation.duties import links as duty_links
from fieldwork.confirmations import digests
from fieldwork.models import Invitation, VisitPart
from groups.models import ProfessionalGroup, Representative
from office.actors import Actor
from office.models import Message
from suggestions.models import Author
from tests.fieldwork.activities.rows import proposed, take
from tests.fieldwork.pairings.rows import recorded

pytestmark = pytest.mark.django_db


@pytest.fixture
def cosigner(scenario: SuggestionScenario) -> Representative:
    """Asked to sign, with a visit that somebody else entered."""
    row = Representative.objects.get(code="qiuying")
    row.user, row.phone = None, "13900008888"
    row.save()
    scenario.draft().take("name_co_signer", "author", representative=row).take("ask_signatures", "author")
    recorded([row], scenario.people["liaison"], scenario.at - dt.timedelta(days=1))
    return row


def path_of_the_last_message() -> str:
    found = re.search(
        r"/(?:confirm|duty-file|invitations|suggestions/sign)/\S+/",
        Message.objects.filter(channel="sms").latest("pk").secret,
    )
    assert found is not None
    return found.group(0)


@pytest.mark.parametrize(
    "message", ["the text to sign", "an invitation", "the file of the year", "the lines of the month"]
)
def test_each_message_opens_lines_file_and_texts_to_sign(
    scenario: SuggestionScenario,
    cosigner: Representative,
    visitor: Client,
    clock: object,
    message: str,
) -> None:
    if message == "the file of the year":
        duty_links.send(cosigner, scenario.on.year, by=Actor.of(scenario.people["staff"]), at=scenario.at)
    elif message == "an invitation":
        group = ProfessionalGroup.objects.get(code="finance")
        liaison = scenario.people["liaison"]
        activity = proposed([group], by=liaison, at=scenario.at, held_on=scenario.on + dt.timedelta(days=20))
        Invitation.objects.get_or_create(activity=activity, representative=cosigner)
        take("confirm", activity, by=scenario.people["staff"], at=scenario.at)
    elif message == "the lines of the month":
        at = dt.datetime(2026, 12, 1, 9, 20, tzinfo=scenario.at.tzinfo)
        digests.send_due(at=at)
        clock.move_to(at)  # type: ignore[attr-defined]
    path = path_of_the_last_message()
    page = visitor.get(path).content.decode()
    links = dict(re.findall(r'<li><a href="([^"]+)">([^<]+)</a>', page.partition("全部事项")[2]))
    assert len(links) == (3 if message == "an invitation" else 2)
    for link, label in links.items():
        answer = visitor.get(link)
        assert answer.status_code == 200, label
        assert '<span aria-current="page">' in answer.content.decode()
    own = Author.objects.get(representative=cosigner)
    (sign,) = (link for link in (path, *links) if link.startswith(f"/suggestions/sign/{own.pk}."))
    another = scenario.row.authors.get(order=1).pk
    token = path.strip("/").rpartition("/")[2]
    assert visitor.get(f"/suggestions/sign/{another}.{token}/").status_code == 404
    assert "已确认联名" in visitor.post(sign, {"answer": "sign"}).content.decode()
    own.refresh_from_db()
    assert own.signed_by == "link"
    part = VisitPart.objects.get()
    visitor.post(f"/confirm/{token}/", {f"visit-{part.pk}": "true"})
    part.refresh_from_db()
    assert part.own_word == "confirmed"


def test_a_link_that_has_died_opens_no_text_either(
    scenario: SuggestionScenario, cosigner: Representative, visitor: Client
) -> None:
    duty_links.send(cosigner, scenario.on.year, by=Actor.of(scenario.people["staff"]), at=scenario.at)
    token = path_of_the_last_message().strip("/").rpartition("/")[2]
    sign = f"/suggestions/sign/{Author.objects.get(representative=cosigner).pk}.{token}/"
    assert visitor.get(sign).status_code == 200
    cosigner.phone = "13900007777"
    cosigner.save()
    assert visitor.get(sign).status_code == 404
    assert visitor.get(f"/confirm/{token}/").status_code == 404
