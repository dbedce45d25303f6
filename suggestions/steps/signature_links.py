"""The private link by which an author without an account confirms a text, once, from the roster's telephone."""

from __future__ import annotations

import secrets
from datetime import date

from django.utils.crypto import constant_time_compare

from office.crypto import keyed_hash
from suggestions.models import Author
from suggestions.models.authors import AuthorState

# Asked, and what one who was asked may have answered: the page of a used link says which.
ASKED_BY_LINK = (AuthorState.ASKED, AuthorState.SIGNED, AuthorState.REFUSED)
# Digits of a row's key in an address.
KEY_AT_MOST = 15


def new_token(author: Author) -> str:
    """Names the row, so that the hash can hold the telephone of its author."""
    return f"{author.pk}.{secrets.token_urlsafe(24)}"


def hash_of(token: str, author: Author) -> str:
    """What is stored of a link's token: it fits the roster's telephone that it is sent to and no later one."""
    return keyed_hash("suggestion signature", f"{token}:{author.representative.phone_index}")


def author_of_link(token: str, on: date) -> Author | None:
    """Whoever was asked by this link, on a local date within its time, whether answered yet or not.

    None once it is too old or of a former number, and for whoever is out of office.
    """
    key = token.partition(".")[0]
    if not key.isdecimal() or len(key) > KEY_AT_MOST:
        return None
    rows = Author.objects.filter(pk=int(key), state__in=ASKED_BY_LINK, link_until__gte=on)
    author = rows.select_related("suggestion", "representative").first()
    if author is None or not author.representative.is_in_office(on):
        return None
    return author if constant_time_compare(author.link_hash or "", hash_of(token, author)) else None
