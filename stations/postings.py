"""Whom a visitor meets at a station, and how a posting ends when its representative leaves office."""

from datetime import date, datetime

from groups import recipients
from groups.models import Mandate, Representative
from office.actors import Actor
from office.events import JSON, Fact, record
from office.notifications.notices import notify
from office.templatetags.wording import full_day
from office.verbs import verb
from stations.models import Posting, Station


def station_of(representative: Representative, *, on: date) -> Station | None:
    """The station of a case that comes by this representative: the primary posting's, else the default one."""
    postings = Posting.objects.serving(on).filter(representative=representative)
    primary = postings.select_related("station").order_by("-is_primary", "since", "pk").first()
    return primary.station if primary else default_station(on=on)


def default_station(*, on: date) -> Station | None:
    return Station.objects.open(on).filter(is_default=True).first()


@verb
def end_posting(posting: Posting, *, on: date, by: Actor, at: datetime) -> Posting:
    """Ended from `on`; a repeat changes nothing."""
    posting = Posting.objects.select_for_update().get(pk=posting.pk)
    if posting.until is None:
        posting.until = max(on, posting.since)
        posting.save(update_fields=["until"])
        data: dict[str, JSON] = {"posting": posting.pk, "station": posting.station_id, "until": posting.until}
        record(Fact(f"representative:{posting.representative_id}", "posting_ended", data), by=by, at=at)
    return posting


def tell_of(posting: Posting, *, is_new: bool, at: datetime) -> None:
    """The representative, by account or by message, what was entered for it."""
    title = "进站安排" if is_new else "进站结束" if posting.until else "进站职能有变动"
    functions = "、".join(function.name for function in posting.functions.all()) or "未定"
    days = f"{full_day(posting.since)}起" + (
        f"，{full_day(posting.until)}起不再进站" if posting.until else ""
    )
    notify(
        f"posting:{posting.pk}:{at.isoformat()}:{posting.until or 'open'}",
        recipients.own(posting.representative),
        title=f"{title}：{posting.station.name}",
        body=f"职能：{functions}。{days}。",
        at=at,
    )


def end_postings(mandate: Mandate, by: Actor, at: datetime) -> None:
    """For `groups.mandates.left_office`. A suspended representative's postings rest, and come back with it."""
    if mandate.status == Mandate.Status.ENDED:
        for posting in Posting.objects.open().filter(representative=mandate.representative_id):
            end_posting(posting, on=max(mandate.since, posting.since), by=by, at=at)
