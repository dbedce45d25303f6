"""The settings of pairings and visits (docs/domain.md § 12)."""

from office.options import declare


def register() -> None:
    declare(
        "contact_reminder_days", kind="integer", default=30, label="结对联系第一次提醒，季末前", unit="日"
    )
    declare(
        "contact_last_reminder_days", kind="integer", default=7, label="结对联系再次提醒，季末前", unit="日"
    )
