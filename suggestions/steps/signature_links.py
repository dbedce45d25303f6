"""The private link by which an author without an account confirms a text, once, from the roster's telephone.

Any other private link that the person holds opens the text too: `<key of the author's row>.<its token>`.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from django.utils.crypto import constant_time_compare

from fieldwork import own_links
from fieldwork.own_links import OwnLink, OwnPage
from office.calendar import local_date
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
    author = _asked(token, on)
    if author is None or _is_own(token, author):
        return author
    own = own_links.opened_by(token.partition(".")[2], on)
    return author if own is not None and own.representative == author.representative else None


def own_link(token: str, on: date) -> OwnLink | None:
    """What the page of `author_of_link` was opened by: the link of the text, or the one behind its key."""
    return own_links.opened_by(token, on) or own_links.opened_by(token.partition(".")[2], on)


def link_of(token: str, on: date) -> OwnLink | None:
    """The link of a message that asks for a signature: open until its day."""
    author = _asked(token, on)
    if author is None or author.asked_at is None or author.link_until is None or not _is_own(token, author):
        return None
    return OwnLink(author.representative, token, local_date(author.asked_at), author.link_until, on.year)


def pages(link: OwnLink, on: date) -> Iterable[OwnPage]:
    """Texts that the person is asked to sign and has not answered."""
    rows = Author.objects.filter(
        representative=link.representative, state=AuthorState.ASKED, link_until__gte=on
    )
    for row in rows.select_related("suggestion", "representative").order_by("pk"):
        token = link.token if _is_own(link.token, row) else f"{row.pk}.{link.token}"
        yield OwnPage(f"联名：{row.suggestion.title}", reverse("suggestions:sign_by_link", args=[token]), 1)


def _asked(token: str, on: date) -> Author | None:
    """The row that the token names, asked by a link that is not too old; whoever holds the token."""
    key = token.partition(".")[0]
    if not key.isdecimal() or len(key) > KEY_AT_MOST:
        return None
    rows = Author.objects.filter(pk=int(key), state__in=ASKED_BY_LINK, link_until__gte=on)
    author = rows.select_related("suggestion", "representative").first()
    return author if author is not None and author.representative.is_in_office(on) else None


def _is_own(token: str, author: Author) -> bool:
    return constant_time_compare(author.link_hash or "", hash_of(token, author))
