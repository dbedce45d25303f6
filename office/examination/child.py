"""The examining process: one file in, a small answer out, then it ends. Started by `process.py`, never imported.

It is the plain interpreter (`-I -S`): it starts in 10 ms, has no secret in memory and loads only what one kind of
file needs. It binds itself before it reads the first byte.
"""

import json
import os
import resource
import signal
import sys
import time
from typing import Any

# A transparent PNG of 52 million pixels takes twelve bytes for each.
MEMORY_AT_MOST = 800 * 1024 * 1024
# Rows of the largest table, as JSON; a picture is far below.
ANSWER_AT_MOST = 64 * 1024 * 1024
# A third of what a web process beside it gets.
NICENESS = 5
INPUT, OUTPUT = 0, 1


def main() -> None:
    task = json.loads(sys.argv[1])
    bind(task["seconds"], task["wall_seconds"])
    sys.path[:0] = task["path"]
    with open(INPUT, "rb", closefd=False) as given:
        content = given.read()
    head, body = answer(task, content)
    head["seconds"] = time.process_time()
    with open(OUTPUT, "wb", closefd=False) as written:
        written.write(json.dumps(head).encode() + b"\n" + body)


def bind(seconds: int, wall_seconds: float) -> None:
    """Limits of this process that nothing it reads can lift again."""
    limits = {
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_AS: MEMORY_AT_MOST,
        resource.RLIMIT_FSIZE: ANSWER_AT_MOST,
        resource.RLIMIT_CORE: 0,
    }
    for kind, limit in limits.items():
        resource.setrlimit(kind, (limit, limit))
    # Pages are answered first: a file that keeps it busy costs its sender's time, not everybody's.
    os.nice(NICENESS)
    # The web process kills it before; where that one died itself, the kernel ends this one in time.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, wall_seconds)


def answer(task: dict[str, Any], content: bytes) -> tuple[dict[str, Any], bytes]:
    """What there is to say of the file, and the bytes that take its place, if any."""
    from office.examination.reasons import TOO_MUCH_WORK, Unacceptable

    try:
        if task["job"] == "table":
            from office.examination import tables

            return {}, json.dumps(tables.rows(content), ensure_ascii=False).encode()
        if task["job"] == "sheets":
            from office.examination import tables

            return {}, json.dumps(tables.sheets(content), ensure_ascii=False).encode()
        if task["job"] == "html":
            from office.examination import pasted

            return {}, pasted.cleaned(content, task)
        if task["job"] == "words":
            from office.examination import words

            return {}, words.words(content).encode(errors="ignore")
        if task["job"] == "pages":
            from office.examination import pdf_pages

            return {}, pdf_pages.picture(content)
        if task["job"] == "word_lines":
            from office.examination import word_lines

            return {}, json.dumps(word_lines.lines(content), ensure_ascii=True).encode()
        from office.examination import kinds

        return kinds.examined(content, pixels=task["pixels"])
    except Unacceptable as refusal:
        return {"reason": refusal.reason, "numbers": refusal.numbers}, b""
    except (MemoryError, RecursionError):
        return {"reason": TOO_MUCH_WORK, "numbers": {}}, b""


if __name__ == "__main__":
    main()
    # Nothing is worth tidying up: what a file has built in memory may take longer to free than to build.
    os._exit(0)
