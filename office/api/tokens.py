"""What a token may be used for; its owner's roles and `visible_to` say the rest."""

from __future__ import annotations

from typing import Any

from drf_spectacular.contrib.knox_auth_token import KnoxTokenScheme
from knox import auth
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from office.models import ApiToken


class TokenAuthentication(auth.TokenAuthentication):  # type: ignore[misc]  # knox is untyped
    """Knox decodes whatever stands in the header: what is no token is refused before it does."""

    def authenticate_credentials(self, token: bytes) -> Any:
        if not token.isalnum():
            raise AuthenticationFailed
        return super().authenticate_credentials(token)


class TokenScheme(KnoxTokenScheme):  # type: ignore[no-untyped-call]
    target_class = "office.api.tokens.TokenAuthentication"


class HasScope(BasePermission):
    """The token names the view's `scope`. A token without scopes opens nothing, nor does any a view without one."""

    def has_permission(self, request: Request, view: Any) -> bool:
        token = request.auth
        if not isinstance(token, ApiToken):
            return False
        return getattr(view, "scope", None) in token.scopes
