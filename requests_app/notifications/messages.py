"""Messages to people of the office and to the requester, written as outbox rows (docs/domain.md § 9)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from office.background import jobs
from office.calendar import local_date
from office.models import User
from office.notifications import notices
from office.notifications.notices import Address, Draft, Kind, notify, post, post_first
from requests_app.access.keys import Receipt
from requests_app.access.redaction import TITLE, is_confidential
from requests_app.models import EnterpriseRequest
from requests_app.notifications.links import desk_link, private_link
from requests_app.notifications.recipients import keeper, liaisons

# The job that tells the liaisons of a new case.
CASE_SUBMITTED = "case_submitted"


def enterprise(
    case: EnterpriseRequest, what: str, title: str, body: str, *, at: datetime, secret: str = ""
) -> None:
    """To the requester's own telephone and e-mail; `secret` is a link or code that only the sender opens."""
    post(_for_enterprise(case, what, title, body, secret), at=at)


def received(case: EnterpriseRequest, receipt: Receipt, *, at: datetime) -> None:
    """The receipt to the enterprise of a case just made; its liaisons hear of it by a job, a minute later at most."""
    body = f"受理编号 {case.ledger_number}。请保存查询码和链接，可随时查进度。"
    secret = f"{receipt.spaced_code} {private_link(receipt.token)}"
    post_first(_for_enterprise(case, "submitted", "您的诉求已收到", body, secret), at=at)
    jobs.enqueue_first(CASE_SUBMITTED, case.subject, {"case": case.pk}, run_at=at)


@jobs.handler(CASE_SUBMITTED)
def tell_liaisons(args: Mapping[str, Any], *, at: datetime) -> None:
    """Whoever accepts the case learns that it has come."""
    case = EnterpriseRequest.objects.select_related("group", "proposed_group", "sealed_for").get(
        pk=args["case"]
    )
    people(case, "submitted", liaisons(case, local_date(at)), "有新的诉求待受理", at=at)


def _for_enterprise(case: EnterpriseRequest, what: str, title: str, body: str, secret: str) -> list[Draft]:
    return [
        Draft(f"{case.subject}:{what}", address, title, body, secret=secret, channels=(address.channel,))
        for address in addresses(case)
    ]


def addresses(case: EnterpriseRequest) -> list[Address]:
    """Where the requester can be reached; none for whoever left neither telephone nor e-mail."""
    found = []
    if case.phone:
        found.append(Address("sms", case.phone, f"{case.subject}:phone"))
    if case.email:
        found.append(Address("email", case.email, f"{case.subject}:email"))
    return found


def former_telephone(case: EnterpriseRequest, number: str, *, at: datetime) -> None:
    """To the number that was registered before: whoever did not ask for the change learns of it."""
    if number:
        notify(
            f"{case.subject}:former_phone:{at.isoformat()}",
            [Address("sms", number, f"{case.subject}:former_phone")],
            title="联系电话已更改",
            body=f"受理编号 {case.ledger_number} 的联系电话已改为其他号码。如不是您要求的，请与服务站联系。",
            at=at,
            channels=("sms",),
        )


def people(
    case: EnterpriseRequest,
    what: str,
    recipients: Iterable[User],
    title: str,
    body: str = "",
    *,
    at: datetime,
    kind: Kind = "plain",
) -> None:
    """To accounts; the notice says number and title, never the text or the contact.

    Of a confidential complaint it says the number alone, whoever is told: notices are read by delegates too.

    Of a sealed case its keeper alone hears, whoever else would be told.
    """
    notify(
        f"{case.subject}:{what}",
        keeper(case, local_date(at)) if case.sealed else list(recipients),
        title=title,
        body=body or f"{case.ledger_number} {shown_title(case)}",
        link=desk_link(case),
        at=at,
        kind=kind,
    )


def shorten(case: EnterpriseRequest) -> None:
    """The complaint has become confidential: what accounts were told before repeats no word of the case any more."""
    notices.shorten(
        case.subject,
        body=f"{case.ledger_number} {TITLE}",
        titles={"consult": "会诊通知", "consult_held": "会诊已有结论"},
    )


def shown_title(case: EnterpriseRequest) -> str:
    """What a notice says of the case beside its number; of a confidential complaint nothing of its own words."""
    return TITLE if is_confidential(case) else case.title
