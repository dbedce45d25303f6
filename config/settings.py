"""All settings, read from the environment. What the office may change by itself is in office/options.py."""

import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import django_stubs_ext
import environ
from csp.constants import NONE, SELF

from config import caches, logs, unused_libraries
from config.environment import BASE_DIR, var_dir

# Field[...], ModelAdmin[...], ModelForm[...] exist for the type checker only, unless this adds them.
django_stubs_ext.monkeypatch()

env = environ.Env()
# Names and searched words are read character by character; pypinyin's phrases would take 43 MB in every process,
# its copy of the characters, which nothing here changes, another 2.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "true")

VAR_DIR = var_dir()
VAR_DIR.mkdir(parents=True, exist_ok=True)

# Known to everybody who reads this file; config/checks.py refuses them outside DEBUG and tests.
DEFAULT_SECRETS = {
    "SECRET_KEY": "development-only-secret-key-0123456789-0123456789-0123456789",
    "FIELD_KEYS": "ZGV2ZWxvcG1lbnQtb25seS1maWVsZC1rZXktMDAwMDE=",
    "INDEX_KEY": "development-only-index-key-0123456789",
    "RECEIPT_KEY": "development-only-receipt-key-0123456789",
    "AUDIT_KEY": "development-only-audit-key-0123456789",
}

DEBUG = env.bool("DEBUG", default=False)
# A demo: invented people, plain HTTP on this machine, no second factor asked for.
DEMO = env.bool("DEMO", default=False)
# Of an empty one Django would say so itself, with a traceback and without the others that are empty.
SECRET_KEY = env.str("SECRET_KEY", default=DEFAULT_SECRETS["SECRET_KEY"]) or " "
# The first encrypts, all decrypt: rotate_keys moves rows to the first.
FIELD_KEYS = env.list("FIELD_KEYS", default=[DEFAULT_SECRETS["FIELD_KEYS"]])
INDEX_KEY = env.str("INDEX_KEY", default=DEFAULT_SECRETS["INDEX_KEY"])
RECEIPT_KEY = env.str("RECEIPT_KEY", default=DEFAULT_SECRETS["RECEIPT_KEY"])
AUDIT_KEY = env.str("AUDIT_KEY", default=DEFAULT_SECRETS["AUDIT_KEY"])

SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = [SITE_URL]
# How many of our own proxies stand in front; config/middleware.py reads the header they write.
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)

# Where the desks are: what visitors' pages are sent from there is typed at a desk (office/desk_browsers.py).
DESK_NETWORKS = env.list("DESK_NETWORKS", default=[])

# --- applications -----------------------------------------------------------------------------------------

# From the highest floor to the lowest; imports and foreign keys go down only (tests/test_architecture.py).
OWN_APPS = [
    "portal",
    "evaluation",
    "suggestions",
    "requests_app",
    "fieldwork",
    "casework",
    "policies",
    "stations",
    "groups",
    "office",
]

INSTALLED_APPS = [
    "config.apps.ConfigConfig",
    *OWN_APPS,
    "config.apps.OfficeAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "django_q",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "csp",
    "knox",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]

MIDDLEWARE = [
    "config.middleware.remote_address",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.Compressed",
    "config.middleware.ContentPolicy",
    "config.middleware.browser_permissions",
    "config.middleware.request_log",
    "config.middleware.zero_bytes",
    "config.middleware.unchanged_boards",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.middleware.shared_terminals",
    "config.middleware.private_pages",
    "config.middleware.signed_in_session",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "office.context.site",
            ],
        },
    }
]
FORM_RENDERER = "config.forms.FieldRenderer"

# --- database ---------------------------------------------------------------------------------------------

