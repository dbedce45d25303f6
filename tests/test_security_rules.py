"""Rules that a reviewer would otherwise have to remember; each is an AST or template check with its own proof."""

import ast
import re
from collections.abc import Callable, Iterator

import pytest
from django.contrib import admin
from django.db.models import Model

from tests.sources import (
    CODE_FOLDERS,
    FLOORS,
    called_name,
    imported_names,
    modules,
    nodes,
    templates,
    without_comments,
)

# One worker reads all of the source.
pytestmark = pytest.mark.xdist_group("source")

Rule = Callable[[ast.Module], Iterator[str]]


def unescaped_html(tree: ast.Module) -> Iterator[str]:
    for line, name in imported_names(tree):
        if name.rpartition(".")[2] in {"mark_safe", "SafeString", "SafeText", "SafeData"}:
            yield f"{line} imports {name}"
    for node in nodes(tree):
        if not isinstance(node, ast.Call):
            continue
        if called_name(node) in {"mark_safe", "SafeString"}:
            yield f"{node.lineno} {called_name(node)}"
        if called_name(node) == "format_html" and node.args and not isinstance(node.args[0], ast.Constant):
            yield f"{node.lineno} format_html of a built string"
    for node in nodes(tree):
        if isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Attribute) and target.attr in {"is_safe", "allow_tags"}
            for target in node.targets
        ):
            yield f"{node.lineno} output declared safe"


def open_station(tree: ast.Module) -> Iterator[str]:
    for line, name in imported_names(tree):
        if name.rpartition(".")[2] in {"csrf_exempt", "xframe_options_exempt", "csp_exempt", "csp_replace"}:
            yield f"{line} imports {name}"


def shell(tree: ast.Module) -> Iterator[str]:
    for node in nodes(tree):
        if not isinstance(node, ast.Call):
            continue
        if any(k.arg == "shell" and not _is_false(k.value) for k in node.keywords):
            yield f"{node.lineno} shell=True"
        if ast.unparse(node.func) in {
            "os.system",
            "os.popen",
            "eval",
            "exec",
            "pickle.loads",
            "pickle.load",
            "yaml.load",
        }:
            yield f"{node.lineno} {ast.unparse(node.func)}"


def built_sql(tree: ast.Module) -> Iterator[str]:
    """SQL is a literal (or a constant of the module) and its values are parameters."""
    constants = {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name) and node.value and _is_literal(node.value)
    }
    for node in nodes(tree):
        if not isinstance(node, ast.Call) or called_name(node) not in {
            "execute",
            "executemany",
            "raw",
            "RawSQL",
            "RunSQL",
            "extra",
        }:
            continue
        if called_name(node) == "extra":
            yield f"{node.lineno} extra()"
            continue
        statement = (
            node.args[0]
            if node.args
            else next((k.value for k in node.keywords if k.arg in {"sql", "raw_query"}), None)
        )
        if statement is None or _is_literal(statement):
            continue
        if isinstance(statement, ast.Name) and (statement.id in constants or statement.id.isupper()):
            continue
        if isinstance(statement, ast.Attribute) and statement.attr.isupper():
            continue
        yield f"{node.lineno} {called_name(node)} of built SQL"


def unverified_transport(tree: ast.Module) -> Iterator[str]:
    for node in nodes(tree):
        if isinstance(node, ast.keyword) and node.arg == "verify" and _is_false(node.value):
            yield f"{node.value.lineno} verify=False"
        if isinstance(node, ast.Attribute) and node.attr in {"_create_unverified_context", "CERT_NONE"}:
            yield f"{node.lineno} {node.attr}"


