"""What is done with a table: frozen, written row by row, sent up, sent round, handed back, corrected."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from groups.duty import liaisons_of, officers_of, present
from groups.models import DepartmentOfficer, ProfessionalGroup
from office import calendar as office_calendar
from office import events
from office.actors import Actor
from office.calendar import local_date
from office.events.facts import JSON
from office.models import RoleGrant, User
from office.months import Month
from office.notifications.notices import notify
from office.refusals import Refused
from office.roles import Role
from office.verbs import verb
from requests_app.access.deidentification import named_in
from requests_app.models import ProgressRow, ProgressTable
from requests_app.models.progress import LONGEST_SENTENCE, OPEN_STATES, ProgressTableQuerySet
from requests_app.notifications import recipients
from requests_app.progress_tables.cases_as_of import rows_of, units_of

Status = ProgressTable.Status


@verb
def freeze(group: ProfessionalGroup, month: Month, *, by: Actor, at: datetime) -> ProgressTable | None:
    """The month's first edition, as the cases stood at its end; where one exists it is returned as it is.

    None where the group has neither a case in the month nor an earlier table: nothing to report yet.
    Raises Refused `too_early` before the month is over.
    """
    existing = ProgressTable.objects.of(month).filter(group=group).order_by("-edition").first()
    if existing is not None:
        return existing
    if at < month.ends_at:
        raise Refused("too_early", f"{month.label}还没有结束")
    rows = rows_of(group, month, office_calendar.load())
    if not rows and not group.progress_tables.exists():
        return None
    return _new_edition(group, month, rows, edition=1, note="", by=by, at=at)


@verb
def write(row: ProgressRow, text: str, *, seen: str, by: Actor, at: datetime) -> None:
    """The progress in one sentence. `seen` is what stood there when the writer opened the page.

    Raises Refused: `wrong_state`, `missing`, `too_long`, `names_somebody`, `changed` (somebody else wrote
    meanwhile). The same text again changes nothing.
    """
    table = ProgressTable.objects.select_for_update(of=("self",)).get(pk=row.table_id)
    row = ProgressRow.objects.select_related("case", "written_by").get(pk=row.pk)
    field, text = f"text-{row.pk}", " ".join(text.split())
    if table.status != Status.DRAFT:
        raise Refused("wrong_state", "这份进度表已经送审或通报，不能再改")
    if text == row.progress and row.written_at is not None:
        return
    if not text:
        raise Refused("missing", "请用一句话写明进展", field=field)
    if len(text) > LONGEST_SENTENCE:
        excess = len(text) - LONGEST_SENTENCE
        raise Refused("too_long", f"进展超过 {LONGEST_SENTENCE} 字，请删减 {excess} 个字", field=field)
    if found := named_in(row.case, text):
        raise Refused("names_somebody", f"进度表不能出现“{found}”，请改写", field=field)
    if seen != row.progress and row.written_by is not None and row.written_by != by.user:
        raise Refused(
            "changed", f"{row.written_by.name}刚刚改为“{row.progress}”，请核对后再保存", field=field
        )
    row.progress, row.written_at, row.written_by = text, at, by.user
    row.save(update_fields=["progress", "written_at", "written_by"])
    fact = events.Fact(table.subject, "write", {"case": row.case.ledger_number}, {"text": text})
    events.record(fact, by=by, at=at)


@verb
def submit(table: ProgressTable, *, by: Actor, at: datetime) -> None:
    """To the second person, once somebody has written or confirmed the sentence of every row."""
    table = _locked(table)
    if table.status != Status.DRAFT:
        raise Refused("wrong_state", "这份进度表已经送审或通报")
    blank = table.lines().filter(written_by__isnull=True).count()
    if blank:
        raise Refused("incomplete", f"还有 {blank} 行没有填写或确认进展")
    table.status, table.submitted_at, table.submitted_by, table.remark = Status.SUBMITTED, at, by.user, ""
    table.save(update_fields=["status", "submitted_at", "submitted_by", "remark"])
    _tell(table, f"submitted:{at.isoformat()}", _approvers(table, at), "待审签", at)
    events.record(events.Fact(table.subject, "submit", {}), by=by, at=at)


@verb
def hand_back(table: ProgressTable, reason: str, *, by: Actor, at: datetime) -> None:
    """Back to whoever submitted it, with the reason."""
    table = _locked(table)
    if table.status != Status.SUBMITTED:
        raise Refused("wrong_state", "这份进度表还没有送审，或已经通报")
    if not reason.strip():
        raise Refused("missing", "请写明退回原因", field="reason")
    author = table.submitted_by
    table.status, table.submitted_at, table.submitted_by = Status.DRAFT, None, None
    table.remark = reason.strip()[:200]
    table.save(update_fields=["status", "submitted_at", "submitted_by", "remark"])
    if author is not None:
        _tell(table, f"handed_back:{at.isoformat()}", [author], "被退回", at, table.remark)
    events.record(events.Fact(table.subject, "hand_back", {}, {"reason": reason}), by=by, at=at)


@verb
def publish(table: ProgressTable, *, by: Actor, at: datetime) -> None:
    """Signed by a second person and sent round to the units named in it; an older edition is superseded."""
    table = _locked(table)
    if table.status != Status.SUBMITTED:
        raise Refused("wrong_state", "这份进度表还没有送审，或已经通报")
    if by.user is None or by.user.pk == table.submitted_by_id:
        raise Refused("second_person", "送审人不能审签，请另一人审签")
    if table.rows.filter(written_by=by.user).exists():
        raise Refused("second_person", "填写过进展的人不能审签，请另一人审签")
    _editions(table).published().update(status=Status.SUPERSEDED)
    table.status, table.published_at, table.approved_by = Status.PUBLISHED, at, by.user
    table.save(update_fields=["status", "published_at", "approved_by"])
    _tell(table, "published", _officers(table, at), "通报", at, f"{table.edition_label}，请各单位对照办理。")
    events.record(events.Fact(table.subject, "publish", {"edition": table.edition}), by=by, at=at)


@verb
def correct(table: ProgressTable, note: str, *, by: Actor, at: datetime) -> ProgressTable:
    """The next edition: rows made anew from the record, sentences taken over, the reason printed on it."""
    table = _locked(table)
    if table.status != Status.PUBLISHED:
        raise Refused("not_published", "只有已通报的进度表才需要更正")
    if not note.strip():
        raise Refused("missing", "请写明更正原因，会印在进度表上", field="note")
    if len(note.strip()) > 200:
        raise Refused("too_long", "更正原因超过 200 字，请删减", field="note")
    if _editions(table).filter(status__in=OPEN_STATES).exists():
        raise Refused("exists", "更正版已经生成，请继续处理更正版")
    rows = rows_of(table.group, table.period, office_calendar.load())
    written = {row.case_id: row for row in table.rows.all()}
    for row in rows:
        if before := written.get(row.case_id):
            row.progress, row.written_at, row.written_by = (
                before.progress,
                before.written_at,
                before.written_by,
            )
    return _new_edition(
        table.group, table.period, rows, edition=table.edition + 1, note=note.strip(), by=by, at=at
    )


def _new_edition(
    group: ProfessionalGroup,
    month: Month,
    rows: list[ProgressRow],
    *,
    edition: int,
    note: str,
    by: Actor,
    at: datetime,
) -> ProgressTable:
    table = ProgressTable.objects.create(
        group=group,
        year=month.year,
        month=month.month,
        edition=edition,
        issue=_issue(group, month),
        note=note,
        frozen_at=at,
    )
    for row in rows:
        row.table = table
    ProgressRow.objects.bulk_create(rows)
    table.units.set(units_of(month, rows))
    on = local_date(at)
    people = present(liaisons_of(group, on), on) or recipients.staff(on)
    _tell(table, "frozen", people, "请填写进展", at)
    data: dict[str, JSON] = {"group": group.code, "month": str(month), "edition": edition, "rows": len(rows)}
    events.record(events.Fact(table.subject, "freeze", data, {"note": note} if note else {}), by=by, at=at)
    return table


def _issue(group: ProfessionalGroup, month: Month) -> int:
    """第几期: months of the group that have a table up to this one, itself included."""
    earlier = group.progress_tables.filter(edition=1).values_list("year", "month")
    return sum((year, number) < (month.year, month.month) for year, number in earlier) + 1


def _locked(table: ProgressTable) -> ProgressTable:
    rows = ProgressTable.objects.select_for_update(of=("self",)).select_related("group", "submitted_by")
    return rows.get(pk=table.pk)


def _editions(table: ProgressTable) -> ProgressTableQuerySet:
    return ProgressTable.objects.of(table.period).filter(group=table.group)


def _approvers(table: ProgressTable, at: datetime) -> list[User]:
    on = local_date(at)
    grants = RoleGrant.objects.in_force(on).filter(role__in=(Role.APPROVER, Role.STAFF), user__is_active=True)
    return [grant.user for grant in grants.exclude(user=table.submitted_by).select_related("user")]


def _officers(table: ProgressTable, at: datetime) -> list[User]:
    on, duties = local_date(at), (DepartmentOfficer.Duty.HANDLER, DepartmentOfficer.Duty.HEAD)
    units = table.units.order_by("pk")
    return [user for unit in units for duty in duties for user in officers_of(unit, duty, on)]


def _tell(
    table: ProgressTable, what: str, people: list[User], words: str, at: datetime, body: str = ""
) -> None:
    notify(
        f"{table.subject}:{what}",
        people,
        title=f"{table}{words}",
        body=body or table.edition_label,
        link=reverse("requests:progress_table", args=[table.pk]),
        at=at,
    )
