"""办理进度表 of each month: frozen on the 1st, written by the liaison, signed, one of them corrected."""

import random
from collections.abc import Generator
from datetime import datetime, time, timedelta

from demo.directory import Directory
from demo.matter_scenario import Timeline
from demo.office_hours import OfficeHours
from groups.models import ProfessionalGroup
from office.actors import Actor
from office.calendar import LOCAL, local_date
from office.months import Month
from portal.reference_data.files import read
from requests_app.models import ProgressRow, ProgressTable
from requests_app.progress_tables import verbs

# Months before the last one that ended: the one that was corrected; of the last one half the rows are written.
CORRECTED_BEFORE = 3


def timeline(group: ProfessionalGroup, month: Month, directory: Directory, hours: OfficeHours) -> Timeline:
    """One group's month, from the freezing to the circular."""
    last = Month.of(local_date(hours.now)).previous
    at = datetime.combine(month.to_on, time(0, 5), tzinfo=LOCAL)
    yield at
    table = verbs.freeze(group, month, by=Actor.system("progress"), at=at)
    if table is None:
        return
    at = hours.at_office(
        month.to_on if hours.calendar.is_working(month.to_on) else hours.calendar.next_working(month.to_on)
    )
    yield at
    _write(table, directory, at, share=0.5 if month == last else 1.0)
    if month == last:
        return
    at += timedelta(hours=2)
    yield at
    at = yield from _sign(table, directory, hours, at)
    if month == _back(last, CORRECTED_BEFORE):
        at = hours.later(at, 2)
        yield at
        yield from _correct(table, directory, hours, at)


def months(first: datetime, hours: OfficeHours) -> list[Month]:
    month, now = Month.of(local_date(first)), Month.of(local_date(hours.now))
    found = []
    while month < now:
        found.append(month)
        month = month.next
    return found


def _write(table: ProgressTable, directory: Directory, at: datetime, *, share: float) -> None:
    """The liaison, or on a day of absence the delegate."""
    liaison = directory.liaisons[table.group.code][0]
    rows = list(table.rows.select_related("case__category"))
    for row in rows[: round(len(rows) * share)]:
        by = Actor.of(directory.present(liaison, local_date(at)))
        verbs.write(row, _sentence(row), seen=row.progress, by=by, at=at)


def _sign(
    table: ProgressTable, directory: Directory, hours: OfficeHours, at: datetime
) -> Generator[datetime, None, datetime]:
    liaison = directory.present(directory.liaisons[table.group.code][0], local_date(at))
    verbs.submit(table, by=Actor.of(liaison), at=at)
    at = hours.later(at, 1)
    yield at
    verbs.publish(table, by=Actor.of(directory["approver"]), at=at)
    return at


def _correct(table: ProgressTable, directory: Directory, hours: OfficeHours, at: datetime) -> Timeline:
    plan = read("demo/progress.json")["corrected"]
    second = verbs.correct(table, plan["note"], by=Actor.of(directory["staff"]), at=at)
    row = second.rows.filter(kind="going").first() or second.rows.first()
    if row is not None:
        by = Actor.of(directory.present(directory.liaisons[table.group.code][0], local_date(at)))
        verbs.write(row, plan["text"], seen=row.progress, by=by, at=at)
    at += timedelta(hours=1)
    yield at
    yield from _sign(second, directory, hours, at)


def _sentence(row: ProgressRow) -> str:
    """A sentence that fits category and state; where there is none the proposed one is confirmed."""
    plan = read("demo/progress.json").get(row.kind, [])
    code = row.case.category.code if row.case.category else ""
    choices = plan.get(code, []) if isinstance(plan, dict) else plan
    rng = random.Random(f"progress:{row.case.ledger_number}:{row.table_id}")  # noqa: S311 - invents a sentence
    return rng.choice(choices) if choices else row.progress


def _back(month: Month, months: int) -> Month:
    for _ in range(months):
        month = month.previous
    return month
