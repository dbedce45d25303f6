"""API tokens against the events that issued them: a row that somebody wrote into the table by hand opens the API."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q

from office.account_effects import subject
from office.crypto import keyed_hash
from office.events.facts import JSON
from office.models import ApiToken, Event

# Hex digits may be digits alone, which the chain of events refuses as a telephone or a card.
LETTERS = str.maketrans("0123456789", "ghijklmnop")
ISSUED, REVOKED, ENDED = "token_issued", "token_revoked", "access_ended"


def name_of(token: ApiToken) -> str:
    """How events name a token: by the part of it that is no secret."""
    return str(token.token_key).translate(LETTERS)


def told_of(token: ApiToken) -> dict[str, JSON]:
    """What the event of its issue holds: what it opens, until when, and a seal of the secret that is stored hashed."""
    return {
        "token": name_of(token),
        "scopes": list(token.scopes),
        "until": token.expiry.isoformat(timespec="seconds") if token.expiry else None,
        "seal": keyed_hash("api_token", token.digest)[:32].translate(LETTERS),
    }


def unrecorded(at: datetime) -> Iterator[str]:
    """For `doctor`: tokens that open something, and that nobody issued so, or that were revoked."""
    rows = ApiToken.objects.filter(Q(expiry__gt=at) | Q(expiry=None)).select_related("user")
    for token in rows.order_by("created"):
        events = Event.objects.of(subject(token.user)).filter(action__in=(ISSUED, REVOKED, ENDED))
        last = None
        for event in events.order_by("seq"):
            if event.action == ENDED or event.data.get("token") == name_of(token):
                last = event
        # What was issued before events held more is compared as far as they do.
        if last is None or last.action != ISSUED or (told_of(token) | last.data) != told_of(token):
            yield f"{token.user} 的接口令牌“{token.name}”没有签发记录，或与签发时不一致。"
