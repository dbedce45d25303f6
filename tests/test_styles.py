"""What the style sheets and templates promise: old browsers, one palette, few bytes, nothing inline."""

import gzip
import re

import pytest

from tests.sources import ROOT

SHEETS = sorted((ROOT / "static" / "css").glob("*.css"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
# Chromium 86 (old WeChat and 360 kernels) and Safari 14 know none of these: the rule around them is lost, or a layout.
TOO_NEW = re.compile(
    r"@layer|@container|@scope|@property|:has\(|:is\(|:where\(|:not\([^)]*,|:nth-child\([^)]* of |::?(?:modal|popover-open|backdrop)"
    r"|\d(?:dvh|svh|lvh|dvw|cqw|cqi|lh|rlh)\b|color-mix\(|oklch\(|lab\(|rgb\([^,)]*/|^\s*&"
    r"|(?<![\w-])(?:aspect-ratio|inset|inset-[\w-]+|container|translate|rotate|scale|subgrid|content-visibility|field-sizing)\s*:"
    r"|(?<!text-)overflow[\w-]*:\s*clip|subgrid|@media[^{]*[<>]",
    re.MULTILINE,
)
# Only drawn otherwise where a browser does not know them: a tick in another colour, a thinner underline.
MAY_BE_IGNORED = {
    "accent-color",
    "text-underline-offset",
    "text-decoration-thickness",
    "print-color-adjust",
    "text-size-adjust",
    "text-wrap",
}
NEWER = re.compile(
    r"(?<![\w-])(accent-color|text-underline-offset|text-decoration-thickness|scrollbar-[\w-]+|print-color-adjust|text-size-adjust|overscroll-[\w-]+|hyphenate-[\w-]+|text-wrap|mask|backdrop-filter)\s*:"
)
# Elements and attributes that came later, or never to a page without script.
TOO_NEW_MARKUP = re.compile(
    r"<(?:dialog|search|selectlist|selectedcontent)\b|\s(?:inert|popover(?:target)?|commandfor|fetchpriority|blocking|writingsuggestions)(?=[\s=>])"
)
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(")
TOKENS = {
    "--red-800": "#8a0f14",
    "--red-700": "#a8141a",
    "--red-50": "#fbf0ee",
    "--gold-700": "#7a5410",
    "--gold-500": "#b8862b",
    "--gold-300": "#e6c679",
    "--gold-100": "#f6ebd2",
    "--ink-900": "#1f1a17",
    "--ink-700": "#4a423c",
    "--ink-500": "#6b625b",
    "--line": "#ddd6cd",
    "--line-strong": "#8c8279",
    "--paper": "#f7f4ef",
    "--surface": "#fff",
    "--green-700": "#1b6b3a",
    "--green-50": "#eaf4ec",
    "--amber-700": "#8a5200",
    "--amber-50": "#fdf3dd",
    "--blue-700": "#1f5a94",
    "--blue-50": "#eaf1f8",
}


def css(name: str) -> str:
    return re.sub(r"/\*.*?\*/", "", (ROOT / "static" / "css" / name).read_text(), flags=re.DOTALL)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_an_old_kernel_reads_every_sheet(sheet: object) -> None:
    assert [found.group(0) for found in TOO_NEW.finditer(css(sheet.name))] == []
    assert set(NEWER.findall(css(sheet.name))) <= MAY_BE_IGNORED


@pytest.mark.parametrize(
    "rule",
    [
        "a:is(b, c) { }", "a:not(b, c) { }", ".a { inset: 0; }", ".a { aspect-ratio: 1; }", ".a { height: 100dvh; }",
        "@media (width > 30rem) { }", ".a { rotate: 45deg; }", ".a { color: rgb(0 0 0 / 50%); }", ".a { overflow: clip; }",
    ],
)  # fmt: skip
def test_what_chromium_86_does_not_know_is_found(rule: str) -> None:
    assert TOO_NEW.search(rule)


def test_an_old_kernel_reads_every_template() -> None:
    found = [(str(path.relative_to(ROOT)), TOO_NEW_MARKUP.findall(path.read_text())) for path in TEMPLATES]
    assert [(name, words) for name, words in found if words] == []
    assert TOO_NEW_MARKUP.search("<div popover>")
    assert TOO_NEW_MARKUP.search("<dialog open>")


def test_the_palette_is_the_agreed_one() -> None:
    found = dict(re.findall(r"(--[\w-]+): (#[0-9a-f]{3,6})\b", css("base.css").split("}")[0]))
    assert TOKENS.items() <= found.items()


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_colours_are_tokens(sheet: object) -> None:
    """Only the blocks that define tokens hold colours; a QR code is black on white whatever the theme."""
    rules = [rule for rule in css(sheet.name).split("}") if COLOUR.search(rule) and "--paper:" not in rule]
    assert [rule.strip() for rule in rules if ".code {" not in rule] == []


def test_a_page_gets_few_bytes() -> None:
    packed = {path.name: len(gzip.compress(path.read_bytes(), 9)) for path in SHEETS}
    assert packed["base.css"] + packed["public.css"] < 7_500
    assert packed["base.css"] + packed["desk.css"] < 10_000
    assert packed["base.css"] + packed["admin.css"] < 10_000
    assert packed["base.css"] + packed["screen.css"] < 8_000


def test_the_board_s_script_is_small() -> None:
    assert len(gzip.compress((ROOT / "static" / "js" / "board.js").read_bytes(), 9)) < 5_000


ALONE = re.compile(r'<p(?: class="hint")?><a href="[^<]*?">[^<]*</a></p>')


def test_a_link_that_stands_alone_on_a_public_page_is_high_enough_for_a_thumb() -> None:
    """Those within a sentence are as high as its line."""
    assert ALONE.search('<p><a href="/x/">全部</a></p>')
    public = [path for path in TEMPLATES if '{% extends "public.html" %}' in path.read_text()]
    assert [path.name for path in public if ALONE.search(path.read_text())] == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_nothing_is_inline(template: object) -> None:
    text = template.read_text()
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=|hx-on|href=\"javascript:", text) == []
    scripts = re.findall(r"<script\b[^>]*>", text)
    assert [tag for tag in scripts if "src=" not in tag and 'type="application/json"' not in tag] == []


def test_what_scrolls_is_reached_by_keyboard_and_has_a_name() -> None:
    boxes = re.compile(r"<\w+ class=\"[^\"]*\b(?:table-box|scroll)(?=[ \"])[^>]*>")
    found = [(path.name, tag) for path in TEMPLATES for tag in boxes.findall(path.read_text())]
    assert [each for each in found if 'tabindex="0"' not in each[1] or "aria-label" not in each[1]] == []
    assert len(found) > 50
