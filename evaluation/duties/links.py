"""The private link to the own duty file, for representatives without an account: sent to the roster's number."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.urls import reverse

from evaluation.models import DutyFileLink
from fieldwork import links
from fieldwork.own_links import OwnLink, OwnPage
from fieldwork.reach import reach_of
from groups import recipients
from groups.duty_roster import DutyRoster
from groups.models import Representative
from office.actors import Actor
from office.calendar import local_date
from office.events import Fact, record
from office.notifications.notices import notify
from office.refusals import Refused
from office.verbs import verb
from stations.models.tokens import new_token

PURPOSE, URL_NAME = "duty_file", "evaluation:own_duty_file"
OPENS_FOR = timedelta(days=30)
# What is left at least of a link that is sent again: longer than the days to object to a score.
GOOD_FOR = timedelta(days=20)
OPEN_WORDS = f"链接 {OPENS_FOR.days} 天有效，请不要转发。"


@verb
def send(representative: Representative, year: int, *, by: Actor, at: datetime) -> DutyFileLink:
    """By a liaison or staff, once a day and year; who has an account reads it there.

    Refused: `not_yours`, `has_account`, `not_in_office`, `unreachable`, `sent` (today already).
    """
    on = local_date(at)
    if by.user is None or not reach_of(by.user, on).serves(representative.pk):
        raise Refused("not_yours", "由联络员或工作人员发送。")
    # The person's row is the lock: two who press at once send one message.
    representative = Representative.objects.select_for_update().get(pk=representative.pk)
    if representative.user_id is not None:
        raise Refused("has_account", f"{representative.name}有账号，登录后就能看。")
    if not representative.is_in_office(on):
        raise Refused("not_in_office", "代表目前不在任，链接打不开。")
    if not recipients.the_number(representative):
        raise Refused("unreachable", "名册里没有能收短信的手机号，请打印履职档案送本人核对。")
    if DutyFileLink.objects.filter(representative=representative, year=year, sent_on=on).exists():
        raise Refused("sent", "今天已经发过了，请让代表查看短信。")
    return _opened(
        representative,
        year,
        f"representative:{representative.pk}:duty_file:{year}:{on}",
        title=f"请核对您 {year} 年的履职档案",
        body=f"有不对的可以逐条提出，漏记的可以补上。{OPEN_WORDS}",
        by=by,
        at=at,
    )


def offer(
    representative: Representative, year: int, key: str, *, title: str, body: str, by: Actor, at: datetime
) -> bool:
    """Within a verb: who has no account, is in office and can be reached gets the message with a link to the year.

    The link that opens for long enough yet is sent again, else a new one. Whether it was sent.
    """
    on = local_date(at)
    representative = Representative.objects.select_for_update().get(pk=representative.pk)
    number = recipients.the_number(representative)
    if not number or not representative.is_in_office(on):
        return False
    rows = DutyFileLink.objects.filter(representative=representative, year=year)
    row = rows.filter(expires_on__gte=on + GOOD_FOR, phone_index=representative.phone_index).first()
    if row is not None:
        secret = links.url_of(URL_NAME, links.token_of(PURPOSE, row.seed))
        notify(key, number, title=title, body=body, at=at, secret=secret)
    elif rows.filter(sent_on=on).exists():
        # To a number that has changed since: one link a day.
        return False
    else:
        _opened(representative, year, key, title=title, body=f"{body}{OPEN_WORDS}", by=by, at=at)
    return True


def link_of(token: str, on: date) -> OwnLink | None:
    """The link of a message about a year: open until its day, while the person is in office and keeps the number."""
    rows = DutyFileLink.objects.select_related("representative")
    row = rows.filter(token_hash=links.hash_of(PURPOSE, token), expires_on__gte=on).first()
    if row is None or not row.representative.is_in_office(on):
        return None
    if row.phone_index != row.representative.phone_index:
        return None
    return OwnLink(row.representative, token, row.sent_on, row.expires_on, row.year)


def pages(link: OwnLink, on: date) -> Iterable[OwnPage]:
    yield OwnPage(f"{link.year} 年履职任务和档案", reverse(URL_NAME, args=[link.token]))


def tell(
    representative: Representative,
    year: int,
    key: str,
    *,
    title: str,
    body: str,
    by: Actor,
    at: datetime,
    page: str = "",
) -> None:
    """Within a verb, the person: on the desk with an account (`page`, else the duties), else by message, with a link
    to the year while in office."""
    if offer(representative, year, key, title=title, body=body, by=by, at=at):
        return
    reached = recipients.the_person(representative, DutyRoster(local_date(at)))
    page = page or f"{reverse('evaluation:duties_of', args=[representative.code])}?year={year}"
    notify(key, reached, title=title, body=body, link=page, at=at)


def _opened(
    representative: Representative, year: int, key: str, *, title: str, body: str, by: Actor, at: datetime
) -> DutyFileLink:
    on, seed = local_date(at), new_token()
    token = links.token_of(PURPOSE, seed)
    row = DutyFileLink.objects.create(
        representative=representative,
        year=year,
        seed=seed,
        token_hash=links.hash_of(PURPOSE, token),
        phone_index=representative.phone_index,
        sent_at=at,
        sent_on=on,
        sent_by=by.user,
        expires_on=on + OPENS_FOR,
    )
    number = recipients.the_number(representative)
    notify(key, number, title=title, body=body, at=at, secret=links.url_of(URL_NAME, token))
    fact = Fact(f"representative:{representative.pk}", "duty_file_sent", {"year": year})
    record(fact, by=by, at=at)
    return row
