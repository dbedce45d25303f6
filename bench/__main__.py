"""Measures every goal of docs/performance.md and prints a line for each: on SQLite, then on PostgreSQL.

    python -m bench [--record] [NAME…]          lines whose name begins so, or all
    DATABASE_URL=… python -m bench              on that database alone, which must be empty

BENCH_ROUNDS (5) of BENCH_SECONDS (3) for each rate, a ledger of BENCH_CASES (10,000), grown to BENCH_BIG (100,000).
`--record` keeps the figures in bench/measured.json, from which later runs print them as `before`.
A goal that is not met is printed as such; the exit code is 1 only where something could not be measured.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence

from bench.servers import ROOT


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help="lines whose name begins so; without any, all"
    )
    parser.add_argument("--record", action="store_true", help="keep the figures in bench/measured.json")
    arguments = parser.parse_args()
    if "DATABASE_URL" in os.environ:
        from bench import run

        return run.measure(arguments.names, is_recorded=arguments.record)
    return _on_both(sys.argv[1:])


def _on_both(arguments: Sequence[str]) -> int:
    """Each database in a process of its own, as settings are read once."""
    same = [sys.executable, "-m", "bench", *arguments]
    with tempfile.TemporaryDirectory() as folder:
        sqlite = os.environ | {"DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3"}
        failed = subprocess.run(same, env=sqlite, cwd=ROOT, check=False).returncode
    return subprocess.run(["tools/postgresql", "run", *same], cwd=ROOT, check=False).returncode or failed


if __name__ == "__main__":
    sys.exit(main())
