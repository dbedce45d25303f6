"""Carrying out a plan: all rows or none, in one transaction, with an event for each representative."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from groups import telephones
from groups.codes import new_code
from groups.models import Mandate, Representative, Term
from groups.roster.links import Linking, roster_links
from groups.roster.planning import PlannedRow, RosterPlan, plan_roster
from groups.roster.proposals import roster_proposals
from groups.roster.reading import Roster
from office.actors import Actor
from office.events import Fact, record
from office.refusals import Refused
from office.verbs import verb

# Columns that follow another one and must be saved with it.
FOLLOWERS = {"name": "sort_key", "phone": "phone_index"}
BATCH = 500


@verb
def import_roster(
    roster: Roster,
    *,
    term: Term,
    on: date,
    by: Actor,
    at: datetime,
    previewed: str = "",
    agreed: Collection[str] = (),
) -> RosterPlan:
    """Plans again under the term's lock and applies. Importing the same file again changes nothing.

    `previewed` is the digest of the plan that somebody agreed to, `agreed` the keys of its proposals to be carried
    out. Refused: `problems`, `changed_since_preview`.
    """
    term = Term.objects.select_for_update().get(pk=term.pk)
    plan = plan_roster(roster, term=term, on=on)
    if not plan.is_importable:
        raise Refused("problems", f"名册有 {len(plan.problems)} 处问题，全部改正后才能导入。")
    if previewed and previewed != plan.digest:
        raise Refused("changed_since_preview", "预览之后数据有变动，请核对新的预览后再导入。")
    touched = [row for row in plan.rows if row.kind != "same"]
    former = [
        (row.row.number, row.representative.phone)
        for row in touched
        if row.representative is not None and "phone" in row.fields
    ]
    people = _saved(touched)
    _take_office(touched, people, term)
    _apply_links(touched, people, term, on)
    record(*_facts(touched, people, term), by=by, at=at)
    telephones.tell([telephones.Change(people[number], phone) for number, phone in former], by=by, at=at)
    _carry_out(plan, agreed, people, on=on, by=by, at=at)
    return plan


def _carry_out(
    plan: RosterPlan,
    agreed: Collection[str],
    saved: dict[int, Representative],
    *,
    on: date,
    by: Actor,
    at: datetime,
) -> None:
    """The proposals that were agreed to, each by whoever made it; what is not proposed is passed over."""
    people = {
        row.row.certificate_number: person
        for row in plan.rows
        if (person := saved.get(row.row.number) or row.representative) is not None
    }
    for proposer in roster_proposals:
        keys = {proposal.key for proposal in proposer.find(plan.entries, on=on)} & set(agreed)
        if keys:
            proposer.apply(keys, people, on=on, by=by, at=at)


def _saved(rows: Sequence[PlannedRow]) -> dict[int, Representative]:
    """The representatives of the rows, by row number, saved."""
    people: dict[int, Representative] = {}
    taken = set(Representative.objects.values_list("code", flat=True))
    for row in rows:
        person = row.representative or Representative(code=new_code(row.row.certificate_number, taken))
        for name, value in row.fields.items():
            setattr(person, name, value)
        people[row.row.number] = person
        if person.pk is not None and row.fields:
            followers = [FOLLOWERS[name] for name in row.fields if name in FOLLOWERS]
            person.save(update_fields=[*row.fields, *followers])
    new = [person for person in people.values() if person.pk is None]
    Representative.objects.bulk_create(new, batch_size=BATCH)
    return people


def _take_office(rows: Sequence[PlannedRow], people: dict[int, Representative], term: Term) -> None:
    Mandate.objects.bulk_create(
        (
            Mandate(representative=people[row.row.number], term=term, since=_first_day(row, term))
            for row in rows
            if row.takes_office
        ),
        batch_size=BATCH,
    )


def _apply_links(rows: Sequence[PlannedRow], people: dict[int, Representative], term: Term, on: date) -> None:
    for link in roster_links:
        linkings = [
            Linking(
                people[row.row.number],
                row.links[link.header],
                _first_day(row, term) if row.representative is None else on,
            )
            for row in rows
            if link.header in row.links
        ]
        if linkings:
            link.apply(linkings, on=on)


def _first_day(row: PlannedRow, term: Term) -> date:
    return row.row.since or term.takes_office_on


def _facts(rows: Sequence[PlannedRow], people: dict[int, Representative], term: Term) -> list[Fact]:
    """Which columns changed is in the chain, what they said before and after stands beside it."""
    return [
        Fact(
            f"representative:{people[row.row.number].pk}",
            "roster_added" if row.kind == "new" else "roster_changed",
            {
                "fields": ",".join(sorted(row.fields)),
                "links": len(row.links),
                "term": term.pk,
                "took_office": row.takes_office,
                "since": _first_day(row, term) if row.takes_office else None,
            },
            {"changes": "；".join(f"{each.label}：{each.before}→{each.after}" for each in row.changes)},
        )
        for row in rows
    ]
