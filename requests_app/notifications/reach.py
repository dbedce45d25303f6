"""By which ways a requester is really told: what pages and slips may promise (短信, 邮件)."""

from __future__ import annotations

from office.models.notices import Channel
from office.notifications.channels import is_set_up
from office.numbers import MOBILE
from requests_app.models import EnterpriseRequest


def ways(case: EnterpriseRequest) -> str:
    """短信、邮件 as far as the case has such an address and the site a way to it; a landline gets no text message."""
    found = []
    if MOBILE.fullmatch(case.phone) and is_set_up(Channel.SMS):
        found.append("短信")
    if case.email and is_set_up(Channel.EMAIL):
        found.append("邮件")
    return "、".join(found)
