"""Logs say what went wrong and where, never what somebody wrote."""

import json
import logging

import pytest
import structlog

from config import logs

SECRET = "13800138000"


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> object:
    configuration = logs.configuration(level="INFO", human=False)
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=logs.SHARED, processors=configuration["formatters"]["line"]["processors"]
    )

    def written(record: logging.LogRecord) -> dict[str, object]:
        parsed: dict[str, object] = json.loads(formatter.format(record))
        return parsed

    return written


def test_an_exception_is_logged_without_its_words(lines: object) -> None:
    try:
        raise ValueError(f"cannot store {SECRET}")
    except ValueError as error:
        exc_info = (type(error), error, error.__traceback__)
    record = logging.LogRecord("office", logging.ERROR, __file__, 1, "failed", (), exc_info)
    written = lines(record)  # type: ignore[operator]
    assert SECRET not in json.dumps(written, ensure_ascii=False)
    assert written["error"] == "builtins.ValueError"
    assert "test_logs.py" in written["frames"][0]


@pytest.mark.parametrize(
    ("message", "rest"),
    [
        ("Internal Server Error: %s", ("/receipt/token/",)),
        ("Forbidden (%s): %s", ("CSRF", "/receipt/token/")),
    ],
)
def test_djangos_records_lose_the_path(message: str, rest: tuple[str, ...]) -> None:
    record = logging.LogRecord("django.request", logging.ERROR, __file__, 1, message, rest, None)
    assert logs.WithoutPaths().filter(record)
    assert "token" not in record.getMessage()


def test_the_filter_is_where_django_writes_paths() -> None:
    loggers = logs.configuration(level="INFO", human=False)["loggers"]
    assert loggers["django.request"]["filters"] == ["without_paths"]
    assert loggers["django.security.csrf"]["filters"] == ["without_paths"]


def test_the_queue_library_writes_no_line_for_each_tick() -> None:
    """It wrote three every five seconds, 52,000 a day."""
    logger = logging.getLogger("django-q")
    assert not logger.isEnabledFor(logging.INFO)
    assert logger.isEnabledFor(logging.WARNING)
