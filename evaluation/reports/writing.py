"""What is done with a report: drafted, worded, commented, sent up, sent out to its readers, corrected."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from evaluation import corrections
from evaluation.models import Report, ReportComment, ReportSection
from evaluation.models.reports import SectionKind
from evaluation.reports.content import content
from evaluation.reports.differences import difference
from evaluation.reports.owners import Owner, owner_of
from evaluation.reports.readers import readers_of
from office import events, publishing
from office.actors import Actor
from office.calendar import local_date
from office.events.facts import JSON, Fact
from office.models import User
from office.months import Period
from office.notifications.notices import notify
from office.numbers import clean_text
from office.publishing import Act, Notice, Publication, Reason, SecondPerson
from office.refusals import Refused
from office.roles import Role
from office.verbs import verb

Status = Report.Status
LONGEST_SECTION, LONGEST_COMMENT, LONGEST_ANSWER = 3000, 500, 200


@verb
def draft(owner: Owner, period: Period, *, by: Actor, at: datetime) -> Report:
    """The period's first edition; where one exists it is returned as it is. Refused: `too_early` while it lasts."""
    if at < period.ends_at:
        raise Refused("too_early", f"{period.label}还没有结束")
    of = {"owner": owner.key, "year": period.year, "month": period.month, "months": period.months}
    existing = Report.objects.filter(**of).order_by("-edition").first()
    if existing is not None:
        return existing
    report = Report(
        **of,
        scope=owner.scope,
        name=owner.name,
        station=owner.station,
        group=owner.group,
        figures=content(owner, period),
    )
    return _written(report, {}, by=by, at=at)


def _written(report: Report, texts: dict[str, ReportSection], *, by: Actor, at: datetime) -> Report:
    """With its sections: those of `texts` (by kind) as they stand there, the others empty."""
    report.drafted_at = at
    report.save(force_insert=True)
    for kind in SectionKind:
        section = texts.get(kind, ReportSection(kind=kind))
        section.pk, section.report = None, report
        section.save(force_insert=True)
    on = local_date(at)
    notify(
        f"{report.subject}:drafted",
        User.objects.with_role(Role.STAFF, on=on),
        title=f"{report}已生成草稿",
        body="数字已统计好，请填写文字后送审。",
        link=REPORTS.link.format(edition=report),
        at=at,
    )
    data: dict[str, JSON] = {"owner": report.owner, "period": str(report.period), "edition": report.edition}
    events.record(Fact(report.subject, "draft", data), by=by, at=at)
    return report


@verb
def write(section: ReportSection, text: str, *, seen: str, by: Actor, at: datetime) -> None:
    """Words of one section; `seen` is what stood there when the page was opened.

    Refused: `wrong_state`, `too_long`, `changed` (somebody else wrote meanwhile). The same text again changes nothing.
    """
    report = Report.objects.select_for_update(of=("self",)).get(pk=section.report_id)
    section = ReportSection.objects.select_related("written_by").get(pk=section.pk)
    text, field = clean_text(text.replace("\x00", "")), section.kind
    if report.status != Status.DRAFT:
        raise Refused("wrong_state", "这份报告已经送审或印发，不能再改", field=field)
    if text == section.text:
        return
    if len(text) > LONGEST_SECTION:
        raise Refused("too_long", f"请控制在 {LONGEST_SECTION} 字以内", field=field)
    writer = section.written_by
    if clean_text(seen.replace("\x00", "")) != section.text and writer is not None and writer != by.user:
        raise Refused("changed", f"{writer.name}刚刚改过这一段，请核对后再保存", field=field)
    section.text, section.written_at, section.written_by = text, at, by.user
    section.save(update_fields=["text", "written_at", "written_by"])
    events.record(Fact(report.subject, "write", {"section": section.kind}, {"text": text}), by=by, at=at)


@verb
def comment(report: Report, text: str, *, by: Actor, at: datetime) -> ReportComment:
    """Refused: `wrong_state` once it is out, `missing`, `too_long`."""
    report = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if report.status not in (Status.DRAFT, Status.SUBMITTED):
        raise Refused("wrong_state", "这份报告已经印发，不再收意见", field="comment")
    text = Reason("请写明意见", LONGEST_COMMENT, "comment", "意见请控制在 {at_most} 字以内").checked(text)
    row = ReportComment.objects.create(
        report=report, text=text, written_at=at, written_by=cast(User, by.user)
    )
    events.record(Fact(report.subject, "comment", {"comment": row.pk}, {"text": text}), by=by, at=at)
    notify(
        f"{report.subject}:comment:{row.pk}",
        User.objects.with_role(Role.STAFF, on=local_date(at)),
        title=f"{report}有新意见",
        body=text,
        link=REPORTS.link.format(edition=report),
        at=at,
    )
    return row


