"""What happens by itself: an answer whose author says nothing is closed, and never counted as satisfied.

Staff and liaison hear once of a lead author who has left office with nobody named to speak instead, and are asked who
goes on with a draft whose lead author cannot.
"""

from __future__ import annotations

from datetime import datetime

from casework import engine
from office.actors import Actor
from office.calendar import local_date
from office.notifications import notices
from office.refusals import Refused
from suggestions import recipients, rules
from suggestions.models import Suggestion, SuggestionClock
from suggestions.models.clocks import ClockKind
from suggestions.models.suggestions import Status
from suggestions.notifications import desk_link


def sweep(at: datetime) -> int:
    """Close what was answered and whose window has passed; returns how many."""
    late = SuggestionClock.objects.overdue(local_date(at)).filter(kind=ClockKind.OPINION)
    rows = Suggestion.objects.filter(status=Status.ANSWERED, pk__in=late.order_by().values("suggestion"))
    closed = 0
    for suggestion in rows.order_by("pk"):
        try:
            engine.take("close", suggestion, by=Actor.system("sweep"), at=at)
        except Refused:
            continue  # the author has spoken meanwhile
        closed += 1
    _ask_for_successors(at)
    _ask_who_goes_on(at)
    return closed


def _ask_who_goes_on(at: datetime) -> None:
    asked = SuggestionClock.objects.running().filter(kind=ClockKind.TAKEOVER)
    waiting = set(asked.order_by().values_list("suggestion", flat=True))
    abandoned = {row.pk: row for row in rules.abandoned_drafts(at)}
    back = Suggestion.objects.filter(pk__in=waiting - abandoned.keys()).order_by("pk")
    moves = [("seek_author", row) for key, row in abandoned.items() if key not in waiting]
    for step, row in [*moves, *(("keep_author", row) for row in back)]:
        try:
            engine.take(step, row, by=Actor.system("sweep"), at=at)
        except Refused:
            continue  # somebody was faster, or another person still decides


def _ask_for_successors(at: datetime) -> None:
    on = local_date(at)
    for suggestion, author in rules.without_speaker(at):
        # A successor who has left too is asked for anew.
        key = f"{suggestion.subject}:successor_needed:{author.pk}:{author.successor_id or 0}"
        told = {user.pk: user for user in (*recipients.staff(on), *recipients.liaisons(suggestion, on))}
        notices.notify(
            key,
            told.values(),
            title=f"{author.representative.name}代表已离任，请指定接续代表",
            body=str(suggestion),
            link=desk_link(suggestion),
            at=at,
        )
