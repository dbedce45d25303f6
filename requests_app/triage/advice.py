"""What triage and assignment may choose: ranked, each with its reason. Proposes, never decides."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from groups.models import Department, ProfessionalGroup
from requests_app.models import Assignment, Category, EnterpriseRequest, JointConsultation, Proposal
from requests_app.models.assignments import Part
from requests_app.models.categories import CategoryDepartment, Difficulty
from requests_app.models.category_table import categories
from requests_app.models.contacts import ProposalKind
from requests_app.models.returned_parts import returned_in
from requests_app.texts import matters, titles
from requests_app.texts.classifier import Guess
from requests_app.triage import referral
from requests_app.triage.learning import learned
from requests_app.triage.referral import OtherBody
from requests_app.triage.vocabulary import classifier

DIFFICULTY_WORDS = {
    Difficulty.SIMPLE: "一个单位就能答复",
    Difficulty.ORDINARY: "要核实或需要会办",
    Difficulty.HARD: "涉及多个单位或需要立项",
}
SHOWN = 3
# Of the proposals with at least this chance more than 95 in 100 are right, of categories and of units (`proposals_sure`
# of `make bench`): these may be accepted together.
SURE = 0.9
# Topics whose words show which clause tells the matter.
TOLD_BY = 2


@dataclass(frozen=True)
class Choice:
    """`value` as the step's form takes it; `score` in 0..1 among all that were weighed."""

    value: str
    label: str
    because: str
    score: float


@dataclass(frozen=True)
class Advice:
    """`categories`: the best three. `elsewhere`: where the matter seems to be none for a unit at all."""

    category: Category | None
    categories: tuple[Choice, ...]
    difficulty: str
    difficulty_because: str
    group: ProfessionalGroup | None
    group_because: str
    other_body: OtherBody | None
    is_sure: bool = False


@dataclass(frozen=True)
class Units:
    """Whom a representative proposed, or whom words and category lead to; `ranked` are the best three.

    `is_sure` where somebody named the unit, or the words leave little doubt.
    """

    lead: Department | None
    co: tuple[Department, ...]
    because: str
    ranked: tuple[Choice, ...] = ()
    is_sure: bool = False


def advise(case: EnterpriseRequest, *, on: date) -> Advice:
    """From the words of the text; what the enterprise chose itself counts double (four queries)."""
    leaves = {row.code: row for row in categories().open(on)}
    within = [code for code, row in leaves.items() if row.parent_id and row.parent_id == case.category_id]
    guesses = classifier().guess(case.text, learned(), within=within)
    choices = [_category_choice(leaves[one.key], one) for one in guesses.categories if one.key in leaves]
    if case.category is not None and (case.category.parent_id is not None or not choices):
        said = next((one.because for one in choices if one.value == case.category.code), "")
        own = Choice(
            case.category.code, case.category.full_name, "，".join(filter(None, ("企业所选", said))), 1.0
        )
        choices = [own, *(one for one in choices if one.value != own.value)]
    category = leaves.get(choices[0].value, case.category) if choices else None
    difficulty, difficulty_because = _difficulty(case, category)
    group, group_because = _group(case, category)
    return Advice(
        category=category,
        categories=tuple(choices[:SHOWN]),
        difficulty=difficulty,
        difficulty_because=difficulty_because,
        group=group,
        group_because=group_because,
        other_body=referral.proposed(guesses.units),
        is_sure=category is not None and sure_of(guesses.categories, case.text) == category.code,
    )


def sure_of(guesses: Sequence[Guess], text: str) -> str:
    """The key of the first guess, if it may be trusted: a text of several matters leaves a doubt. "" where not."""
    best = guesses[0] if guesses else None
    return best.key if best and best.score >= SURE and len(matters.matters_in(text)) <= 1 else ""


def sure_category(text: str) -> Category | None:
    """What a text is about where its words leave little doubt; one query."""
    code = sure_of(classifier().guess(text, learned()).categories, text)
    return categories().with_code(code) if code else None


def short_title(case: EnterpriseRequest) -> str:
    """Proposed from the clause that tells the matter; what stands there already where no clause is short enough."""
    found = sorted(classifier().found(case.text, learned().trust), key=lambda one: -one.score)
    words = [part for one in found[:TOLD_BY] for word in one.words for part in word.split("+")]
    return titles.proposed_title(case.text, words) or titles.cut(case.title, titles.LONGEST)