def _is_false(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is False


def _is_literal(node: ast.expr) -> bool:
    if isinstance(node, ast.Tuple | ast.List):
        return all(_is_literal(element) for element in node.elts)
    return isinstance(node, ast.Constant)


RULES: dict[Rule, tuple[str, ...]] = {
    unescaped_html: (
        "from django.utils.safestring import mark_safe",
        "safestring.mark_safe(text)",
        "format_html(f'<b>{text}</b>')",
        "render.is_safe = True",
    ),
    open_station: (
        "from django.views.decorators.csrf import csrf_exempt",
        "from csp.decorators import csp_exempt",
    ),
    shell: ("subprocess.run(line, shell=True)", "os.system(line)", "eval(text)"),
    built_sql: (
        "cursor.execute(f'select {x}')",
        "cursor.execute('select %s' % x)",
        "cursor.execute('select ' + x)",
        "rows.raw('select {}'.format(x))",
        "rows.extra(where=['1'])",
        "RawSQL(text, [])",
    ),
    unverified_transport: ("requests.get(url, verify=False)", "ssl._create_unverified_context()"),
}
# Names of tables, columns and triggers cannot be parameters. The first runs what apps declare in code; the second
# runs text that Django's compiler wrote, kept for the next time; the third repeats a row of placeholders. In the
# last two every value is a parameter.
RUNS_DECLARED_SQL = (
    "office/database/installation.py",
    # Puts triggers aside and back, by the names and the statements of the database itself.
    "office/database/sqlite3/schema.py",
    "office/database/statements.py",
    "office/database/storing.py",
    "office/throttle.py",
    # Copies tables column by column, by the names that their models declare.
    "config/moving.py",
)
TEMPLATE_RULES = {
    r"\|\s*safe(seq)?\b": "{{ text|safe }}",
    r"{%\s*autoescape\s+off": "{% autoescape off %}",
    r"\sstyle\s*=": '<p style="color:red">',
    r"<style\b": "<style>p{}</style>",
    # A block of JSON is data: no browser runs it.
    r"<script(?![^>]*\b(src=|type=\"application/json\"))[^>]*>": "<script>go()</script>",
    r"\son[a-z]+\s*=\s*[\"']": '<p onclick="go()">',
    r"\bhx-on\b|hx-vals\s*=\s*[\"']js:|\bjavascript:": '<p hx-on:click="go()">',
    r"<(script|link|img|iframe|form|source|use)\b[^>]*\b(src|href|action)\s*=\s*[\"'](https?:)?//": '<img src="//cdn/x.png">',
    r"<(iframe|object|embed|base)\b": "<iframe src='/'></iframe>",
    r"user-scalable\s*=\s*no|maximum-scale": '<meta content="user-scalable=no">',
}  # fmt: skip


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_no_module_breaks_the_rule(rule: Rule) -> None:
    found = [
        f"{module.name}:{finding}"
        for module in modules(*CODE_FOLDERS, migrations=True)
        if rule is not built_sql or module.name not in RUNS_DECLARED_SQL
        for finding in rule(module.tree)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("rule", "example"), [(rule, example) for rule, examples in RULES.items() for example in examples]
)
def test_the_guard_sees_the_breach(rule: Rule, example: str) -> None:
    assert list(rule(ast.parse(example)))


@pytest.mark.parametrize(
    "example", ["cursor.execute('select 1', [x])", "cursor.execute(STATEMENT, [x])", "subprocess.run(['ls'])"]
)
def test_the_guard_leaves_the_right_way_alone(example: str) -> None:
    tree = ast.parse(f"STATEMENT = 'select 1'\n{example}")
    assert [finding for rule in RULES for finding in rule(tree)] == []


@pytest.mark.parametrize("pattern", TEMPLATE_RULES)
def test_no_template_breaks_the_rule(pattern: str) -> None:
    found = [
        f"{template.name}: {match.group()}"
        for template in templates()
        for match in re.finditer(pattern, without_comments(template.text), re.I)
    ]
    assert found == []


@pytest.mark.parametrize(("pattern", "example"), TEMPLATE_RULES.items())
def test_the_guard_sees_the_breach_in_a_template(pattern: str, example: str) -> None:
    assert re.search(pattern, example, re.I)


def admin_pairs() -> list[tuple[type[Model], admin.ModelAdmin]]:  # type: ignore[type-arg]
    admin.autodiscover()
    return list(admin.site._registry.items())


def test_the_admin_writes_through_recorded_admins_only() -> None:
    from office.admin import RecordedAdmin

    assert [model._meta.label for model, page in admin_pairs() if not isinstance(page, RecordedAdmin)] == []


def test_the_admin_shows_own_tables_only() -> None:
    """Libraries' own admins (queue, lockouts, tokens, e-mail addresses) write without a trace."""
    assert [model._meta.label for model, _ in admin_pairs() if model._meta.app_label not in FLOORS] == []


def test_nothing_is_edited_in_a_list_or_deleted() -> None:
    assert [model._meta.label for model, page in admin_pairs() if page.list_editable] == []
