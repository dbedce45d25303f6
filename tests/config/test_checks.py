"""A production with secrets that everybody can read does not start, and says which they are."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from pytest_django import Settings

from config import checks
from tests.sources import ROOT

FROM_FILE = "from-the-file-0123456789-0123456789"
SECRETS = ("SECRET_KEY", "FIELD_KEYS", "INDEX_KEY", "RECEIPT_KEY", "AUDIT_KEY")


def own(**changes: str) -> dict[str, str]:
    return {name: f"own-{name}-0123456789-0123456789-0123456789" for name in SECRETS} | {
        "FIELD_KEYS": Fernet.generate_key().decode(),
        **changes,
    }


def run(*command: str, tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {
        name: value
        for name, value in os.environ.items()
        if name not in {*SECRETS, "DEBUG", "DEMO", "DATABASE_URL", "EMAIL_URL", "CACHE_URL"}
    }
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=clean | {"VAR_DIR": str(tmp_path)} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    "command", [("manage.py", "check"), ("-c", "import config.wsgi"), ("manage.py", "runqueue")]
)
def test_production_refuses_to_start_with_default_secrets(command: tuple[str, ...], tmp_path: Path) -> None:
    result = run(*command, tmp_path=tmp_path)
    assert result.returncode != 0
    for name in SECRETS:
        assert f"{name} still has the default" in result.stderr


def test_it_says_which_one_is_left(tmp_path: Path) -> None:
    result = run(
        "-c", "import config.wsgi", tmp_path=tmp_path, **{k: v for k, v in own().items() if k != "INDEX_KEY"}
    )
    assert "INDEX_KEY still has the default" in result.stderr
    assert "AUDIT_KEY" not in result.stderr


def test_with_its_own_secrets_it_starts(tmp_path: Path) -> None:
    result = run("-c", "import config.wsgi", tmp_path=tmp_path, **own())
    assert result.returncode == 0, result.stderr


def test_the_environment_file_of_a_copy_is_read_but_does_not_win(tmp_path: Path) -> None:
    lines = [f"{name}={value}" for name, value in own(AUDIT_KEY=FROM_FILE).items()]
    (tmp_path / "environment").write_text("\n".join(lines), encoding="utf-8")
    script = "import config.wsgi; from django.conf import settings; print(settings.AUDIT_KEY)"
    assert run("-c", script, tmp_path=tmp_path).stdout.strip() == FROM_FILE
    won = run("-c", script, tmp_path=tmp_path, AUDIT_KEY=FROM_FILE[::-1])
    assert won.stdout.strip() == FROM_FILE[::-1]


def test_a_bad_field_key_is_named_by_its_number(settings: object) -> None:
    settings.FIELD_KEYS = [Fernet.generate_key().decode(), "short"]  # type: ignore[attr-defined]
    (message,) = checks.field_keys_are_usable(None)
    assert "key number 2" in message.msg


@pytest.mark.parametrize("name", SECRETS)
@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ("", "is empty"),
        ("   ", "is empty"),
        ("abc", "is shorter than 32 characters"),
        ("0123456789012345678901234567890", "is shorter than 32 characters"),
        ("a" * 64, "has fewer than 8 different characters"),
        ("development-only-index-key-0123456789", "still has the default"),
    ],
)
def test_a_key_that_is_empty_weak_or_an_example_is_named(
    name: str, value: str, fault: str, settings: object
) -> None:
    for other, good in own().items():
        setattr(settings, other, [good] if other == "FIELD_KEYS" else good)
    assert checks.secrets_are_our_own(None) == []
    # As settings.py reads it: Django refuses an empty SECRET_KEY before any check.
    setattr(settings, name, [value] if name == "FIELD_KEYS" else value or " ")
    (message,) = checks.secrets_are_our_own(None)
    assert message.msg.startswith(f"{name} {fault}")


def test_no_key_at_all_is_an_empty_one(settings: object) -> None:
    settings.FIELD_KEYS = []  # type: ignore[attr-defined]
    assert "FIELD_KEYS is empty." in [message.msg for message in checks.secrets_are_our_own(None)]


@pytest.mark.parametrize("value", ["abc", "a" * 40])
def test_every_one_of_several_keys_is_looked_at(value: str, settings: object) -> None:
    settings.AUDIT_KEY = f"{own()['AUDIT_KEY']},{value}"  # type: ignore[attr-defined]
    assert any(message.msg.startswith("AUDIT_KEY") for message in checks.secrets_are_our_own(None))


@pytest.mark.parametrize("kind", ["one-host", "several-hosts"])
def test_the_shipped_environment_is_refused_and_what_the_command_makes_of_it_starts(
    kind: str, tmp_path: Path
) -> None:
    shipped = (ROOT / "deploy" / kind / "environment").read_text(encoding="utf-8")
    (tmp_path / "environment").write_text(shipped, encoding="utf-8")
    refused = run("-c", "import config.wsgi", tmp_path=tmp_path)
    assert refused.returncode != 0
    for name in SECRETS:
        assert f"{name} is empty." in refused.stderr
    made = tmp_path / "made"
    made.mkdir()
    written = run("manage.py", "new_environment", "--for", kind, tmp_path=made)
    assert written.returncode == 0, written.stderr
    assert (made / "environment").stat().st_mode & 0o777 == 0o600
    started = run("-c", "import config.wsgi", tmp_path=made)
    assert started.returncode == 0, started.stderr


def test_two_environments_share_no_secret_and_none_is_overwritten(tmp_path: Path) -> None:
    files = [tmp_path / "one", tmp_path / "other"]
    for file in files:
        assert (
            run("manage.py", "new_environment", str(file), "--for", "demo", tmp_path=tmp_path).returncode == 0
        )
    one, other = (dict(line.split("=", 1) for line in file.read_text().splitlines()) for file in files)
    assert one.keys() == other.keys() == {"DEMO", *SECRETS}
    assert {name for name in one if one[name] == other[name]} == {"DEMO"}
    again = run("manage.py", "new_environment", str(files[0]), tmp_path=tmp_path)
    assert again.returncode == 1
    assert "已存在" in again.stderr
    assert files[0].read_text().startswith(f"DEMO=1\nFIELD_KEYS={one['FIELD_KEYS']}")


def test_two_purposes_need_two_keys(settings: object) -> None:
    settings.INDEX_KEY = settings.AUDIT_KEY  # type: ignore[attr-defined]
    assert [message.id for message in checks.keys_differ(None)] == ["config.E004"]


@pytest.mark.parametrize("name", ["SECRET_KEY", "INDEX_KEY", "RECEIPT_KEY", "FIELD_KEYS", "METRICS_TOKEN"])
def test_any_two_keys_that_are_the_same_are_named(name: str, settings: object) -> None:
    key = Fernet.generate_key().decode()
    settings.AUDIT_KEY = f"{own()['AUDIT_KEY']},{key}"  # type: ignore[attr-defined]
    setattr(settings, name, [key] if name == "FIELD_KEYS" else key)
    (message,) = checks.keys_differ(None)
    assert name in message.msg
    assert "AUDIT_KEY" in message.msg


@pytest.mark.parametrize("mode", ["DEMO", "DEBUG"])
@pytest.mark.parametrize(
    ("hosts", "url"),
    [
        (["127.0.0.1"], "https://127.0.0.1"),
        (["127.0.0.1"], "http://example.cn:8000"),
        (["127.0.0.1", "example.cn"], "http://127.0.0.1:8000"),
        (["*"], "http://127.0.0.1:8000"),
        ([".example.cn"], "http://localhost"),
        (["192.168.1.20"], "http://localhost"),
        (["0.0.0.0"], "http://localhost"),  # noqa: S104 - every address of the machine
        (["localhost.example.cn"], "http://localhost"),
    ],
)
def test_demo_and_development_are_for_this_machine_alone(
    mode: str, hosts: list[str], url: str, settings: object
) -> None:
    setattr(settings, mode, True)
    settings.ALLOWED_HOSTS, settings.SITE_URL = hosts, url  # type: ignore[attr-defined]
    assert [message.id for message in checks.demo_stays_at_home(None)] == ["config.E003"]


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "demo.localhost", "127.0.0.2", "LOCALHOST"]
)
def test_a_demo_on_this_machine_starts(host: str, settings: object) -> None:
    settings.DEMO, settings.SITE_URL, settings.ALLOWED_HOSTS = True, f"http://{host}:8000", [host]  # type: ignore[attr-defined]
    assert checks.demo_stays_at_home(None) == []


def test_a_demo_for_others_does_not_start(tmp_path: Path) -> None:
    result = run(
        "-c", "import config.wsgi", tmp_path=tmp_path, **own(DEMO="1", ALLOWED_HOSTS="127.0.0.1,example.cn")
    )
    assert result.returncode != 0
    assert "DEMO is on for a site that others reach: example.cn" in result.stderr


@pytest.mark.parametrize("url", ["", "dummymail://", "consolemail://", "filemail:///tmp/mail"])
def test_production_without_a_mail_server_says_so_and_writes_no_letters(url: str, tmp_path: Path) -> None:
    """They were written to files, codes and links in them, and called sent."""
    script = (
        "import django; django.setup()\n"
        "from config import checks\n"
        "from office.notifications.channels import Unreachable, open_way\n"
        "print([message.id for message in checks.mail_leaves(None)])\n"
        "try:\n"
        "    with open_way('email'): print('open')\n"
        "except Unreachable as error: print(error)"
    )
    given = own(DJANGO_SETTINGS_MODULE="config.settings") | ({"EMAIL_URL": url} if url else {})
    result = run("-c", script, tmp_path=tmp_path, **given)
    assert result.stdout.splitlines() == ["['config.W001']", "no mail server is set"], result.stderr
    assert not (tmp_path / "mail").exists()


def test_a_line_that_still_names_the_example_is_told(settings: Settings) -> None:
    """`new_environment` takes it over; private links and mail would go nowhere."""
    # Without a mail server Django's host is None.
    settings.EMAIL_HOST = None
    assert checks.names_are_our_own(None) == []
    settings.SITE_URL = "https://platform.example.gov.cn"
    settings.EMAIL_HOST = "mail.example.gov.cn"
    told = [str(message) for message in checks.names_are_our_own(None)]
    assert ["SITE_URL" in told[0], "EMAIL_URL" in told[1], len(told)] == [True, True, 2]
