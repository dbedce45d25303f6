"""Whatever somebody types is shown as it was typed: on no page an element, in no sheet a formula, in no head a line.

Every text of every row is a marker (tests/security/hostile_words.py), whatever its table and column; then one page and
file of each kind of address is opened by somebody who may. A new page that links lead to is looked at as well.
"""

import datetime as dt
from collections import defaultdict, deque
from collections.abc import Iterable
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from evaluation import disclosing
from evaluation.models import Objection, ScoreObjection
from evaluation.periods import Month
from groups.models import ProfessionalGroup
from office.models import Message, StoredFile, User
from office.notifications import delivery
from tests import canary_rows as rows
from tests.crawling import LEFT_OUT, LINK, OWN_PART
from tests.evaluation.yearly.sound_rows import AT, SHOWN, Rows
from tests.people import SignIn
from tests.prototypes import one_of_everything
from tests.security.complaint import picture
from tests.security.hostile_words import ELEMENT, faults, sow
from tests.stories import Story

pytestmark = [pytest.mark.django_db, pytest.mark.long]
READERS = ("staff", "approver", "administrator", "liaison", "representative", "clerk", "handler", "head", "auditor", "editor", "visitor")  # fmt: skip
EVERYBODYS = ("/", "/desk/")
STARTS = (*EVERYBODYS, "/s/gyllzx/", "/board/gyllzx/", "/promises/", "/promises/feed.xml", "/open-data/", "/questions/", "/bookings/", "/desk/suggestions/?tab=all", "/desk/requests/?tab=all", "/admin/")  # fmt: skip
COLUMNS_AT_LEAST, PAGES_AT_LEAST, FILES_AT_LEAST = 90, 150, 10


@pytest.fixture
def town(story: Story) -> Story:
    """A row of nearly everything that somebody writes; a case with a file, a promise and a verdict."""
    words: dict[str, str] = defaultdict(lambda: "在会上说的话")
    at = one_of_everything(story)
    rows.suggestions(story, words)
    rows.of_the_group(story, words)
    rows.duty_file(story, words)
    _objections(story, at)
    _objections_to_scores(story)
    other = {"enterprise_name": "麻城新叶茶业有限公司", "email": "ye@example.com"}
    story.submit(**other).accept().contact().assign().sign().reply("B").answer().rate()
    story.at = at.replace(hour=11)
    story.submit(files=(picture(story, "照片.png"),), **other).accept().contact().assign().sign()
    story.take("ask", "liaison", text="请补充").take(
        "supplement", "requester", text="清单", files=(picture(story, "清单.png"),)
    )
    for file in StoredFile.objects.all():
        if not default_storage.exists(file.path):
            default_storage.save(file.path, ContentFile(b"%PDF-1.4"))
    return story


def _objections(story: Story, at: dt.datetime) -> None:
    """To the month that runs, answered and open."""
    month = disclosing.draft(story.station, Month(2026, 11), by=story.actor("staff"), at=at)
    for who in ("representative", "colleague"):
        disclosing.raise_objection(
            month, story.representative(who), "还有一次走访没有计入", by=story.actor(who), at=at
        )
    first = Objection.objects.order_by("pk")[0]
    disclosing.answer_objection(first, "已补登", recount=False, by=story.actor("staff"), at=at)


def _objections_to_scores(story: Story) -> None:
    """To the year that is shown where none is asked for, answered and open."""
    people = story.people
    person, group = story.representative("representative"), ProfessionalGroup.objects.earliest("pk")
    of = Rows(person, group, people["representative"], people["staff"])
    shown = of.evaluation(year=2025, **SHOWN, shown_by=people["staff"])
    of.line(evaluation=shown)
    answered = {"answer": "没有这次调研", "upheld": False, "answered_at": AT, "answered_by": people["staff"]}
    of.objection(evaluation=shown, **answered)
    of.objection(evaluation=shown)


class Walk:
    """One page of each kind over all readers; what it came upon that is more than words."""

    def __init__(self) -> None:
        self.kinds: set[str] = set()
        self.files = 0
        self.found: list[str] = []

    def of(self, who: str, client: Client, starts: Iterable[str]) -> None:
        waiting, known = deque(starts), set(starts)
        while waiting:
            url = waiting.popleft()
            kind = OWN_PART.sub("*", url)
            if kind in self.kinds and url not in starts:
                continue
            answer = client.get(url, follow=True)
            if answer.status_code >= 500:
                self.found.append(f"{answer.status_code} {who} {url}")
            if answer.status_code != 200:
                continue
            self.kinds.add(kind)
            body = b"".join(answer) if answer.streaming else answer.content
            content_type = answer.headers.get("Content-Type", "")
            self.found += [f"{fault}: {who} {url}" for fault in faults(content_type, body)]
            if not content_type.startswith("text/html"):
                self.files += 1
                continue
            for link in LINK.findall(body.decode()):
                path = urlsplit(urljoin(url, unescape(link))).path
                if path.startswith("/") and path not in known and not LEFT_OUT.match(path):
                    known.add(path)
                    waiting.append(path)


@pytest.mark.parametrize(
    ("content_type", "content"),
    [
        ("text/html", "<p><zz>"),
        ("text/html", '<p title="" zz=1>'),
        ("text/html", "<a href='=<zz>'>"),
        ("text/html", "<script>let said = '=zz'</script>"),
        ("text/csv", "项目\r\n=1+1\r\n"),
        ("text/calendar", "BEGIN:VCALENDAR\r\n说的话\r\n"),
        ("application/atom+xml", "<feed><zz/></feed>"),
    ],
)
def test_what_is_more_than_words_is_seen(content_type: str, content: str) -> None:
    assert list(faults(content_type, content.encode()))


def test_words_are_words_wherever_they_are_shown(
    town: Story, sign_in: SignIn, editor: User, administrator: User
) -> None:
    people = town.people | {"editor": editor, "administrator": administrator}
    assert sow() > COLUMNS_AT_LEAST
    assert Objection.objects.filter(text__contains=ELEMENT, answer__contains=ELEMENT).exists()
    assert ScoreObjection.objects.filter(text__contains=ELEMENT, answer__contains=ELEMENT).exists()
    walk = Walk()
    for who in READERS:
        client = sign_in(people[who]) if who != "visitor" else Client()
        client.raise_request_exception = False
        walk.of(who, client, STARTS if who in ("staff", "administrator") else EVERYBODYS)
    assert walk.found == [], "\n".join(walk.found)
    assert len(walk.kinds) > PAGES_AT_LEAST
    assert walk.files > FILES_AT_LEAST
    assert "/desk/scores/shanxiong/" in walk.kinds
    Message.objects.waiting().update(due_at=town.at)
    delivery.carry({"channel": "email"}, at=town.at)
    assert mail.outbox
    for letter in mail.outbox:
        head = letter.message()
        assert ELEMENT not in {name.lower() for name, _ in head.items()}