# Named but left empty, as a template leaves it, is not named.
DATABASES = {
    "default": env.db_url_config(env.str("DATABASE_URL", "") or f"sqlite:///{VAR_DIR / 'db.sqlite3'}")
}
DATABASES["default"] |= {
    # Without kept connections PostgreSQL pages cost 2.8 times as much.
    "CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=600),
    "CONN_HEALTH_CHECKS": True,
}
# Django's own backends, which also note what verbs write (office/database/written.py).
DATABASES["default"]["ENGINE"] = DATABASES["default"]["ENGINE"].replace(
    "django.db.backends", "office.database"
)
if DATABASES["default"]["ENGINE"] == "office.database.sqlite3":
    unused_libraries.keep_out(unused_libraries.POSTGRESQL_DRIVER)
    DATABASES["default"]["OPTIONS"] = {
        # A write transaction takes the lock at its start: with DEFERRED most were lost under load.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # FULL: an acknowledged submission survives a power cut.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
else:
    # Compiling the query of a month's clocks took 750 ms at 100,000 cases, counting them 220 ms.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c jit=off")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- language and time ------------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

# --- files ------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(VAR_DIR / "files")))
# No MEDIA_URL: a stored file leaves only through its owner's view.
S3_BUCKET = env.str("S3_BUCKET", default="")
STORAGES = {
    "default": (
        {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {
                "bucket_name": S3_BUCKET,
                "endpoint_url": env.str("S3_ENDPOINT", default=None),
                "region_name": env.str("S3_REGION", default=None),
                "access_key": env.str("S3_ACCESS_KEY", default=None),
                "secret_key": env.str("S3_SECRET_KEY", default=None),
                "default_acl": "private",
                "file_overwrite": False,
            },
        }
        if S3_BUCKET
        else {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    ),
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 3600
# Six files of 10 MB and the form itself; above it the request is refused before it is read.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
# A whole selection of photographs: the form takes six and names the others, nothing typed is lost.
DATA_UPLOAD_MAX_NUMBER_FILES = 100
FILE_UPLOAD_PERMISSIONS = 0o640
# How long a file may keep the process that examines it (office/examination).
EXAMINATION_SECONDS = env.float("EXAMINATION_SECONDS", default=2)
# unix:///run/clamav/clamd.ctl or tcp://host:3310; empty: no file is sent anywhere.
CLAMD_URL = env.str("CLAMD_URL", default="")
CLAMD_TIMEOUT = 10

# --- cache, mail, queue -----------------------------------------------------------------------------------

CACHES = {"default": caches.configuration(env.cache_url("CACHE_URL", default="locmemcache://"))}
# Files are the demo's mail. Elsewhere no server means that nothing is sent and nothing is written, and staff see it:
# office/notifications/channels.py.
_NO_MAIL = f"filemail:///{VAR_DIR / 'mail'}" if DEMO or DEBUG else "dummymail://"
vars().update(env.email_url("EMAIL_URL", default=_NO_MAIL))
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="noreply@localhost")
SMS_URL = env.str("SMS_URL", default="console://")
WECHAT_URL = env.str("WECHAT_URL", default="console://")
# Where copies of the hourly anchors go (office/events/anchor_copies.py); none without.
ANCHOR_FILE = env.str("ANCHOR_FILE", default="")
ANCHOR_MAIL = env.list("ANCHOR_MAIL", default=[])
ANCHOR_WEBHOOK = env.str("ANCHOR_WEBHOOK", default="")
# Who carries it reads /metrics from elsewhere; without one only programs on this machine do.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")

QUEUE_BROKER = env.str("QUEUE_BROKER", default="orm")
# django-q2 carries tick() and run(job_pk); retries, waits and results are our own rows (office/background/jobs.py).
Q_CLUSTER = {
    "name": "office",
    "workers": env.int("QUEUE_WORKERS", default=2),
    "timeout": 120,
    "retry": 180,
    "max_attempts": 1,
    "ack_failures": True,
    "save_limit": -1,
    "catch_up": False,
    "scheduler": False,
    "poll": 0.5,
    "recycle": 200,
    # Kilobytes at the most of its life: a worker that has set a book of fifty pages is replaced by a new one.
    "max_rss": 140_000,
    "label": "队列",
    **({"orm": "default"} if QUEUE_BROKER == "orm" else {"redis": QUEUE_BROKER}),
}

# --- people -----------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "office.User"
AUTHENTICATION_BACKENDS = [
    "office.access.RoleBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {"user_attributes": ("username", "name", "phone", "email")}),
        ("MinimumLengthValidator", {"min_length": 10}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk/"
LOGOUT_REDIRECT_URL = "/"

SESSION_ENGINE = "config.sessions"
SESSION_COOKIE_AGE = 8 * 3600
# Of every role: a department's or a clerk's screen shows telephones as well.
IDLE = timedelta(minutes=30)
# Off in the demo alone, where one person plays everybody.
SECOND_FACTOR_REQUIRED = not DEMO
DESK_BROWSERS_KNOWN = not DEMO

ACCOUNT_ADAPTER = "config.accounts.ClosedAccounts"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_EMAIL_NOTIFICATIONS = False
# allauth's limits live in the cache, which no security decision reads: config/login_limits.py counts in a table.
ACCOUNT_RATE_LIMITS = False
MFA_RATE_LIMITS = False
ACCOUNT_FORMS = {
    "login": "config.accounts.LimitedLoginForm",
    "reauthenticate": "config.accounts.LimitedConfirmPasswordForm",
    "change_password": "config.accounts.LimitedChangePasswordForm",
}
MFA_ADAPTER = "config.accounts.SecondFactor"
MFA_FORMS = {
    "authenticate": "config.accounts.LimitedAuthenticateForm",
    "reauthenticate": "config.accounts.LimitedReauthenticateForm",
    "authenticate_webauthn": "config.passkeys.PasskeyForm",
    "login_webauthn": "config.passkeys.LoginPasskeyForm",
    "reauthenticate_webauthn": "config.passkeys.ReauthenticatePasskeyForm",
    "add_webauthn": "config.passkeys.AddPasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG or DEMO
MFA_TOTP_TOLERANCE = 1

SOCIALACCOUNT_ADAPTER = "config.accounts.NamedAccountsOnly"
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_STORE_TOKENS = False
OIDC_ISSUER = env.str("OIDC_ISSUER", default="").rstrip("/")
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "oidc",
                "name": env.str("OIDC_NAME", default="统一身份认证"),
                "client_id": env.str("OIDC_CLIENT_ID", default=""),
                "secret": env.str("OIDC_CLIENT_SECRET", default=""),
                "settings": {"server_url": OIDC_ISSUER},
            }
        ]
        if OIDC_ISSUER
        else [],
    }
}

# --- what a browser is told -------------------------------------------------------------------------------

_SECURE = not (DEBUG or DEMO)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _SECURE
# With the prefix a browser takes the cookie from this host alone, over https, for the whole site.
_HOST_ONLY = "__Host-" if _SECURE else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{_HOST_ONLY}session", f"{_HOST_ONLY}csrf"
KNOWN_BROWSER_COOKIE_NAME = f"{_HOST_ONLY}browser"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "office.pages.csrf_failure"
SECURE_HSTS_SECONDS = 31536000 if _SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY_COUNT else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "font-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
    }
}
# The login page alone may also post to the issuer's origin: Chromium blocks the redirect otherwise.
LOGIN_FORM_ACTION = ["{0.scheme}://{0.netloc}".format(urlsplit(OIDC_ISSUER))] if OIDC_ISSUER else []

