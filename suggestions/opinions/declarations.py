"""The settings of expert opinions (docs/domain.md § 12)."""

from office.options import declare
from suggestions.opinions.agenda import DUE_DAYS


def register() -> None:
    declare(DUE_DAYS, kind="integer", default=10, label="专业意见在会议前提交", unit="工作日")
