"""The scripts behind `make`: what they remove, what they print, where they stop."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.sources import ROOT


def tool(name: str, *arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [ROOT / "tools" / name, *arguments],
        env=os.environ | {"VAR_DIR": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_reset_removes_a_demo(tmp_path: Path) -> None:
    (tmp_path / "environment").write_text("DEMO=1\nSECRET_KEY=x\n", encoding="utf-8")
    for name in ("db.sqlite3", "db.sqlite3-wal", "demo-seeded"):
        (tmp_path / name).touch()
    assert tool("reset", folder=tmp_path).returncode == 0
    assert list(tmp_path.iterdir()) == []


def test_reset_leaves_data_that_no_demo_made(tmp_path: Path) -> None:
    (tmp_path / "db.sqlite3").touch()
    result = tool("reset", folder=tmp_path)
    assert result.returncode == 1
    assert (tmp_path / "db.sqlite3").exists()


@pytest.mark.parametrize("name", ["plain", "县 人大"])
def test_a_cluster_starts_from_a_folder_that_only_its_owner_enters(name: str, tmp_path: Path) -> None:
    """As root the cluster is another user's: its data lay in the checkout, where that user does not come."""
    folder = tmp_path / "private" / name
    folder.mkdir(parents=True)
    folder.parent.chmod(0o700)
    query = (
        "import environ, psycopg\n"
        "d = environ.Env().db('DATABASE_URL')\n"
        "print(psycopg.connect(host=d['HOST'], user=d['USER'], dbname=d['NAME']).execute('SELECT 7').fetchone())"
    )
    result = tool("postgresql", "run", str(ROOT / ".venv/bin/python"), "-c", query, folder=folder)
    assert result.stdout.strip() == "(7,)", result.stderr
    assert list(folder.iterdir()) == []


def test_every_target_of_the_makefile_leads_to_a_file() -> None:
    lines = (ROOT / "Makefile").read_text(encoding="utf-8").splitlines()
    scripts = {part for line in lines for part in line.replace("@", " ").split() if part.startswith("tools/")}
    assert scripts
    assert [script for script in scripts if not (ROOT / script).exists()] == []
