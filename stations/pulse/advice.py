"""What of a station's month deserves a look, each with what to try next (docs/domain.md § 11)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.urls import reverse

from office.templatetags.wording import short_day
from stations import qr
from stations.models import QRCode, Reception
from stations.pulse.figures import UNSCANNED_FOR, Pulse

# So many of ten slots may stay empty before anybody should think about the hours.
EMPTY_IN_TEN = 5
NAMED_AT_MOST = 5
# A kind that so many asked about, and every third.
ASKED_OFTEN, ASKED_IN = 5, 3


@dataclass(frozen=True)
class Finding:
    """`links` lead to what is meant (label, address); `attempt` is what to try."""

    code: str
    title: str
    attempt: str
    links: list[tuple[str, str]] = field(default_factory=list)


def findings(pulse: Pulse) -> list[Finding]:
    """In the order of their weight; none for a busy month."""
    return [*_receptions(pulse), *_bookings(pulse), *_consultations(pulse), *_codes(pulse)]


def _receptions(pulse: Pulse) -> Iterator[Finding]:
    if not pulse.held and not pulse.not_closed and not pulse.ahead:
        yield Finding(
            "none_held",
            "没有举行接待",
            "在后台“接待安排”里排定期接待，或在“接待”里加一次；企业走不开的，可以把接待放到企业去。",
        )
    if pulse.held and not pulse.hours:
        yield Finding("no_hours", "没有登记代表接待的时间", "结束接待时勾选到场的代表，写清从几点到几点。")
    if pulse.not_closed:
        yield Finding(
            "not_closed",
            f"{len(pulse.not_closed)} 次接待没有结束，登记册没有关闭",
            "请服务站补登来访，再点“结束接待”；没有关闭的不计入。",
            _days(pulse.not_closed),
        )
    if pulse.without_visitors:
        yield Finding(
            "without_visitors",
            f"{len(pulse.without_visitors)} 次接待没有人来",
            "提前一周把接待日发到企业群，请联络员约在办诉求的企业来谈，或换到企业方便的时间、地点。",
            _days(pulse.without_visitors),
        )


def _bookings(pulse: Pulse) -> Iterator[Finding]:
    if pulse.missed > pulse.kept:
        yield Finding(
            "missed",
            f"预约没来的 {pulse.missed} 位，多于来了的 {pulse.kept} 位",
            "前一天打电话提醒，问清要不要改时间；核实电话是不是本人的。",
        )
    if pulse.slots and pulse.never_booked * 10 > pulse.slots * EMPTY_IN_TEN:
        yield Finding(
            "never_booked",
            f"{pulse.slots} 个时段里 {pulse.never_booked} 个从来没有人约",
            "减少时段，或换一个时间；在企业诉求的进度页和政策页，企业能看到接待日。",
        )


def _consultations(pulse: Pulse) -> Iterator[Finding]:
    by_kind = max(pulse.consultations.tables[0].lines, key=lambda line: line[1], default=("", 0))
    name, number = by_kind
    if number >= ASKED_OFTEN and number * ASKED_IN >= pulse.consultations.total:
        yield Finding(
            "asked_often",
            f"咨询 {pulse.consultations.total} 人次，{number} 次问的是{name}",
            "把问得最多的几条写成办事资料，放大字贴在站里；解释不清的，请主管单位在接待日派人来。",
            [("本月咨询", f"{reverse('stations:desk_consultation_months')}?month={pulse.month}")],
        )


def _codes(pulse: Pulse) -> Iterator[Finding]:
    if pulse.unscanned:
        yield Finding(
            "unscanned",
            f"{len(pulse.unscanned)} 个二维码 {UNSCANNED_FOR.days} 天没有人扫",
            "去看海报还在不在、挡没挡住；换到办事窗口、食堂、宿舍这些有人停留的地方，坏了的重新打印。",
            [_page_of(code) for code in pulse.unscanned[:NAMED_AT_MOST]],
        )


def _days(rows: Sequence[Reception]) -> list[tuple[str, str]]:
    return [
        (short_day(row.held_on), reverse("stations:desk_reception", args=[row.token]))
        for row in rows[:NAMED_AT_MOST]
    ]


def _page_of(code: QRCode) -> tuple[str, str]:
    owner = qr.owner_of(code)
    return str(owner), reverse("stations:qr_detail", args=[code.kind, owner.code])
