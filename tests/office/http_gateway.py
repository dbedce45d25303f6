"""A gateway for messages as an operator's other side has it: a real HTTP server that can be slow, broken or choosy."""

import json
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Gateway:
    """`refused` numbers get a 422, every other call `status` after `delay` seconds."""

    status: int = 200
    delay: float = 0
    refused: set[str] = field(default_factory=set)
    calls: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                gateway.calls.append((self.path, dict(self.headers), body))
                time.sleep(gateway.delay)
                to = json.loads(body)["to"]
                self.send_response(422 if to in gateway.refused else gateway.status)
                self.send_header("Location", "http://127.0.0.1:1/")
                self.end_headers()

            def log_message(self, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        return f"http://key:se%2Fcret@127.0.0.1:{self.server.server_port}/send?sign=1"

    @property
    def told(self) -> list[str]:
        """The numbers that were tried, in order."""
        return [json.loads(body)["to"] for _, _, body in self.calls]

    @property
    def texts(self) -> list[str]:
        return [json.loads(body)["text"] for _, _, body in self.calls]

    @property
    def keys(self) -> list[str]:
        return [headers["Idempotency-Key"] for _, headers, _ in self.calls]
