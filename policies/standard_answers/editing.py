"""How a standard answer is written, checked by a second person, put out of use and replaced by its next text."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from groups.models import Department
from office import publishing
from office.actors import Actor
from office.calendar import local_date
from office.events import JSON, Fact, record
from office.models import User
from office.models.users import UserQuerySet
from office.numbers import clean_text
from office.publishing import Act, Change, Notice, Publication, Reason, SecondPerson
from office.publishing.differences import of_records, until_words
from office.refusals import Refused, together
from office.roles import Role, has_role
from office.verbs import verb
from policies.models import StandardAnswer
from stations.scopes import Scopes

State, Audience = StandardAnswer.State, StandardAnswer.Audience
TEXTS = {"question": "问题", "text": "答复"}
LIMITS = {"question": 80, "text": 2000}
REASON = Reason("请写明原因")


@dataclass(frozen=True)
class Entry:
    """What an answer says; `valid_until` is a local date, that day included."""

    department: Department
    question: str
    text: str
    valid_until: date


@verb
def begin(entry: Entry, audience: str, *, by: Actor, at: datetime) -> StandardAnswer:
    """The first draft. Refused: `not_yours`, `not_staff`, what `faults_of` says."""
    answer = StandardAnswer(audience=audience, state=State.DRAFT, department=entry.department)
    return _write(answer, entry, by, at)


@verb
def revise(code: str, entry: Entry, *, by: Actor, at: datetime) -> StandardAnswer:
    """Write the open draft, where the same again changes nothing; where there is none, the next text begins.

    The unit stays. Refused: `empty`, `submitted`.
    """
    rows = list(StandardAnswer.objects.select_for_update(of=("self",)).filter(code=code).order_by("pk"))
    if not rows:
        raise Refused("empty", "没有这条答复")
    last = next((row for row in rows if row.is_open), None)
    if last is not None and last.state == State.SUBMITTED:
        raise Refused("submitted", "已经送核，不能再改；需要改的，请核对人先退回")
    former = rows[-1]
    answer = last or StandardAnswer(
        code=code, audience=former.audience, state=State.DRAFT, department=former.department
    )
    return _write(answer, entry, by, at)


def faults_of(values: Mapping[str, Any]) -> Iterator[Refused]:
    """`missing`, `too_long` of the texts, each as far as `values` has it."""
    for name, label in TEXTS.items():
        if name in values and not values[name]:
            yield Refused("missing", f"请填写{label}", field=name)
        elif len(values.get(name) or "") > LIMITS[name]:
            yield Refused("too_long", f"{label}超过 {LIMITS[name]} 字，请删减", field=name)


def writes(answer: StandardAnswer, user: User, on: date) -> bool:
    """Whether the user may write it on that date: staff any, people of the unit what the unit alone quotes."""
    if has_role(user, Role.STAFF):
        return True
    return not answer.is_public and answer.department_id in Scopes.of(user, on).department_ids


def checks(answer: StandardAnswer, user: User, on: date) -> bool:
    """Whether the user may decide about it if somebody else wrote it: who may write it, and the approver."""
    return has_role(user, Role.APPROVER) or writes(answer, user, on)


def _write(answer: StandardAnswer, entry: Entry, by: Actor, at: datetime) -> StandardAnswer:
    _refuse_unless_writes(answer, by, at)
    values: dict[str, Any] = {name: clean_text(getattr(entry, name)) for name in TEXTS}
    faults = list(faults_of(values))
    values["valid_until"] = entry.valid_until
    if entry.valid_until < local_date(at):
        faults.append(Refused("past", "有效期不能早于今天", field="valid_until"))
    if faults:
        raise together(faults)
    if publishing.says_the_same(answer, values):
        return answer
    for name, value in values.items():
        setattr(answer, name, value)
    answer.written_by, answer.written_at = by.user, at
    answer.save()
    record(_fact(answer, "standard_answer_saved", {}), by=by, at=at)
    return answer


def _refuse_unless_writes(answer: StandardAnswer, by: Actor, at: datetime) -> None:
    if by.user is None or writes(answer, by.user, local_date(at)):
        return
    if answer.is_public:
        raise Refused("not_staff", "公开问答由代表工作机构的工作人员起草")
    raise Refused("not_yours", "只能写本单位的常用答复", field="department")


def _refuse_unless_checks(answer: StandardAnswer, by: Actor, at: datetime) -> None:
    if by.user is not None and not checks(answer, by.user, local_date(at)):
        raise Refused("not_yours", "由本单位的另一人或代表工作机构核对")


def _refuse_expired(answer: StandardAnswer, by: Actor, at: datetime) -> None:
    if answer.valid_until < local_date(at):
        raise Refused("past", "有效期已经过去，请退回改日期")


def _fact(answer: StandardAnswer, action: str, private: Mapping[str, str]) -> Fact:
    data: dict[str, JSON] = {
        "answer": answer.pk,
        "audience": answer.audience,
        "department": answer.department_id,
        "until": answer.valid_until,
    }
    return Fact(f"standardanswer:{answer.code}", action, data, private)


def _checkers(answer: StandardAnswer, by: Actor, at: datetime) -> Iterable[User]:
    """Of a unit's answer its other people, else the office; of a public one the office."""
    on = local_date(at)
    own = [] if answer.is_public else _colleagues(answer, by, on)
    if own:
        return own
    office: UserQuerySet = User.objects.with_role(Role.STAFF, Role.APPROVER, on=on)
    return office.exclude(pk=by.user.pk) if by.user else office


