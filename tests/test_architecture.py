"""Floors, rooms, cycles: imports, foreign keys, links in templates and reverse accessors go down only."""

import ast
import re
from collections.abc import Iterator
from functools import lru_cache

import pytest
from django.apps import apps
from django.contrib.admindocs.views import simplify_regex
from django.urls import URLPattern, URLResolver, get_resolver

from tests.imports import cycles, import_graph, imports_above, known_modules
from tests.sources import (
    FLOORS,
    ROOMS,
    ROOT,
    WITHOUT_APP,
    Module,
    Template,
    fragment,
    imported_names,
    is_lower_or_same,
    modules,
    nodes,
    snippet,
    templates,
)

# One worker reads all of the source.
pytestmark = pytest.mark.xdist_group("source")

APPS = tuple(floor for floor in FLOORS if floor not in WITHOUT_APP)
URL_TAG = re.compile(r"{%\s*url\s+['\"]([\w:.-]+)['\"]")
PART_TAG = re.compile(r"{%\s*(?:include|extends)\s+['\"]([\w./-]+)['\"]")
EXPRESSION = re.compile(r"{{.*?}}|{%.*?%}", re.S)


def imports_upwards(module: Module) -> list[str]:
    return [
        f"{module.name}:{line} imports {name}"
        for line, name in imported_names(module.tree)
        if (top := name.partition(".")[0]) in FLOORS and not is_lower_or_same(top, module.top)
    ]


@lru_cache
def accessors_from_above(floor: str) -> dict[str, str]:
    """Names that higher apps put on models of this floor and below, where the name means nothing else there."""
    own = names_known_on(floor)
    return {
        relation.get_accessor_name(): relation.related_model._meta.label
        for model in apps.get_models()
        if model._meta.app_label in APPS and is_lower_or_same(model._meta.app_label, floor)
        for relation in model._meta.related_objects
        if not is_lower_or_same_or_foreign(relation.related_model._meta.app_label, floor)
        and relation.get_accessor_name()
        and relation.get_accessor_name() not in own
    }


@lru_cache
def names_known_on(floor: str) -> set[str]:
    """What code on this floor may mean by a name: fields, accessors, functions, parameters and attributes."""
    known: set[str] = set()
    for model in apps.get_models():
        label = model._meta.app_label
        if is_lower_or_same_or_foreign(label, floor):
            known |= {field.name for field in model._meta.get_fields() if not field.auto_created}
            known |= {
                relation.get_accessor_name()
                for relation in model._meta.related_objects
                if is_lower_or_same_or_foreign(relation.related_model._meta.app_label, floor)
            }
    for module in modules(*[lower for lower in APPS if is_lower_or_same(lower, floor)]):
        for node in nodes(module.tree):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                known.add(node.name)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                known.add(node.id)
            elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                known.add(node.attr)
    return known


def is_lower_or_same_or_foreign(label: str, floor: str) -> bool:
    return label not in APPS or is_lower_or_same(label, floor)


def uses_of(accessors: dict[str, str], module: Module) -> Iterator[str]:
    """Attribute access, keyword lookups and lookup strings that begin with an accessor from above."""
    for node in nodes(module.tree):
        if isinstance(node, ast.Attribute) and node.attr in accessors:
            yield f"{module.name}:{node.lineno} .{node.attr} of {accessors[node.attr]}"
        elif isinstance(node, ast.keyword) and node.arg and "__" in node.arg:
            for part in node.arg.split("__"):
                if part in accessors:
                    yield f"{module.name}:{node.value.lineno} {node.arg} of {accessors[part]}"


@lru_cache
def floor_of_names() -> dict[str, str]:
    """Which floor each URL name belongs to, by the module of its view."""
    return dict(_walk(get_resolver().url_patterns, ""))