def units_for(case: EnterpriseRequest) -> Units:
    """What was said last: a 会诊, the 拟办意见, a unit that returned the case; else whom text and category lead to.

    Whoever has returned it in this round is not among them, unless a 会诊 has agreed on it since.
    """
    back = list(returned_in(case))
    gave_back = {part.department_id: part.returned_at for part in back}
    ranked = tuple(one for one in _ranked_units(case) if one.value not in _codes(gave_back))
    standing = tuple(_standing(case))
    said = [one for one in _said(case, back) if one.stands(gave_back)]
    if said:
        last = max(said, key=lambda one: one.at)
        co = tuple(unit for unit in (*last.co, *standing) if unit != last.lead)
        return Units(last.lead, tuple(dict.fromkeys(co)), last.because, ranked, is_sure=True)
    defaults = [unit for unit in _defaults(case) if unit.pk not in gave_back]
    codes = [one.value for one in ranked] or [unit.code for unit in defaults[:1]]
    lead = Department.objects.assignable().filter(code__in=codes[:1]).first()
    co = tuple(unit for unit in (standing or defaults) if lead is None or unit.pk != lead.pk)
    if lead is None:
        return Units(None, standing, "")
    is_sure = bool(ranked) and ranked[0].score >= SURE and len(matters.matters_in(case.text)) <= 1
    return Units(lead, co, ranked[0].because if ranked else "按类别的对口单位", ranked, is_sure)


@dataclass(frozen=True)
class _Said:
    """A unit that somebody named for the case, at an instant."""

    at: datetime
    lead: Department
    co: tuple[Department, ...]
    because: str
    agreed: bool = False

    def stands(self, gave_back: Mapping[int, datetime | None]) -> bool:
        """Not where the unit has returned the case itself, but for what a 会诊 agreed afterwards."""
        returned_at = gave_back.get(self.lead.pk)
        return self.lead.pk not in gave_back or (
            self.agreed and returned_at is not None and self.at > returned_at
        )


def _said(case: EnterpriseRequest, back: Iterable[Assignment]) -> Iterator[_Said]:
    met = JointConsultation.objects.held().filter(case=case, lead__isnull=False).select_related("lead").last()
    if met is not None and met.lead is not None and met.recorded_at is not None:
        yield _Said(met.recorded_at, met.lead, (), "会诊商定的主办单位", agreed=True)
    proposals = Proposal.objects.filter(case=case, kind=ProposalKind.ASSIGNMENT)
    proposal = proposals.select_related("lead", "by").last()
    if proposal is not None and proposal.lead is not None:
        because = f"{proposal.by.name}代表的拟办意见"
        yield _Said(proposal.proposed_at, proposal.lead, tuple(proposal.co.all()), because)
    for part in back:
        right = part.right_department
        if part.is_lead and right is not None and right.is_assignable and part.returned_at is not None:
            yield _Said(part.returned_at, right, (), f"{part.department.short_name}退回时建议的单位")


def _codes(keys: Collection[int]) -> set[str]:
    return set(Department.objects.filter(pk__in=keys).values_list("code", flat=True)) if keys else set()


def _standing(case: EnterpriseRequest) -> list[Department]:
    """Co-departments that have the case and keep it when its lead changes."""
    parts = Assignment.objects.current().filter(case=case, part=Part.CO).select_related("department")
    return [part.department for part in parts]


def _category_choice(row: Category, guess: Guess) -> Choice:
    return Choice(row.code, row.full_name, guess.because, guess.score)


def _difficulty(case: EnterpriseRequest, category: Category | None) -> tuple[str, str]:
    """What was decided before, else by what the text says of itself, else the category's usual one."""
    if case.difficulty:
        return case.difficulty, "此前确定"
    if len(matters.matters_in(case.text)) > 1:
        return Difficulty.HARD, "一件中说了几件事"
    if matters.only_asks(case.text):
        return Difficulty.SIMPLE, "只是咨询政策或办法"
    if category is None:
        return Difficulty.ORDINARY, "尚无类别，按一般"
    return category.difficulty, f"“{category.name}”类的默认难度"


def _group(case: EnterpriseRequest, category: Category | None) -> tuple[ProfessionalGroup | None, str]:
    if case.group is not None:
        return case.group, "此前确定"
    if case.scanned_representative_id is not None and case.proposed_group is not None:
        return case.proposed_group, "所扫二维码的代表在这个小组"
    if category is not None and category.professional_group is not None:
        return category.professional_group, f"“{category.name}”类对口"
    return case.proposed_group, "按企业所选类别" if case.proposed_group else ""


def _ranked_units(case: EnterpriseRequest) -> tuple[Choice, ...]:
    decided = case.category.code if case.category and case.accepted_at else ""
    guesses = classifier().guess(case.text, learned(), category=decided)
    units = {unit.code: unit for unit in Department.objects.assignable()}
    return tuple(
        Choice(one.key, units[one.key].name, one.because, one.score)
        for one in guesses.units
        if one.key in units
    )[:SHOWN]


def _defaults(case: EnterpriseRequest) -> list[Department]:
    if case.category is None:
        return []
    own = CategoryDepartment.objects.filter(category=case.category)
    rows = own if own.exists() else CategoryDepartment.objects.filter(category=case.category.parent)
    units = [row.department for row in rows.select_related("department").order_by("order")]
    return [unit for unit in units if unit.is_assignable]
