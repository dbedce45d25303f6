"""What is kept of a suggestion's people no longer than needed, and what the own copy holds (个人信息保护法).

The suggestion stays: text, answers, opinions and decisions are the committee's record. Scanned signatures, the names of
who came to a meeting, and reasons that somebody gave of themselves or of another go.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from office import events, options
from office.actors import Actor
from office.calendar import LOCAL, local_date
from office.models import Event, User
from office.verbs import verb
from suggestions.models import Author, Consent, Meeting, Opinion, OpinionAuthor, Suggestion, Takeover
from suggestions.models.suggestions import Status

BATCH = 200
# In place of the words: a takeover has some.
GONE = "说明已按期删除"
# A letter's answer stands beside its event alone, and stays.
WORDS_GO = (Status.CLOSED, Status.WITHDRAWN)
ENDED = (*WORDS_GO, Status.LETTER)


def purge(at: datetime) -> int:
    """Empty the personal columns of suggestions that ended `keep_contact_years` ago, with nothing recorded since; how
    many. The bytes of scans go with the orphans."""
    on = local_date(at)
    years = int(options.value("keep_contact_years", on))
    rows = _due(date(on.year - years, on.month, min(on.day, 28)))
    emptied = 0
    while found := list(rows[:BATCH]):
        emptied += _empty(found, at)
    return emptied


def _due(before: date) -> QuerySet[Suggestion]:
    """One that ended anew after its people were erased, as a promise was kept late, is due once more."""
    chain = Concat(Value("suggestion:"), Cast(OuterRef("pk"), CharField()))
    since = Event.objects.filter(subject=chain, at__gte=datetime.combine(before, time(), tzinfo=LOCAL))
    again = Q(people_erased_on__isnull=True) | Q(closed_on__gt=F("people_erased_on"))
    return Suggestion.objects.filter(again, ~Exists(since.order_by()), status__in=ENDED).order_by("pk")


@verb
def _empty(found: list[Suggestion], at: datetime) -> int:
    of_them = {"suggestion__in": [row.pk for row in found]}
    Author.objects.filter(**of_them, sheet__isnull=False).update(sheet=None)
    Opinion.objects.filter(**of_them, sheet__isnull=False).update(sheet=None)
    Meeting.objects.filter(**of_them).exclude(people="").update(people="")
    Takeover.objects.filter(**of_them).update(reason=GONE)
    Suggestion.objects.filter(pk__in=of_them["suggestion__in"]).update(people_erased_on=local_date(at))
    by = Actor.system("purge")
    events.erase(*(row.subject for row in found if row.status in WORDS_GO), by=by, at=at)
    letters = [events.Fact(row.subject, "sheets_erased") for row in found if row.status not in WORDS_GO]
    events.record(*letters, by=by, at=at)
    return len(found)


def personal_data(user: User) -> Mapping[str, Any]:
    """For `ports.personal_data`: what the representative whose account this is has proposed, signed and said."""
    own = {"representative__user": user}
    found = {
        "提出": [_proposed(row) for row in Author.objects.filter(**own).select_related("suggestion")],
        "接续": [str(row.suggestion) for row in _succeeded(user)],
        "意见": [_said(row) for row in _opinions(user)],
        "对延期的答复": [f"{row.extension.suggestion}：{row}" for row in _consents(user)],
        "专业意见": [
            f"{row.opinion.asked.item.title}，{row.state_label}"
            for row in OpinionAuthor.objects.filter(**own).select_related("opinion__asked__item")
        ],
    }
    return {"代表建议": found} if any(found.values()) else {}


def _proposed(row: Author) -> str:
    """关于……的建议，领衔，2026-09-08本人账号已确认"""
    how = f"{row.answered_on}{row.get_signed_by_display()}" if row.answered_on else ""
    return f"{row.suggestion}，{'领衔' if row.is_lead else '附议'}，{how}{row.get_state_display()}"


def _succeeded(user: User) -> QuerySet[Author]:
    return Author.objects.filter(successor__user=user).select_related("suggestion")


def _said(row: Opinion) -> str:
    return f"{row.given_on} {row.suggestion}：{row} {row.text}".strip()


def _opinions(user: User) -> QuerySet[Opinion]:
    spoken = Q(spoken_by__user=user) | Q(spoken_by__isnull=True, author__representative__user=user)
    return Opinion.objects.filter(spoken).select_related("suggestion")


def _consents(user: User) -> QuerySet[Consent]:
    spoken = Q(spoken_by__user=user) | Q(spoken_by__isnull=True, author__representative__user=user)
    return Consent.objects.filter(spoken).select_related("extension__suggestion")
