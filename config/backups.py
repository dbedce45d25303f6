"""A backup is a folder: the database as of one instant, every stored file it names, and a manifest that proves both.

Taken while the platform writes. Files are on disk before their rows, so every row of the copy has its file. Keys are
not part of it: without FIELD_KEYS, INDEX_KEY, RECEIPT_KEY and AUDIT_KEY the copy can be neither read nor verified. It
carries their fingerprints instead, and is refused under others before anything is loaded.
"""

import hashlib
import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath

from django.core.files.storage import default_storage
from django.db import connection

from config import key_fingerprints, moving
from config.databases import FileEntry, PostgreSQL, SQLite, count_accounts, count_rows, database

MANIFEST = "manifest.json"
FILES = "files"
CHUNK = 1024 * 1024


class Incomplete(Exception):
    """The copy and what it was made from differ; the message says where."""


class WrongKeys(Incomplete):
    """Under the keys of this environment the copy could be neither read nor verified; the message names them."""


@dataclass(frozen=True)
class Manifest:
    created_at: str
    engine: str
    rows: dict[str, int]
    database_sha256: str
    files: list[FileEntry]
    # By the name of the variable; empty in a copy that was made before 0.3.0.
    keys: dict[str, list[str]] = field(default_factory=dict)

    def write(self, folder: Path) -> None:
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1)
        (folder / MANIFEST).write_text(text, encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """Raises `Incomplete` also where it is not what `write` writes."""
        try:
            given = json.loads(_member(folder, MANIFEST).read_text(encoding="utf-8"))
            files = [FileEntry(**entry) for entry in given.pop("files")]
            manifest = cls(**given, files=files)
            manifest._refuse_other_kinds()
        except FileNotFoundError:
            raise Incomplete(
                f"{folder} holds no {MANIFEST}: it is no backup, or one that never ended."
            ) from None
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise Incomplete(f"{folder / MANIFEST} is not as it was written: {error!r:.200}.") from None
        return manifest

    def _refuse_other_kinds(self) -> None:
        """Raises TypeError where a value is of another kind than `write` gives it."""
        words = [self.created_at, self.engine, self.database_sha256]
        words += [word for entry in self.files for word in (entry.path, entry.sha256)]
        words += [word for prints in self.keys.values() for word in prints]
        numbers = [*self.rows.values(), *(entry.size for entry in self.files)]
        if not all(isinstance(word, str) for word in words):
            raise TypeError("a word is none")
        if not all(isinstance(number, int) for number in numbers):
            raise TypeError("a number is none")


def back_up(parent: Path, *, at: datetime) -> tuple[Path, Manifest]:
    """Write `parent/backup-<time>`, read it again and compare. The folder gets its name when it is complete."""
    folder = parent / f"backup-{at:%Y%m%d-%H%M%S}"
    unfinished = parent / f".{folder.name}.unfinished"
    unfinished.mkdir(parents=True, mode=0o700)
    try:
        snapshot = database().copy_to(unfinished)
        files = [_copy_out(entry, unfinished / FILES) for entry in snapshot.files]
        manifest = Manifest(
            created_at=at.isoformat(),
            engine=connection.vendor,
            rows=dict(snapshot.rows),
            database_sha256=_sha256(snapshot.path),
            files=files,
            keys=key_fingerprints.of_this_site(),
        )
        manifest.write(unfinished)
        database().prove(snapshot.path, snapshot.rows)
    except BaseException:
        shutil.rmtree(unfinished)
        raise
    unfinished.rename(folder)
    return folder, manifest


def restore(folder: Path) -> Manifest:
    """Fill an empty database and the file store from a backup, and prove that nothing is missing.

    A backup of SQLite also fills an empty PostgreSQL database (config/moving.py).
    """
    manifest = Manifest.read(folder)
    if manifest.engine != connection.vendor and manifest.engine != "sqlite":
        raise Incomplete(f"The backup is of {manifest.engine}, DATABASE_URL names {connection.vendor}.")
    if missing := key_fingerprints.missing(manifest.keys):
        raise WrongKeys(
            f"备份是用另外的密钥写的，现在的环境里没有：{'、'.join(missing)}。数据没有改动。"
            "请把备份时的密钥放回 VAR_DIR/environment（FIELD_KEYS、AUDIT_KEY 可以加在原有的后面）再恢复。"
        )
    source = _member(folder, (SQLite if manifest.engine == "sqlite" else PostgreSQL).file_name)
    if _sha256(source) != manifest.database_sha256:
        raise Incomplete(f"{source.name} is not the file that was backed up.")
    if accounts := count_accounts():
        raise Incomplete(
            f"The database already has {accounts} accounts; a backup is restored into an empty one."
        )
    # Before anything is loaded: a copy that is refused leaves nothing behind.
    sources = [(entry, _proved(folder, entry)) for entry in manifest.files]
    if manifest.engine == connection.vendor:
        database().fill_from(source)
    else:
        moving.load(source)
    for entry, file in sources:
        _copy_in(entry, file)
    _compare(manifest.rows, count_rows())
    return manifest


def size_of(folder: Path) -> int:
    """Bytes of all files below the folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def _copy_out(entry: FileEntry, into: Path) -> FileEntry:
    target = into / entry.path
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with default_storage.open(entry.path) as source, target.open("wb") as copy:
            shutil.copyfileobj(source, copy, CHUNK)
    except FileNotFoundError:
        raise Incomplete(f"{entry.path} has a row but no file.") from None
    _prove(entry, target)
    return entry


def _proved(folder: Path, entry: FileEntry) -> Path:
    """Where the copy of a stored file is, once it is known to be that file."""
    _member(folder / FILES, entry.path)
    file = _member(folder, f"{FILES}/{entry.path}")
    if not file.is_file():
        raise Incomplete(f"{entry.path} is missing from the backup.")
    if file.stat().st_size != entry.size:
        raise Incomplete(f"{entry.path} is not the file that was uploaded: its size and SHA-256 differ.")
    _prove(entry, file)
    return file


def _member(folder: Path, name: str) -> Path:
    """A path inside the folder. Raises `Incomplete` for one that leads elsewhere, by its name or by a link."""
    path = folder / name
    try:
        # A link and `..` resolve to something else than they say.
        is_inside = path.resolve() == folder.resolve() / PurePosixPath(name)
    except (ValueError, RuntimeError):
        is_inside = False
    if not is_inside or ".." in PurePosixPath(name).parts or PurePosixPath(name).is_absolute():
        raise Incomplete(f"{name!r:.200} leads out of the backup: nothing was restored.")
    return path


def _copy_in(entry: FileEntry, source: Path) -> None:
    if default_storage.exists(entry.path):
        return
    with source.open("rb") as content:
        saved = default_storage.save(entry.path, content)
    if saved != entry.path:
        raise Incomplete(f"{entry.path} was stored as {saved}.")


def _prove(entry: FileEntry, file: Path) -> None:
    if _sha256(file) != entry.sha256:
        raise Incomplete(f"{entry.path} is not the file that was uploaded: its SHA-256 differs.")


def _compare(wanted: Mapping[str, int], found: Mapping[str, int]) -> None:
    differing = [
        f"{table}: {wanted.get(table, 0)} rows backed up, {found.get(table, 0)} restored"
        for table in sorted(wanted.keys() | found.keys())
        if wanted.get(table, 0) != found.get(table, 0)
    ]
    if differing:
        raise Incomplete("; ".join(differing))


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
