"""Runs the steps one after another, prints the table, and keeps the logs where one did not hold."""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from http.client import HTTPException
from pathlib import Path

from playwright.sync_api import Error

from tools.rehearsal import faults, hosts, moving, places, setting_up
from tools.rehearsal.installation import Installation
from tools.rehearsal.site import Broken, Site, children, used_by
from tools.rehearsal.stranger import Stranger

Step = tuple[str, str, Callable[[], str]]

# What the table calls it, the part of docs/operators.md, the step.
STEPS: tuple[tuple[str, str, Callable[[Installation], str]], ...] = (
    ("变量和密钥", "Deploy 2", setting_up.variables),
    ("建库", "Deploy 3", setting_up.tables),
    ("导入另一个县", "Another county", setting_up.county),
    ("启动服务", "Deploy 5", setting_up.start),
    ("首次登录", "Another county 4", setting_up.people),
    ("第一件留言", "Another county", setting_up.first_request),
    ("杀进程", "Deploy 5", faults.kills),
    ("Redis 停止再恢复", "Without the cache", faults.without_cache),
    ("边收边备份", "Backup", faults.backup),
    ("恢复到空库", "Drill", moving.restore),
    ("更新与退回", "Release", moving.upgrade),
    ("SQLite 移到 PostgreSQL", "SQLite or PostgreSQL", moving.move),
    ("轮换密钥", "Keys", faults.rotation),
    ("最后核对", "Checks", faults.end_state),
)
PLACES: tuple[tuple[str, str, Callable[[], str]], ...] = (
    ("只有本人能进的目录", "README", places.private_folder),
    ("带空格和汉字的路径", "README", places.spaces_and_chinese),
)


def main(arguments: Sequence[str]) -> int:
    """0 when every step held."""
    if arguments == ["places"]:
        return _table([(label, part, step) for label, part, step in PLACES])
    if arguments == ["stranger"]:
        return _in_a_folder(lambda folder, stack: Stranger(folder / "site", stack).steps())
    if arguments:
        sys.exit("tools/rehearse [places | stranger]")
    return _in_a_folder(_installation)


def _installation(folder: Path, stack: ExitStack) -> list[Step]:
    database = stack.enter_context(hosts.postgresql(folder))
    made = Installation(Site(folder / "site", database), stack, folder / "backups")
    return [(label, part, lambda step=step: step(made)) for label, part, step in STEPS]  # type: ignore[misc]


def _in_a_folder(steps: Callable[[Path, ExitStack], list[Step]]) -> int:
    """Kept, with its logs, where a step did not hold."""
    folder = Path(tempfile.mkdtemp(prefix="rehearsal."))
    with ExitStack() as stack:
        failed = _table(steps(folder, stack))
    if failed:
        print(f"日志在 {folder}/site。 Logs are in {folder}/site.")
    else:
        shutil.rmtree(folder)
    return failed


def _table(steps: Sequence[tuple[str, str, Callable[[], str]]]) -> int:
    """Prints a line as each step ends; what follows a step that did not hold rests on it and is not tried."""
    started = time.monotonic()
    print("| 步骤 | docs/operators.md | 秒 | 处理器秒 | 结果 |\n|---|---|---|---|---|", flush=True)
    for label, part, step in steps:
        began, used = time.monotonic(), _processor_seconds()
        try:
            said, held = step(), True
        except (Broken, Error, OSError, subprocess.SubprocessError, HTTPException) as broken:
            said, held = f"没有通过：{broken}", False
        took = f"{time.monotonic() - began:.0f} | {_processor_seconds() - used:.0f}"
        print(f"| {label} | {part} | {took} | {said} |", flush=True)
        if not held:
            return 1
    print(f"全部通过，共 {time.monotonic() - started:.0f} 秒。", flush=True)
    return 0


def _processor_seconds() -> float:
    """Of all that was started, ended or not: what a step costs, however busy the machine is with other things."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime + sum(map(used_by, children(os.getpid())))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
