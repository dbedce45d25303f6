"""The five answers behind a link, once and without a name; what they say together, told once the survey is over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from evaluation.models import Survey, SurveyAnswer, SurveyInvitation
from evaluation.models.surveys import Asked, Level
from evaluation.results import FEWEST
from evaluation.surveys.questions import COLUMNS, QUESTIONS
from evaluation.surveys.sending import hash_of
from office import events
from office.actors import Actor
from office.calendar import local_date
from office.events.facts import Fact
from office.refusals import Refused
from office.verbs import verb

YES = (Level.SATISFIED, Level.MOSTLY)


@dataclass(frozen=True)
class Line:
    """One question: how many said each level, and of those who had a view how many were content."""

    question: str
    counts: tuple[int, ...]
    content: int
    viewed: int


@dataclass(frozen=True)
class Results:
    """Of one kind; without `lines` below five answers and until the survey is over."""

    kind: str
    label: str
    asked: int
    answered: int
    lines: tuple[Line, ...]


def invitation_of(token: str, on: date) -> SurveyInvitation | None:
    """What the private link opens, until the survey's last day."""
    rows = SurveyInvitation.objects.select_related("survey").filter(survey__closes_on__gte=on)
    return rows.filter(token_hash=hash_of(token)).first()


@verb
def answer(invitation: SurveyInvitation, said: Mapping[str, Level], *, by: Actor, at: datetime) -> None:
    """All five, once. Refused: `answered`, `over`, `missing`."""
    on = local_date(at)
    if set(said) != {*COLUMNS}:
        raise Refused("missing", "请每一题都选一项，拿不准的选“不了解”")
    if invitation.survey.closes_on < on:
        raise Refused("over", "问卷已经截止，谢谢")
    waiting = SurveyInvitation.objects.filter(pk=invitation.pk, answered_on__isnull=True)
    if not waiting.update(answered_on=on):
        raise Refused("answered", "这份问卷已经填过，谢谢")
    SurveyAnswer.objects.create(survey=invitation.survey, asked=invitation.asked, **said)
    fact = Fact(invitation.survey.subject, "answer_survey", {"asked": invitation.asked})
    events.record(fact, by=by, at=at)


def results(survey: Survey, on: date) -> list[Results]:
    """Enterprises and units apart; two queries.

    No level is told up to the last day: what changes between two looks would be one enterprise's answer.
    """
    rows = list(SurveyAnswer.objects.filter(survey=survey).values("asked", *COLUMNS))
    asked = Counter(SurveyInvitation.objects.filter(survey=survey).values_list("asked", flat=True))
    found, is_over = [], survey.closes_on < on
    for kind in Asked:
        own = [row for row in rows if row["asked"] == kind]
        lines = tuple(
            _line(question, Counter(row[column] for row in own))
            for column, question in zip(COLUMNS, QUESTIONS[kind], strict=True)
        )
        told = lines if is_over and len(own) >= FEWEST else ()
        found.append(Results(kind.value, kind.label, asked[kind], len(own), told))
    return found


def latest(on: date) -> tuple[Survey, list[Results]] | None:
    """The newest survey that is over on the local date, with what it says; before the first one ends, that one."""
    sent = Survey.objects.filter(approved_at__isnull=False)
    survey = sent.filter(closes_on__lt=on).first() or sent.first()
    return (survey, results(survey, on)) if survey is not None else None


def _line(question: str, counts: Counter[int]) -> Line:
    by_level = tuple(counts[level] for level in Level)
    return Line(
        question, by_level, sum(counts[level] for level in YES), sum(by_level) - counts[Level.UNKNOWN]
    )
