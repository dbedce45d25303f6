"""A page that reads the rows of a case past what its reader may see: found in the source, before it is opened.

Desk, API and portal read cases through `request_filter`, `visible_to`, `listed_filter`, or a case that `open_case` has
opened. Every other read stands in READS with why it shows no restricted case; one more fails here.
"""

import ast
from collections import Counter
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models

from requests_app.models import EnterpriseRequest
from tests.sources import Module, modules, nodes, snippet, templates

# One worker reads all of the source.
pytestmark = pytest.mark.xdist_group("source")

FOLDERS = ("requests_app/desk/", "requests_app/api/", "portal/")
WAYS = ("request_filter", "visible_to", "listed_filter", "_seen(")
# module: how many reads, and why
READS: dict[str, tuple[int, str]] = {
    "portal/board_scenes/requests.py": (
        3,
        "public: number, category, unit and state; sentences leave confidential cases out",
    ),
    "portal/desk_home.py": (
        3,
        "the person's own clocks and replies, whose restricted cases become number and date",
    ),
    "portal/desk_papers.py": (1, "a number for staff"),
    "portal/group_outcomes.py": (1, "numbers of a group, the sealed ones left out"),
    "portal/policy_use.py": (2, "counts of uses of a policy, for staff"),
    "portal/visit_pack.py": (1, "promises of cases that the reader may read, the restricted ones left out"),
    "portal/undelivered.py": (1, "messages that could not be sent, for staff and auditors"),
    "requests_app/desk/activity_findings.py": (
        3,
        "findings of cases that the reader may read, the restricted ones left out; numbers of an activity for visitors",
    ),
    "requests_app/api/intake.py": (3, "the requester, by 查询码 and telephone"),
    "requests_app/desk/forms/kinds.py": (2, "units to choose from; a number that somebody typed"),
    "requests_app/desk/forms/step_layout.py": (
        3,
        "verdicts and helpers are the office's; who holds the case",
    ),
    "requests_app/desk/forms/units_to_choose.py": (1, "units to choose from"),
    "requests_app/desk/forms/step_values.py": (
        10,
        "forms of the office; a unit's hold its own part and reply",
    ),
    "requests_app/desk/views/bulk_urging.py": (
        4,
        "letters that this person issued, and whose urging stands; narrowed to what is seen",
    ),
    "requests_app/desk/views/context_panel.py": (
        1,
        "what was said by telephone, for the office that hands over",
    ),
    "requests_app/desk/views/exclusions.py": (1, "for staff and auditors"),
    "requests_app/desk/views/followup.py": (3, "beside rows of cases that are seen"),
    "requests_app/desk/views/learned.py": (2, "for staff and auditors, of cases that are not sealed"),
    "requests_app/desk/views/opening.py": (1, "asks the engine what may be done, shows none of it"),
    "requests_app/desk/views/others_writing.py": (
        1,
        "drafts of the opened case, of steps that the reader may take too",
    ),
    "requests_app/desk/views/papers.py": (1, "letters of the opened case, those to the own unit"),
    "requests_app/desk/views/pressure.py": (1, "for the auditor, who sees every case"),
    "requests_app/desk/views/rows.py": (4, "beside rows; a restricted row shows none of it"),
    "requests_app/desk/views/stale_pages.py": (1, "by a signed ticket, shown by its number alone"),
    "requests_app/desk/views/step_desk.py": (1, "by a signed ticket, to keep the author's own text"),
    "requests_app/desk/views/supervision.py": (1, "beside late clocks of cases that are seen"),
}
# Of a stand-in too the database would give everything.
REVERSE = {
    relation.get_accessor_name()
    for relation in EnterpriseRequest._meta.related_objects
    if relation.get_accessor_name() is not None
}


def models_of_cases() -> set[str]:
    """Names of the models that belong to a case: with a foreign key to it, or to one that has one."""
    direct = {
        model
        for model in apps.get_app_config("requests_app").get_models()
        if model is EnterpriseRequest
        or any(field.related_model is EnterpriseRequest for field in model._meta.concrete_fields)
    }
    beyond = {
        model
        for model in apps.get_app_config("requests_app").get_models()
        if any(
            isinstance(field, models.ForeignKey) and field.related_model in direct
            for field in model._meta.concrete_fields
        )
    }
    return {model.__name__ for model in direct | beyond}


def unguarded(module: Module) -> Iterator[str]:
    """Reads of such a model in whose statement none of WAYS is named."""
    names = models_of_cases()
    for statement in nodes(module.tree):
        if not isinstance(statement, ast.stmt) or isinstance(
            statement, ast.FunctionDef | ast.ClassDef | ast.If | ast.For | ast.With | ast.Match | ast.Try
        ):
            continue
        source = ast.unparse(statement)
        for node in ast.walk(statement):
            if (
                isinstance(node, ast.Attribute)
                and node.attr in ("objects", "_base_manager", "_default_manager")
                and isinstance(node.value, ast.Name)
                and node.value.id in names
                and not any(way in source for way in WAYS)
            ):
                yield f"{module.name}:{node.lineno} {node.value.id}"


def read_around(template: str) -> list[str]:
    """Rows that a template asks the database for behind a case's back."""
    return sorted(name for name in REVERSE if f"case.{name}" in template or f"case__{name}" in template)


def test_every_read_past_the_filter_has_its_reason() -> None:
    found = Counter(
        module.name
        for module in modules("requests_app", "portal")
        if module.name.startswith(FOLDERS)
        for _ in unguarded(module)
    )
    assert dict(found) == {name: count for name, (count, _) in READS.items()}


def test_no_template_reads_behind_a_case() -> None:
    assert {page.name: read_around(page.text) for page in templates() if read_around(page.text)} == {}


@pytest.mark.parametrize(
    "breach",
    [
        "def page(request):\n    return EnterpriseRequest.objects.get(pk=1)",
        "def page(request):\n    rows = Question.objects.filter(case=1)\n    return rows",
    ],
)
def test_the_guard_sees_a_read_around_it(breach: str) -> None:
    assert list(unguarded(snippet(breach, "requests_app/desk/snippet.py")))


def test_the_guard_leaves_the_right_way_alone() -> None:
    right = "rows = EnterpriseRequest.objects.filter(request_filter(scopes))"
    assert list(unguarded(snippet(right, "requests_app/desk/snippet.py"))) == []
    assert read_around("{{ case.attachments.all }}") == ["attachments"]
