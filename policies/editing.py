"""How a policy is written, checked by another person, published and replaced. Nothing else writes a version."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from groups.models import Department
from office import publishing
from office.actors import Actor
from office.calendar import local_date
from office.events import JSON, Fact, record
from office.models import User
from office.publishing import Act, Notice, Publication, SecondPerson
from office.refusals import Refused
from office.roles import Role, has_role
from office.verbs import verb
from policies import content as contents
from policies.checking import (
    NOT_SUBMITTED,
    ONLY_PUBLISHED,
    REASON,
    SUBMIT_FIRST,
    other_staff,
    refuse_unless_staff,
)
from policies.content import Content
from policies.differences import differences
from policies.handbook import editions
from policies.models import Policy, PolicyVersion
from policies.models.policies import departments_of

State = PolicyVersion.State
FROZEN = ("frozen", "已发布的版本不能再改，请起草新的一版")


@verb
def begin(
    slug: str,
    content: Content,
    *,
    category: str,
    department: Department | None,
    by: Actor,
    at: datetime,
) -> PolicyVersion:
    """A new policy with its first draft. An editor begins for the own departments only."""
    if by.user is not None and not _may_begin(by.user, department, at):
        raise Refused("not_yours", "只能起草本单位的政策", field="department")
    if Policy.objects.filter(slug=slug).exists():
        raise Refused("taken", f"代码“{slug}”已经有政策在用，请换一个", field="slug")
    checked = contents.checked(content)
    _refuse_doubles(checked, None)
    policy = Policy.objects.create(slug=slug, category=category, department=department, created_at=at)
    version = PolicyVersion.objects.create(
        policy=policy, number=1, state=State.DRAFT, written_by=by.user, written_at=at, **asdict(checked)
    )
    record(_fact(version, "policy_drafted"), by=by, at=at)
    return version


@verb
def revise(policy: Policy, *, by: Actor, at: datetime) -> PolicyVersion:
    """The draft of the next version, as the last one reads; where one is open already, that one."""
    policy = Policy.objects.select_for_update().get(pk=policy.pk)
    _refuse_foreign(policy, by, at)
    open_version = policy.versions.open().first()
    if open_version is not None:
        return open_version
    last = policy.versions.order_by("-number").first()
    if last is None:
        raise Refused("empty", "这条政策还没有内容")
    version = PolicyVersion.objects.create(
        policy=policy,
        number=last.number + 1,
        state=State.DRAFT,
        written_by=by.user,
        written_at=at,
        **asdict(contents.of(last)),
    )
    record(_fact(version, "policy_drafted"), by=by, at=at)
    return version


@verb
def save(version: PolicyVersion, content: Content, *, by: Actor, at: datetime) -> PolicyVersion:
    """Write a draft. The same content again changes nothing."""
    version = POLICIES.locked(version)
    _refuse_foreign(version.policy, by, at)
    if not version.is_open:
        raise Refused(*FROZEN)
    if version.state != State.DRAFT:
        raise Refused("submitted", "已经送核，不能再改；需要改的，请核对人先退回")
    checked = contents.checked(content)
    _refuse_doubles(checked, version.policy)
    changed = [name for name in contents.NAMES if getattr(version, name) != getattr(checked, name)]
    if not changed:
        return version
    for name in changed:
        setattr(version, name, getattr(checked, name))
    version.written_by, version.written_at = by.user, at
    version.save(update_fields=[*changed, "written_by", "written_at"])
    record(_fact(version, "policy_saved", fields=tuple(changed)), by=by, at=at)
    return version


def _refuse_foreign(policy: Policy, by: Actor, at: datetime) -> None:
    if (
        by.user is not None
        and not Policy.objects.editable_by(by.user, local_date(at)).filter(pk=policy.pk).exists()
    ):
        raise Refused("not_yours", "只能修改本单位的政策")


def _may_begin(user: User, department: Department | None, at: datetime) -> bool:
    if has_role(user, Role.STAFF):
        return True
    return (
        has_role(user, Role.EDITOR)
        and department is not None
        and departments_of(user, local_date(at)).filter(pk=department.pk).exists()
    )


def _refuse_doubles(checked: Content, policy: Policy | None) -> None:
    """One number may hold several policies, but not one and the same policy twice."""
    others = PolicyVersion.objects.exclude(state=State.SUPERSEDED).filter(title=checked.title)
    if policy is not None:
        others = others.exclude(policy=policy)
    other = others.filter(document_number=checked.document_number).select_related("policy").first()
    if other is not None:
        raise Refused(
            "double", f"已有同名、同文号的政策（代码 {other.policy.slug}），请改那一条", field="title"
        )


def _fact(
    version: PolicyVersion, action: str, private: Mapping[str, str] | None = None, **codes: JSON
) -> Fact:
    data: dict[str, JSON] = {"policy": version.policy.slug, "edition": version.number, **codes}
    if action == "policy_published":
        data["compared"] = int(version.checked_on is not None)
    return Fact(f"policy:{version.policy_id}", action, data, private or {})


def _refuse_uncertain(version: PolicyVersion, by: Actor, at: datetime) -> None:
    if version.confidence == PolicyVersion.Confidence.LOW and version.checked_on is None:
        raise Refused("uncertain", "可信度为低的政策，须对照官方原文复核后才能发布", field="compared")


# Published without having been compared with the official text a policy stands as 待复核; one of low confidence is
# refused (docs/domain.md, policies).
POLICIES = Publication[PolicyVersion](
    key=("policy_id",), related=("policy", "submitted_by"), link="/desk/policies/{edition.policy.slug}/",
    stage_column="state", stages=(State.DRAFT, State.SUBMITTED, State.PUBLISHED, State.SUPERSEDED),
    submission=("submitted_by", "submitted_at"), approval=("released_by", "released_at"),
    remark="returned_reason", replaced_at="superseded_at",
    proposes=lambda version, by, at: _refuse_foreign(version.policy, by, at), decides=refuse_unless_staff,
    fact=_fact, difference=differences, then=lambda version, at: editions.ask(at=at),
    acts={
        "submit": Act(
            FROZEN, "送核", "已送核，工作人员核对后发布", "policy_submitted", repeat_is_harmless=True,
            notice=Notice(
                "policy:{edition.policy_id}:submitted:{edition.pk}:{at}", "政策待核对：{edition.title}",
                "请对照官方原文核对后发布，或写明原因退回。", other_staff)),
        "hand_back": Act(
            NOT_SUBMITTED, "退回修改", "已退回修改", "policy_returned", reason=REASON,
            notice=Notice(
                "policy:{edition.policy_id}:returned:{edition.pk}:{at}", "政策退回修改：{edition.title}",
                "{reason}")),
        "publish": Act(
            SUBMIT_FIRST, "发布", "已发布，公众现在可以看到", "policy_published", ready=_refuse_uncertain,
            second_person=(SecondPerson(
                lambda version: (version.written_by_id, version.submitted_by_id),
                "起草人不能发布自己写的内容，请另一位工作人员核对发布", "own_work"),)),
        "check": Act(
            ONLY_PUBLISHED, "今天已对照原文复核，没有变化", "已记为今天复核", "policy_checked",
            second_person=(SecondPerson(
                lambda version: (version.written_by_id,), "起草人不能复核自己写的内容", "own_work"),)),
        "withdraw": Act(
            ("not_published", "这条政策没有发布"), "撤下", "已撤下，公众不再看到", "policy_withdrawn", reason=REASON),
    },
)  # fmt: skip
submit, hand_back, publish, check, withdraw = publishing.verbs(POLICIES)
