"""Where a checkout may lie: set up and seeded by the documented commands, as another user would find it."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.rehearsal.site import ROOT, Broken

PLAIN_USER = "nobody"


def private_folder() -> str:
    """Only its owner enters it, as /root on a fresh machine."""
    with _checkout("private") as code:
        code.parent.chmod(0o700)
        return _set_up(code)


def spaces_and_chinese() -> str:
    """As an ordinary user where this one is root, in a path with spaces and Chinese characters."""
    with _checkout("代表 服务站") as code:
        return _set_up(code, user=PLAIN_USER if os.getuid() == 0 else "")


@contextmanager
def _checkout(name: str) -> Iterator[Path]:
    """The files that Git knows or would take, in a new folder."""
    parent = Path(tempfile.mkdtemp(prefix="rehearsal."))
    parent.chmod(0o755)
    code = parent / name / "code"
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    try:
        for each in filter(None, listed.stdout.decode().split("\0")):
            if (ROOT / each).is_file():
                (code / each).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / each, code / each)
        yield code
    finally:
        shutil.rmtree(parent)


def _set_up(code: Path, user: str = "") -> str:
    """`make setup`, the demo up to its start, and a cluster of PostgreSQL as `make test` makes it."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(code.parent), "LANG": "C.UTF-8"}
    environment |= {name: os.environ[name] for name in os.environ if name.startswith(("PIP_", "SSL_"))}
    before: list[str] = []
    if user:
        found = pwd.getpwnam(user)
        subprocess.run(["chown", "-R", f"{found.pw_uid}:{found.pw_gid}", str(code.parent)], check=True)
        before = ["setpriv", f"--reuid={found.pw_uid}", f"--regid={found.pw_gid}", "--clear-groups", "--"]
    var = str(code / "var")
    commands = (
        ["make", "setup"],
        ["env", f"VAR_DIR={var}", "PORT=0", "tools/demo", "prepare"],
        ["env", f"VAR_DIR={var}", "tools/postgresql", "run", "true"],
    )
    for command in commands:
        done = subprocess.run(
            [*before, *command], cwd=code, env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise Broken(
                f"{' '.join(command)} ended with {done.returncode}: {(done.stdout + done.stderr)[-1500:]}"
            )
    return f"make setup、演示数据、PostgreSQL 都成功（{user or 'root' if os.getuid() == 0 else '普通用户'}）"
