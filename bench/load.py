"""A client that costs little: plain sockets, a new connection for each request (a sync worker keeps none)."""

import socket
import threading
import time
from collections.abc import Callable, Iterator

Request = bytes


def get(path: str, **headers: str) -> Request:
    lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def post(path: str, body: str, **headers: str) -> Request:
    raw = body.encode()
    lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", "Connection: close"]
    lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(raw)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + raw


def send(port: int, request: Request) -> tuple[int, bytes]:
    """Status and the whole answer."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(request)
        parts = []
        while part := connection.recv(65536):
            parts.append(part)
    answer = b"".join(parts)
    return int(answer[9:12]), answer


def rate(port: int, requests: Callable[[], Iterator[Request]], *, seconds: float, expected: int) -> float:
    """Requests a second over two clients side by side. Raises RuntimeError on any other status."""
    counts, wrong = [0, 0], []
    until = time.monotonic() + seconds

    def client(number: int) -> None:
        for request in requests():
            status, answer = send(port, request)
            if status != expected:
                wrong.append((status, answer[:300]))
                return
            counts[number] += 1
            if time.monotonic() > until:
                return

    begun = time.monotonic()
    threads = [threading.Thread(target=client, args=(number,)) for number in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise RuntimeError(f"status {wrong[0][0]}: {wrong[0][1]!r}")
    return sum(counts) / (time.monotonic() - begun)
