"""The ways of the data: into a fresh database, from SQLite to PostgreSQL, to the next release and back."""

import re
import shutil
import time

from tools.rehearsal import hosts
from tools.rehearsal.installation import Installation
from tools.rehearsal.setting_up import PACK
from tools.rehearsal.site import Broken, Site, end, free_port, until
from tools.rehearsal.visitor import NO_ANSWER, READS_FOR, Door, Visitor


def restore(made: Installation) -> str:
    """§ Drill: the latest copy into an empty database and another VAR_DIR; under other keys it is refused before."""
    drill = _beside(made, "drill")
    keys = drill.folder / "environment"
    right = keys.read_text()
    keys.write_text(re.sub(r"^INDEX_KEY=.*$", f"INDEX_KEY={'another-index-key-' * 3}", right, flags=re.M))
    refused = drill.manage("restore", str(_latest(made)), fails=True)
    if "INDEX_KEY" not in refused:
        raise Broken(refused[-300:])
    keys.write_text(right)
    said = drill.manage("restore", str(_latest(made)))
    _copied_cases(drill, made)
    rows = re.search(r"Restored (\d+) rows", said)
    return f"另外的密钥被拒绝；{rows[1] if rows else '?'} 行恢复到空库，操作记录核对无误"


def upgrade(made: Installation) -> str:
    """§ Release, and its way back into an empty database."""
    made.site.variables = {"BACKUPS": str(made.backups)}
    made.copied_at_least = len(made.receipts)
    upgraded = made.site.run("tools/upgrade")
    former = _beside(made, "back")
    former.run("tools/upgrade", "back", str(_latest(made)))
    _copied_cases(former, made)
    order = upgraded.index("restart platform-web") < upgraded.index("start platform-queue")
    return f"备份、更新、收集、检查，{'先网页后队列' if order else '次序不对'}；退回到空库，件数不变"


def move(made: Installation) -> str:
    """§ From SQLite to PostgreSQL: a county that began on SQLite, with a request, under the same keys."""
    small = Site(made.site.folder / "small")
    text = (made.site.folder / "environment").read_text()
    kept = [
        line for line in text.splitlines() if not line.startswith(("DATABASE_URL", "CACHE_URL", "ANCHOR"))
    ]
    (small.folder / "environment").write_text("\n".join(kept) + "\n")
    small.manage("migrate", "--verbosity", "0")
    small.manage("collectstatic", "--noinput", "--verbosity", "0")
    shutil.copytree(PACK, small.folder / "county")
    small.manage("new_county", str(small.folder / "county"))
    port = free_port()
    web = small.web(port)
    try:
        visitor = Visitor(Door(hosts.HOST, port))
        until(lambda: _is_up(visitor), "the web process on SQLite")
        form = visitor.open_form()
        time.sleep(READS_FOR)
        visitor.send(form)
    finally:
        end(web)
    small.manage("backup", str(small.folder / "copies"))
    (copy,) = (small.folder / "copies").glob("backup-*")
    moved = Site(small.folder, hosts.empty_database(made.site.database, "moved"))
    said = moved.manage("restore", str(copy))
    moved.manage("verify_audit")
    rows = re.search(r"Restored (\d+) rows", said)
    return f"SQLite 的 {rows[1] if rows else '?'} 行移到 PostgreSQL，操作记录核对无误"


def _beside(made: Installation, name: str) -> Site:
    """An empty database and a folder with the same keys."""
    database = hosts.empty_database(made.site.database, name)
    site = Site(made.site.folder / name, database)
    text = (made.site.folder / "environment").read_text()
    (site.folder / "environment").write_text(
        re.sub(r"^(DATABASE_URL|ANCHOR_FILE)=.*\n", "", text, flags=re.M)
    )
    return site


def _latest(made: Installation) -> str:
    return str(max(made.backups.glob("backup-*")))


def _copied_cases(site: Site, made: Installation) -> None:
    """A copy is of one instant: what was acknowledged before it began is in it, what came meanwhile may be."""
    if not made.copied_at_least <= site.count_cases() <= len(made.receipts):
        raise Broken(
            f"{site.count_cases()} cases; {made.copied_at_least} receipts before the copy, {len(made.receipts)} now"
        )


def _is_up(visitor: Visitor) -> bool:
    try:
        return visitor.ask("/healthz").status == 200
    except NO_ANSWER:
        return False
