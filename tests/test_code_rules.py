"""What no module of the project does: grow without end, be named after nothing, read the clock in domain code."""

import ast
import re
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from office import context
from tests.sources import (
    CODE_FOLDERS,
    FLOORS,
    Module,
    called_name,
    imported_names,
    modules,
    nodes,
    snippet,
    strings,
)

# One worker reads all of the source.
pytestmark = pytest.mark.xdist_group("source")

LONGEST = 300
GRAB_BAGS = {"utils", "util", "helpers", "helper", "common", "misc", "shared", "tools", "lib"}
# Only the rim reads the clock; what it calls gets `at=` or `on=`.
RIM = re.compile(
    r"(^config/|/management/commands/|(^|/)(views|admin|api|tasks|pages|feeds|boards|screens)(/|\.py$|_)|_views\.py$|_admin\.py$|_api\.py$)"
)
RIM_BY_NAME = {
    # Who may do what *now*, for Django's own permission questions and the frame of every page.
    "office/roles.py",
    "office/context.py",
    # Which year is this one, so that a date of another is written with it.
    "office/templatetags/wording.py",
    # When the form around whose view it stands was sent.
    "office/sent_once.py",
    # A verb that is handed no time and yet wrote rows; what `migrate` takes up.
    "office/events/record.py",
    "office/events/taking_up.py",
    "office/background/jobs.py",
    "office/background/worker.py",
}
CLOCKS = {"now", "today", "localdate", "localtime", "utcnow"}
# With an argument they turn an instant into local time.
CONVERTERS = {"localdate", "localtime"}
CLOCK_OWNERS = {"timezone", "datetime", "date", "dt", "time"}
# On SQLite each calls Python for every row, and none uses an index: half-open ranges do (27 times the cost).
DATE_LOOKUP = re.compile(r"__(date|year|iso_year|month|day|week|week_day|iso_week_day|quarter)(__|$)")
DATE_FUNCTION = re.compile(
    r"^(Trunc|Extract)(Date|Time|Day|Week|Month|Quarter|Year|Hour|IsoYear|WeekDay|IsoWeekDay)?$"
)
# Lists search through `office/search`; what looks for a part of a column by its own spelling, and why.
PART = re.compile(r"__i?contains$")
OTHERWISE_SEARCHED = {
    "requests_app/access/public_cases.py": "marks that the programme itself wrote",
    "policies/views/desk/information.py": "whole texts, beside the titles that the analyser reads",
}
# Each takes megabytes of every process that loads it; few requests need one.
HEAVY = {"PIL", "docx", "lxml", "openpyxl", "opencc", "pypinyin", "qrcode", "xlsxwriter"}
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
EMOJI = re.compile("[\U0001f300-\U0001faff\ufe0f]")


def lines_of_code(module: Module) -> int:
    """Lines outside tables: assignments at the top of a module are data, however long."""
    table = sum(
        node.end_lineno - node.lineno + 1
        for node in module.tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.end_lineno
    )
    return len(module.text.splitlines()) - table


def clock_readings(module: Module) -> Iterator[str]:
    for node in nodes(module.tree):
        if not isinstance(node, ast.Call) or called_name(node) not in CLOCKS:
            continue
        if called_name(node) in CONVERTERS and node.args:
            continue
        owner = node.func.value if isinstance(node.func, ast.Attribute) else None
        name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
        if owner is None or name in CLOCK_OWNERS:
            yield f"{module.name}:{node.lineno} {ast.unparse(node.func)}()"


def date_lookups(module: Module) -> Iterator[str]:
    for node in nodes(module.tree):
        if isinstance(node, ast.keyword) and node.arg and DATE_LOOKUP.search(node.arg):
            yield f"{module.name}:{node.value.lineno} {node.arg}"
        elif isinstance(node, ast.Name | ast.Attribute):
            name = node.id if isinstance(node, ast.Name) else node.attr
            if DATE_FUNCTION.match(name):
                yield f"{module.name}:{node.lineno} {name}"
    for line, text in strings(module.tree):
        if re.fullmatch(r"-?[a-z_0-9]+", text) and DATE_LOOKUP.search(text):
            yield f"{module.name}:{line} {text}"


def plain_searches(module: Module) -> list[str]:
    return [
        f"{module.name}:{node.value.lineno} {node.arg}"
        for node in nodes(module.tree)
        if isinstance(node, ast.keyword) and node.arg and PART.search(node.arg)
    ]


def loaded_with(module: Module) -> set[str]:
    """The modules that its import imports, by their whole names and by those of their packages."""
    at_top = ast.Module(
        [node for node in module.tree.body if isinstance(node, ast.Import | ast.ImportFrom)], []
    )
    names = {name for _, name in imported_names(at_top)}
    return names | {name.rpartition(".")[0] for name in names}


