"""A real SMTP server for the tests, which can be told to behave badly. It runs in a thread and needs a real clock."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class MailServer:
    """`refused`: answers to RCPT by address; `answer_to_data`: anything but 250 takes no mail."""

    def __init__(self) -> None:
        self.port = free_port()
        self.taken: list[EmailMessage] = []
        self.refused: dict[str, str] = {}
        self.answer_to_data = "250 OK"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it so
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.answer_to_data.startswith("250"):
            letter = message_from_bytes(envelope.content, policy=policy.default)  # type: ignore[arg-type]
            self.taken.append(letter)  # type: ignore[arg-type]
        return self.answer_to_data

    def texts(self) -> list[str]:
        return [letter.get_content().replace("\r\n", "\n") for letter in self.taken]


@contextmanager
def running() -> Iterator[MailServer]:
    server = MailServer()
    controller = Controller(server, hostname="127.0.0.1", port=server.port)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
