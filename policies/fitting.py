"""Which policies fit an enterprise (五步找政策): at most five answers, a reason for each that fits and each that does not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from policies.audience import Mark, Need, Sector, Size
from policies.models import PolicyVersion
from policies.validity import Validity

SKIPPED = "any"


@dataclass(frozen=True)
class Question:
    """One tap. `name` in the address; `choices` are (value, label)."""

    name: str
    words: str
    choices: tuple[tuple[str, str], ...]
    skip: str = "不确定，跳过"


QUESTIONS = (
    Question("size", "您是哪一种？", tuple(Size.choices)),
    Question("sector", "主要做什么？", tuple(Sector.choices)),
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
    """`fits` with why, `left_out` with the first thing that speaks against each."""

    fits: tuple[Fitting, ...]
    left_out: tuple[Fitting, ...]


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
    # What names the need or a mark of this enterprise stands before what is for everybody.
    fits.sort(key=lambda each: -len(each.reasons))
    return Fit(tuple(fits), tuple(left_out))


def _against(version: PolicyVersion, validity: Validity, answers: Answers) -> Iterator[str]:
    if validity.state in ("expired", "upcoming"):
        yield validity.text
    sizes, sectors, needs, marks = (
        version.fit.get(part, []) for part in ("sizes", "sectors", "needs", "marks")
    )
    if answers.size and sizes and answers.size not in sizes:
        yield f"规模不符：适合{_named(Size, sizes)}"
    if answers.sector and sectors and answers.sector not in sectors:
        yield f"行业不符：适合{_named(Sector, sectors)}"
    if answers.need and needs and answers.need not in needs:
        yield f"不是这件事：解决的是{_named(Need, needs)}"
    yield from _against_marks(marks, answers)


def _against_marks(marks: list[str], answers: Answers) -> Iterator[str]:
    """A condition speaks against only where the question was answered."""
    certified, taxed = set(marks) - TAXPAYERS, set(marks) & TAXPAYERS
    if answers.mark and certified and answers.mark not in certified:
        yield f"缺认定：要求{_named(Mark, sorted(certified))}"
    if answers.taxpayer and taxed and answers.taxpayer not in taxed:
        yield f"纳税人类别不符：要求{_named(Mark, sorted(taxed))}"


def _reasons(version: PolicyVersion, answers: Answers) -> Iterator[str]:
    parts = version.fit
    for value, part, kind, words in (
        (answers.need, "needs", Need, "解决"),
        (answers.size, "sizes", Size, "规模"),
        (answers.sector, "sectors", Sector, "行业"),
        (answers.mark, "marks", Mark, "有"),
        (answers.taxpayer, "marks", Mark, "属"),
    ):
        if value and value in parts.get(part, []):
            yield f"{words}：{dict(kind.choices)[value]}"
    if answers.size and not parts.get("sizes"):
        yield "不限规模"
    open_marks = [mark for mark in parts.get("marks", []) if mark not in (answers.mark, answers.taxpayer)]
    if open_marks and not (answers.mark or answers.taxpayer):
        yield f"还要看：是否{_named(Mark, open_marks)}"


def _named(kind: type[Size] | type[Sector] | type[Need] | type[Mark], values: list[str]) -> str:
    names = dict(kind.choices)
    return "、".join(str(names.get(value, value)) for value in values)
