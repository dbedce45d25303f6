"""What triage may choose: the likely category with why, and what follows from it. Proposes, never decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from groups.models import Department, ProfessionalGroup
from requests_app.models import Category, EnterpriseRequest, JointConsultation, Proposal
from requests_app.models.categories import CategoryDepartment, Difficulty
from requests_app.models.contacts import ProposalKind

DIFFICULTY_WORDS = {
    Difficulty.SIMPLE: "一个单位就能答复",
    Difficulty.ORDINARY: "要核实或需要会办",
    Difficulty.HARD: "涉及多个单位或需要立项",
}


@dataclass(frozen=True)
class Advice:
    """`because` says which words of the text led to the category."""

    category: Category | None
    because: str
    difficulty: str
    group: ProfessionalGroup | None


@dataclass(frozen=True)
class Units:
    """Whom a representative proposed, or whom the category usually goes to."""

    lead: Department | None
    co: tuple[Department, ...]
    because: str


def advise(case: EnterpriseRequest, *, on: date) -> Advice:
    """From the words of the text, within the category that the enterprise chose (two queries)."""
    category, because = _likely_category(case, on)
    group = case.group or case.proposed_group or (category.professional_group if category else None)
    difficulty = case.difficulty or (category.difficulty if category else Difficulty.ORDINARY)
    return Advice(category, because, difficulty, group)


def units_for(case: EnterpriseRequest) -> Units:
    """What a 会诊 agreed on, else the representative's 拟办意见, else the units of the category."""
    met = JointConsultation.objects.held().filter(case=case, lead__isnull=False).select_related("lead").last()
    if met is not None:
        return Units(met.lead, (), "会诊商定的主办单位")
    proposal = (
        Proposal.objects.filter(case=case, kind=ProposalKind.ASSIGNMENT).select_related("lead", "by").last()
    )
    if proposal is not None and proposal.lead is not None:
        return Units(proposal.lead, tuple(proposal.co.all()), f"{proposal.by.name}代表的拟办意见")
    defaults = _defaults(case)
    if not defaults:
        return Units(None, (), "")
    return Units(defaults[0], tuple(defaults[1:]), "按类别的对口单位")


def _likely_category(case: EnterpriseRequest, on: date) -> tuple[Category | None, str]:
    """The second-level category whose words the text holds most of; the chosen one where none does."""
    leaves = Category.objects.leaves().for_choosing(on).select_related("professional_group")
    if case.category is not None:
        if case.category.parent_id is not None:
            return case.category, "企业所选"
        leaves = leaves.filter(parent=case.category)
    found = [(leaf, [word for word in leaf.keywords if word in case.text]) for leaf in leaves]
    best = max(found, key=lambda one: len(one[1]), default=None)
    if best is None or not best[1]:
        return case.category, "企业所选" if case.category else ""
    return best[0], f"提到{'、'.join(f'“{word}”' for word in best[1][:3])}"


def _defaults(case: EnterpriseRequest) -> list[Department]:
    if case.category is None:
        return []
    own = CategoryDepartment.objects.filter(category=case.category)
    rows = own if own.exists() else CategoryDepartment.objects.filter(category=case.category.parent)
    units = [row.department for row in rows.select_related("department").order_by("order")]
    return [unit for unit in units if unit.is_assignable]
