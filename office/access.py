"""Roles and what each may do in the admin: one table, served by one backend. Object rules live in `visible_to`."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.db.models import TextChoices
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

if TYPE_CHECKING:
    from office.models import User

ViewT = TypeVar("ViewT", bound=Callable[..., HttpResponse])


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


# Who enters /admin/.
ADMIN_ROLES = frozenset({Role.STAFF, Role.APPROVER, Role.AUDITOR, Role.ADMINISTRATOR})

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
    Role.APPROVER: _OWN_WORK,
    Role.AUDITOR: frozenset({"work.view", "office.view"}),
    Role.ADMINISTRATOR: frozenset(
        {
            "office.view_user",
            "office.add_user",
            "office.change_user",
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


def roles_of(user: "User | AnonymousUser", on: date | None = None) -> frozenset[str]:
    """The roles in force on a local date (default: today): one query per user instance. Nobody inactive has any."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    return user.roles_on(on or timezone.localdate())


def has_role(user: "User | AnonymousUser", *roles: str) -> bool:
    return not roles_of(user).isdisjoint(roles)


def allows(role: str, permission: str) -> bool:
    """Whether the table gives a role a permission named as Django names it: `app.action_model`."""
    app, _, codename = permission.partition(".")
    action = codename.partition("_")[0]
    wider = f"office.{action}" if app == "office" else f"work.{action}"
    return not PERMISSIONS[Role(role)].isdisjoint((permission, wider))


def role_required(*roles: str) -> Callable[[ViewT], ViewT]:
    """For everybody else the page does not exist: 404, the same as for a wrong address."""

    def decorator(view: ViewT) -> ViewT:
        @wraps(view)
        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not has_role(request.user, *roles):
                raise Http404
            return view(request, *args, **kwargs)

        return cast(ViewT, wrapper)

    return decorator


class RoleBackend:
    """Checks a password and answers Django's permission questions from `PERMISSIONS`."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> "User | None":
        if username is None or password is None:
            return None
        users = get_user_model()
        user: User | None = users.objects.filter(username=username).first()
        if user is None:
            # The same work as for a known name, so that time does not tell which names exist.
            users().set_password(password)
            return None
        return user if user.check_password(password) and user.is_active else None

    def get_user(self, user_id: int) -> "User | None":
        user: User | None = get_user_model().objects.filter(pk=user_id, is_active=True).first()
        return user

    def has_perm(self, user: "User", perm: str, obj: object = None) -> bool:
        """Permissions are of models; of an object `visible_to` decides, so with `obj` the answer is the same."""
        return any(allows(role, perm) for role in roles_of(user))

    def has_module_perms(self, user: "User", app_label: str) -> bool:
        prefixes = ("office.",) if app_label == "office" else ("work.",)
        return any(entry.startswith(prefixes) for role in roles_of(user) for entry in PERMISSIONS[Role(role)])
