"""The roles and what each may do in the admin: one table. Object rules live in `visible_to`."""

from datetime import date
from typing import Protocol

from django.db.models import TextChoices
from django.utils import timezone


class Role(TextChoices):
    REPRESENTATIVE = "representative", "人大代表"
    LIAISON = "liaison", "联络员"
    HANDLER = "handler", "单位经办人"
    HEAD = "head", "单位负责人"
    CLERK = "clerk", "服务站工作人员"
    EDITOR = "editor", "政策编辑"
    STAFF = "staff", "代表工作机构工作人员"
    APPROVER = "approver", "审签人"
    AUDITOR = "auditor", "审计员"
    ADMINISTRATOR = "administrator", "系统管理员"


# Who works at the desk; the auditor looks on, editors and administrators have pages of their own.
WORKING = (
    Role.REPRESENTATIVE,
    Role.LIAISON,
    Role.HANDLER,
    Role.HEAD,
    Role.CLERK,
    Role.STAFF,
    Role.APPROVER,
)

# Who enters /admin/.
ADMIN_ROLES = frozenset({Role.STAFF, Role.APPROVER, Role.AUDITOR, Role.ADMINISTRATOR})

# 三员分立: duties that no account holds together, and that nobody alone gives, takes over or lets somebody into.
KEPT_APART = frozenset({Role.STAFF, Role.APPROVER, Role.AUDITOR, Role.ADMINISTRATOR})
# Who confirms what an administrator asks for such an account.
CONFIRMERS = (Role.ADMINISTRATOR, Role.APPROVER)

# A row reads `app.action_model` (one model), `app.action` (every model of an app) or `work.action` (every model
# of every app but office: the office's own work). Nobody deletes. Which of these the admin really offers, a
# model's admin class narrows further: what has a life cycle is read-only there.
_OWN_WORK = frozenset(
    {
        "work.view",
        "work.add",
        "work.change",
        "office.view_setting",
        "office.view_calendarday",
        "office.add_calendarday",
        "office.change_calendarday",
        "office.view_notice",
        "office.view_message",
    }
)
PERMISSIONS: dict[Role, frozenset[str]] = {
    Role.REPRESENTATIVE: frozenset(),
    Role.LIAISON: frozenset(),
    Role.HANDLER: frozenset(),
    Role.HEAD: frozenset(),
    Role.CLERK: frozenset(),
    Role.EDITOR: frozenset(),
    Role.STAFF: _OWN_WORK,
    Role.APPROVER: _OWN_WORK | {"office.view_accountchange"},
    Role.AUDITOR: frozenset({"work.view", "office.view"}),
    Role.ADMINISTRATOR: frozenset(
        {
            "office.view_user",
            "office.add_user",
            "office.change_user",
            "office.view_accountchange",
            "office.view_sealedcode",
            "office.view_rolegrant",
            "office.add_rolegrant",
            "office.change_rolegrant",
            "office.view_setting",
            "office.add_setting",
            "office.change_setting",
            "office.view_calendarday",
            "office.view_apitoken",
            "office.view_job",
            "office.view_message",
        }
    ),
}


def allows(role: str, permission: str) -> bool:
    """Whether the table gives a role a permission named as Django names it: `app.action_model`."""
    app, _, codename = permission.partition(".")
    action = codename.partition("_")[0]
    wider = f"office.{action}" if app == "office" else f"work.{action}"
    return not PERMISSIONS[Role(role)].isdisjoint((permission, wider))


class Holder(Protocol):
    """Whoever may hold roles: an account, or nobody signed in."""

    @property
    def is_authenticated(self) -> bool: ...
    @property
    def is_active(self) -> bool: ...


def roles_of(user: Holder, on: date | None = None) -> frozenset[str]:
    """The roles in force on a local date (default: today): one query per user instance. Nobody inactive has any."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    # Whoever is authenticated is an account.
    held: frozenset[str] = user.roles_on(on or timezone.localdate())  # type: ignore[attr-defined]
    return held


def has_role(user: Holder, *roles: str) -> bool:
    return not roles_of(user).isdisjoint(roles)
