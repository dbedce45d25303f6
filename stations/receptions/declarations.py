"""The settings of receptions and bookings (docs/domain.md § 11)."""

from office.options import declare
from stations.receptions.periods import NO_SHOWS_COUNT_FOR


def register() -> None:
    declare("reception_announced_days", kind="integer", default=3, label="接待日提前公告", unit="日")
    declare("reception_horizon_days", kind="integer", default=60, label="接待日提前排出", unit="日")
    declare("booking_reminder_at", kind="time", default="09:00", label="预约前一天提醒时间")
    declare("booking_waiting_list", kind="integer", default=5, label="每个时段候补", unit="人")
    declare("booking_offer_hours", kind="integer", default=4, label="补位保留", unit="小时")
    declare("booking_late_minutes", kind="integer", default=10, label="预约保留到开始后", unit="分钟")
    declare(
        "booking_no_shows",
        kind="integer",
        default=2,
        label=f"{NO_SHOWS_COUNT_FOR.days} 天内未到几次后预约须电话核实",
        unit="次",
    )
    declare("bookings_per_address", kind="integer", default=20, label="同一网络地址每小时预约", unit="次")
    declare("register_days", kind="integer", default=2, label="接待登记册关闭期限", unit="工作日")
