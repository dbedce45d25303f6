"""Everything under /accounts/: login, logout, reauthentication, password change, second factor, sessions, OIDC.

allauth's own URLconf is not included: it would open sign-up, e-mail management and password reset by mail.
"""

from allauth.account import views as account
from allauth.mfa.webauthn import urls as webauthn
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as openid
from csp.decorators import csp_update
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path

from config.accounts import Login, reachable
from config.passkeys import ReauthenticatePasskey

login = csp_update({"form-action": settings.LOGIN_FORM_ACTION})(Login.as_view())

# allauth's own, but for the page that asks again: its refusal leads away (config/passkeys.py).
ASKS_AGAIN = path("reauthenticate/", ReauthenticatePasskey.as_view(), name="mfa_reauthenticate_webauthn")
passkeys = [
    ASKS_AGAIN if getattr(each, "name", "") == ASKS_AGAIN.name else each for each in webauthn.urlpatterns
]

urlpatterns = [
    path("login/", login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("2fa/", include("allauth.mfa.base.urls")),
    path("2fa/totp/", include("allauth.mfa.totp.urls")),
    path("2fa/recovery-codes/", include("allauth.mfa.recovery_codes.urls")),
    path("2fa/webauthn/", include(passkeys)),
    path("sessions/", include("allauth.usersessions.urls")),
    path("oidc/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("oidc/error/", login_not_required(social.login_error), name="socialaccount_login_error"),
    path("oidc/<slug:provider_id>/login/", reachable(openid.login), name="openid_connect_login"),
    path(
        "oidc/<slug:provider_id>/login/callback/", reachable(openid.callback), name="openid_connect_callback"
    ),
]
