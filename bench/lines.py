"""How a figure is printed: one line, `name median (min–max) of what, goal: met or NOT MET`."""

import statistics
from collections.abc import Sequence


def ratio(name: str, values: Sequence[float], of: str, *, at_least: float, beside: str) -> None:
    _print(name, values, "", f"of {of}, goal ≥ {at_least:g}", statistics.median(values) >= at_least, beside)


def times(name: str, values: Sequence[float], of: str, *, at_most: float, beside: str = "") -> None:
    """How many times as long something takes."""
    _print(name, values, "", f"of {of}, goal ≤ {at_most:g}", statistics.median(values) <= at_most, beside)


def milliseconds(name: str, values: Sequence[float], of: str, *, at_most: float) -> None:
    _print(name, values, " ms", f"{of}, goal ≤ {at_most:g} ms", statistics.median(values) <= at_most, "")


def megabytes(name: str, size: int, of: str, *, at_most: int) -> None:
    _print(name, [size], " MB", f"{of}, goal ≤ {at_most} MB", 0 < size <= at_most, "")


def _print(name: str, values: Sequence[float], unit: str, words: str, is_met: bool, beside: str) -> None:
    middle = statistics.median(values)
    digits = 0 if unit == " MB" else 2
    span = f" ({min(values):.{digits}f}–{max(values):.{digits}f})" if len(values) > 1 else ""
    more = f"  [{beside}]" if beside else ""
    print(
        f"{name} {middle:.{digits}f}{unit}{span} {words}: {'met' if is_met else 'NOT MET'}{more}", flush=True
    )