# --- API --------------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["office.api.tokens.TokenAuthentication"],
    # A view without a scope of its own is open to no token.
    "DEFAULT_PERMISSION_CLASSES": [
        "rest_framework.permissions.IsAuthenticated",
        "office.api.tokens.HasScope",
    ],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["office.api.parsers.BoundedJSONParser"],
    "EXCEPTION_HANDLER": "office.api.problems.handler",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
# knox would create its own token table beside ours, and PostgreSQL cannot empty office_user while that refers to it.
MIGRATION_MODULES = {"knox": None}
KNOX_TOKEN_MODEL = "office.ApiToken"  # noqa: S105 - the name of a model
REST_KNOX = {"TOKEN_TTL": timedelta(days=365), "AUTO_REFRESH": False, "AUTH_HEADER_PREFIX": "Token"}
SPECTACULAR_SETTINGS = {
    "TITLE": "代表履职与企业诉求办理平台",
    "VERSION": "1",
    "SERVE_PUBLIC": True,
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
}

# --- logs -------------------------------------------------------------------------------------------------

LOG_LEVEL = env.str("LOG_LEVEL", default="INFO")
LOGGING = logs.configuration(level=LOG_LEVEL, human=DEBUG)
# A request that takes longer is logged even when it only reads.
SLOW_REQUEST_SECONDS = 1.0
