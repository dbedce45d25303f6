"""Where this copy keeps its files, and the variables it is started with.

`VAR_DIR` holds everything that is not code: database, uploads, logs, static files, and `environment`, the
generated secrets of a demo. A variable that is already set wins over the file.
"""

import os
from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent.parent
ENVIRONMENT_FILE = "environment"


def var_dir() -> Path:
    """The absolute folder of this copy's data; two copies with two folders run side by side."""
    return Path(os.environ.get("VAR_DIR") or BASE_DIR / "var").resolve()


def load() -> None:
    """Read `VAR_DIR/environment` where it exists; called by manage.py and wsgi.py, never by the tests."""
    file = var_dir() / ENVIRONMENT_FILE
    if file.exists():
        environ.Env.read_env(str(file), overwrite=False)
