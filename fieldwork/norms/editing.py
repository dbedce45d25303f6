"""How an edition is written, approved by another person, published and replaced by the next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from fieldwork.models import Norm
from fieldwork.norms.paragraphs import rule_names, unknown_rules
from groups.models import ProfessionalGroup
from office import publishing
from office.actors import Actor
from office.calendar import local_date
from office.events import JSON, Fact, record
from office.models import User
from office.models.users import UserQuerySet
from office.numbers import clean_text
from office.publishing import Act, Change, Notice, Publication, Reason, SecondPerson
from office.publishing.differences import of_records
from office.refusals import Refused, together
from office.roles import Role, has_role
from office.verbs import verb

State = Norm.State
TITLE_AT_MOST, BODY_AT_MOST, NOTE_AT_MOST = 60, 20_000, 200


@dataclass(frozen=True)
class Text:
    """What an edition says; `effective_on` is the local date from which it holds."""

    title: str
    body: str
    effective_on: date
    group: ProfessionalGroup | None = None
    is_substantial: bool = True
    note: str = ""


@verb
def begin(code: str, text: Text, *, by: Actor, at: datetime) -> Norm:
    """The first draft of a new norm. Refused: `not_staff`, `taken`, what `faults_of` says."""
    _refuse_unless_staff(None, by, at)
    if Norm.objects.filter(code=code).exists():
        raise Refused("taken", f"代码“{code}”已经在用，请换一个", field="code")
    return _write(Norm(code=code, edition=1, state=State.DRAFT), text, by, at)


@verb
def revise(code: str, text: Text, *, by: Actor, at: datetime) -> Norm:
    """Write the open draft, where the same text changes nothing; where there is none, the next edition begins.

    Refused: `empty`, `submitted`, as `begin`.
    """
    _refuse_unless_staff(None, by, at)
    rows = list(Norm.objects.select_for_update(of=("self",)).filter(code=code).order_by("edition"))
    if not rows:
        raise Refused("empty", "没有这份规范")
    last = rows[-1]
    if last.state == State.SUBMITTED:
        raise Refused("submitted", "已经送审签，不能再改；需要改的，请审签人先退回")
    if last.state != State.DRAFT:
        last = Norm(code=code, edition=last.edition + 1, state=State.DRAFT)
    return _write(last, text, by, at)


def faults_of(text: Text, edition: int) -> Iterator[Refused]:
    """`missing`, `too_long`, `unknown_rule` of the field that each names."""
    for name, label, limit in (("title", "名称", TITLE_AT_MOST), ("body", "正文", BODY_AT_MOST)):
        said = getattr(text, name)
        if not said:
            yield Refused("missing", f"请填写{label}", field=name)
        elif len(said) > limit:
            yield Refused("too_long", f"{label}超过 {limit} 字，请删减", field=name)
    if unknown := unknown_rules(text.body):
        known = "；".join(rule_names)
        yield Refused("unknown_rule", f"“{unknown[0]}”不是任务或得分项。可以写：{known}", field="body")
    if edition > 1 and not text.note:
        yield Refused("missing", "请写一句改了什么", field="note")
    elif len(text.note) > NOTE_AT_MOST:
        yield Refused("too_long", f"修改说明超过 {NOTE_AT_MOST} 字，请删减", field="note")


def difference(before: Norm, after: Norm) -> list[Change]:
    return of_records(_record(before), _record(after))


def _record(norm: Norm) -> dict[str, object]:
    return {
        "名称": norm.title,
        "正文": norm.body,
        "适用小组": str(norm.group or "全体代表"),
        "施行日期": norm.effective_on,
    }


def _write(norm: Norm, text: Text, by: Actor, at: datetime) -> Norm:
    if found := [*faults_of(text, norm.edition)]:
        raise together(found)
    values = vars(text) | {name: clean_text(getattr(text, name)) for name in ("title", "body", "note")}
    values |= {"group": text.group, "is_substantial": text.is_substantial or norm.edition == 1}
    if publishing.says_the_same(norm, values):
        return norm
    for name, value in values.items():
        setattr(norm, name, value)
    norm.written_by, norm.written_at = by.user, at
    norm.save()
    record(_fact(norm, "norm_saved", {}), by=by, at=at)
    return norm


def _fact(norm: Norm, action: str, private: Mapping[str, str]) -> Fact:
    data: dict[str, JSON] = {"edition": norm.edition, "effective_on": norm.effective_on}
    return Fact(norm.subject, action, data, private)


def _refuse_unless_staff(edition: object, by: Actor, at: datetime) -> None:
    if by.user is not None and not has_role(by.user, Role.STAFF, Role.APPROVER):
        raise Refused("not_staff", "履职规范由代表工作机构的工作人员起草")


def _refuse_unless_ready(edition: Norm, by: Actor, at: datetime) -> None:
    if by.user is not None and not has_role(by.user, Role.APPROVER):
        raise Refused("not_approver", "履职规范由审签人公布")
    if edition.effective_on < local_date(at):
        raise Refused("in_past", "施行日期已经过去，请退回改日期", field="effective_on")


def _approvers(edition: object, by: Actor, at: datetime) -> Iterable[User]:
    approvers: UserQuerySet = User.objects.with_role(Role.APPROVER, on=local_date(at))
    return approvers


OTHER_PERSON = SecondPerson[Norm](
    lambda norm: (norm.written_by_id,), "起草人不能公布自己写的规范，请另一位审签人来做", "own_work"
)
NORMS = Publication[Norm](
    key=("code",), related=("written_by",), link="/desk/norms/{edition.code}/",
    stage_column="state", stages=(State.DRAFT, State.SUBMITTED, State.PUBLISHED, State.REPLACED),
    approval=("approved_by", "published_at"), author="written_by", remark="returned_reason",
    proposes=_refuse_unless_staff, decides=_refuse_unless_staff, fact=_fact, difference=difference,
    acts={
        "submit": Act(
            ("frozen", "只有草稿可以送审签"), "送审签", "已送审签", "norm_submitted",
            notice=Notice(
                "norm:{edition.pk}:submitted:{at}", "履职规范待审签：{edition.title}",
                "请审签公布，或写明原因退回。", _approvers)),
        "hand_back": Act(
            ("not_submitted", "没有送审签，不用退回"), "退回修改", "已退回修改", "norm_returned",
            reason=Reason("请写明原因"),
            notice=Notice("norm:{edition.pk}:returned:{at}", "履职规范退回修改：{edition.title}", "{reason}")),
        "publish": Act(
            ("not_submitted", "请先送审签"), "审签并公布", "已公布", "norm_published", (OTHER_PERSON,),
            ready=_refuse_unless_ready),
    },
)  # fmt: skip
submit, hand_back, publish = publishing.verbs(NORMS)
