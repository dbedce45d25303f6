"""A production with secrets that everybody can read does not start, and says which they are."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from config import checks
from tests.sources import ROOT

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
        if name not in {*SECRETS, "DEBUG", "DEMO", "DATABASE_URL"}
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
    lines = [f"{name}={value}" for name, value in own(AUDIT_KEY="from-the-file-0123456789").items()]
    (tmp_path / "environment").write_text("\n".join(lines), encoding="utf-8")
    script = "import config.wsgi; from django.conf import settings; print(settings.AUDIT_KEY)"
    assert run("-c", script, tmp_path=tmp_path).stdout.strip() == "from-the-file-0123456789"
    won = run("-c", script, tmp_path=tmp_path, AUDIT_KEY="from-the-environment")
    assert won.stdout.strip() == "from-the-environment"


def test_a_bad_field_key_is_named_by_its_number(settings: object) -> None:
    settings.FIELD_KEYS = [Fernet.generate_key().decode(), "short"]  # type: ignore[attr-defined]
    (message,) = checks.field_keys_are_usable(None)
    assert "key number 2" in message.msg


def test_two_purposes_need_two_keys(settings: object) -> None:
    settings.INDEX_KEY = settings.AUDIT_KEY  # type: ignore[attr-defined]
    assert [message.id for message in checks.keys_differ(None)] == ["config.E004"]


def test_a_demo_is_not_served_over_https(settings: object) -> None:
    settings.DEMO, settings.SITE_URL = True, "https://example.cn"  # type: ignore[attr-defined]
    assert [message.id for message in checks.demo_stays_at_home(None)] == ["config.E003"]
