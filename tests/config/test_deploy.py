"""The files of deploy/ agree with the code: variables that are read, bodies that fit, addresses that cannot be forged."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from casework.forms.files import MOST_FILES
from office.files import BYTES_AT_MOST
from tests.sources import ROOT

DEPLOY = ROOT / "deploy"
NGINX = sorted(DEPLOY.glob("*/nginx.conf"))
ENVIRONMENTS = sorted(DEPLOY.glob("*/environment"))


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", ENVIRONMENTS, ids=lambda path: path.parent.name)
def test_every_variable_is_read_and_no_secret_is_given(path: Path) -> None:
    read = set(re.findall(r'env\.\w+\(\s*"(\w+)"', text(ROOT / "config" / "settings.py")))
    given = dict(re.findall(r"^(\w+)=(.*)$", text(path), flags=re.M))
    assert given.keys() - read == set()
    assert [name for name, value in given.items() if name.endswith(("_KEY", "_KEYS")) and value] == []


@pytest.mark.parametrize("path", NGINX, ids=lambda path: path.parent.name)
def test_nginx_takes_whole_bodies_and_replaces_what_a_visitor_claims(path: Path) -> None:
    conf = text(path)
    allowed = re.search(r"client_max_body_size (\d+)m;", conf)
    assert allowed
    assert int(allowed.group(1)) * 1024 * 1024 >= MOST_FILES * BYTES_AT_MOST
    for line in (
        "proxy_request_buffering on;",
        "proxy_set_header X-Forwarded-For $remote_addr;",
        "proxy_set_header X-Forwarded-Proto $scheme;",
        "location /api/ { return 403; }",
    ):
        assert line in conf


def program(name: str) -> str:
    """Installed by tools/system-packages, without which nothing here is shown."""
    found = shutil.which(name, path="/usr/sbin:/usr/bin")
    assert found, f"{name} is not installed"
    return found


@pytest.mark.parametrize("path", NGINX, ids=lambda path: path.parent.name)
def test_nginx_takes_its_file(path: Path, tmp_path: Path) -> None:
    made = [
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-subj",
        "/CN=x",
        "-days",
        "1",
    ]
    places = ["-keyout", str(tmp_path / "key"), "-out", str(tmp_path / "crt")]
    subprocess.run([program("openssl"), *made, *places], check=True, capture_output=True)
    conf = text(path)
    for there, here in (
        ("/etc/ssl/platform/fullchain.pem", "crt"),
        ("/etc/ssl/platform/key.pem", "key"),
        ("/var/log/nginx/platform.log", "access"),
    ):
        assert there in conf
        conf = conf.replace(there, str(tmp_path / here))
    (tmp_path / "site.conf").write_text(conf, encoding="utf-8")
    main = f"pid {tmp_path}/pid;\nerror_log {tmp_path}/log;\nevents {{}}\nhttp {{ include {tmp_path}/site.conf; }}\n"
    (tmp_path / "main.conf").write_text(main, encoding="utf-8")
    done = subprocess.run(
        [program("nginx"), "-t", "-c", str(tmp_path / "main.conf")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "[warn]" not in done.stderr


def test_logrotate_takes_its_file_and_keeps_190_days(tmp_path: Path) -> None:
    """In debug mode it reads the file and says what it would do, without doing it."""
    conf = text(DEPLOY / "one-host" / "logrotate-platform")
    assert "/var/log/nginx/platform.log" in conf
    log = tmp_path / "platform.log"
    log.write_text("x\n", encoding="utf-8")
    conf = conf.replace("/var/log/nginx/platform.log", str(log))
    file = tmp_path / "logrotate-platform"
    file.write_text(conf.replace("create 0640 www-data adm", "create 0640"), encoding="utf-8")
    file.chmod(0o644)
    done = subprocess.run(
        [program("logrotate"), "-d", "-s", str(tmp_path / "state"), str(file)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "error:" not in done.stderr
    assert "after 1 days (190 rotations)" in done.stderr
    assert "old logs are removed" in done.stderr


def test_units_run_what_there_is() -> None:
    for unit in DEPLOY.glob("one-host/*.service"):
        command = re.search(r"manage\.py (\w+)", text(unit))
        if command:
            assert list(ROOT.glob(f"*/management/commands/{command.group(1)}.py")), unit.name
    assert (DEPLOY / "one-host" / "platform-backup.timer").exists()
