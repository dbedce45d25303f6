"""What is done with a table: frozen, written row by row, sent up, sent round, handed back, corrected."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from groups.duty import liaisons_of, officers_of, present
from groups.models import DepartmentOfficer, ProfessionalGroup
from office import calendar as office_calendar
from office import events, publishing
from office.actors import Actor
from office.calendar import local_date
from office.events.facts import JSON
from office.models import User
from office.models.users import UserQuerySet
from office.months import Month
from office.notifications.notices import notify
from office.publishing import Act, Notice, Publication, Reason, SecondPerson
from office.refusals import Refused
from office.roles import Role
from office.verbs import verb
from requests_app.access.deidentification import named_in
from requests_app.access.redaction import is_confidential
from requests_app.models import ProgressRow, ProgressTable
from requests_app.models.progress import CONFIDENTIAL, LONGEST_SENTENCE
from requests_app.notifications import recipients
from requests_app.progress_tables.cases_as_of import rows_of, units_of
from requests_app.progress_tables.difference import difference

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
    if is_confidential(row.case):
        text, seen = CONFIDENTIAL, row.progress
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


def _refuse_incomplete(table: ProgressTable, by: Actor, at: datetime) -> None:
    """Somebody has written or confirmed the sentence of every row."""
    blank = table.lines().filter(written_by__isnull=True).count()
    if blank:
        raise Refused("incomplete", f"还有 {blank} 行没有填写或确认进展")


def _next(table: ProgressTable, note: str, by: Actor, at: datetime) -> ProgressTable:
    """Rows made anew from the record, sentences taken over."""
    rows = rows_of(table.group, table.period, office_calendar.load())
    written = {row.case_id: row for row in table.rows.all()}
    for row in rows:
        if before := written.get(row.case_id):
            for name in ("progress", "written_at", "written_by"):
                setattr(row, name, getattr(before, name))
    edition = table.edition + 1
    return _new_edition(table.group, table.period, rows, edition=edition, note=note, by=by, at=at)


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
    notify(
        f"{table.subject}:frozen",
        people,
        title=f"{table}请填写进展",
        body=table.edition_label,
        link=PROGRESS_TABLES.link.format(edition=table),
        at=at,
    )
    data: dict[str, JSON] = {"group": group.code, "month": str(month), "edition": edition, "rows": len(rows)}
    events.record(events.Fact(table.subject, "freeze", data, {"note": note} if note else {}), by=by, at=at)
    return table


def _issue(group: ProfessionalGroup, month: Month) -> int:
    """第几期: months of the group that have a table up to this one, itself included."""
    earlier = group.progress_tables.filter(edition=1).values_list("year", "month")
    return sum((year, number) < (month.year, month.month) for year, number in earlier) + 1


def _signers(table: ProgressTable, by: Actor, at: datetime) -> Iterable[User]:
    people: UserQuerySet = User.objects.with_role(Role.APPROVER, Role.STAFF, on=local_date(at))
    return people.exclude(pk=by.user.pk) if by.user else people


def _officers(table: ProgressTable, by: Actor, at: datetime) -> list[User]:
    """Of the units named in the table, to which it is sent round."""
    on, duties = local_date(at), (DepartmentOfficer.Duty.HANDLER, DepartmentOfficer.Duty.HEAD)
    units = table.units.order_by("pk")
    return [user for unit in units for duty in duties for user in officers_of(unit, duty, on)]


def _writers(table: ProgressTable) -> set[int | None]:
    return set(table.rows.values_list("written_by", flat=True))


NOT_SUBMITTED = ("wrong_state", "这份进度表还没有送审，或已经通报")
PROGRESS_TABLES = Publication[ProgressTable](
    key=("group_id", "year", "month"), related=("group", "submitted_by"), link="/desk/progress/{edition.pk}/",
    stage_column="status", stages=(Status.DRAFT, Status.SUBMITTED, Status.PUBLISHED, Status.SUPERSEDED),
    submission=("submitted_by", "submitted_at"), approval=("approved_by", "published_at"), remark="remark",
    difference=difference, next_edition=_next,
    acts={
        "submit": Act(
            ("wrong_state", "这份进度表已经送审或通报，不能再改"), "送审", "已送审", ready=_refuse_incomplete,
            notice=Notice(
                "{edition.subject}:submitted:{at}", "{edition}待审签", "{edition.edition_label}", _signers)),
        "hand_back": Act(
            NOT_SUBMITTED, "退回修改", "已退回", reason=Reason("请写明退回原因", 200),
            notice=Notice("{edition.subject}:handed_back:{at}", "{edition}被退回", "{reason}")),
        "publish": Act(
            NOT_SUBMITTED, "审签并通报", "已审签，并通报各责任单位",
            second_person=(
                SecondPerson(lambda table: (table.submitted_by_id,), "送审人不能审签，请另一人审签"),
                SecondPerson(_writers, "填写过进展的人不能审签，请另一人审签")),
            notice=Notice(
                "{edition.subject}:published", "{edition}通报", "{edition.edition_label}，请各单位对照办理。",
                _officers)),
        "correct": Act(
            ("not_published", "只有已通报的进度表才需要更正"), "生成更正版", "已生成更正版，请核对后送审",
            reason=Reason("请写明更正原因，会印在进度表上", 200, "note", "更正原因超过 {at_most} 字，请删减")),
    },
)  # fmt: skip
submit, hand_back, publish, correct = publishing.verbs(PROGRESS_TABLES)
