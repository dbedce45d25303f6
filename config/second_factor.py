"""Who must sign in with a second factor, and whether this session's person has one."""

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from office.roles import Role, has_role

# Roles that see everybody's data: they need a second factor and are signed out when idle.
GUARDED_ROLES = (Role.STAFF, Role.APPROVER, Role.AUDITOR, Role.ADMINISTRATOR)
_KEY = "has_second_factor"


def lacks_second_factor(request: HttpRequest) -> bool:
    """Whether this person must first enrol. Signing in asks everybody who has enrolled for theirs."""
    if not settings.SECOND_FACTOR_REQUIRED or not has_role(request.user, *GUARDED_ROLES):
        return False
    if not request.session.get(_KEY):
        if not is_mfa_enabled(request.user):
            return True
        request.session[_KEY] = True
    return False


def ask_again(session: SessionBase) -> None:
    """After a visit to the account pages, where a factor can be removed."""
    session.pop(_KEY, None)
