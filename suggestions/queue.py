"""What waits for a person: the suggestions whose running clock, signature or draft is theirs to move on."""

from __future__ import annotations

from django.db.models import CharField, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Concat

from casework.models.assignments import AssignmentStatus, ReplyState
from office.models import Event
from stations.scopes import Scope, Scopes
from suggestions.models import (
    Author,
    Opinion,
    ProposedReturn,
    Suggestion,
    SuggestionClock,
    SuggestionReply,
)
from suggestions.models.authors import AuthorState
from suggestions.models.clocks import ClockKind as K
from suggestions.models.suggestions import Status

OF_STAFF = (K.EXAMINE, K.ASSIGN, K.DIRECTORS, K.EXTENSION, K.TAKEOVER, K.MINUTES)
OF_HANDLERS = (K.SIGN, K.CO_OPINION, K.ANSWER, K.AGAIN, K.PROMISE)
# What within a unit its head alone gives.
OF_HEADS = (K.CO_OPINION, K.PROMISE)
AT_RELAY = Q(assignment__status=AssignmentStatus.AT_RELAY)


def waiting_for(scopes: Scopes) -> set[int]:
    """Keys of the suggestions that wait for this person, absent colleagues' work included; one query."""
    found = Q(pk__in=())
    for scope in scopes.all:
        found |= _held_by(scope)
    return set(Suggestion.objects.filter(found).order_by().values_list("pk", flat=True))


def _held_by(scope: Scope) -> Q:
    found = Q(pk__in=())
    if scope.is_staff:
        found |= _clock(kind__in=OF_STAFF)
        unattended, unheaded = (
            ~Q(assignment__department__in=units) for units in (scope.attended, scope.headed)
        )
        found |= _clock(~AT_RELAY, unattended, kind__in=OF_HANDLERS)
        found |= _clock(~AT_RELAY, unheaded, kind__in=OF_HEADS)
        found |= _awaiting_head(unheaded)
        found |= _sheet(scope) | _publication(scope) | _letter()
        # Of a group without a liaison, and of none.
        found |= _clock(kind=K.CHECK_CLASS) & ~Q(group__in=scope.served)
        found |= _clock(~Q(assignment__through__in=scope.attended), kind=K.RELAY)
    if scope.handles:
        found |= _clock(~AT_RELAY, kind__in=OF_HANDLERS, assignment__department__in=scope.handles)
        found |= _clock(kind=K.RELAY, assignment__through__in=scope.handles)
    if scope.heads:
        found |= _awaiting_head(Q(assignment__department__in=scope.heads))
    if scope.groups:
        found |= Q(group__in=scope.groups) & (
            _clock(kind__in=(K.CHECK_CLASS, K.TAKEOVER, K.MINUTES)) | _sheet(scope)
        )
    if scope.representatives:
        found |= _of_author(scope)
    return found


def _awaiting_head(units: Q) -> Q:
    waiting = SuggestionReply.objects.filter(
        units, state=ReplyState.AWAITS_HEAD, assignment__suggestion=OuterRef("pk")
    )
    return Q(Exists(waiting.order_by()))


def _of_author(scope: Scope) -> Q:
    own = Author.objects.filter(suggestion=OuterRef("pk"), representative__in=scope.representatives)
    asked = Q(Exists(own.filter(state=AuthorState.ASKED).order_by()))
    earlier = Author.objects.standing().filter(suggestion=OuterRef("suggestion"), order__lt=OuterRef("order"))
    first = Author.objects.standing().filter(~Exists(earlier.order_by()), suggestion=OuterRef("pk"))
    leads = Q(Exists(first.filter(representative__in=scope.representatives).order_by()))
    succeeds = Q(Exists(first.filter(successor__in=scope.representatives).order_by()))
    held = Q(author__representative__in=scope.representatives)
    said = Opinion.objects.filter(
        held | Q(author__successor__in=scope.representatives),
        suggestion=OuterRef("pk"),
        round=OuterRef("round"),
    )
    opinion = _clock(kind=K.OPINION) & ~Q(Exists(said.order_by()))
    speaking = opinion | _clock(kind=K.EXTENSION)
    writing = Q(status__in=(Status.DRAFTING, Status.SIGNING, Status.RETURNED))
    return asked & Q(status=Status.SIGNING) | leads & writing | (leads | succeeds) & speaking


def _sheet(scope: Scope) -> Q:
    """A sheet that an author has signed, for the text or with an opinion, waits for another than who entered it."""
    opinions = Opinion.objects.filter(suggestion=OuterRef("pk"), counted_at__isnull=True)
    authors = Author.objects.filter(suggestion=OuterRef("pk"), state=AuthorState.SHEET)
    opinion = opinions.exclude(entered_by=scope.user_id)
    author = authors.exclude(sheet_entered_by=scope.user_id)
    return Q(Exists(opinion.order_by())) | Q(Exists(author.order_by()))


def _publication(scope: Scope) -> Q:
    """The text is to be public, which another than who proposed it decides."""
    asked = Q(publish_asked_at__isnull=False, published_at__isnull=True)
    return asked & ~Q(publish_asked_by=scope.user_id)


def _letter() -> Q:
    """Kept as a letter, and not answered since."""
    kept = ProposedReturn.objects.filter(suggestion=OuterRef(OuterRef("pk")), granted=True).order_by("-pk")
    written = Event.objects.filter(
        subject=Concat(Value("suggestion:"), Cast(OuterRef("pk"), CharField())),
        action="answer_letter",
        at__gte=Subquery(kept.values("decided_at")[:1]),
    )
    return Q(status=Status.LETTER) & ~Q(Exists(written.order_by()))


def _clock(*conditions: Q, **values: object) -> Q:
    running = SuggestionClock.objects.running().filter(*conditions, suggestion=OuterRef("pk"), **values)
    return Q(Exists(running.order_by()))
