"""How much a policy could be worth (能有多少): the formula is shown, the sum is an estimate and says so."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.core.exceptions import ValidationError

CENT = Decimal("0.01")
NUMBER = re.compile(r"\d{1,9}(\.\d{1,4})?")


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


class _Fields:
    """A formula as lines that a clerk types: 问什么：贷款金额."""

    labels = {
        "ask": "问什么",
        "unit": "单位",
        "rate": "百分比",
        "each": "每人",
        "at_most": "上限",
        "only_up_to": "超过不适用",
        "result": "结果",
        "words": "算法",
    }
    numbers = ("rate", "each", "at_most", "only_up_to")
    needed = ("ask", "unit", "result", "words")

    def write(self, formula: Mapping[str, str]) -> str:
        return "\n".join(
            f"{label}：{formula[name]}" for name, label in self.labels.items() if name in formula
        )

    def read(self, text: str) -> dict[str, str]:
        """Raises ValidationError with the line that is not understood."""
        names = {label: name for name, label in self.labels.items()}
        found: dict[str, str] = {}
        for line in filter(None, map(str.strip, text.splitlines())):
            label, _, value = line.replace(":", "：").partition("：")
            if label.strip() not in names or not value.strip():
                raise ValidationError(f"看不懂这一行：“{line}”，请按“问什么：贷款金额”的样子写")
            name = names[label.strip()]
            found[name] = value.strip().removesuffix("%") if name in self.numbers else value.strip()
        if found:
            self._check(found)
        return found

    def _check(self, found: dict[str, str]) -> None:
        missing = [self.labels[name] for name in self.needed if name not in found]
        if missing:
            raise ValidationError(f"还缺：{'、'.join(missing)}")
        if ("rate" in found) == ("each" in found):
            raise ValidationError("“百分比”和“每人”写其中一项")
        for name in self.numbers:
            if name in found and not NUMBER.fullmatch(found[name]):
                raise ValidationError(f"“{self.labels[name]}”请写数字")


FORMULA_FIELDS = _Fields()
