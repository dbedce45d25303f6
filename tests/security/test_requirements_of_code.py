"""Lines of docs/asvs.csv about documents and code that no other test shows: each test is named in its line."""

import ast
import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client

from casework.forms.files import FILES_HINT, MOST_FILES
from config import login_limits, logs
from office import crypto, form_limits, options
from office.files import BYTES_AT_MOST
from requests_app.api.intake import IntakeSerializer, TrackSerializer
from requests_app.intake import limits
from stations.models import Station
from tests.sources import ROOT, modules, nodes
from tests.test_settings import VARIABLES

# One worker reads all of the source.
pytestmark = pytest.mark.xdist_group("source")

OWN = ("config", *settings.OWN_APPS)
NEW = "another-password-1"


def text_of(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def trees() -> Iterator[tuple[str, ast.Module]]:
    return ((module.name, module.tree) for module in modules(*OWN, migrations=True))


def imports() -> Iterator[tuple[str, str]]:
    """Each module and what it imports, in full."""
    for path, tree in trees():
        for node in nodes(tree):
            if isinstance(node, ast.Import):
                yield from ((path, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield from ((path, f"{node.module}.{alias.name}") for alias in node.names)


def importers(*names: str) -> set[str]:
    return {path for path, name in imports() if any(f"{name}.".startswith(f"{each}.") for each in names)}


# --- what is written down ----------------------------------------------------------------------------------


def test_every_field_of_the_public_api_is_described() -> None:
    described = text_of("docs/api.md")
    fields = [*IntakeSerializer().fields, *TrackSerializer().fields]
    assert [name for name in fields if f"`{name}`" not in described] == []


def test_the_constraints_that_developers_are_told_of_exist() -> None:
    names = {
        constraint.name
        for model in apps.get_models()
        if model._meta.app_label in settings.OWN_APPS
        for constraint in model._meta.constraints
    }
    _, _, table = text_of("docs/developers.md").partition("### What the database refuses")
    table = table.partition("## Tests")[0]
    named = set(re.findall(r"`([a-z]+(?:_[a-z]+)+)`", table)) - {"check_class", "x_at", "x_on", "x_by"}
    named -= {"route_through", "at_relay"}
    assert len(named) >= 30
    assert {name for name in named if name not in names} == set()


def test_operators_are_told_every_limit_as_it_is() -> None:
    told = text_of("docs/operators.md")
    for name in ("forms_per_address", "forms_per_telephone", "lookups_per_address"):
        assert f"`{name}` ({options.DECLARED[name].default})" in told
    assert f"| {limits.LOOKUPS_PER_CODE}, and {limits.LOOKUPS_PER_CODE_AND_DAY} a day |" in told
    assert f"| {form_limits.LOOKUPS_BY_WHOLE_PHONE} | 429 |" in told
    assert f"| {limits.LOOKUPS_OF_SITE} |" in told
    assert f"a network has {limits.LOOKUPS_WHEN_BUSY} misses left" in told


def test_operators_are_told_how_guessing_is_stopped() -> None:
    told = text_of("docs/operators.md")
    network, minutes = login_limits.PER_NETWORK, login_limits.WINDOW // 60
    assert f"{network} in {minutes} minutes from an IPv4 address or an IPv6 /64" in told
    assert f"{2 * network} from a /24 or a /56; {4 * network} from a /48" in told
    assert f"| {login_limits.PER_ACCOUNT_AND_NETWORK} in {minutes} minutes | the same |" in told
    assert f"| {login_limits.PER_ACCOUNT} an hour |" in told
    assert f"{login_limits.SHORTEST_WAIT} seconds at first, {login_limits.LONGEST_WAIT} from forty" in told
    assert f"| {login_limits.PER_BROWSER} in {minutes} minutes, and none of the limits above |" in told
    assert told.count(f"| {login_limits.SECOND_FACTOR_TRIES} in {minutes} minutes |") == 3


def test_operators_are_told_the_ways_of_signing_in_and_how_long_they_last() -> None:
    told = text_of("docs/operators.md").partition("## Signing in")[2].partition("\n\n")[0]
    told += text_of("docs/operators.md").partition("## Signing in")[2].split("\n\n")[0]
    assert settings.MFA_SUPPORTED_TYPES == ["totp", "webauthn", "recovery_codes"]
    assert settings.MFA_PASSKEY_LOGIN_ENABLED
    for way in ("password", "TOTP", "passkey", "recovery codes", "OIDC"):
        assert way in told
    idle, longest = settings.IDLE.total_seconds() // 60, settings.SESSION_COOKIE_AGE // 3600
    assert f"ends after {idle:.0f} idle minutes, and after {longest} hours in any case" in told
    assert "whatever the issuer does with its own" in told
    assert "sessions side by side are not limited" in told


def test_everything_that_is_called_has_its_variable_in_the_readme() -> None:
    readme = text_of("README.md")
    assert [name for name in VARIABLES if f"`{name}`" not in readme] == []


def test_operators_are_told_what_a_line_of_the_log_holds() -> None:
    told = text_of("docs/operators.md")
    source = text_of("config/middleware.py")
    call = source.partition('log.info(\n                "request"')[2].partition(")\n        return")[0]
    fields = re.findall(r"^\s+(\w+)=", call, flags=re.MULTILINE)
    assert fields == ["method", "route", "status", "address", "user", "milliseconds"]
    assert [name for name in fields if f"`{name}`" not in told] == []


def test_the_form_says_what_may_be_uploaded(visitor: Client, station: Station) -> None:
    assert f"{MOST_FILES} 个" in FILES_HINT
    assert f"{BYTES_AT_MOST // 1024 // 1024} MB" in FILES_HINT
    for kind in ("图片", "PDF", "Office"):
        assert kind in FILES_HINT
    assert FILES_HINT in visitor.get(f"/s/{station.code}/").content.decode()


@pytest.mark.django_db
def test_what_is_kept_for_how_long_is_public(visitor: Client) -> None:
    page = visitor.get("/privacy/").content.decode()
    assert f"系统日志和通知：{options.DECLARED['keep_log_days'].default} 日" in page


# --- what the code does not do -----------------------------------------------------------------------------


def test_nothing_of_ours_leaves_the_safe_language() -> None:
    assert importers("ctypes", "cffi", "mmap", "pickle", "marshal") == set()


def test_random_values_that_matter_come_from_the_system() -> None:
    """`random` spreads the pauses before a transaction is taken again, and nothing else."""
    assert importers("random") == {"office/verbs.py"}
    assert len({crypto.derive("x", str(number)) for number in range(10)}) == 10


def test_one_module_touches_keys_and_only_known_libraries_make_ciphers() -> None:
    makers = {
        path for path, name in imports() if name.startswith("cryptography.") and "InvalidToken" not in name
    }
    # One encrypts; the others make a key for a new place, and look whether one is well formed.
    assert makers == {"office/crypto.py", "config/checks.py", "config/management/commands/new_environment.py"}
    assert importers("Crypto", "nacl", "OpenSSL", "cryptography.hazmat", "passlib", "bcrypt") == set()
    readers = {
        path
        for path, tree in trees()
        for node in nodes(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in ("INDEX_KEY", "RECEIPT_KEY", "FIELD_KEYS", "AUDIT_KEY")
    }
    # Beside those that use them: fingerprints for backups, and how many there are for 运行状态.
    assert readers == {
        "office/crypto.py",
        "office/events/macs.py",
        "config/checks.py",
        "config/key_fingerprints.py",
        "office/conditions.py",
    }


def test_no_weak_hash_is_called() -> None:
    called = {
        (path, node.attr)
        for path, tree in trees()
        for node in nodes(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "hashlib"
    }
    assert {name for _, name in called} == {"sha256", "file_digest"}
    digested = [path for path, name in called if name == "file_digest"]
    assert all(re.search(r'file_digest\(\w+, "sha256"\)', text_of(path)) for path in digested)


def test_keys_and_codes_have_128_bits() -> None:
    assert len(crypto.derive("x", "y")) == len(bytes.fromhex(crypto.keyed_hash("x", "y"))) == 32
    version, *_ = crypto.encrypt("文字").encode()
    assert chr(version) == "g"  # Fernet 0x80: AES-128 in CBC with HMAC-SHA256


def test_certificates_are_checked_wherever_we_call() -> None:
    for path, tree in trees():
        for node in nodes(tree):
            if isinstance(node, ast.keyword) and node.arg == "verify":
                assert getattr(node.value, "value", None) is not False, path
            if isinstance(node, ast.Attribute):
                assert node.attr not in ("CERT_NONE", "_create_unverified_context"), path


def test_pages_need_neither_plug_in_nor_the_browsers_storage() -> None:
    templates = "".join(
        path.read_text(encoding="utf-8") for path in sorted((ROOT / "templates").rglob("*.html"))
    )
    assert re.findall(r"<(?:object|embed|applet|iframe)\b", templates) == []
    scripts = "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "static").rglob("*.js")))
    assert scripts
    assert re.findall(r"localStorage|sessionStorage|indexedDB|document\.cookie", scripts + templates) == []
    # Nothing from outside becomes an object, so no prototype is reached.
    assert re.findall(r"JSON\.parse|Object\.assign|__proto__|\beval\(|new Function", scripts) == []
    assert "onpaste" not in templates
    assert re.findall(r"[\"']paste[\"'].{0,120}preventDefault", text_of("templates/account/login.html")) == []


def test_logs_go_to_standard_error_alone_in_utc() -> None:
    made = logs.configuration(level="INFO", human=False)
    assert {handler["class"] for handler in made["handlers"].values()} == {"logging.StreamHandler"}
    assert all("stream" not in handler for handler in made["handlers"].values())
    stamp = next(each for each in logs.SHARED if type(each).__name__ == "TimeStamper")
    assert (stamp.utc, stamp.fmt) == (True, "iso")
