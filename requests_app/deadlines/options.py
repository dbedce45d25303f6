"""Values of this app that the office may change, each with an effective date (docs/domain.md § 2)."""

from __future__ import annotations

from datetime import date

from office import options
from requests_app.deadlines import kinds
from requests_app.deadlines.kinds import ClockRow
from requests_app.models.categories import Difficulty

# After the end (docs/domain.md § 3): when it is looked back at, how many are drawn, when it is asked once more.
_LATER = (
    ("look_back_first", 30, "结案后回头看", "日"),
    ("look_back_second", 90, "司法监察类再次回头看", "日"),
    ("look_back_share_settled", 20, "A 类抽取回头看", "%"),
    ("look_back_share_explained", 10, "C、D 类抽取回头看", "%"),
    ("look_back_share_withdrawn", 20, "撤回的抽取回访", "%"),
    ("look_back_tries", 3, "联系不上的最多回访", "次"),
    ("lasting_after", 28, "结案后再问企业", "日"),
)


def declare_all() -> None:
    """Declare the settings of this app, the length of each clock among them; once, when the app is ready."""
    for row in kinds.KINDS.values():
        declare_length(row)
    options.declare("verdict_calendar_days", kind="integer", default=7, label="等企业评价至少", unit="日")
    options.declare("pause_days", kind="integer", default=5, label="一个单位等企业补充最多停", unit="工作日")
    options.declare(
        "pause_days_total", kind="integer", default=10, label="一件诉求等企业补充合计最多停", unit="工作日"
    )
    options.declare("pause_times", kind="integer", default=2, label="一个单位要求企业补充最多", unit="次")
    options.declare("extension_times", kind="integer", default=2, label="单位延期最多", unit="次")
    options.declare("reopen_days", kind="integer", default=30, label="结案后企业可要求继续办理", unit="日")
    options.declare("appeal_days", kind="integer", default=10, label="不予受理后可申诉", unit="工作日")
    options.declare("urge_every_days", kind="integer", default=3, label="企业催办间隔", unit="日")
    options.declare("override_days", kind="integer", default=7, label="本人评价可取代电话回访", unit="日")
    for name, default, label, unit in _LATER:
        options.declare(name, kind="integer", default=default, label=label, unit=unit)
    options.declare("letter_prefix", kind="name", default="代工委", label="函件文号代字")
    options.declare("sample_share", kind="integer", default=20, label="广告、重复件每月抽查", unit="%")
    options.declare("sample_least", kind="integer", default=3, label="广告、重复件每月至少抽查", unit="件")
    options.declare("liaison_assigns", kind="flag", default=False, label="授权联络员交办")


def declare_length(row: ClockRow) -> None:
    """The setting of a clock's length, or one for each difficulty; none where it ends on a named date."""
    if row.length is None:
        return
    label, unit = row.length.label, row.length.unit
    if isinstance(row.length.default, int):
        _declare(f"clock_{row.kind}", row.length.default, f"{label}期限", unit)
        return
    for difficulty, default in zip(Difficulty, row.length.default, strict=True):
        _declare(f"clock_{row.kind}_{difficulty}", default, f"{label}期限（{difficulty.label}）", unit)


def _declare(key: str, default: int, label: str, unit: str) -> None:
    options.declare(key, kind="integer", default=default, label=label, unit=str(unit))


def clock_days(kind: str, difficulty: str, on: date) -> int:
    """The length of a clock as the office has set it on the local date `on`, in the unit of its row.

    Working days, for all that run today. Raises `LookupError` for a kind that ends on a named date.
    """
    row = kinds.KINDS[kind]
    if row.half_of:
        return max(1, clock_days(row.half_of, difficulty, on) // 2)
    if row.length is None:
        raise LookupError(f"A clock of the kind {kind!r} has no length.")
    if isinstance(row.length.default, int):
        return int(options.value(f"clock_{kind}", on))
    return int(options.value(f"clock_{kind}_{difficulty or Difficulty.ORDINARY}", on))
