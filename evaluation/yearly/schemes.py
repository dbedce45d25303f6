"""A scheme from draft to force: tried on a past year, sent up, approved by another person (docs/domain.md § 7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from evaluation.models import Evaluation, Scheme, SchemeTrial
from evaluation.scores import rounded, score
from evaluation.yearly import collecting, life_cycle
from groups.models import ProfessionalGroup
from office import events, publishing
from office.actors import Actor
from office.calendar import local_date
from office.events.facts import Fact
from office.models import Event, User
from office.publishing import Act, Notice, Publication, Reason, SecondPerson
from office.publishing.differences import Change, of_records
from office.refusals import Refused
from office.roles import Role
from office.verbs import verb

Status = Scheme.Status
OPEN = (Status.DRAFT, Status.SUBMITTED)
JSON = dict[str, Any]


@verb
def try_out(scheme: Scheme, year: int, *, by: Actor, at: datetime) -> SchemeTrial:
    """The year by the scheme of that year and by this one, from the same facts; of the running year what is over.
    Tried again where nothing has changed since, it is the same trial.

    Refused: `wrong_state` once it is approved, `too_early`, `no_scheme` to compare with, `nobody` to score.
    """
    scheme = Scheme.objects.select_for_update().get(pk=scheme.pk)
    if scheme.status not in OPEN:
        raise Refused("wrong_state", "办法已经审签或停用，不再试算")
    on = local_date(at)
    if year > on.year:
        raise Refused("too_early", f"{year} 年还没有开始", field="year")
    compared, until = _in_force(year), life_cycle.preview_until(year, on)
    groups = life_cycle.members(year)
    rules = compared.rules(is_posted=True)
    facts = collecting.of_year(sorted(groups), year, until=until, rules=rules)
    codes = dict(ProfessionalGroup.objects.values_list("pk", "code"))
    rows = [
        {
            "person": person,
            "group": codes[groups[person]],
            "is_posted": own.is_posted,
            **{
                name: str(rounded(score(own.year, each.rules(is_posted=own.is_posted)).total))
                for name, each in (("before", compared), ("after", scheme))
            },
        }
        for person, own in facts.items()
        if own.year.months
    ]
    if not rows:
        raise Refused("nobody", f"{year} 年没有可以试算的代表", field="year")
    found = {"compared": compared, "until": until, "values": scheme.values(), "rows": ranked(rows)}
    last = scheme.trials.filter(year=year).order_by("-tried_at", "-pk").first()
    if last is not None and all(getattr(last, name) == value for name, value in found.items()):
        return last
    trial = SchemeTrial.objects.create(scheme=scheme, year=year, tried_at=at, tried_by=by.user, **found)
    data: dict[str, events.JSON] = {"year": year, "people": len(rows), "moved": len(moved(trial))}
    events.record(Fact(scheme.subject, "try_scheme", data), by=by, at=at)
    return trial


def ranked(rows: Iterable[JSON]) -> list[JSON]:
    """Each with its rank before and after, among those of its group and class; equal totals share a rank."""
    rows = list(rows)
    classes: dict[tuple[str, bool], list[JSON]] = {}
    for row in rows:
        classes.setdefault((row["group"], row["is_posted"]), []).append(row)
    return [
        row
        | {
            f"rank_{name}": 1 + sum(Decimal(other[name]) > Decimal(row[name]) for other in own)
            for name in ("before", "after")
        }
        for own in classes.values()
        for row in own
    ]


def moved(trial: SchemeTrial) -> list[JSON]:
    """Whose rank would be another."""
    return [row for row in trial.rows if row["rank_before"] != row["rank_after"]]


def valid_trial(scheme: Scheme) -> SchemeTrial | None:
    """The latest that was made with the numbers as they stand now."""
    values = scheme.values()
    return next((trial for trial in scheme.trials.all() if trial.values == values), None)


def former(scheme: Scheme) -> Scheme | None:
    """What it would take the place of: the approved scheme of an earlier year."""
    rows = Scheme.objects.filter(status=Status.APPROVED, first_year__lt=scheme.first_year)
    return rows.order_by("-first_year").first()


def difference(before: Scheme, after: Scheme) -> list[Change]:
    """The numbers that are others."""
    return of_records(_labelled(before), _labelled(after))


def _labelled(scheme: Scheme) -> dict[str, str]:
    labels = {field.name: str(field.verbose_name) for field in Scheme._meta.local_concrete_fields}
    return {labels[name]: f"{Decimal(value).normalize():f}" for name, value in scheme.values().items()}


def _in_force(year: int) -> Scheme:
    """The scheme of the year; of a year before there was any the first one."""
    approved = Scheme.objects.filter(status=Status.APPROVED).order_by("first_year")
    found = Scheme.objects.of_year(year).first() or approved.first()
    if found is None:
        raise Refused("no_scheme", "还没有已审签的办法可以对照", field="year")
    return found


def _refuse_untried(scheme: Scheme, by: Actor, at: datetime) -> None:
    if valid_trial(scheme) is None:
        raise Refused("untried", "请先按现在的参数试算一年，再送审")


def _refuse_unready(scheme: Scheme, by: Actor, at: datetime) -> None:
    _refuse_untried(scheme, by, at)
    if Evaluation.objects.filter(year__gte=scheme.first_year).exists():
        raise Refused("too_late", f"{scheme.first_year} 年及以后已有评价结果，办法不能再改变它们")


def _refuse_used(scheme: Scheme, by: Actor, at: datetime) -> None:
    if Evaluation.objects.filter(scheme=scheme).exists():
        raise Refused("used", "已有评价结果是按这份办法算的，不能停用；请为以后年度另立一份")


def _approvers(scheme: Scheme, by: Actor, at: datetime) -> Iterable[User]:
    found: Iterable[User] = User.objects.with_role(Role.APPROVER, on=local_date(at))
    return found


def _authors(scheme: Scheme) -> set[int | None]:
    """Who sent it up, and whoever wrote a number of it in the administration before."""
    written = Event.objects.filter(subject=scheme.subject, action__in=("added", "changed"))
    return {scheme.submitted_by_id, *written.values_list("by_user", flat=True)}


def _fact(scheme: Scheme, event: str, private: Mapping[str, str]) -> Fact:
    return Fact(scheme.subject, event, {"first_year": scheme.first_year}, private)


SCHEMES = Publication[Scheme](
    key=("first_year",), link="/desk/schemes/{edition.pk}/", related=("submitted_by",),
    stage_column="status", stages=(Status.DRAFT, Status.SUBMITTED, Status.APPROVED, Status.ENDED),
    submission=("submitted_by", "submitted_at"), approval=("approved_by", "approved_at"),
    difference=difference, former=former, fact=_fact,
    acts={
        "submit": Act(
            ("wrong_state", "办法已经送审或审签"), "送审", "已送审", event="submit_scheme", ready=_refuse_untried,
            notice=Notice(
                "{edition.subject}:submitted", "履职评价办法待审签", "{edition.name}，从 {edition.first_year} 年起",
                _approvers)),
        "hand_back": Act(
            ("wrong_state", "办法没有在审签"), "退回修改", "已退回", event="hand_back_scheme",
            reason=Reason("请写明退回原因"),
            notice=Notice("{edition.subject}:handed_back:{at}", "履职评价办法被退回", "{reason}")),
        "publish": Act(
            ("wrong_state", "办法还没有送审，或已经审签"), "审签", "已审签，从办法写明的年度起使用",
            event="approve_scheme", ready=_refuse_unready,
            second_person=(SecondPerson(_authors, "起草人和送审人不能审签，请另一人审签"),)),
        "withdraw": Act(
            ("not_published", "只有已审签的办法才能停用"), "停用", "已停用", event="end_scheme", ready=_refuse_used,
            reason=Reason("请写明停用原因")),
    },
)  # fmt: skip
submit, hand_back, approve, end = publishing.verbs(SCHEMES)
