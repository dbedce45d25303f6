"""Which policies fit an enterprise (五步找政策): at most five answers, a reason for each that fits and each that does not.

At most the ten fittest are shown; whatever a text requires speaks against, even where the editor has not ticked it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from policies.audience import Mark, Need, Sector, Size
from policies.fit_doubts import required_marks
from policies.models import PolicyVersion
from policies.validity import Validity

SKIPPED = "any"
SHOWN = 10
# What an answer that a policy names counts for in the order; a condition that is still open counts against it.
WEIGHTS = {"needs": 4, "marks": 4, "sectors": 2, "sizes": 2}
OPEN = 1


@dataclass(frozen=True)
class Question:
    """One tap. `name` in the address; `choices` are (value, label)."""

    name: str
    words: str
    choices: tuple[tuple[str, str], ...]
    skip: str = "不确定，跳过"


# The trade first: what counts as small is a matter of it (size_standards.py).
QUESTIONS = (
    Question("sector", "主要做什么？", tuple(Sector.choices)),
    Question("size", "您是哪一种？", tuple(Size.choices)),
    Question("need", "最想解决什么？", tuple(Need.choices), skip="都想看看"),
    Question(
        "mark",
        "有没有这样的认定？",
        (
            (Mark.HIGH_TECH.value, "高新技术企业"),
            (Mark.TECH_SME.value, "科技型中小企业"),
            (Mark.LITTLE_GIANT.value, "专精特新“小巨人”"),
            ("none", "都没有"),
        ),
    ),
    Question(
        "taxpayer",
        "增值税是哪一类纳税人？",
        ((Mark.SMALL_TAXPAYER.value, "小规模纳税人"), (Mark.GENERAL_TAXPAYER.value, "一般纳税人")),
    ),
)
TAXPAYERS = {Mark.SMALL_TAXPAYER.value, Mark.GENERAL_TAXPAYER.value}


@dataclass(frozen=True)
class Answers:
    """Values of `audience`; empty where the question was skipped or is still open."""

    size: str = ""
    sector: str = ""
    need: str = ""
    mark: str = ""
    taxpayer: str = ""

    @classmethod
    def given(cls, typed: Mapping[str, str]) -> "Answers":
        """What nobody offers counts as skipped."""
        known = {
            question.name: typed.get(question.name, "")
            for question in QUESTIONS
            if typed.get(question.name, "") in dict(question.choices)
        }
        return cls(**known)


@dataclass(frozen=True)
class Fitting:
    version: PolicyVersion
    validity: Validity
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Fit:
    """`fits` with why, the fittest first and at most `SHOWN` of `total`; `left_out` with what speaks against each."""

    fits: tuple[Fitting, ...]
    left_out: tuple[Fitting, ...]
    total: int


def fit(answers: Answers, *, on: date) -> Fit:
    """All published policies, judged by their conditions; what has expired or not begun is left out and says so."""
    fits, left_out = [], []
    for version in PolicyVersion.objects.published().for_lists().order_by("policy__category", "policy"):
        validity = version.validity(on)
        against = next(_against(version, validity, answers), "")
        if against:
            left_out.append(Fitting(version, validity, (against,)))
        else:
            fits.append(Fitting(version, validity, tuple(_reasons(version, answers))))
    fits.sort(key=lambda each: -_weight(each.version, answers))
    behind = [Fitting(each.version, each.validity, (BEHIND,)) for each in fits[SHOWN:]]
    return Fit(tuple(fits[:SHOWN]), (*behind, *left_out), len(fits))


BEHIND = f"也符合，排在前 {SHOWN} 条之后"


def _marks(version: PolicyVersion) -> tuple[set[str], set[str]]:
    """Certificates, one of which is required, and kinds of taxpayer; what the text requires among them."""
    marks = {*version.fit.get("marks", []), *required_marks(version.title, version.who)}
    return marks - TAXPAYERS, marks & TAXPAYERS


def _against(version: PolicyVersion, validity: Validity, answers: Answers) -> Iterator[str]:
    if validity.state in ("expired", "upcoming"):
        yield validity.text
    sizes, sectors, needs = (version.fit.get(part, []) for part in ("sizes", "sectors", "needs"))
    if answers.size and sizes and answers.size not in sizes:
        yield f"规模不符：适合{_named(Size, sizes)}"
    if answers.sector and sectors and answers.sector not in sectors:
        yield f"行业不符：适合{_named(Sector, sectors)}"
    if answers.need and needs and answers.need not in needs:
        yield f"不是这件事：解决的是{_named(Need, needs)}"
    yield from _against_marks(version, answers)


def _against_marks(version: PolicyVersion, answers: Answers) -> Iterator[str]:
    """A condition speaks against only where the question was answered."""
    certified, taxed = _marks(version)
    if answers.mark and certified and answers.mark not in certified:
        yield f"缺认定：要求{_named(Mark, _sorted(certified))}"
    if answers.taxpayer and taxed and answers.taxpayer not in taxed:
        yield f"纳税人类别不符：要求{_named(Mark, _sorted(taxed))}"


def _reasons(version: PolicyVersion, answers: Answers) -> Iterator[str]:
    parts = version.fit
    certified, taxed = _marks(version)
    for value, named, kind, words in (
        (answers.need, parts.get("needs", []), Need, "解决"),
        (answers.size, parts.get("sizes", []), Size, "规模"),
        (answers.sector, parts.get("sectors", []), Sector, "行业"),
        (answers.mark, certified, Mark, "有"),
        (answers.taxpayer, taxed, Mark, "属"),
    ):
        if value and value in named:
            yield f"{words}：{dict(kind.choices)[value]}"
    if answers.size and not parts.get("sizes"):
        yield "不限规模"
    if answers.sector and not parts.get("sectors"):
        yield "不限行业"
    for answer, required in ((answers.mark, certified), (answers.taxpayer, taxed)):
        if required and not answer:
            yield f"还要看：是否{_named(Mark, _sorted(required))}"


def _weight(version: PolicyVersion, answers: Answers) -> int:
    """The more of what was answered a policy names, the fitter it is; what it leaves open makes it less sure."""
    certified, taxed = _marks(version)
    asked = (
        (answers.need, version.fit.get("needs"), WEIGHTS["needs"]),
        (answers.size, version.fit.get("sizes"), WEIGHTS["sizes"]),
        (answers.sector, version.fit.get("sectors"), WEIGHTS["sectors"]),
        (answers.mark, certified, WEIGHTS["marks"]),
        (answers.taxpayer, taxed, WEIGHTS["marks"]),
    )
    return sum((weight if answer else -OPEN) for answer, named, weight in asked if named)


def _sorted(marks: set[str]) -> list[str]:
    """In the order in which they are asked."""
    return [value for value in Mark.values if value in marks]


def _named(kind: type[Size] | type[Sector] | type[Need] | type[Mark], values: list[str]) -> str:
    names = dict(kind.choices)
    return "、".join(str(names.get(value, value)) for value in values)
