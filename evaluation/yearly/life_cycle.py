"""computed → shown (objections) → frozen by another person → corrected: the way of an evaluation (docs/domain.md § 7)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from evaluation.duties import entitlement, links
from evaluation.models import Evaluation, Scheme, ScoreObjection
from evaluation.yearly import computing
from groups.models import ProfessionalMembership, Representative
from office import calendar as office_calendar
from office import events, options, publishing
from office.actors import Actor
from office.calendar import local_date
from office.events.facts import Fact
from office.models import User
from office.publishing import Act, Notice, Publication, Reason, SecondPerson
from office.publishing.differences import Change, of_rows
from office.refusals import Refused
from office.templatetags.wording import short_deadline_day
from office.verbs import verb

Status = Evaluation.Status
# Of the year after: what was entered by then counts.
AS_OF = (1, 31)


def compute_due(*, at: datetime) -> int:
    """Asked daily; from 31 January on the year before is computed, once for everybody. Returns how many were."""
    on = local_date(at)
    year = on.year - 1
    if (on.month, on.day) < AS_OF or not Scheme.objects.of_year(year).exists():
        return 0
    return compute(year, by=Actor.system("evaluation"), at=at)


@verb
def compute(year: int, *, by: Actor, at: datetime) -> int:
    """Everybody who sat in a professional group for a whole month and has no evaluation of the year yet; how many.

    Refused: `too_early` while it lasts, `no_scheme`.
    """
    on = local_date(at)
    if on <= date(year, 12, 31):
        raise Refused("too_early", f"{year} 年还没有结束")
    scheme = computing.scheme_of(year)
    groups = members(year)
    done = Evaluation.objects.of_year(year).values_list("representative", flat=True)
    people = sorted(set(groups) - set(done))
    found = computing.scored(people, year, until=date(year + 1, 1, 1), scheme=scheme)
    of_year = {"year": year, "scheme": scheme, "as_of": min(on, date(year + 1, *AS_OF))}
    written = 0
    for person, own in found.items():
        if own.collected.year.months:
            columns = of_year | {"group_id": groups[person]}
            computing.written(person, own, of=columns, action="compute", by=by, at=at)
            written += 1
    return written


@verb
def show(evaluation: Evaluation, *, by: Actor, at: datetime) -> Evaluation:
    """To the representative, by message to who has no account; ten working days to object. Refused: `wrong_state`."""
    evaluation = EVALUATIONS.locked(evaluation)
    if evaluation.status == Status.COMPUTED:
        on = local_date(at)
        days = int(options.value("score_objection_days", on))
        evaluation.objections_until = office_calendar.load().add(on, days)
        evaluation.save(update_fields=["objections_until"])
    shown = publishing.take(EVALUATIONS, "submit", evaluation, by=by, at=at)
    links.offer(
        shown.representative,
        shown.year,
        f"{shown.subject}:shown",
        title=f"请核对您 {shown.year} 年的履职得分",
        body=f"{short_deadline_day(shown.objections_until)}前每一项都可以提出异议，会有书面答复。",
        by=by,
        at=at,
    )
    return shown


def next_edition(
    evaluation: Evaluation, *, of: Mapping[str, Any], action: str, by: Actor, at: datetime
) -> Evaluation:
    """The same year from the facts as they are now; `of` are the columns of its state. Within a verb."""
    person = evaluation.representative_id
    until = date(evaluation.year + 1, 1, 1)
    own = computing.scored([person], evaluation.year, until=until, scheme=evaluation.scheme)[person]
    columns = {
        "year": evaluation.year,
        "scheme": evaluation.scheme,
        "group_id": evaluation.group_id,
        "as_of": local_date(at),
        "edition": evaluation.edition + 1,
        **of,
    }
    return computing.written(person, own, of=columns, action=action, by=by, at=at)


def preview(person: Representative, year: int, *, on: date) -> computing.Scored:
    """What the facts up to the last day of the month before give; for the person alone. Refused: `no_scheme`."""
    scheme = computing.scheme_of(year)
    return computing.scored([person.pk], year, until=preview_until(year, on), scheme=scheme)[person.pk]


def preview_until(year: int, on: date) -> date:
    """The first of the month, or of the next year; in January what there is of it."""
    first = on.replace(day=1) if on.month > 1 else on + timedelta(days=1)
    return min(first, date(year + 1, 1, 1)) if year >= on.year else date(year + 1, 1, 1)


def members(year: int) -> dict[int, int]:
    """The professional group of everybody who sat in one for a whole month of the year: the last of them."""
    during = Q(since__lt=date(year + 1, 1, 1)) & (Q(until__isnull=True) | Q(until__gt=date(year, 1, 1)))
    rows = ProfessionalMembership.objects.filter(during).order_by("since", "pk")
    groups = dict(rows.values_list("representative", "group"))
    months = entitlement.of_year(sorted(groups), year)
    return {person: group for person, group in groups.items() if months[person].in_group}


def editions_of(evaluation: Evaluation) -> QuerySet[Evaluation]:
    """All of the same person and year, those that were computed anew too."""
    return Evaluation.objects.of_year(evaluation.year).filter(representative=evaluation.representative_id)


def _refuse_unready(evaluation: Evaluation, by: Actor, at: datetime) -> None:
    """Every objection is answered and the days to object are over."""
    if ScoreObjection.objects.open().filter(evaluation__in=editions_of(evaluation)).exists():
        raise Refused("open_objections", f"{evaluation.representative}还有异议没有答复，请先答复")
    until = evaluation.objections_until
    if until is None or local_date(at) <= until:
        raise Refused("too_early", f"代表核对期到 {short_deadline_day(until)}，请过后再审签")


def _corrected(evaluation: Evaluation, note: str, by: Actor, at: datetime) -> Evaluation:
    return next_edition(evaluation, of={"note": note}, action="correct", by=by, at=at)


def difference(before: Evaluation, after: Evaluation) -> list[Change]:
    """Points and words of every line that is otherwise, and the total."""
    old, new = ({row.key: _said(row) for row in each.lines.all()} for each in (before, after))
    names = {row.key: row.label for each in (before, after) for row in each.lines.all()}
    old["total"], new["total"] = {"得分": before.total}, {"得分": after.total}
    return of_rows(old, new, name=lambda key: names.get(key, "总分"))


def _said(row: Any) -> dict[str, Any]:
    return {"得分": row.points, "怎样算的": row.formula}


def _own_account(evaluation: Evaluation, by: Actor, at: datetime) -> Collection[User]:
    user = evaluation.representative.user
    return [user] if user else []


def _fact(evaluation: Evaluation, event: str, private: Mapping[str, str]) -> Fact:
    data: dict[str, events.JSON] = {"edition": evaluation.edition, "digest": evaluation.digest}
    return Fact(evaluation.subject, event, data, private)


EVALUATIONS = Publication[Evaluation](
    key=("representative_id", "year"), related=("representative", "scheme"), link="/desk/scores/",
    stage_column="status", stages=(Status.COMPUTED, Status.SHOWN, Status.FROZEN, Status.SUPERSEDED),
    submission=("shown_by", "shown_at"), approval=("approved_by", "approved_at"), author="shown_by",
    difference=difference, next_edition=_corrected, fact=_fact,
    acts={
        "submit": Act(
            ("wrong_state", "已经向代表展示"), "向代表展示", "已展示，代表可以核对", event="show",
            notice=Notice(
                "{edition.subject}:shown", "{edition.year} 年履职得分请核对",
                "每一条都可以提出异议，会有书面答复。仅供参考，代表由选民和选举单位监督。", _own_account)),
        "publish": Act(
            ("wrong_state", "还没有向代表展示，或已经审签"), "审签", "已审签，结果不再改变", event="approve",
            ready=_refuse_unready,
            second_person=(SecondPerson(lambda row: (row.shown_by_id,), "展示人不能审签，请另一人审签"),),
            notice=Notice(
                "{edition.subject}:approved", "{edition.year} 年履职评价已审签",
                "仅供参考，代表由选民和选举单位监督。", _own_account)),
        "correct": Act(
            ("not_published", "只有已审签的结果才需要更正"), "生成更正版", "已按现有记录生成更正版，请展示后审签",
            reason=Reason("请写明更正原因", 200, "note", "更正原因超过 {at_most} 字，请删减")),
    },
)  # fmt: skip
_, _approve, correct = publishing.verbs(EVALUATIONS)


@verb
def approve(evaluation: Evaluation, *, by: Actor, at: datetime) -> Evaluation:
    """By another than who showed it, once the days to object are over; told, by message to who has no account.

    Refused: `wrong_state`, `second_person`, `open_objections`, `too_early`.
    """
    approved = _approve(evaluation, by=by, at=at)
    links.offer(
        approved.representative,
        approved.year,
        f"{approved.subject}:approved",
        title=f"您 {approved.year} 年的履职评价已审签",
        body="仅供参考，代表由选民和选举单位监督。",
        by=by,
        at=at,
    )
    return approved
