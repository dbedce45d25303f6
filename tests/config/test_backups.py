"""A backup holds everything as of one instant, proves it, and fills an empty machine."""

import hashlib
import json
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from pytest_django import Settings

from config import backups
from config.databases import Database, Snapshot, count_rows, database
from office import backup_log
from office.models import StoredFile, User
from tests.conftest import NOW
from tests.proof import take_up_fixtures

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
CONTENT = b"%PDF-1.4 a letter"


@pytest.fixture
def stored(staff: User) -> StoredFile:
    path = default_storage.save("2026/letter", ContentFile(CONTENT))
    take_up_fixtures()
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


@pytest.mark.parametrize("name", ["FIELD_KEYS", "INDEX_KEY", "RECEIPT_KEY", "AUDIT_KEY"])
def test_under_another_key_nothing_is_loaded(
    name: str, stored: StoredFile, tmp_path: Path, files_of_this_test: Path, settings: Settings
) -> None:
    """It was loaded, could not be read, and `verify_audit` cried tampering."""
    folder, _ = backups.back_up(tmp_path / "backups", at=NOW)
    empty_the_machine(files_of_this_test)
    other = Fernet.generate_key().decode()
    setattr(settings, name, [other] if name == "FIELD_KEYS" else other)
    with pytest.raises(CommandError, match=f"没有：{name} [0-9a-f]{{16}}。数据没有改动"):
        call_command("restore", folder)
    assert count_rows()["office_storedfile"] == 0
    assert not list(files_of_this_test.rglob("letter"))


@pytest.mark.parametrize("name", ["FIELD_KEYS", "AUDIT_KEY"])
def test_a_newer_key_before_the_old_one_is_no_hindrance(
    name: str, stored: StoredFile, tmp_path: Path, files_of_this_test: Path, settings: Settings
) -> None:
    folder, _ = backups.back_up(tmp_path / "backups", at=NOW)
    empty_the_machine(files_of_this_test)
    other = Fernet.generate_key().decode()
    old = getattr(settings, name)
    setattr(settings, name, [other, *old] if name == "FIELD_KEYS" else f"{other}, {old}")
    call_command("restore", folder, stdout=StringIO())
    assert StoredFile.objects.get().name == "答复.pdf"


def test_no_key_stands_in_a_backup(stored: StoredFile, tmp_path: Path, settings: Settings) -> None:
    folder, manifest = backups.back_up(tmp_path, at=NOW)
    text = (folder / "manifest.json").read_text(encoding="utf-8")
    assert set(manifest.keys) == {"FIELD_KEYS", "INDEX_KEY", "RECEIPT_KEY", "AUDIT_KEY"}
    for key in (*settings.FIELD_KEYS, settings.INDEX_KEY, settings.RECEIPT_KEY, settings.AUDIT_KEY):
        assert key not in text


def test_a_backup_from_before_fingerprints_is_restored(
    stored: StoredFile, tmp_path: Path, files_of_this_test: Path
) -> None:
    folder, _ = backups.back_up(tmp_path, at=NOW)
    empty_the_machine(files_of_this_test)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    del manifest["keys"]
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    call_command("restore", folder, stdout=StringIO())
    assert StoredFile.objects.count() == 1


def test_a_copy_that_is_cut_off_while_it_is_written_is_no_backup(
    stored: StoredFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = type(database()).copy_to

    def cut_off(self: Database, folder: Path) -> Snapshot:
        snapshot = write(self, folder)
        whole = snapshot.path.read_bytes()
        snapshot.path.write_bytes(whole[: len(whole) // 2])
        return snapshot

    monkeypatch.setattr(type(database()), "copy_to", cut_off)
    with pytest.raises(CommandError):
        call_command("backup", tmp_path / "backups")
    assert list((tmp_path / "backups").iterdir()) == []
    last = backup_log.last_try()
    assert last is not None
    assert not last.proved


def test_the_last_backup_is_known_with_its_size(stored: StoredFile, tmp_path: Path) -> None:
    call_command("backup", tmp_path, stdout=StringIO())
    last = backup_log.last_proved()
    assert last is not None
    assert last == backup_log.last_try()
    (folder,) = tmp_path.glob("backup-*")
    assert (last.at, last.size) == (
        NOW,
        sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()),
    )


def test_after_forty_eight_hours_it_is_an_old_one(stored: StoredFile, tmp_path: Path) -> None:
    assert backup_log.is_old(None, at=NOW)
    call_command("backup", tmp_path, stdout=StringIO())
    last = backup_log.last_proved()
    assert not backup_log.is_old(last, at=NOW + timedelta(hours=48))
    assert backup_log.is_old(last, at=NOW + timedelta(hours=48, seconds=1))


def test_a_folder_that_is_no_backup_is_refused(tmp_path: Path, db: None) -> None:
    with pytest.raises(CommandError, match="holds no manifest"):
        call_command("restore", tmp_path)
