"""A number of a cell as its format shows it: what a person sees there, where the number alone could be two things."""

from __future__ import annotations

import re
from typing import Any

# Excel keeps fifteen digits of a number; of a longer one the last are gone.
DIGITS_KEPT = 10**15
PADDED = re.compile("0{2,40}")
FIXED = re.compile(r"[#0,]{0,20}0\.(0{1,10})")


def shown(cell: Any) -> Any:
    """The value of openpyxl's cell; a number as text, where its format adds zeros or decimals to it.

    1980.1 is October where the format has two decimals, 7 is 0007 where it has four places. A number of more digits
    than are kept stands as 4.21E+17, which no column of numbers takes.
    """
    value = cell.value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    if abs(value) >= DIGITS_KEPT:
        return f"{value:.15E}"
    form = str(cell.number_format).split(";")[0]
    if PADDED.fullmatch(form) and value == int(value):
        return f"{int(value):0{len(form)}d}"
    if decimals := FIXED.fullmatch(form):
        return f"{value:.{len(decimals[1])}f}"
    return value