def _walk(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            name = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from _walk(pattern.url_patterns, name)
        elif pattern.name:
            view = getattr(pattern.callback, "view_class", None) or getattr(pattern.callback, "cls", None)
            top = (view or pattern.callback).__module__.partition(".")[0]
            yield f"{prefix}{pattern.name}", top


def links_upwards(template: Template, floors: dict[str, str]) -> list[str]:
    return [
        f"{template.name} links to {name} of {floors[name]}"
        for name in URL_TAG.findall(template.text)
        if floors.get(name) in APPS and not is_lower_or_same(floors[name], template.floor)
    ]


def test_rooms_import_lower_rooms_only() -> None:
    known = known_modules()
    assert [finding for module in known.values() for finding in imports_above(module, known)] == []


def test_every_room_is_known_and_the_root_holds_nothing_else() -> None:
    app = ROOT / "requests_app"
    folders = {path.name for path in app.iterdir() if (path / "__init__.py").exists()} - {"migrations"}
    assert folders == {room for row in ROOMS for room in row}
    assert {path.name for path in app.glob("*.py")} == {
        "__init__.py",
        "apps.py",
        "proven.py",
        "registration.py",
        "triggers.py",
        "urls.py",
    }


def test_no_module_imports_itself_by_a_detour() -> None:
    assert cycles(import_graph(known_modules())) == []


@pytest.mark.parametrize("floor", FLOORS)
def test_imports_go_down_only(floor: str) -> None:
    assert [finding for module in modules(floor) for finding in imports_upwards(module)] == []


def test_foreign_keys_go_down_only() -> None:
    upwards = [
        f"{model._meta.label}.{field.name} points up to {field.related_model._meta.label}"
        for model in apps.get_models()
        for field in model._meta.get_fields(include_hidden=False)
        if model._meta.app_label in APPS
        and field.is_relation
        and not field.auto_created
        and field.related_model._meta.app_label in APPS
        and not is_lower_or_same(field.related_model._meta.app_label, model._meta.app_label)
    ]
    assert upwards == []


@pytest.mark.parametrize("floor", APPS)
def test_no_floor_reaches_up_through_a_reverse_accessor(floor: str) -> None:
    accessors = accessors_from_above(floor)
    assert [use for module in modules(floor) for use in uses_of(accessors, module)] == []


def test_templates_use_no_accessor_from_above() -> None:
    found = []
    for template in templates():
        accessors = accessors_from_above(template.floor)
        words = {word for part in EXPRESSION.findall(template.text) for word in re.findall(r"\.(\w+)", part)}
        found += [f"{template.name}: .{word} of {accessors[word]}" for word in words & accessors.keys()]
    assert found == []


def test_templates_link_down_only() -> None:
    floors = floor_of_names()
    assert [finding for template in templates() for finding in links_upwards(template, floors)] == []


def test_templates_are_built_from_parts_below_them() -> None:
    floors = {template.name: template.floor for template in templates()}
    upwards = [
        f"{template.name} includes {part}"
        for template in templates()
        for part in PART_TAG.findall(template.text)
        if part in floors and not is_lower_or_same(floors[part], template.floor)
    ]
    assert upwards == []


def test_every_link_in_a_template_leads_somewhere() -> None:
    names = floor_of_names().keys()
    dead = [
        f"{template.name} links to {name}"
        for template in templates()
        for name in URL_TAG.findall(template.text)
        if name not in names
    ]
    assert dead == []


def test_no_two_addresses_share_a_name_or_a_route() -> None:
    pairs = list(_walk(get_resolver().url_patterns, ""))
    assert sorted({name for name, _ in pairs if [n for n, _ in pairs].count(name) > 1}) == []
    routes = list(_routes(get_resolver().url_patterns, ""))
    assert sorted({route for route in routes if routes.count(route) > 1}) == []


def _routes(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[str]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, route)
        else:
            yield simplify_regex(route)


def test_only_the_adapter_knows_the_queue_library() -> None:
    importers = {
        module.name
        for module in modules(*FLOORS)
        for _, name in imported_names(module.tree)
        if name.partition(".")[0] == "django_q"
    }
    assert importers <= {"office/background/queue.py"}


def test_own_apps_stand_in_the_order_of_the_floors() -> None:
    from django.conf import settings

    assert [app for app in APPS if app in settings.OWN_APPS] == settings.OWN_APPS


@pytest.mark.parametrize(
    "text",
    [
        "from groups.models import Term",
        "import requests_app.intake.submission",
        "def f():\n    from config import schedule",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from stations.models import Station",
    ],
)
def test_the_guard_sees_an_import_upwards(text: str) -> None:
    assert imports_upwards(snippet(text))


def test_the_guard_sees_an_import_of_a_higher_room() -> None:
    known = known_modules()
    low = snippet("def f():\n    from requests_app.desk.views import lists", "requests_app/models/snippet.py")
    root = snippet("from requests_app import registration", "requests_app/steps/snippet.py")
    assert imports_above(low, known)
    assert imports_above(root, known)


def test_the_guard_sees_a_cycle() -> None:
    assert cycles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == [["a", "b", "c"]]


@pytest.mark.parametrize("text", ["row.postings.all()", "rows.filter(postings__until=None)"])
def test_the_guard_sees_an_accessor_from_above(text: str) -> None:
    assert list(uses_of({"postings": "stations.Posting"}, snippet(text, "groups/snippet.py")))


def test_the_guard_knows_which_accessors_come_from_above() -> None:
    assert accessors_from_above("groups")["postings"] == "stations.Posting"
    assert "postings" not in accessors_from_above("stations")


def test_the_guard_sees_a_link_upwards() -> None:
    floors = {"requests:list": "requests_app", "large": "office"}
    page = fragment("{% url 'requests:list' %}{% url \"large\" %}", "groups/fragment.html")
    assert links_upwards(page, floors) == ["groups/fragment.html links to requests:list of requests_app"]
