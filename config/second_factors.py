"""Who must sign in with a second factor, whether this session's person has one, and whether a code is right."""

import secrets
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.http import HttpRequest

from office import crypto
from office.models import User
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


def checked(form: Any) -> str:
    """The code of one of allauth's forms, which it remembers the authenticator of. Raises ValidationError.

    allauth remembers used codes in the cache: without it they would work twice, or none would work at all.
    """
    code = "".join(str(form.cleaned_data["code"]).split())
    user: User = form.user
    for authenticator in Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.WEBAUTHN):
        is_totp = authenticator.type == Authenticator.Type.TOTP
        if _uses_up(authenticator, code) if is_totp else authenticator.wrap().validate_code(code):
            authenticator.user = user
            form.authenticator = authenticator
            return code
    raise get_adapter().validation_error("incorrect_code")


def _uses_up(authenticator: Authenticator, code: str) -> bool:
    """Whether this is the code of a step of time after the last one used, which it then is (RFC 6238, 5.2)."""
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
        secret, last = crypto.decrypt(row.data["secret"]), row.data.get("last_step", 0)
        steps = (step for step in totp.yield_hotp_counters_from_time() if step > last)
        used = next((step for step in steps if _is_code_of(secret, step, code)), None)
        if used is None:
            return False
        row.data["last_step"] = used
        row.save(update_fields=["data"])
    return True


def _is_code_of(secret: str, step: int, code: str) -> bool:
    expected = totp.format_hotp_value(totp.hotp_value(secret, step))
    return secrets.compare_digest(expected.encode(), code.encode())
