"""A backup holds everything as of one instant, proves it, and fills an empty machine."""

import hashlib
import json
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from config import backups
from config.databases import count_rows
from office.models import StoredFile, User
from tests.conftest import NOW

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
CONTENT = b"%PDF-1.4 a letter"


@pytest.fixture
def stored(staff: User) -> StoredFile:

    path = default_storage.save("2026/letter", ContentFile(CONTENT))
    return StoredFile.objects.create(
        path=path,
        name="答复.pdf",
        content_type="application/pdf",
        size=len(CONTENT),
        sha256=hashlib.sha256(CONTENT).hexdigest(),
        created_at=NOW,
        created_by=staff,
    )


def empty_the_machine(media: Path) -> None:
    call_command("flush", interactive=False, verbosity=0)
    for file in sorted(media.rglob("*")):
        if file.is_file():
            file.unlink()


def test_a_backup_fills_an_empty_machine(
    stored: StoredFile, tmp_path: Path, files_of_this_test: Path
) -> None:
    before = count_rows()
    folder, manifest = backups.back_up(tmp_path / "backups", at=NOW)
    empty_the_machine(files_of_this_test)

    backups.restore(folder)

    assert count_rows() == before == manifest.rows
    assert StoredFile.objects.get().name == "答复.pdf"
    with default_storage.open(stored.path) as file:
        assert file.read() == CONTENT


def test_a_full_machine_is_not_overwritten(stored: StoredFile, tmp_path: Path) -> None:
    folder, _ = backups.back_up(tmp_path, at=NOW)
    with pytest.raises(CommandError, match="already has 1 accounts"):
        call_command("restore", folder)


def test_a_file_that_is_gone_fails_the_backup_and_leaves_no_half_folder(
    stored: StoredFile, tmp_path: Path
) -> None:
    default_storage.delete(stored.path)
    with pytest.raises(CommandError, match="has a row but no file"):
        call_command("backup", tmp_path / "backups")
    assert list((tmp_path / "backups").iterdir()) == []


def test_a_changed_file_is_found(stored: StoredFile, tmp_path: Path, files_of_this_test: Path) -> None:
    folder, _ = backups.back_up(tmp_path / "backups", at=NOW)
    empty_the_machine(files_of_this_test)
    (folder / "files" / stored.path).write_bytes(b"%PDF-1.4 another letter")
    with pytest.raises(backups.Incomplete, match="SHA-256"):
        backups.restore(folder)


def test_a_changed_database_is_found(stored: StoredFile, tmp_path: Path, files_of_this_test: Path) -> None:
    folder, _ = backups.back_up(tmp_path / "backups", at=NOW)
    empty_the_machine(files_of_this_test)
    name = "database.sqlite3" if connection.vendor == "sqlite" else "database.dump"
    with (folder / name).open("ab") as database:
        database.write(b"more")
    with pytest.raises(backups.Incomplete, match="not the file that was backed up"):
        backups.restore(folder)


def test_rows_that_are_missing_are_named(
    stored: StoredFile, tmp_path: Path, files_of_this_test: Path
) -> None:
    folder, _ = backups.back_up(tmp_path / "backups", at=NOW)
    empty_the_machine(files_of_this_test)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["rows"]["office_user"] += 1
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(backups.Incomplete, match="office_user: 2 rows backed up, 1 restored"):
        backups.restore(folder)


def test_a_folder_that_is_no_backup_is_refused(tmp_path: Path, db: None) -> None:
    with pytest.raises(CommandError, match="holds no manifest"):
        call_command("restore", tmp_path)
