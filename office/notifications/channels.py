"""The ways out of the house behind one interface. Their addresses come from EMAIL_URL, SMS_URL and WECHAT_URL.

`console://` writes to standard output (demo and development only); `https://key:secret@host/path` is the
reference gateway: see `HttpGateway` for what it posts and how it signs.
"""

import hashlib
import hmac
import json
import smtplib
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Protocol
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend

from office.models.notices import Channel
from office.numbers import mask_phone

GATEWAY_TIMEOUT = 30
# Backends that say "sent" of a letter, with its codes and links, which they wrote to a file or threw away.
NOWHERE = frozenset(
    f"django.core.mail.backends.{name}.EmailBackend" for name in ("filebased", "console", "dummy")
)
TRY_AGAIN_STATUSES = frozenset({408, 425, 429})


@dataclass(frozen=True)
class Outgoing:
    """What leaves. `identifier` is the same at every repeat of the same message."""

    identifier: str
    to: str
    subject: str
    text: str


class Undeliverable(Exception):
    """This recipient was refused; `for_good` when the other side says that another try would end the same."""

    def __init__(self, reason: str, *, for_good: bool) -> None:
        super().__init__(reason)
        self.for_good = for_good


class Unreachable(Exception):
    """The gateway is down, slow or refuses everybody: no fault of this message."""


class Way(Protocol):
    """One connection that carries many messages."""

    def send(self, outgoing: Outgoing) -> None:
        """Returns once the other side has taken it over. Raises Undeliverable or Unreachable."""
        ...


def open_way(channel: str) -> AbstractContextManager[Way]:
    """The way of a channel, for the length of a `with`. Entering it may raise Unreachable."""
    if channel == Channel.EMAIL:
        return _mail()
    url = settings.SMS_URL if channel == Channel.SMS else settings.WECHAT_URL
    return nullcontext(Console(channel) if url.startswith("console:") else HttpGateway(url))


def is_set_up(channel: str) -> bool:
    """Whether the operator has named a way out; what the demo writes to files and to the console counts as one."""
    if settings.DEMO or settings.DEBUG:
        return True
    if channel == Channel.EMAIL:
        return settings.EMAIL_BACKEND not in NOWHERE
    url = settings.SMS_URL if channel == Channel.SMS else settings.WECHAT_URL
    return not url.startswith("console:")


class Mail:
    def __init__(self, connection: BaseEmailBackend) -> None:
        self.connection = connection

    def send(self, outgoing: Outgoing) -> None:
        letter = mail.EmailMessage(
            subject=" ".join(outgoing.subject.split()),
            body=outgoing.text,
            to=[outgoing.to],
            headers={
                "Message-ID": f"<{outgoing.identifier}@{urlsplit(settings.SITE_URL).hostname}>",
                "Auto-Submitted": "auto-generated",
            },
            connection=self.connection,
        )
        try:
            letter.send()
        except smtplib.SMTPRecipientsRefused as error:
            code = max(code for code, _ in error.recipients.values())
            raise Undeliverable(f"SMTP {code}", for_good=code >= 500) from error
        except smtplib.SMTPDataError as error:
            raise Undeliverable(f"SMTP {error.smtp_code}", for_good=error.smtp_code >= 500) from error
        except OSError as error:  # smtplib's own errors included
            raise Unreachable(_name(error)) from error


class Console:
    """The demo's way. Elsewhere it would lose what it is given: then it is no gateway, and staff see the messages."""

    def __init__(self, channel: str) -> None:
        if not is_set_up(channel):
            raise Unreachable("no gateway is set")
        self.channel = channel

    def send(self, outgoing: Outgoing) -> None:
        line = f"[{self.channel} {outgoing.identifier[:12]}] {mask_phone(outgoing.to)} {outgoing.text}\n"
        sys.stdout.write(line)
        sys.stdout.flush()


class HttpGateway:
    """POST of `{"id", "to", "text"}`, `Idempotency-Key: <id>`, `Authorization: HMAC <key>:<hex>`.

    The signature is HMAC-SHA256 over the body with the secret. 2xx: taken over; 408, 425, 429, 5xx: later;
    any other answer refuses the recipient. Redirects are not followed.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise Unreachable("not a gateway address")
        self.connect = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        self.host, self.port = parts.hostname, parts.port
        self.path = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
        self.key, self.secret = unquote(parts.username or ""), unquote(parts.password or "")

    def send(self, outgoing: Outgoing) -> None:
        body = json.dumps(
            {"id": outgoing.identifier, "to": outgoing.to, "text": outgoing.text}, ensure_ascii=False
        ).encode()
        signature = hmac.new(self.secret.encode(), body, hashlib.sha256).hexdigest()
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Idempotency-Key": outgoing.identifier,
            "Authorization": f"HMAC {self.key}:{signature}",
        }
        connection = self.connect(self.host, self.port, timeout=GATEWAY_TIMEOUT)
        try:
            connection.request("POST", self.path, body, headers)
            status = connection.getresponse().status
        except (OSError, HTTPException) as error:
            raise Unreachable(_name(error)) from error
        finally:
            connection.close()
        if status >= 500 or status in TRY_AGAIN_STATUSES:
            raise Unreachable(f"HTTP {status}")
        if not 200 <= status < 300:
            raise Undeliverable(f"HTTP {status}", for_good=True)


@contextmanager
def _mail() -> Iterator[Way]:
    if not is_set_up(Channel.EMAIL):
        raise Unreachable("no mail server is set")
    connection: BaseEmailBackend = mail.get_connection()
    try:
        connection.open()
    except OSError as error:  # smtplib's own errors included
        raise Unreachable(_name(error)) from error
    try:
        yield Mail(connection)
    finally:
        with suppress(OSError):
            connection.close()


def _name(error: Exception) -> str:
    code = getattr(error, "smtp_code", "")
    return f"{type(error).__name__} {code}".strip()
