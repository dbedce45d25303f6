"""The settings of activities (docs/domain.md § 12)."""

from office.options import declare

GROUP = "代表活动"


def register() -> None:
    declare(
        "activity_confirmed_days", kind="integer", default=5, label="活动提前确定", unit="工作日", group=GROUP
    )
    declare(
        "activity_joining_days", kind="integer", default=2, label="申请参加答复", unit="工作日", group=GROUP
    )
    declare(
        "activity_officers_confirm",
        kind="flag",
        default=False,
        label="组长、副组长可以确定活动",
        group=GROUP,
    )
    declare(
        "activity_held_days", kind="integer", default=3, label="活动后登记举行", unit="工作日", group=GROUP
    )
    declare(
        "activity_report_days", kind="integer", default=10, label="活动后报告", unit="工作日", group=GROUP
    )
