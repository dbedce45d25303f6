"""A visitor's browser, as far as the form needs one: cookies, the form's own hidden values, one retry after another."""

import html
import http.client
import re
import secrets
import ssl
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from tools.rehearsal.site import Broken

# Somebody who sends a form within three seconds of opening it is asked once more.
READS_FOR = 3.2
SENDS_AT_MOST = 60
FORM = "/s/fwz/"
NO_ANSWER = (OSError, http.client.HTTPException)


@dataclass(frozen=True)
class Door:
    """Where visitors come in: nginx with TLS under `certificate`, or a web process that is told what nginx tells it."""

    host: str
    port: int
    certificate: Path | None = None

    @property
    def has_tls(self) -> bool:
        return self.certificate is not None

    def connect(self, address: str) -> http.client.HTTPConnection:
        """From an address of this machine: limits are counted by it."""
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=60, source_address=(address, 0)
        )
        if self.certificate is not None:
            trusting = ssl.create_default_context(cafile=str(self.certificate))
            connection.connect()
            connection.sock = trusting.wrap_socket(connection.sock, server_hostname=self.host)
        return connection


@dataclass
class Answer:
    status: int
    location: str
    text: str


@dataclass
class Visitor:
    door: Door
    address: str = "127.0.0.1"
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, path: str, fields: dict[str, str] | None = None) -> Answer:
        """One request and its answer. Raises OSError or HTTPException where none came."""
        headers = {"Host": self.door.host, "Referer": f"https://{self.door.host}{path}"}
        headers |= {} if self.door.has_tls else {"X-Forwarded-Proto": "https"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        body = urlencode(fields) if fields is not None else None
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = self.door.connect(self.address)
        try:
            connection.request("POST" if body is not None else "GET", path, body, headers)
            response = connection.getresponse()
            text = response.read().decode(errors="replace")
        finally:
            connection.close()
        for line in response.headers.get_all("Set-Cookie") or ():
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(response.status, response.headers.get("Location", ""), text)

    def open_form(self) -> dict[str, str]:
        """The form filled in, with the hidden values of the page. Raises Broken where the page is another."""
        page = self.ask(FORM)
        if page.status != 200:
            raise Broken(f"{FORM} answers {page.status}")
        category = re.search(r'name="category" value="([^"]+)"', page.text)
        if category is None:
            raise Broken(f"{FORM} offers no category")
        return hidden(page.text) | {
            "requester_kind": "enterprise",
            "category": category[1],
            "text": f"贷款月底到期，银行要求先还后贷，希望协调续贷。{secrets.token_hex(4)}",
            "enterprise_name": "云岭锦绣服饰有限公司",
            "contact": "徐经理",
            "phone": f"139{secrets.randbelow(10**8):08d}",
            "share_contact": "yes",
        }

    def send(self, form: dict[str, str]) -> str:
        """The path of the receipt. What is not answered is sent again, as people do: the key of the form is the same.

        Raises Broken where the form comes back, or nothing answers for a minute.
        """
        started, why = time.monotonic(), ""
        while time.monotonic() - started < SENDS_AT_MOST:
            try:
                answer = self.ask(FORM, form)
            except NO_ANSWER as error:
                why = type(error).__name__
            else:
                if answer.status in (302, 303):
                    return answer.location
                why = f"{answer.status} {_told(answer.text)}"
                if answer.status < 500:
                    raise Broken(f"a form was not taken: {why}")
                if answer.status == 500:
                    raise Broken("a form was answered with 500")
            time.sleep(1)
        raise Broken(f"a form was not taken within {SENDS_AT_MOST} s: {why}")


def hidden(page: str) -> dict[str, str]:
    """The hidden values of the forms of a page."""
    inputs = re.findall(r"<input[^>]*>", page)
    pairs = (
        (re.search(r'name="([^"]+)"', each), re.search(r'value="([^"]*)"', each))
        for each in inputs
        if 'type="hidden"' in each
    )
    return {name[1]: html.unescape(value[1]) for name, value in pairs if name and value}


def _told(page: str) -> str:
    """What the page complains of, for the table."""
    errors = re.findall(r'class="[^"]*error[^"]*"[^>]*>(.*?)</', page, flags=re.S)
    return " ".join(re.sub(r"<[^>]+>|\s+", " ", "；".join(errors)).split())[:300]
