"""Values of this app that the office may change, each with an effective date (docs/domain.md § 2)."""

from __future__ import annotations

from datetime import date

from office import options
from requests_app.models.categories import Difficulty
from requests_app.models.clocks import ClockKind

_DAYS: dict[str, tuple[int, str]] = {
    ClockKind.ACCEPT: (1, "受理"),
    ClockKind.CONTACT: (2, "代表联系企业"),
    ClockKind.ASSIGN: (1, "交办"),
    ClockKind.SIGN: (1, "单位签收"),
    ClockKind.CHECK: (2, "代表核对"),
    ClockKind.REASSIGN: (1, "退回后重新交办"),
    ClockKind.VERDICT: (5, "等企业评价"),
    ClockKind.SETTLE: (5, "不满意后处理"),
    ClockKind.APPEAL: (3, "申诉处理"),
    ClockKind.RELAY: (1, "转办单位签收转办"),
    ClockKind.EXTENSION: (1, "延期审批"),
    ClockKind.TRANSFER: (2, "转办审批"),
    ClockKind.CONSULT: (2, "组织会诊"),
    ClockKind.MINUTES: (2, "会诊后写出纪要"),
    ClockKind.CLASS: (2, "类别认定"),
    ClockKind.LOOK_BACK: (5, "回头看"),
    ClockKind.CALL_BACK: (3, "撤回回访"),
    ClockKind.FOLLOW: (2, "确认合并答复"),
}
_BY_DIFFICULTY: dict[str, tuple[tuple[int, int, int], str]] = {
    ClockKind.REPLY: ((2, 12, 27), "单位回复"),
    ClockKind.ANSWER: ((5, 15, 30), "答复企业"),
}

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
    for kind, (days, label) in _DAYS.items():
        options.declare(f"clock_{kind}", kind="integer", default=days, label=f"{label}期限", unit="工作日")
    for kind, (by_difficulty, label) in _BY_DIFFICULTY.items():
        for difficulty, days in zip(Difficulty, by_difficulty, strict=True):
            options.declare(
                f"clock_{kind}_{difficulty}",
                kind="integer",
                default=days,
                label=f"{label}期限（{difficulty.label}）",
                unit="工作日",
            )
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
    options.declare("letter_prefix", kind="text", default="代工委", label="函件文号代字")
    options.declare("sample_share", kind="integer", default=20, label="广告、重复件每月抽查", unit="%")
    options.declare("sample_least", kind="integer", default=3, label="广告、重复件每月至少抽查", unit="件")
    options.declare("liaison_assigns", kind="flag", default=False, label="授权联络员交办")


def clock_days(kind: str, difficulty: str, on: date) -> int:
    """Working days of a clock as the office has set them on `on`; opinion is half the lead's, at least 1."""
    if kind == ClockKind.OPINION:
        return max(1, clock_days(ClockKind.REPLY, difficulty, on) // 2)
    if kind in _BY_DIFFICULTY:
        return int(options.value(f"clock_{kind}_{difficulty or Difficulty.ORDINARY}", on))
    return int(options.value(f"clock_{kind}", on))
