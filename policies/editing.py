"""How a policy is written, checked by another person, published and replaced. Nothing else writes a version."""

from dataclasses import asdict
from datetime import datetime

from groups.models import Department
from office.actors import Actor
from office.calendar import local_date
from office.events import JSON, Fact, record
from office.models import User
from office.notifications.notices import notify
from office.refusals import Refused
from office.roles import Role, has_role
from office.verbs import verb
from policies import content as contents
from policies.content import Content
from policies.handbook import editions
from policies.models import Policy, PolicyVersion
from policies.models.policies import departments_of

State = PolicyVersion.State
REASON_AT_MOST = 300


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
    said = contents.checked(content)
    _refuse_doubles(said, None)
    policy = Policy.objects.create(slug=slug, category=category, department=department, created_at=at)
    version = PolicyVersion.objects.create(
        policy=policy, number=1, state=State.DRAFT, written_by=by.user, written_at=at, **asdict(said)
    )
    record(_fact(version, "policy_drafted"), by=by, at=at)
    return version


@verb
def revise(policy: Policy, *, by: Actor, at: datetime) -> PolicyVersion:
    """The draft of the next version, as the last one reads; where one is open already, that one."""
    policy = _locked(policy, by, at)
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
    version = _open(version, by, at)
    if version.state != State.DRAFT:
        raise Refused("submitted", "已经送核，不能再改；需要改的，请核对人先退回")
    said = contents.checked(content)
    _refuse_doubles(said, version.policy)
    changed = [name for name in contents.NAMES if getattr(version, name) != getattr(said, name)]
    if not changed:
        return version
    for name in changed:
        setattr(version, name, getattr(said, name))
    version.written_by, version.written_at = by.user, at
    version.save(update_fields=[*changed, "written_by", "written_at"])
    record(_fact(version, "policy_saved", fields=tuple(changed)), by=by, at=at)
    return version


@verb
def submit(version: PolicyVersion, *, by: Actor, at: datetime) -> PolicyVersion:
    """To another person for checking; staff are told. A repeat changes nothing."""
    version = _open(version, by, at)
    if version.state == State.SUBMITTED:
        return version
    version.state, version.submitted_by, version.submitted_at = State.SUBMITTED, by.user, at
    version.returned_reason = ""
    version.save(update_fields=["state", "submitted_by", "submitted_at", "returned_reason"])
    staff = User.objects.with_role(Role.STAFF, on=local_date(at))
    notify(
        f"policy:{version.policy_id}:submitted:{version.pk}:{at.isoformat()}",
        staff.exclude(pk=by.user.pk) if by.user else staff,
        title=f"政策待核对：{version.title}",
        body="请对照官方原文核对后发布，或写明原因退回。",
        link=f"/desk/policies/{version.policy.slug}/",
        at=at,
    )
    record(_fact(version, "policy_submitted"), by=by, at=at)
    return version


@verb
def hand_back(version: PolicyVersion, reason: str, *, by: Actor, at: datetime) -> PolicyVersion:
    """The checker asks for other words; whoever submitted is told why."""
    version = _checkable(version, by, at)
    if version.state != State.SUBMITTED:
        raise Refused("not_submitted", "没有送核，不用退回")
    if not reason.strip():
        raise Refused("missing", "请写明要改什么", field="reason")
    if len(reason) > REASON_AT_MOST:
        raise Refused("too_long", f"原因请控制在 {REASON_AT_MOST} 字以内", field="reason")
    version.state, version.returned_reason = State.DRAFT, reason.strip()
    version.save(update_fields=["state", "returned_reason"])
    if version.submitted_by is not None:
        notify(
            f"policy:{version.policy_id}:returned:{version.pk}:{at.isoformat()}",
            [version.submitted_by],
            title=f"政策退回修改：{version.title}",
            body=version.returned_reason,
            link=f"/desk/policies/{version.policy.slug}/",
            at=at,
        )
    record(_fact(version, "policy_returned", private={"reason": version.returned_reason}), by=by, at=at)
    return version


@verb
def publish(version: PolicyVersion, *, compared: bool, by: Actor, at: datetime) -> PolicyVersion:
    """Frozen and public from now on, the former version replaced. The author never publishes the own work.

    `compared`: the checker has read the official text; without it the policy stands as 待复核, and one of low
    confidence is refused (docs/domain.md, policies).
    """
    version = _checkable(version, by, at)
    if version.state != State.SUBMITTED:
        raise Refused("not_submitted", "请先送核，再由另一人发布")
    if by.user is not None and by.user.pk in (version.written_by_id, version.submitted_by_id):
        raise Refused("own_work", "起草人不能发布自己写的内容，请另一位工作人员核对发布")
    if version.confidence == PolicyVersion.Confidence.LOW and not compared:
        raise Refused("uncertain", "可信度为低的政策，须对照官方原文复核后才能发布", field="compared")
    PolicyVersion.objects.filter(policy=version.policy, state=State.PUBLISHED).update(
        state=State.SUPERSEDED, superseded_at=at
    )
    version.state, version.released_by, version.released_at = State.PUBLISHED, by.user, at
    if compared:
        version.checked_on, version.checked_by = local_date(at), by.user
    version.save(update_fields=["state", "released_by", "released_at", "checked_on", "checked_by"])
    editions.ask(at=at)
    record(_fact(version, "policy_published", compared=int(compared)), by=by, at=at)
    return version