@verb
def answer(row: ReportComment, text: str, *, by: Actor, at: datetime) -> None:
    """How a comment was taken up. Refused: `answered`, `missing`, `too_long`."""
    row = (
        ReportComment.objects.select_for_update(of=("self",))
        .select_related("report", "written_by")
        .get(pk=row.pk)
    )
    if row.answered_at is not None:
        raise Refused("answered", "这条意见已经处理")
    text = Reason("请写明怎样处理", LONGEST_ANSWER, f"answer-{row.pk}").checked(text)
    row.answer, row.answered_at, row.answered_by = text, at, by.user
    row.save(update_fields=["answer", "answered_at", "answered_by"])
    events.record(Fact(row.report.subject, "answer", {"comment": row.pk}, {"text": text}), by=by, at=at)
    notify(
        f"{row.report.subject}:answered:{row.pk}",
        [row.written_by],
        title=f"您对{row.report}的意见已处理",
        body=text,
        link=REPORTS.link.format(edition=row.report),
        at=at,
    )


def _refuse_unready(report: Report, by: Actor, at: datetime) -> None:
    """What was done is told in words, and every comment is answered."""
    if not report.sections.exclude(text="").filter(kind=SectionKind.WORK).exists():
        raise Refused("incomplete", f"请先填写“{SectionKind.WORK.label}”", field=SectionKind.WORK.value)
    if report.comments.filter(answered_at__isnull=True).exists():
        raise Refused("open_comments", "还有意见没有处理，请先处理")


def _next(report: Report, note: str, by: Actor, at: datetime) -> Report:
    """The same words; the same numbers but for the cases whose 受理编号 stand in the note (docs/domain.md § 6)."""
    numbers, figures = corrections.numbers_named(note), report.figures
    if numbers:
        correction = corrections.correction_of(numbers, at)
        figures = content(owner_of(report, local_date(at)), report.period, correction)
    following = Report(
        scope=report.scope,
        owner=report.owner,
        name=report.name,
        station=report.station,
        group=report.group,
        year=report.year,
        month=report.month,
        months=report.months,
        edition=report.edition + 1,
        figures=figures,
        note=note,
    )
    return _written(following, {row.kind: row for row in report.sections.all()}, by=by, at=at)


def _writers(report: Report) -> set[int | None]:
    return {row.written_by_id for row in report.sections.all() if row.written_by_id}


NOT_SUBMITTED = ("wrong_state", "这份报告还没有送审，或已经印发")
REPORTS = Publication[Report](
    key=("owner", "year", "month", "months"), related=("submitted_by",), link="/desk/reports/{edition.pk}/",
    stage_column="status", stages=(Status.DRAFT, Status.SUBMITTED, Status.PUBLISHED, Status.SUPERSEDED),
    submission=("submitted_by", "submitted_at"), approval=("approved_by", "published_at"), remark="remark",
    difference=difference, next_edition=_next,
    acts={
        "submit": Act(
            ("wrong_state", "这份报告已经送审或印发"), "送审", "已送审", ready=_refuse_unready,
            notice=Notice(
                "{edition.subject}:submitted:{at}", "{edition}待审签", "第 {edition.edition} 版",
                lambda row, by, at: User.objects.with_role(Role.APPROVER, on=local_date(at)))),
        "hand_back": Act(
            NOT_SUBMITTED, "退回修改", "已退回", reason=Reason("请写明退回原因", 200),
            notice=Notice("{edition.subject}:handed_back:{at}", "{edition}被退回", "{reason}")),
        "publish": Act(
            NOT_SUBMITTED, "审签并印发", "已印发，已告知收件人",
            second_person=(
                SecondPerson(lambda row: (row.submitted_by_id,), "送审人不能审签，请另一人审签"),
                SecondPerson(_writers, "填写过文字的人不能审签，请另一人审签")),
            notice=Notice(
                "{edition.subject}:published", "{edition}", "已印发，可以在线查看或下载。",
                lambda row, by, at: readers_of(row, local_date(at)))),
        "correct": Act(
            ("not_published", "只有已印发的报告才需要更正"), "生成更正版", "已生成更正版，请修改后送审",
            reason=Reason("请写明更正原因，会印在报告上", 200, "note", "更正原因超过 {at_most} 字，请删减")),
    },
)  # fmt: skip
submit, hand_back, publish, correct = publishing.verbs(REPORTS)
