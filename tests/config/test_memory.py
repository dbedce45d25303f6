"""What a process that only starts does not load: libraries that few requests and few jobs need."""

import subprocess
import sys

from tests.sources import ROOT

# With what each takes: the dictionary of pinyin 11 MB, the rest 2 to 4 MB each.
LOADED_WHEN_USED = ("PIL", "docx", "lxml", "nh3", "openpyxl", "pypinyin", "qrcode", "typst", "xlsxwriter")
# REST framework is of the web process alone: the queue saves 15 MB.
OF_THE_WEB = ("drf_spectacular.plumbing", "rest_framework.views")
LIST = "import django, sys; django.setup(); print(*sys.modules)"


def test_a_process_that_only_starts_loads_no_library_that_few_need() -> None:
    listed = subprocess.run(
        [sys.executable, "-c", LIST], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = set(listed.stdout.split())
    assert loaded & {*LOADED_WHEN_USED, *OF_THE_WEB} == set()