def _colleagues(answer: StandardAnswer, by: Actor, on: date) -> list[User]:
    officers = answer.department.officers.in_force(on).select_related("user").order_by("user")
    people = {officer.user_id: officer.user for officer in officers}
    return [user for pk, user in people.items() if by.user is None or pk != by.user.pk]


def difference(before: StandardAnswer, after: StandardAnswer) -> list[Change]:
    """In words, what the later text changes."""
    return of_records(_record(before), _record(after), {"有效期至": until_words})


def _record(answer: StandardAnswer) -> dict[str, Any]:
    return {"问题": answer.question, "答复": answer.text, "有效期至": answer.valid_until}


OTHER_PERSON = SecondPerson[StandardAnswer](
    lambda answer: (answer.written_by_id,), "起草人不能核对自己写的答复，请另一个人来做", "own_work"
)
ANSWERS = Publication[StandardAnswer](
    key=("code",), related=("department", "written_by"), link="/desk/answers/{edition.code}/",
    stage_column="state", stages=(State.DRAFT, State.SUBMITTED, State.PUBLISHED, State.WITHDRAWN),
    approval=("released_by", "released_at"), author="written_by", remark="returned_reason",
    proposes=_refuse_unless_writes, decides=_refuse_unless_checks, fact=_fact, difference=difference,
    acts={
        "submit": Act(
            ("frozen", "只有草稿可以送核"), "送核", "已送核，另一个人核对后启用", "standard_answer_submitted",
            notice=Notice(
                "standard_answer:{edition.pk}:submitted:{at}", "{edition.audience_words}待核对：{edition.question}",
                "请核对后启用，或写明原因退回。", _checkers)),
        "hand_back": Act(
            ("not_submitted", "没有送核，不用退回"), "退回修改", "已退回修改", "standard_answer_returned",
            reason=REASON,
            notice=Notice(
                "standard_answer:{edition.pk}:returned:{at}", "{edition.audience_words}退回修改：{edition.question}",
                "{reason}")),
        "publish": Act(
            ("not_submitted", "请先送核，再由另一个人核对"), "核对无误，启用", "已启用", "standard_answer_published",
            (OTHER_PERSON,), ready=_refuse_expired),
        "withdraw": Act(
            ("not_published", "这条答复没有在用"), "停用", "已停用", "standard_answer_withdrawn", reason=REASON),
    },
)  # fmt: skip
submit, hand_back, publish, withdraw = publishing.verbs(ANSWERS)