@verb
def check(version: PolicyVersion, *, by: Actor, at: datetime) -> PolicyVersion:
    """复核: somebody other than the author has compared what is published with the official text, as of today."""
    version = (
        PolicyVersion.objects.select_for_update(of=("self",)).select_related("policy").get(pk=version.pk)
    )
    _refuse_unless_staff(by, at)
    if version.state != State.PUBLISHED:
        raise Refused("not_published", "只复核已经发布的内容")
    if by.user is not None and by.user.pk == version.written_by_id:
        raise Refused("own_work", "起草人不能复核自己写的内容")
    on = local_date(at)
    if version.checked_on == on:
        return version
    version.checked_on, version.checked_by = on, by.user
    version.save(update_fields=["checked_on", "checked_by"])
    editions.ask(at=at)
    record(_fact(version, "policy_checked"), by=by, at=at)
    return version


@verb
def withdraw(policy: Policy, reason: str, *, by: Actor, at: datetime) -> Policy:
    """No longer public; requests keep the wording that they came with."""
    policy = Policy.objects.select_for_update().get(pk=policy.pk)
    _refuse_unless_staff(by, at)
    if not reason.strip():
        raise Refused("missing", "请写明撤下的原因", field="reason")
    version = policy.versions.published().first()
    if version is None:
        raise Refused("not_published", "这条政策没有发布")
    version.state, version.superseded_at = State.SUPERSEDED, at
    version.save(update_fields=["state", "superseded_at"])
    editions.ask(at=at)
    record(_fact(version, "policy_withdrawn", private={"reason": reason.strip()}), by=by, at=at)
    return policy


def _locked(policy: Policy, by: Actor, at: datetime) -> Policy:
    policy = Policy.objects.select_for_update().get(pk=policy.pk)
    if (
        by.user is not None
        and not Policy.objects.editable_by(by.user, local_date(at)).filter(pk=policy.pk).exists()
    ):
        raise Refused("not_yours", "只能修改本单位的政策")
    return policy


def _open(version: PolicyVersion, by: Actor, at: datetime) -> PolicyVersion:
    """The version as it stands, its policy locked; refused once it is published."""
    _locked(version.policy, by, at)
    version = PolicyVersion.objects.select_related("policy").get(pk=version.pk)
    if not version.is_open:
        raise Refused("frozen", "已发布的版本不能再改，请起草新的一版")
    return version


def _checkable(version: PolicyVersion, by: Actor, at: datetime) -> PolicyVersion:
    Policy.objects.select_for_update().get(pk=version.policy_id)
    _refuse_unless_staff(by, at)
    return PolicyVersion.objects.select_related("policy", "submitted_by").get(pk=version.pk)


def _refuse_unless_staff(by: Actor, at: datetime) -> None:
    if by.user is not None and not has_role(by.user, Role.STAFF):
        raise Refused("not_staff", "由代表工作机构的工作人员核对和发布")


def _may_begin(user: User, department: Department | None, at: datetime) -> bool:
    if has_role(user, Role.STAFF):
        return True
    return (
        has_role(user, Role.EDITOR)
        and department is not None
        and departments_of(user, local_date(at)).filter(pk=department.pk).exists()
    )


def _refuse_doubles(said: Content, policy: Policy | None) -> None:
    """One number may hold several policies, but not one and the same policy twice."""
    others = PolicyVersion.objects.exclude(state=State.SUPERSEDED).filter(title=said.title)
    if policy is not None:
        others = others.exclude(policy=policy)
    other = others.filter(document_number=said.document_number).select_related("policy").first()
    if other is not None:
        raise Refused(
            "double", f"已有同名、同文号的政策（代码 {other.policy.slug}），请改那一条", field="title"
        )


def _fact(
    version: PolicyVersion, action: str, *, private: dict[str, str] | None = None, **codes: JSON
) -> Fact:
    data: dict[str, JSON] = {"policy": version.policy.slug, "edition": version.number, **codes}
    return Fact(f"policy:{version.policy_id}", action, data, private or {})
