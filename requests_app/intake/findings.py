"""What representatives find on an activity becomes a request: with unit and date as agreed, or settled at once.

Source ACTIVITY; each points to its activity, which is chosen or, where it was never planned here, named in words.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import IntegrityError
from django.db.transaction import TransactionManagementError

from casework import engine
from fieldwork.activities import unplanned
from fieldwork.models import Activity
from groups.models import Department, ProfessionalGroup, Representative
from office import events
from office.actors import Actor
from office.calendar import local_date
from office.refusals import Refused
from office.verbs import TryAgain, verb
from requests_app.intake import submission
from requests_app.intake.intake import Intake
from requests_app.intake.submission import Submitted
from requests_app.models import Category, EnterpriseRequest, Finding
from requests_app.models.categories import Difficulty
from requests_app.steps.findings import SettledFindingInputs
from requests_app.steps.parts import refuse_unit

SCOPE = "finding"
WITHOUT_GROUP = "这位代表不在专业小组，请另选一位"


@dataclass(frozen=True)
class Agreed:
    """On the spot, with the unit (明确责任部门与办结时限); `agreed_on` is a local date to come.

    `activity` is its name; `occasion` the activity itself, where it was chosen.
    """

    activity: str
    present: str
    department: Department
    agreed_on: date
    expected_outcome: str
    occasion: Activity | None = None


@dataclass(frozen=True)
class Settled:
    """Done before everybody went home; `representative` handles it from then on."""

    activity: str
    present: str
    representative: Representative
    text: str
    result_class: str
    occasion: Activity | None = None


@verb
def record(intake: Intake, agreed: Agreed, *, key: str, by: Actor, at: datetime) -> Submitted:
    """Submitted; one confirmation accepts it and hands it over. A repeat answers with the same case.

    Raises Refused: `invalid` (a date that has passed), `judicial`, and what `intake.submit` refuses.
    """
    if agreed.agreed_on <= local_date(at):
        raise Refused("invalid", "商定完成日期应在今天之后", field="agreed_on")
    refuse_unit(agreed.department, field="department")
    said = {
        "activity": agreed.occasion.token if agreed.occasion else agreed.activity,
        "present": agreed.present,
        "department": agreed.department.code,
        "agreed_on": agreed.agreed_on.isoformat(),
        "expected_outcome": agreed.expected_outcome,
    }
    done = _submit(replace(intake, extra=said), key=key, by=by, at=at)
    if done.is_repeat:
        return done
    case = done.case
    case.expected_outcome = agreed.expected_outcome
    case.save(update_fields=["expected_outcome"])
    _note(
        case,
        agreed,
        by=by,
        at=at,
        department=agreed.department,
        agreed_on=agreed.agreed_on,
    )
    return done


@verb
def record_settled(intake: Intake, settled: Settled, *, key: str, by: Actor, at: datetime) -> Submitted:
    """Answered as it is entered; the verdict is asked for like any other (docs/domain.md § 2, steps).

    A repeat answers with the same case. Raises `Refused`: `missing` without a category, or for a
    representative of no professional group, and what `submission.submit` refuses.
    """
    said = {
        "activity": settled.occasion.token if settled.occasion else settled.activity,
        "present": settled.present,
        "text": settled.text,
        "result_class": settled.result_class,
    }
    done = _submit(replace(intake, extra=said), key=key, by=by, at=at)
    if done.is_repeat:
        return done
    _note(done.case, settled, by=by, at=at, settled=True)
    given = SettledFindingInputs(
        category=_category(intake),
        difficulty=Difficulty.SIMPLE,
        group=_group(intake, settled.representative),
        representative=settled.representative,
        text=settled.text,
        result_class=settled.result_class,
    )
    engine.take("record_settled_finding", done.case, given, by=by, at=at)
    return done


def _submit(intake: Intake, *, key: str, by: Actor, at: datetime) -> Submitted:
    """Joined to this transaction; whoever loses the race for the same key begins again and finds the case."""
    try:
        return submission.submit(intake, scope=SCOPE, key=key, by=by, at=at)
    except (IntegrityError, TransactionManagementError) as race:
        raise TryAgain from race


def _note(
    case: EnterpriseRequest,
    said: Agreed | Settled,
    *,
    by: Actor,
    at: datetime,
    department: Department | None = None,
    agreed_on: date | None = None,
    settled: bool = False,
) -> None:
    if by.user is None:
        raise AssertionError("a finding is recorded by an account")
    occasion = said.occasion or unplanned.named(
        said.activity, local_date(case.occurred_at or case.submitted_at), by=by, at=at
    )
    Finding.objects.create(
        case=case,
        occasion=occasion,
        activity=occasion.title,
        present=said.present,
        department=department,
        agreed_on=agreed_on,
        settled=settled,
        noted_by=by.user,
    )
    data: dict[str, events.JSON] = {"settled": settled, "activity": occasion.pk}
    if department is not None and agreed_on is not None:
        data |= {"lead": department.code, "agreed_on": agreed_on.isoformat()}
    kept = {"text": occasion.title, "present": said.present}
    events.record(events.Fact(case.subject, "record_finding", data, kept), by=by, at=at)


def _category(intake: Intake) -> Category:
    if intake.category is None:
        raise Refused("missing", "请选择问题类别", field="category")
    return intake.category


def group_of(representative: Representative, category: Category) -> ProfessionalGroup | None:
    """The representative's own professional group, else that of the category."""
    membership = representative.professional_memberships.filter(until__isnull=True).first()
    return membership.group if membership else category.professional_group


def _group(intake: Intake, representative: Representative) -> ProfessionalGroup:
    group = group_of(representative, _category(intake))
    if group is None:
        raise Refused("missing", WITHOUT_GROUP, field="representative")
    return group
