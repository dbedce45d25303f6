"""The cache of CACHE_URL. It only spares work: what it has lost is found again, by whoever asks for it."""

from typing import Any

# A host that is gone costs a page a moment for each question, not the minutes after which TCP gives up.
SECONDS_AT_MOST = 0.25


def configuration(parsed: dict[str, Any]) -> dict[str, Any]:
    """`CACHES["default"]` of what CACHE_URL says; a Redis that does not answer is a miss everywhere."""
    if "redis" not in parsed["BACKEND"].lower():
        return parsed
    tolerant = {
        "IGNORE_EXCEPTIONS": True,
        "SOCKET_CONNECT_TIMEOUT": SECONDS_AT_MOST,
        "SOCKET_TIMEOUT": SECONDS_AT_MOST,
    }
    return parsed | {"OPTIONS": tolerant | parsed.get("OPTIONS", {})}
