"""Libraries that others load wherever they find them, though nothing here uses them: each web process would hold them.

Python's import system takes None in `sys.modules` for a module that is not there; whoever offers something with such
a library then goes without it. One that is loaded already stays.
"""

import sys

# structlog colours with it what a person reads at a terminal; here it writes lines of JSON, or plain text. 6 MB.
TERMINAL_COLOURS = "rich"
# The framework of the API maps fields that only PostgreSQL has, and loads its driver for them. 9 MB.
POSTGRESQL_DRIVER = "psycopg"


def keep_out(library: str) -> None:
    """Let every later import of it in this process raise ModuleNotFoundError."""
    sys.modules.setdefault(library, None)  # type: ignore[arg-type]