def loaded_heavily(found: tuple[Module, ...]) -> list[str]:
    """Modules that load what needs a heavy library, and need none themselves."""
    direct = {each: {name.partition(".")[0] for name in loaded_with(each)} & HEAVY for each in found}
    heavy = {each.dotted for each, names in direct.items() if names}
    return [each.name for each in found if not direct[each] and loaded_with(each) & heavy]


def test_no_module_grows_past_what_one_reads_at_once() -> None:
    long = {module.name: lines_of_code(module) for module in modules()}
    assert {name: lines for name, lines in long.items() if lines > LONGEST} == {}


def test_no_module_is_a_grab_bag() -> None:
    names = {
        module.name: set(module.name.removesuffix(".py").split("/")) for module in modules(*FLOORS, "tests")
    }
    assert [name for name, parts in names.items() if parts & GRAB_BAGS] == []


def test_domain_code_never_reads_the_clock() -> None:
    found = [
        reading
        for module in modules(*FLOORS)
        if not RIM.search(module.name) and module.name not in RIM_BY_NAME
        for reading in clock_readings(module)
    ]
    assert found == []


def test_dates_are_filtered_by_ranges_never_by_functions() -> None:
    found = [lookup for module in modules(*FLOORS) for lookup in date_lookups(module)]
    # Names the chain of a day's year; nothing is filtered by it.
    assert [lookup for lookup in found if not re.fullmatch(r"office/proven\.py:\d+ date__year", lookup)] == []


def test_no_list_searches_by_its_own_spelling() -> None:
    searching = [module for module in modules(*FLOORS) if module.name not in OTHERWISE_SEARCHED]
    assert [found for module in searching for found in plain_searches(module)] == []


def test_heavy_libraries_are_loaded_where_they_are_needed() -> None:
    """By whatever a web request may load: the demo is a command."""
    assert loaded_heavily(modules(*(floor for floor in FLOORS if floor != "demo"))) == []


def test_the_guard_sees_a_heavy_library_behind_a_page() -> None:
    word = snippet("from docx import Document", "office/word.py")
    page = snippet("from office.word import document", "office/views.py")
    later = snippet("def show():\n    from office import word", "office/later.py")
    assert loaded_heavily((word, page, later)) == ["office/views.py"]


def test_nothing_is_left_for_later() -> None:
    assert [module.name for module in modules(*CODE_FOLDERS) if UNFINISHED.search(module.text)] == []


def test_no_emoji_in_code() -> None:
    assert [module.name for module in modules(*CODE_FOLDERS) if EMOJI.search(module.text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "from django.utils import timezone\ntimezone.now()",
        "import datetime as dt\ndt.date.today()",
        "from datetime import datetime\ndatetime.now()",
        "from django.utils.timezone import now\nnow()",
    ],
)
def test_the_guard_sees_a_clock(text: str) -> None:
    assert list(clock_readings(snippet(text)))


@pytest.mark.parametrize(
    "text",
    [
        "rows.filter(sent_at__date=on)",
        "rows.filter(sent_at__month__gte=3)",
        "rows.order_by('-sent_at__year')",
        "rows.annotate(m=TruncMonth('sent_at'))",
        "rows.annotate(m=functions.ExtractYear('sent_at'))",
    ],
)
def test_the_guard_sees_a_date_lookup(text: str) -> None:
    assert list(date_lookups(snippet(text)))


def test_the_guard_sees_a_search_by_its_own_spelling() -> None:
    assert plain_searches(snippet("rows.filter(Q(title__icontains=query))")) != []


def test_the_guard_leaves_tables_and_ranges_alone() -> None:
    table = snippet("TABLE = (\n" + "    1,\n" * 400 + ")\n")
    assert lines_of_code(table) == 0
    assert not list(date_lookups(snippet("rows.filter(due_on__gte=first, due_on__lt=after)")))


def test_the_guard_sees_a_long_module() -> None:
    assert lines_of_code(snippet("def f():\n" + "    g()\n" * 400)) > LONGEST


# Views that put the same value into their page once more.
SAME_IN_FRAME = {"policies/views/counter.py": {"terminal"}, "portal/views/board.py": {"build_id"}}


def frame_keys_given_by(module: Module, frame: set[str]) -> set[str]:
    """Names of every page's frame that a module gives to a page under another meaning: the frame shows it then."""
    given = {
        key.value
        for node in nodes(module.tree)
        if isinstance(node, ast.Dict)
        for key in node.keys
        if isinstance(key, ast.Constant) and isinstance(key.value, str)
    }
    return (given & frame) - SAME_IN_FRAME.get(module.name, set())


def test_no_page_takes_the_place_of_what_its_frame_shows(rf: RequestFactory) -> None:
    request = rf.get("/")
    request.user = AnonymousUser()
    frame = set(context.site(request))
    assert {"unread", "site", "desk_nav"} <= frame
    views = [module for module in modules(*CODE_FOLDERS) if "/views/" in module.name]
    found = {module.name: keys for module in views if (keys := frame_keys_given_by(module, frame))}
    assert found == {}
