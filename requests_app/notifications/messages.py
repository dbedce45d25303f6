"""Messages to people of the office and to the requester, written as outbox rows (docs/domain.md § 9)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from office.background import jobs
from office.calendar import local_date
from office.models import User
from office.notifications import notices
from office.notifications.notices import Draft, Kind, notify, post, post_first
from requests_app.access import addresses, verdict_keys
from requests_app.access.keys import Receipt
from requests_app.access.redaction import TITLE, is_confidential
from requests_app.models import EnterpriseRequest, PhoneChange
from requests_app.models.grades import JUDGING, TRUSTED
from requests_app.models.verdict_keys import SentTo
from requests_app.notifications.links import desk_link, former_link, private_link
from requests_app.notifications.recipients import keeper, liaisons

# The job that tells the liaisons of a new case.
CASE_SUBMITTED = "case_submitted"


def enterprise(
    case: EnterpriseRequest, what: str, title: str, body: str, *, at: datetime, secret: str = ""
) -> None:
    """To the requester's own telephone and e-mail; `secret` is a link or code that only the sender opens."""
    post(_for_enterprise(case, what, title, body, secret), at=at)


def telephone(
    case: EnterpriseRequest, what: str, title: str, body: str, *, at: datetime, secret: str
) -> None:
    """To the registered telephone alone."""
    drafts = _for_enterprise(case, what, title, body, secret)
    post((draft for draft in drafts if draft.channels == ("sms",)), at=at)


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
        for address in (to.address for to in addresses.present(case))
    ]


def with_verdict_links(
    case: EnterpriseRequest, what: str, title: str, body: str, *, at: datetime, step: str = ""
) -> None:
    """To every address that may judge, each with a link of its own and of its own grade; former telephones too.

    `step` is the page that the link opens, "" the progress.
    """
    drafts = [
        Draft(
            f"{case.subject}:{what}",
            to.address,
            title,
            body,
            secret=private_link(verdict_keys.issue(case, to, at=at), step),
            channels=(to.address.channel,),
        )
        for to in addresses.judging(case, local_date(at))
        if to.grade in JUDGING
    ]
    post(drafts, at=at)


def new_telephone(case: EnterpriseRequest, receipt: Receipt, *, at: datetime) -> None:
    """Its code and link to the new number alone; an e-mail beside it reads only that it was changed."""
    for to in addresses.present(case):
        is_new = to.sent_to == SentTo.PHONE
        draft = Draft(
            f"{case.subject}:phone:{at.isoformat()}",
            to.address,
            "联系电话已更正",
            f"受理编号 {case.ledger_number}。请用新的查询码和链接查进度。"
            if is_new
            else f"受理编号 {case.ledger_number}。",
            secret=f"{receipt.spaced_code} {private_link(receipt.token)}" if is_new else "",
            channels=(to.address.channel,),
        )
        post([draft], at=at)


def former_telephone(case: EnterpriseRequest, change: PhoneChange, token: str, *, at: datetime) -> None:
    """To the number that was registered before, and to an e-mail that the requester gave: 不是我改的 is one tap away."""
    own = [to.address for to in addresses.present(case) if to.sent_to == SentTo.EMAIL and to.grade in TRUSTED]
    notify(
        f"{case.subject}:former_phone:{change.pk}",
        [*([addresses.former_address(change)] if change.former else []), *own],
        title="联系电话已更改",
        body=f"受理编号 {case.ledger_number} 的联系电话已改为其他号码。不是您改的，请打开链接点“不是我改的”，马上改回；"
        "在您确认之前，评价链接也会发到这个号码。",
        at=at,
        secret=former_link(token),
    )


def slip_printed(case: EnterpriseRequest, *, at: datetime) -> None:
    """Whoever holds the telephone learns of every slip: with one somebody else may look at the case."""
    enterprise(
        case,
        f"slip:{at.isoformat()}",
        "服务站打印了您的回执单",
        f"受理编号 {case.ledger_number}。回执单能查进度、补充，不能评价，也不能改联系电话。不是您去取的，请与服务站联系。",
        at=at,
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
