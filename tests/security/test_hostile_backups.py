"""A backup that somebody made to do harm is refused in words, before a row or a file of it is taken over."""

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.core.management.base import CommandError

from config import backups
from office.models import StoredFile, User
from tests.conftest import NOW
from tests.proof import take_up_fixtures

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
CONTENT = b"%PDF-1.4 a letter"
LETTER, OUTSIDE = "files/2026/letter", "outside"
Harm = Callable[[Path], object]


def named(path: object) -> Harm:
    """The manifest gives the stored file this path."""

    def change(folder: Path) -> None:
        given = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        given["files"][0]["path"] = path
        (folder / "manifest.json").write_text(json.dumps(given), encoding="utf-8")

    return change


def manifest(content: bytes) -> Harm:
    return lambda folder: (folder / "manifest.json").write_bytes(content)


def linked(name: str, target: str) -> Harm:
    """Moved to the target, seen from the backup, and a link in its place."""

    def change(folder: Path) -> None:
        (folder / name).rename(folder / target)
        (folder / name).symlink_to(folder / target)

    return change


def in_a_circle(folder: Path) -> None:
    (folder / LETTER).unlink()
    (folder / LETTER).symlink_to(folder / LETTER)


def huge(folder: Path) -> None:
    with (folder / LETTER).open("r+b") as file:
        file.truncate(1 << 40)


# What was done to it: (the harm, what the refusal says)
HARMS: dict[str, tuple[Harm, str]] = {
    "a path that climbs": (named("../../outside"), "leads out"),
    "a path from the root": (named("/etc/hostname"), "leads out"),
    "a zero byte": (named("2026/let\0ter"), "leads out|missing"),
    "half a character": (named("2026/\ud800"), "leads out"),
    "a linked file": (linked(LETTER, "../moved"), "leads out"),
    "a linked folder": (linked("files", "../moved"), "leads out"),
    "a linked manifest": (linked("manifest.json", "../moved"), "leads out"),
    "a link in a circle": (in_a_circle, "leads out|Symlink|symbolic"),
    "a terabyte": (huge, "size and SHA-256 differ"),
    "another file": (lambda folder: (folder / LETTER).write_bytes(CONTENT[::-1]), "SHA-256 differs"),
    "no JSON": (manifest(b"\xff{"), "not as it was written"),
    "brackets without end": (manifest(b"[" * 200_000), "not as it was written"),
    "a list": (manifest(b"[]"), "not as it was written"),
    "a number for a path": (named(7), "not as it was written"),
}


def test_a_hostile_backup_is_refused_before_anything_is_taken_over(
    staff: User, tmp_path: Path, files_of_this_test: Path
) -> None:
    """A path that climbed ended in a traceback, and a changed file was found when all rows were loaded."""
    path = default_storage.save("2026/letter", ContentFile(CONTENT))
    take_up_fixtures()
    StoredFile.objects.create(
        path=path,
        name="答复.pdf",
        content_type="application/pdf",
        size=len(CONTENT),
        sha256=hashlib.sha256(CONTENT).hexdigest(),
        created_at=NOW,
        created_by=staff,
    )
    whole, _ = backups.back_up(tmp_path / "backups", at=NOW)
    call_command("flush", interactive=False, verbosity=0)
    default_storage.delete(path)
    for number, (what, (harm, words)) in enumerate(HARMS.items()):
        folder = tmp_path / f"{number}" / "in" / "backup"
        shutil.copytree(whole, folder)
        (folder.parent / OUTSIDE).write_bytes(CONTENT)
        harm(folder)
        with pytest.raises(CommandError, match=words):
            call_command("restore", folder)
        assert not User.objects.exists(), what
        assert [file for file in files_of_this_test.rglob("*") if file.is_file()] == [], what
