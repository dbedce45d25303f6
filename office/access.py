"""Who may do what: the table of office/roles.py served by one backend, and the guard of views."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib.auth import get_user_model
from django.db import models
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from office.database.statements import Select
from office.models import User
from office.roles import PERMISSIONS, Role, allows, has_role, roles_of

# Asked by every page of somebody signed in.
ACTIVE_USER = Select(
    lambda key: User.objects.active().filter(pk=key).order_by("pk"), key=models.BigIntegerField()
)
ViewT = TypeVar("ViewT", bound=Callable[..., HttpResponseBase])


def person(request: HttpRequest) -> User:
    """The account that is signed in: `LoginRequiredMiddleware` has seen to it."""
    return cast(User, request.user)


def role_required(*roles: str) -> Callable[[ViewT], ViewT]:
    """For everybody else the page does not exist: 404, the same as for a wrong address."""

    def decorator(view: ViewT) -> ViewT:
        @wraps(view)
        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
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
    ) -> User | None:
        if username is None or password is None:
            return None
        users = get_user_model()
        user: User | None = users.objects.filter(username=username).first()
        if user is None:
            # The same work as for a known name, so that time does not tell which names exist.
            users().set_password(password)
            return None
        return user if user.check_password(password) and user.is_active else None

    def get_user(self, user_id: int) -> User | None:
        return ACTIVE_USER.first(key=user_id)

    def has_perm(self, user: User, perm: str, obj: object = None) -> bool:
        """Permissions are of models; of an object `visible_to` decides, so with `obj` the answer is the same."""
        return any(allows(role, perm) for role in roles_of(user))

    def has_module_perms(self, user: User, app_label: str) -> bool:
        prefixes = ("office.",) if app_label == "office" else ("work.",)
        return any(entry.startswith(prefixes) for role in roles_of(user) for entry in PERMISSIONS[Role(role)])
