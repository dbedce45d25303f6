"""What goes wrong in years, in minutes: kills, a cache that is gone, a backup under load, new keys."""

import os
import random
import re
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from tools.rehearsal.installation import Installation
from tools.rehearsal.setting_up import PAGES
from tools.rehearsal.site import Broken, children, end, until
from tools.rehearsal.visitor import Visitor

SENDERS, FORMS_OF_EACH = 4, 6


def kills(made: Installation) -> str:
    """Forms while web workers, a web process and a queue are killed: what was acknowledged is there, once."""
    pick, stopped = random.Random(20261123), threading.Event()  # noqa: S311 - the same victims each time
    killed = 0

    def kill() -> None:
        nonlocal killed
        while not stopped.wait(2):
            name = pick.choice([name for name in made.running if name != "redis"])
            workers = children(made.running[name].pid)
            if killed % 3 == 2 or not workers:
                end(made.running[name], signal.SIGKILL)
                made.running[name] = made.again(name)
            else:
                _kill(pick.choice(workers))
            killed += 1

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        sent = made.send_many(SENDERS, FORMS_OF_EACH)
    finally:
        stopped.set()
        killer.join()
    until(lambda: made.ready() == (200, "ok"), "/readyz after the kills")
    made.prove_all()
    return f"杀进程 {killed} 次，{sent} 件留言全部在，各一件"


def without_cache(made: Installation) -> str:
    """§ Without the cache."""
    end(made.running["redis"], signal.SIGKILL)
    if made.ready() != (200, "degraded"):
        raise Broken(f"/readyz without Redis: {made.ready()}")
    sent = made.send_many(2, 1)
    for path in PAGES:
        if (status := Visitor(made.door).ask(path).status) != 200:
            raise Broken(f"{path} answers {status} without Redis")
    made.running["redis"] = made.again("redis")
    until(lambda: made.ready() == (200, "ok"), "/readyz with Redis back")
    return f"Redis 停止时 {sent} 件照收，/readyz 为 degraded；恢复后正常"


def backup(made: Installation) -> str:
    """§ Backup, while forms come in."""
    made.copied_at_least = len(made.receipts)
    with ThreadPoolExecutor(1) as pool:
        sending = pool.submit(made.send_many, 2, 2)
        said = made.site.manage("backup", str(made.backups))
        sent = sending.result()
    made.prove_all()
    rows = re.search(r"(\d+) rows", said)
    return f"备份期间收到 {sent} 件；副本 {rows[1] if rows else '?'} 行，已读回核对"


def rotation(made: Installation) -> str:
    """§ Keys: the new one in front, rotate_keys, the old one out; running processes are restarted between."""
    file = made.site.folder / "environment"
    text = file.read_text()
    old = re.search(r"^FIELD_KEYS=(.+)$", text, flags=re.M)
    new = made.site.run("openssl", "rand", "-base64", "32").strip().replace("+", "-").replace("/", "_")
    if old is None:
        raise Broken("no FIELD_KEYS")
    file.write_text(text.replace(old[0], f"FIELD_KEYS={new},{old[1]}"))
    made.restart()
    said = made.site.manage("rotate_keys")
    file.write_text(text.replace(old[0], f"FIELD_KEYS={new}"))
    made.restart()
    made.prove_all()
    made.site.manage("verify_audit")
    made.site.manage("backup", str(made.backups))
    moved = sum(map(int, re.findall(r"改用新密钥 (\d+) 行", said)))
    return f"{moved} 行改用新密钥，旧密钥取出后回执仍可打开，操作记录核对无误"


def end_state(made: Installation) -> str:
    """§ Checks: nothing is found that the rehearsal has not left open, and no queue was ever taken for hung."""
    made.site.manage("verify_audit")
    found = made.site.manage("doctor", fails=True)
    lines = [line.strip() for line in found.splitlines() if line.startswith("  ") and "怎么办" not in line]
    # No mail server, no gateway, no yearly calendar: what an operator sets up later.
    foreign = [
        line for line in lines if not re.search("邮件|短信|备份|放假安排|联络员|负责人|经办人|结对企业", line)
    ]
    if foreign:
        raise Broken("doctor: " + "；".join(foreign)[:600])
    hung = sum(made.site.log(name).count("queue_hangs") for name in ("queue-1", "queue-2"))
    return f"verify_audit 无误；doctor 只余待设置的 {len(lines)} 项；队列误判卡死 {hung} 次"


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
