"""Suggestions as records of a representative's year (docs/domain.md § 7)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse

from groups.year_records import AnsweredSuggestion, DutyKind, DutyRecord, K, OtherRecord, People, YearRecord
from suggestions.file import answers_that_hold
from suggestions.models import Author, Suggestion, SuggestionClock, SuggestionReply, SuggestionUrging
from suggestions.models.clocks import ClockKind
from suggestions.models.expert_opinions import OpinionAuthor
from suggestions.models.suggestions import REGISTERED_ON, Level, Outcome


def registered(people: People, since: date, until: date) -> Iterator[DutyRecord]:
    """Of lead authors, on the day of registration: the office that registers is the second person."""
    return _signed(DutyKind.SUGGESTION, people, since, until, order=1)


def cosigned(people: People, since: date, until: date) -> Iterator[OtherRecord]:
    """Of whoever signed beside the lead author."""
    return _signed("联名建议", people, since, until, order__gt=1)


def _signed(kind: K, people: People, since: date, until: date, **order: int) -> Iterator[YearRecord[K]]:
    rows = Author.objects.signed().filter(
        representative__in=people,
        suggestion__status__in=REGISTERED_ON,
        suggestion__registered_on__gte=since,
        suggestion__registered_on__lt=until,
        **order,
    )
    for row in rows.select_related("suggestion"):
        yield YearRecord(
            kind,
            row.representative_id,
            row.suggestion.registered_on or since,
            record_of(row.suggestion),
            _label(row.suggestion),
            is_confirmed=True,
            url=reverse("suggestions:desk_detail", args=[row.suggestion.address]),
            source="建议登记",
        )


def opinions(people: People, since: date, until: date) -> Iterator[OtherRecord]:
    """Expert opinions that were submitted, of each author who confirmed to be one."""
    rows = OpinionAuthor.objects.filter(
        representative__in=people,
        confirmed_at__isnull=False,
        opinion__submitted_on__gte=since,
        opinion__submitted_on__lt=until,
    )
    for row in rows.select_related("opinion__asked__item", "opinion__asked__group"):
        asked = row.opinion.asked
        yield OtherRecord(
            "专业意见",
            row.representative_id,
            row.opinion.submitted_on or since,
            f"opinion:{row.opinion_id}",
            str(asked.item),
            is_confirmed=True,
            url=reverse("suggestions:opinion", args=[asked.item.token, asked.group.code]),
            source=str(row.get_confirmed_how_display()),
        )


def answered(people: People, since: date, until: date) -> Iterator[AnsweredSuggestion]:
    """On the day of the first answer, or on that on which it fell due without one; for each author who signed."""
    for suggestion in _rows(people, until):
        due = min((clock.first_due_on for clock in suggestion.clocks.all()), default=None)
        first = suggestion.first_answered_on
        on = due if due is not None and (first is None or first > due) else first
        if on is None or not since <= on < until:
            continue
        authors = list(suggestion.authors.all())
        keys = frozenset(author.representative_id for author in authors)
        for author in authors:
            if author.representative_id in people:
                yield AnsweredSuggestion(
                    author.representative_id,
                    on,
                    _outcome(suggestion, author, until),
                    author.order == 1,
                    record_of(suggestion),
                    _label(suggestion),
                    keys,
                    url=reverse("suggestions:desk_detail", args=[suggestion.address]),
                )


def record_of(suggestion: Suggestion) -> str:
    return f"suggestion:{suggestion.pk}"


def _outcome(suggestion: Suggestion, author: Author, until: date) -> str:
    """A key of evaluation/scores/rules.py; without an answer by `until` whether the author urged."""
    kept = [each for each in suggestion.promises.all() if each.kept_on is not None and each.kept_on < until]
    if suggestion.outcome == Outcome.KEPT and kept:
        return "B kept"
    replies = answers_that_hold(
        reply
        for assignment in suggestion.assignments.all()
        for reply in assignment.replies.all()
        if reply.result_class and reply.sent_on and reply.sent_on < until
    )
    if not replies:
        return "overdue, urged" if _has_urged(suggestion.urgings.all(), author) else "overdue"
    return max(reply.result_class for reply in replies)


def _has_urged(urgings: Iterable[SuggestionUrging], author: Author) -> bool:
    account = author.representative.user_id
    return any(urging.by_id == account for urging in urgings if account is not None)


def _rows(people: People, until: date) -> QuerySet[Suggestion]:
    """Of this level alone, with signed authors and first clocks read ahead; what was merged is answered with its leader."""
    authors = Author.objects.signed()
    rows = Suggestion.objects.filter(
        Q(first_answered_on__isnull=False) | Q(assigned_on__isnull=False),
        level=Level.COUNTY,
        status__in=REGISTERED_ON,
        pk__in=authors.filter(representative__in=people).values("suggestion"),
    )
    return rows.order_by("pk").prefetch_related(
        Prefetch("authors", authors.select_related("representative")),
        Prefetch(
            "clocks",
            SuggestionClock.objects.filter(kind=ClockKind.ANSWER, round=1),
        ),
        "urgings",
        "promises",
        Prefetch("assignments__replies", SuggestionReply.objects.order_by("pk")),
    )


def _label(suggestion: Suggestion) -> str:
    return f"建议 {suggestion.number} {suggestion.title}"
