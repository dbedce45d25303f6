"""How much a policy could be worth (能有多少): the formula is shown, the sum is an estimate and says so."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Worth:
    """`amount` in 万元, None where the asked amount is beyond the policy; `words` say what came of it."""

    amount: Decimal | None
    words: str


def worth(formula: Mapping[str, Any], asked: Decimal) -> Worth:
    """`asked` in the formula's unit: 万元 or persons. `rate` is a percentage, `each` 万元 for one.

    `at_most` caps what is counted; beyond `only_up_to` the policy does not apply at all.
    """
    limit = formula.get("only_up_to")
    if limit is not None and asked > Decimal(limit):
        return Worth(None, f"超过{limit}{formula['unit']}，不能享受这一条。")
    cap = formula.get("at_most")
    counted = min(asked, Decimal(cap)) if cap is not None else asked
    each = Decimal(formula["each"]) if "each" in formula else Decimal(formula["rate"]) / 100
    amount = (counted * each).quantize(CENT, ROUND_HALF_UP)
    capped = f"（按上限{cap}{formula['unit']}计算）" if counted < asked else ""
    return Worth(amount, f"{formula['result']} {_plain(amount)} 万元{capped}")


def _plain(amount: Decimal) -> str:
    """10.50 reads 10.5, 10.00 reads 10."""
    return f"{amount:f}".rstrip("0").rstrip(".") if "." in f"{amount:f}" else f"{amount:f}"
