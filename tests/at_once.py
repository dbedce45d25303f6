"""Calls that begin at the same moment, each in a thread and with a connection of its own."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from office.refusals import Refused


def at_once(*calls: Callable[[], object]) -> list[str]:
    """What each answered: "done" or the code of its refusal. Anything else that is raised fails the test."""
    start = threading.Barrier(len(calls))

    def run(call: Callable[[], object]) -> str:
        try:
            start.wait()
            call()
        except Refused as refused:
            return refused.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(calls)) as pool:
        return sorted(pool.map(run, calls))
