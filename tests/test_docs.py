"""What documents, templates and docstrings say of files: each that they name is there."""

import re
from collections.abc import Iterator

from tests.sources import CODE_FOLDERS, ROOT, modules, templates

NAMED = re.compile(
    rf"(?<![\w/.-])((?:{'|'.join((*CODE_FOLDERS, 'tests', 'docs', 'deploy', 'data', 'views'))})/[\w./-]+\.(?:py|html|md|csv|typ))"
)


def named_files(text: str) -> Iterator[str]:
    """Paths below the project that a text names, without those with a placeholder."""
    return (name for name in NAMED.findall(text) if "<" not in name)


def is_there(name: str) -> bool:
    """At this place, or at the end of a longer path: a room may leave out its app."""
    return (ROOT / name).exists() or any(
        path.as_posix().endswith(f"/{name}") for path in ROOT.glob(f"*/{name}")
    )


def test_every_file_that_a_document_names_is_there() -> None:
    documents = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    missing = [
        f"{path.relative_to(ROOT)} names {name}"
        for path in documents
        for name in named_files(path.read_text(encoding="utf-8"))
        if not is_there(name)
    ]
    assert missing == []


def test_every_file_that_code_and_templates_name_is_there() -> None:
    texts = [(module.name, module.text) for module in modules(*CODE_FOLDERS)]
    texts += [(template.name, template.text) for template in templates()]
    missing = [
        f"{name} names {named}" for name, text in texts for named in named_files(text) if not is_there(named)
    ]
    assert missing == []


def test_the_guard_sees_a_file_that_is_gone() -> None:
    assert [name for name in named_files("see office/gone.py, office/verbs.py") if not is_there(name)] == [
        "office/gone.py"
    ]
