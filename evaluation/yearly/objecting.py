"""Objections to a line of a shown evaluation, answered in writing; upheld: computed anew, with its difference."""

from __future__ import annotations

from datetime import date, datetime

from django.urls import reverse

from evaluation.duties import links
from evaluation.duties.on_behalf import Said, typed_by
from evaluation.models import Assessment, Evaluation, ScoreObjection
from evaluation.yearly import life_cycle
from groups import recipients
from office import calendar as office_calendar
from office import events, options
from office.actors import Actor
from office.calendar import local_date
from office.events.facts import JSON
from office.models import User
from office.notifications.notices import notify
from office.numbers import clean_words
from office.refusals import Refused
from office.roles import Role
from office.verbs import verb

Status = Evaluation.Status


@verb
def raise_objection(
    evaluation: Evaluation, line_key: str, text: str, *, said: Said, by: Actor, at: datetime
) -> ScoreObjection:
    """By link the caller knows that it is the person. Refused: as `typed_by`, `too_late`, `unknown_line`,
    `too_short`, `exists`."""
    user = typed_by(evaluation.representative, said, by=by, at=at)
    evaluation = life_cycle.EVALUATIONS.locked(evaluation)
    on = local_date(at)
    if not is_open(evaluation, on):
        raise Refused("too_late", "现在不在核对期，不能提出异议，请与代表工作机构联系")
    line = evaluation.lines.filter(key=clean_words(line_key)).first()
    if line is None:
        raise Refused("unknown_line", "请选择对哪一项有异议", field="line")
    text = clean_words(text)
    if not 5 <= len(text) <= 500:
        raise Refused("too_short", "请写明哪里不对，5 到 500 字", field="text")
    if evaluation.objections.open().filter(line_key=line_key).exists():
        raise Refused("exists", "这一项的异议已经提交，正在核实", field="line")
    days = int(options.value("score_answer_days", on))
    row = ScoreObjection.objects.create(
        evaluation=evaluation,
        line_key=line.key,
        line_label=line.label,
        text=text,
        way=said.way,
        sheet=said.sheet,
        raised_at=at,
        raised_by=user,
        answer_due_on=office_calendar.load().add(on, days),
    )
    data: dict[str, JSON] = {"line": line_key, "objection": row.pk, "way": str(said.way)}
    events.record(events.Fact(evaluation.subject, "object", data, {"text": text}), by=by, at=at)
    notify(
        f"{evaluation.subject}:objection:{row.pk}",
        User.objects.with_role(Role.STAFF, on=on),
        title="履职得分有异议待答复",
        body=f"{evaluation}：{line.label}",
        link=_page(evaluation),
        at=at,
    )
    return row


def remind(*, at: datetime) -> int:
    """Every morning: staff are told on the working day before an answer is due and on the day after, once each; what
    was slept through is made up. Returns rows told."""
    on, told = local_date(at), 0
    rows = ScoreObjection.objects.open().filter(answer_due_on__lte=office_calendar.load().add(on, 1))
    staff = recipients.staff(on)
    for row in rows.select_related("evaluation__representative").order_by("pk"):
        is_late, person = row.answer_due_on < on, row.evaluation.representative
        told += notify(
            f"{row.evaluation.subject}:objection:{row.pk}:{'late' if is_late else 'due'}",
            [user for user in staff if user.pk != person.user_id],
            title="履职得分异议逾期未答复" if is_late else "履职得分异议快到答复期限",
            body=f"{person.name}：{row.line_label}。",
            link=_page(row.evaluation),
            kind="reminder",
            at=at,
        )
    return told


def is_open(evaluation: Evaluation, on: date) -> bool:
    """Whether it may be objected to on the local date."""
    until = evaluation.objections_until
    return evaluation.status == Status.SHOWN and until is not None and on <= until


@verb
def answer(row: ScoreObjection, text: str, *, upheld: bool, by: Actor, at: datetime) -> Evaluation:
    """In writing, by neither assessor nor who objected. Upheld: the next edition from the facts as they are now.

    Mend the record first: an upheld objection that changes no point is refused. Refused: `answered`, `missing`,
    `second_person`, `unchanged`.
    """
    row = ScoreObjection.objects.select_for_update().select_related("evaluation").get(pk=row.pk)
    evaluation = _standing(row.evaluation)
    if row.answered_at is not None:
        raise Refused("answered", "这条异议已经答复")
    text = clean_words(text)
    if not text or len(text) > 500:
        raise Refused("missing", "请填写答复，不超过 500 字", field="answer")
    if by.user is None or by.user.pk == row.raised_by_id or _assessed(by.user, evaluation):
        raise Refused("second_person", "提出人、登记人和评审人不能答复，请另一位工作人员答复")
    after = _recomputed(evaluation, by, at) if upheld else evaluation
    if upheld and after.digest == evaluation.digest:
        raise Refused(
            "unchanged", "按现有记录重新计算，得分没有变化：请先更正记录，或答复异议不成立", field="upheld"
        )
    row.answer, row.upheld, row.answered_at, row.answered_by = text, upheld, at, by.user
    row.total_before, row.total_after = evaluation.total, after.total
    columns = ["answer", "upheld", "answered_at", "answered_by", "total_before", "total_after"]
    row.save(update_fields=columns)
    data: dict[str, JSON] = {
        "objection": row.pk,
        "upheld": upheld,
        "before": str(evaluation.total),
        "after": str(after.total),
    }
    events.record(events.Fact(evaluation.subject, "answer_objection", data, {"answer": text}), by=by, at=at)
    links.tell(
        evaluation.representative,
        evaluation.year,
        f"{evaluation.subject}:objection:{row.pk}:answered",
        title="您对履职得分的异议已答复",
        body=f"{row.line_label}：{'成立' if upheld else '不成立'}，总分 {evaluation.total} → {after.total}。",
        page=_page(evaluation),
        by=by,
        at=at,
    )
    return after


def _standing(evaluation: Evaluation) -> Evaluation:
    """The edition that is shown: an objection to one that was computed anew since is answered on the present one."""
    evaluation = life_cycle.EVALUATIONS.locked(evaluation)
    if evaluation.status != Status.SUPERSEDED:
        return evaluation
    return life_cycle.EVALUATIONS.locked(life_cycle.editions_of(evaluation).order_by("-edition")[0])


def _recomputed(evaluation: Evaluation, by: Actor, at: datetime) -> Evaluation:
    evaluation.status = Status.SUPERSEDED
    evaluation.save(update_fields=["status"])
    shown = {
        "status": Status.SHOWN,
        "shown_at": evaluation.shown_at,
        "shown_by": evaluation.shown_by,
        "objections_until": evaluation.objections_until,
        "note": "异议成立，重新计算",
    }
    return life_cycle.next_edition(evaluation, of=shown, action="recompute", by=by, at=at)


def _assessed(user: User, evaluation: Evaluation) -> bool:
    records = [each["record"] for line in evaluation.lines.all() for each in line.records]
    rows = Assessment.objects.filter(suggestion__in=records, assessor__user=user)
    return rows.exists()


def _page(evaluation: Evaluation) -> str:
    code = evaluation.representative.code
    return f"{reverse('evaluation:score_of', args=[code])}?year={evaluation.year}"
