"""Cases of which the public may read: approved words, how far they have come, the answer where it names nobody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet

from casework.models.assignments import Publicity
from office import ports
from office.ports import PublicWords
from requests_app.access.deidentification import named_in
from requests_app.access.redaction import confidential_cases
from requests_app.models import Answer, EnterpriseRequest
from requests_app.models.requests import OPEN, EnterpriseRequestQuerySet, Outcome, Status

OVER = (Status.DECLINED, Status.REFERRED, Status.WITHDRAWN)
# A mark of the case of whoever has met the matter too, with the number of the public case behind it.
MET_TOO: Final = "met_too:"


@dataclass(frozen=True)
class PublicCase:
    """A case as visitors may read of it; `answer` is empty before there is one, and where it may not be shown."""

    case: EnterpriseRequest
    words: PublicWords
    answer: str = ""

    @property
    def label(self) -> str:
        """办理中, 已答复 or 已办结; how else it ended is its own requester's business."""
        if self.is_going_on:
            return "办理中"
        return "已办结" if self.case.outcome == Outcome.SETTLED else "已答复"

    @property
    def is_going_on(self) -> bool:
        """Whether there is anything left to follow."""
        return self.case.status in (*OPEN, Status.MERGED)


def public() -> EnterpriseRequestQuerySet:
    """Those that may be told of once somebody has approved words for them."""
    rows = EnterpriseRequest.objects.filter(sealed=False, private=False).exclude(status__in=OVER)
    return rows.exclude(pk__in=confidential_cases())


def told_of(cases: Iterable[EnterpriseRequest]) -> list[PublicCase]:
    """Those of `cases`, rows of `public`, that have approved words, in their order."""
    found = list(cases)
    words = ports.public_words_of([case.pk for case in found])
    return [PublicCase(case, words[case.pk], _answer(case)) for case in found if case.pk in words]


def followed_number(marks: Iterable[str]) -> str:
    """The number of the public case that an enterprise has met too, or empty."""
    return next((mark.removeprefix(MET_TOO) for mark in marks if mark.startswith(MET_TOO)), "")


def followed_by(case: EnterpriseRequest) -> PublicCase | None:
    """The public case that the requester of `case` follows, None where there is none any more."""
    number = followed_number(case.marks)
    if not number:
        return None
    return next(iter(told_of(public().filter(ledger_number=number).exclude(pk=case.pk))), None)


def following(case: EnterpriseRequest) -> QuerySet[EnterpriseRequest]:
    """Open cases whose requesters follow this one and wait for its answer; merged ones get an answer of their own."""
    if not told_of(public().filter(pk=case.pk)):
        return EnterpriseRequest.objects.none()
    mark = f'"{MET_TOO}{case.ledger_number}"'
    return EnterpriseRequest.objects.filter(status__in=OPEN, marks__icontains=mark).exclude(sealed=True)


def _answer(case: EnterpriseRequest) -> str:
    """Of the present round, where its unit makes it public and it gives nobody away."""
    if case.status not in (Status.ANSWERED, Status.CLOSED):
        return ""
    answer = Answer.objects.filter(case=case).select_related("reply").last()
    if answer is None or answer.reply is None or answer.reply.publicity != Publicity.OPEN:
        return ""
    return "" if named_in(case, answer.text) else answer.text
