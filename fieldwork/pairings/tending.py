"""What happens to pairings by itself: a quarter without contact is told 30 and 7 days before its end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time

from django.db.models import Exists, OuterRef

from fieldwork.models import Pairing, PairingStatus
from fieldwork.pairings import messages
from fieldwork.pairings.contacts import Quarter, contacts_of
from fieldwork.pairings.pairing import identity_of
from groups import recipients
from groups.duty_roster import DutyRoster
from office import options
from office.calendar import LOCAL, local_date
from office.notifications import notices
from office.notifications.notices import Address, notify
from office.templatetags.wording import short_day
from stations.models import Posting
from stations.ties import Ties


def remind(*, at: datetime) -> int:
    """From 09:00 on the days before; each once, to the representative and the liaison. Returns how many were told."""
    on = local_date(at)
    if at.astimezone(LOCAL).time() < time(9):
        return 0
    rows = list(Pairing.objects.open().filter(since__lte=on).for_list())
    contacts, roster, told = contacts_of(rows, on), DutyRoster.whole(on), 0
    for row in rows:
        contact = contacts[row.pk]
        left = (contact.due_on - on).days
        step = next((days for days in sorted(_steps(on)) if left <= days), None)
        if step is None or contact.done or contact.waits:
            continue
        told += _tell(row, contact.due_on, step, roster, at=at)
    return told


def _steps(on: date) -> tuple[int, int]:
    """Days before the quarter's end."""
    return int(options.value("contact_reminder_days", on)), int(
        options.value("contact_last_reminder_days", on)
    )


def _tell(pairing: Pairing, due_on: date, step: int, roster: DutyRoster, *, at: datetime) -> int:
    person = recipients.the_person(pairing.representative, roster)
    liaisons = recipients.liaisons(pairing.representative, roster)
    title = f"{pairing.enterprise.name}本季还没联系"
    body = (
        f"{pairing.representative.name}代表结对的企业，请在{short_day(due_on)}前走访、打电话或请到站谈一次。"
    )
    key = f"{pairing.subject}:contact:{due_on.isoformat()}:-{step}d"
    link = messages.url_of(pairing)
    told = [each for each in person if isinstance(each, Address)]
    # A telephone is no desk: it gets no link that asks for an account.
    notify(key, told, title=title, body=body, kind="plain", at=at)
    accounts = {each.pk: each for each in (*person, *liaisons) if not isinstance(each, Address)}
    notify(key, accounts.values(), title=title, body=body, link=link, kind="reminder", at=at)
    return 1


def forget_reminders(pairing: Pairing, *, at: datetime) -> None:
    """A contact is on record: reminders of this quarter that nobody has read are not needed any more."""
    last = Quarter.of(local_date(at)).last
    notices.retract(f"{pairing.subject}:contact:{last.isoformat()}", at=at)


def posted_without_pairing(at: datetime) -> Iterator[str]:
    """≥ 1 for each posted representative (docs/domain.md § 12): a sum over rows, so no constraint holds it."""
    on = local_date(at)
    standing = Pairing.objects.standing().filter(representative=OuterRef("representative"))
    rows = Posting.objects.serving(on).filter(~Exists(standing)).select_related("representative")
    names = {row.representative_id: row.representative for row in rows}
    for person in sorted(names.values(), key=lambda each: (each.sort_key, each.pk)):
        yield f"{person.name}（{person.certificate_number}）是进站代表，还没有结对企业"


def pairings_in_breach(at: datetime) -> Iterator[str]:
    """Standing pairings whose representative is tied to the enterprise by now, or out of office."""
    on = local_date(at)
    rows = list(Pairing.objects.standing().for_list())
    ties = Ties([row.representative for row in rows], on=on)
    for row in rows:
        if tie := ties.of(row.representative, identity_of(row.enterprise)):
            yield f"{row.representative.name}代表{tie}，与{row.enterprise.name}的结对须结束"
        elif not row.representative.is_in_office(on) and row.status != PairingStatus.ENDED:
            yield f"{row.representative.name}代表不在任，与{row.enterprise.name}的结对还没有结束"
