"""Whether the conditions of a policy say what its text says: words that name an audience, held against `fit`.

What they find is a question to whoever checks the policy, but for taxpayers and certificates that the text requires:
those count at once, so that no result contradicts what a visitor has answered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from policies.audience import PARTS, Mark, Sector, Size
from policies.models import PolicyVersion

# 特别是, 尤其是: an example, no condition. What is certified is no condition of its certification.
EXAMPLES = re.compile(r"(?:特别是|尤其是?|包括|如)[^。；]*")
CERTIFIES = re.compile(r"认定（|认定$|评价入库")
NAMED: tuple[tuple[Mark, re.Pattern[str]], ...] = (
    (Mark.HIGH_TECH, re.compile(r"高新技术企业|高企")),
    (Mark.TECH_SME, re.compile(r"科技型中小企业")),
    (Mark.LITTLE_GIANT, re.compile(r"小巨人")),
    (Mark.SMALL_TAXPAYER, re.compile(r"小规模纳税人")),
    (Mark.GENERAL_TAXPAYER, re.compile(r"一般纳税人")),
)
INDUSTRY = (Sector.MANUFACTURING, Sector.AGRO, Sector.MATERIALS)
# Whoever is named may be of this size.
SIZES: tuple[tuple[Size, re.Pattern[str]], ...] = (
    (Size.INDIVIDUAL, re.compile(r"个体")),
    (Size.SMALL, re.compile(r"小微|微型|小型|中小")),
    (Size.MEDIUM, re.compile(r"中小|中型")),
)
OF_INDIVIDUALS = re.compile(r"个体|个人|小规模纳税人|企业主|经营主体|小微企业")
# Enterprises gain only by way of their bank.
FOR_FINANCE = re.compile(r"放贷的金融机构|担保、?再?担?保?的机构|间接受益")
SMALL_ONLY = re.compile(r"^(?!.*(?:中小|中型|大型|各类)).*(?:小微|小型微利|微型)企业")


def required_marks(title: str, who: str) -> frozenset[str]:
    """Certificates and kinds of taxpayer that the text itself requires, those of `Mark`.

    A text that names both kinds of taxpayer, or one beside other audiences, requires none of them.
    """
    if CERTIFIES.search(title):
        return frozenset()
    said = EXAMPLES.sub("", who)
    found = {mark for mark, pattern in NAMED if pattern.search(said)}
    taxpayers = found & {Mark.SMALL_TAXPAYER, Mark.GENERAL_TAXPAYER}
    if len(taxpayers) > 1 or re.search(r"小规模纳税人、|、[^。；、]*小规模纳税人", said):
        found -= taxpayers
    return frozenset(mark.value for mark in found) if _is_condition(said, found) else frozenset()


def _is_condition(said: str, found: set[Mark]) -> bool:
    """Not where the named are some of several audiences: 重点领域的项目，以及科技型中小企业."""
    certified = found - {Mark.SMALL_TAXPAYER, Mark.GENERAL_TAXPAYER}
    return not certified or not re.search(r"以及|项目", said)


def doubts(version: PolicyVersion) -> list[str]:
    """Sentences for whoever checks the policy, none where conditions and text agree."""
    return list(_doubts(version.title, version.who, version.industries, version.fit))


def _doubts(title: str, who: str, industries: list[str], fit: Mapping[str, list[str]]) -> Iterator[str]:
    for part, kind in PARTS.items():
        if unknown := [value for value in fit.get(part, []) if value not in kind.values]:
            yield f"适用条件里有不认识的值：{'、'.join(unknown)}"
    yield from _of_marks(title, who, set(fit.get("marks", [])))
    if FOR_FINANCE.search(who):
        if fit.get("sectors") != [Sector.FINANCE]:
            yield "“适用对象”是金融机构，“适合的行业大类”应只选银行、担保等金融机构"
        return
    yield from _of_sizes(who, set(fit.get("sizes", [])))
    yield from _of_sectors(industries, set(fit.get("sectors", [])))


def _of_marks(title: str, who: str, marks: set[str]) -> Iterator[str]:
    required = required_marks(title, who)
    for mark, pattern in NAMED:
        if mark in required and mark not in marks:
            yield f"“适用对象”要求{mark.label}，“须具备其中之一”没有选"
        elif mark in marks and not pattern.search(f"{title}{who}"):
            yield f"“须具备其中之一”选了{mark.label}，“适用对象”没有提到"


def _of_sizes(who: str, sizes: set[str]) -> Iterator[str]:
    said = EXAMPLES.sub("", who)
    for size, pattern in SIZES:
        if sizes and size not in sizes and pattern.search(said):
            yield f"“适用对象”提到{size.label}，“适合的规模”没有选"
    if Size.INDIVIDUAL in sizes and not OF_INDIVIDUALS.search(who):
        yield "“适合的规模”选了个体工商户，“适用对象”没有提到"
    if SMALL_ONLY.search(said) and (not sizes or sizes & {Size.MEDIUM, Size.LARGE}):
        yield "“适用对象”只说小微企业，“适合的规模”更宽"


def _of_sectors(industries: list[str], sectors: set[str]) -> Iterator[str]:
    if not sectors:
        return
    if any(industry.startswith("不限") for industry in industries):
        yield "“行业”写的是不限，“适合的行业大类”却选了几类"
    elif "制造业" in industries and not sectors >= {*INDUSTRY}:
        yield "“行业”写的是制造业，农产品加工和石材、建材、化工也是制造业"
