"""By which ways a requester is really told: what pages and slips may promise (短信, 邮件)."""

from __future__ import annotations

from office.models.notices import Channel
from office.notifications.channels import is_set_up
from office.numbers import MOBILE
from requests_app.models import EnterpriseRequest

ADDRESSES = frozenset({"phone", "email"})


def ways(case: EnterpriseRequest) -> str:
    """短信、邮件 as far as the case has such an address and the site a way to it; a landline gets no text message."""
    by_sms, by_email = is_set_up(Channel.SMS), is_set_up(Channel.EMAIL)
    if (by_sms or by_email) and ADDRESSES & case.get_deferred_fields():
        case.refresh_from_db(fields=sorted(ADDRESSES))
    found = []
    if by_sms and MOBILE.fullmatch(case.phone):
        found.append("短信")
    if by_email and case.email:
        found.append("邮件")
    return "、".join(found)
