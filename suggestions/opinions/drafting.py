"""Writing an opinion: its text, its named authors, what it rests on. A new text asks every author anew."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from groups import recipients
from groups.models import Representative
from office import events
from office.actors import Actor
from office.calendar import local_date
from office.events import Fact
from office.notifications.notices import notify
from office.refusals import Refused
from office.verbs import verb
from requests_app.models import Category
from suggestions.models import AgendaItem, AskedGroup, ExpertOpinion, OpinionAuthor, OpinionBasis
from suggestions.opinions import counts, parts
from suggestions.opinions.agenda import link_of

SHORTEST = 50
AUTHORS_AT_MOST = 10


@verb
def write(
    asked: AskedGroup, *, text: str, authors: Collection[Representative], by: Actor, at: datetime
) -> ExpertOpinion:
    """Begin the group's opinion or change it while it is drafted; the same again changes nothing.

    Whoever is named for the first time, and everybody once the text differs, is asked to confirm. Who is not named
    any more is taken away. Raises `Refused`: `not_yours` (members of the group, its liaison), `wrong_state` once it
    was submitted or the item was dropped, `too_short` beside `text`, `missing`, `too_many` or `not_a_member` beside
    `authors`.
    """
    on = local_date(at)
    allowed = by.user is not None and parts.writes(by.user, asked.group, on)
    author = parts.person(by, allowed, "专业意见由本组代表撰写，联络员可以代录")
    item = open_item(asked.item_id)
    _refuse_unfit(asked, text, authors, on)
    opinion = ExpertOpinion.objects.select_for_update().filter(asked=asked).first()
    if opinion is None:
        opinion = ExpertOpinion(asked=asked, drafted_at=at, drafted_by=author)
    elif not opinion.is_draft:
        raise Refused("wrong_state", "意见已经提交，不能再改")
    changes_text = opinion.text != text
    opinion.text = text
    opinion.save()
    asked_anew = _name(opinion, authors, anew=changes_text, at=at)
    if changes_text or asked_anew:
        _ask(opinion, item, asked_anew, at)
        people: events.JSON = [person.code for person in authors]
        data: dict[str, events.JSON] = {"group": asked.group.code, "authors": people}
        events.record(Fact(item.subject, "opinion_written", data, {"text": text}), by=by, at=at)
    return opinion


@verb
def rest_on_document(opinion: ExpertOpinion, *, document: str, by: Actor, at: datetime) -> OpinionBasis:
    """Name a document, a policy, the report of an activity. Raises `Refused` as `write`; `exists` for the same once more."""
    row = _writable(opinion, by, at)
    if row.bases.filter(document=document, dropped_at__isnull=True).exists():
        raise Refused("exists", "这份依据已经加上", field="document")
    basis = OpinionBasis.objects.create(opinion=row, document=document)
    _record(row, "opinion_rests_on", {"basis": basis.pk}, {"document": document}, by=by, at=at)
    return basis


@verb
def rest_on_cases(
    opinion: ExpertOpinion, *, category: Category, since: date, until: date, by: Actor, at: datetime
) -> OpinionBasis:
    """Count the requests of a category received in [since, until): how many, and how many are settled now.

    Raises `Refused` as `write`; `invalid` beside `until` for days in the wrong order or to come, `exists` for the same
    category and days once more.
    """
    row = _writable(opinion, by, at)
    if not since < until <= counts.day_after(local_date(at)):
        raise Refused("invalid", "结束日期须晚于开始日期，且不晚于今天", field="until")
    if row.bases.filter(category=category, since=since, until=until, dropped_at__isnull=True).exists():
        raise Refused("exists", "这一类别、这段日期的统计已经加上", field="until")
    found = counts.of_category(category, since, until)
    basis = OpinionBasis.objects.create(
        opinion=row,
        category=category,
        since=since,
        until=until,
        received=found.received,
        settled=found.settled,
        counted_at=at,
    )
    _record(row, "opinion_rests_on", {"basis": basis.pk, "received": found.received}, {}, by=by, at=at)
    return basis


@verb
def drop_basis(basis: OpinionBasis, *, by: Actor, at: datetime) -> None:
    """Take it away again; a repeat changes nothing. Raises `Refused` as `write`."""
    opinion = _writable(basis.opinion, by, at)
    row = OpinionBasis.objects.get(pk=basis.pk)
    if row.dropped_at is None:
        row.dropped_at = at
        row.save(update_fields=["dropped_at"])
        _record(opinion, "opinion_basis_dropped", {"basis": row.pk}, {}, by=by, at=at)


def open_item(key: int) -> AgendaItem:
    """The item, locked. Raises `Refused("wrong_state")` where it was dropped."""
    item = AgendaItem.objects.select_for_update().get(pk=key)
    if item.dropped_at is not None:
        raise Refused("wrong_state", "议题已经取消")
    return item


def _writable(opinion: ExpertOpinion, by: Actor, at: datetime) -> ExpertOpinion:
    asked = opinion.asked
    allowed = by.user is not None and parts.writes(by.user, asked.group, local_date(at))
    parts.person(by, allowed, "专业意见由本组代表撰写，联络员可以代录")
    open_item(asked.item_id)
    row = ExpertOpinion.objects.select_for_update().with_item().get(pk=opinion.pk)
    if not row.is_draft:
        raise Refused("wrong_state", "意见已经提交，不能再改")
    return row


def _refuse_unfit(asked: AskedGroup, text: str, authors: Collection[Representative], on: date) -> None:
    if len(text) < SHORTEST:
        raise Refused("too_short", f"意见至少写 {SHORTEST} 字：情况、问题、建议", field="text")
    if not authors:
        raise Refused("missing", "至少写一位作者", field="authors")
    if len(authors) > AUTHORS_AT_MOST:
        raise Refused("too_many", f"作者最多 {AUTHORS_AT_MOST} 位", field="authors")
    members = set(parts.members(asked.group, on).values_list("pk", flat=True))
    strangers = [person.name for person in authors if person.pk not in members]
    if strangers:
        raise Refused("not_a_member", f"{'、'.join(strangers)}不是本组在任代表", field="authors")


def _name(
    opinion: ExpertOpinion, authors: Collection[Representative], *, anew: bool, at: datetime
) -> list[Representative]:
    """Writes the rows of the authors; returns those who are asked to confirm."""
    rows = {row.representative_id: row for row in OpinionAuthor.objects.filter(opinion=opinion)}
    asked = []
    for order, person in enumerate(authors, start=1):
        row = rows.pop(person.pk, None)
        if row is None or anew or row.declined_at is not None:
            asked.append(person)
            row = row or OpinionAuthor(opinion=opinion, representative=person)
            row.confirmed_at = row.confirmed_by = row.declined_at = None
            row.confirmed_how = row.sheet_number = ""
        row.order = order
        row.save()
    for row in rows.values():
        if row.declined_at is None:
            row.confirmed_at = row.confirmed_by = None
            row.confirmed_how = row.sheet_number = ""
            row.declined_at = at
            row.save()
    return asked


def _ask(opinion: ExpertOpinion, item: AgendaItem, people: Collection[Representative], at: datetime) -> None:
    """Who has no account reads and signs the sheet that the liaison brings."""
    for person in people:
        how = "确认是您的意见" if person.user else "在联络员送来的签字单上签字"
        notify(
            f"{item.subject}:confirm:{opinion.pk}:{at:%Y%m%d%H%M%S}",
            recipients.own(person),
            title=f"请确认专业意见：{item.title}",
            body=f"您是作者之一。请读过全文，{how}，或者不署名。",
            link=link_of(item),
            at=at,
        )


def _record(
    opinion: ExpertOpinion,
    action: str,
    data: dict[str, events.JSON],
    private: dict[str, str],
    *,
    by: Actor,
    at: datetime,
) -> None:
    events.record(Fact(opinion.asked.item.subject, action, data, private), by=by, at=at)
