"""What a telephone leaves out of a list at first can be reached: the link under the rows names them."""

import re
from pathlib import Path

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
FOLDED = re.compile(r'<(?:div|section)[^>]*class="[^"]*\b(capped|dozen|folds)\b[^"]*"([^>]*)>')
NAME = re.compile(r'\bid="(?:([\w-]+)|\{\{ ([\w.]+) \}\})"')
INCLUDED = (
    '{{% include "components/unfold.html" with id="{}" ',
    '{{% include "components/unfold.html" with id={} ',
)
# By the name as it is written, and as a variable.
LINKS = {
    "capped": INCLUDED,
    "dozen": INCLUDED,
    "folds": ('<p class="unfold"><a href="#{}">', '<p class="unfold"><a href="#{{{{ {} }}}}">'),
}


def unreachable(text: str) -> list[str]:
    """Parts that are folded without a name of their own, or without the link that unfolds them."""
    wrong = []
    for kind, rest in FOLDED.findall(text):
        name = NAME.search(rest)
        link = LINKS[kind][name[1] is None].format(name[1] or name[2]) if name else ""
        if name is None or link not in text:
            wrong.append((name[1] or name[2]) if name else kind)
    return wrong


def test_every_folded_list_has_its_link() -> None:
    texts = {path.name: path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html")}
    assert any(FOLDED.search(text) for text in texts.values())
    assert {name: found for name, text in texts.items() if (found := unreachable(text))} == {}


def test_a_list_without_a_name_or_link_is_noticed() -> None:
    link = '{% include "components/unfold.html" with id="rows" count=rows|length only %}'
    assert unreachable(f'<div class="scroll dozen" id="rows" tabindex="0">{link}</div>') == []
    assert unreachable(f'<div class="scroll dozen" tabindex="0">{link}</div>') == ["dozen"]
    assert unreachable('<section class="card folds" id="rows"></section>') == ["rows"]
    assert (
        unreachable('<section class="card folds" id="{{ a.b }}"><p class="unfold"><a href="#{{ a.b }}">')
        == []
    )
    assert unreachable(
        '<section class="card folds" id="{{ a.b }}"><p class="unfold"><a href="#{{ a.c }}">'
    ) == ["a.b"]
