"""One line of JSON for each log record, on standard error. Logs hold ids, never texts, telephones or tokens.

So an exception is logged as its class and its frames (its words may quote a form), and Django's own records
without the path they happened on (it may carry a private token): the route is in the line of request_log.
"""

import logging
import traceback
from collections.abc import MutableMapping
from typing import Any

from config import unused_libraries

unused_libraries.keep_out(unused_libraries.TERMINAL_COLOURS)

import structlog  # noqa: E402 - loads the colours where it finds them

SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
]


class WithoutPaths(logging.Filter):
    """Django writes `Internal Server Error: /receipt/…/` and `Forbidden (…): /…`; all before the colon stays."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = str(record.msg).partition(":")[0].replace("%s", "…"), ()
        return True


def frames_only(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace `exc_info` by the exception's class and where it came through, without a word of its message."""
    given = event.pop("exc_info", None)
    error = given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        event["error"] = f"{type(error).__module__}.{type(error).__qualname__}"
        event["frames"] = [
            f"{frame.filename}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(error.__traceback__)
        ]
    return event


def configuration(*, level: str, human: bool) -> dict[str, Any]:
    """Django's `LOGGING`: records of libraries and of structlog pass through the same renderer."""
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    final: list[Any] = (
        [structlog.dev.ConsoleRenderer(colors=False)]
        if human
        else [
            frames_only,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": SHARED,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *final],
            }
        },
        "filters": {"without_paths": {"()": WithoutPaths}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"level": level, "handlers": []},
            # Our own request_log tells of every failed request, by its route and without its path.
            "django.request": {"level": "ERROR", "filters": ["without_paths"]},
            "django.security": {"level": "WARNING"},
            "django.security.csrf": {"level": "WARNING", "filters": ["without_paths"]},
            # Three lines for each tick, every five seconds; our own log says when the queue starts, ends and hangs.
            "django-q": {"level": "WARNING"},
            "django.server": {"level": "WARNING", "handlers": [], "propagate": True},
        },
    }
