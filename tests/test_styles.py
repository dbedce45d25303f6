"""What the style sheets and templates promise: old browsers, one palette, few bytes, nothing inline."""

import gzip
import re

import pytest

from tests.sources import ROOT

SHEETS = sorted((ROOT / "static" / "css").glob("*.css"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
# Chrome 88 and Safari 14: old WeChat and 360 kernels know none of these.
TOO_NEW = re.compile(r"@layer|@container|:has\(|\d(dvh|svh|lvh)\b|color-mix\(|@scope|^\s*&", re.MULTILINE)
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
    assert TOO_NEW.findall(css(sheet.name)) == []


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
    assert sum(packed.values()) < 18_600


def test_the_board_s_script_is_small() -> None:
    assert len(gzip.compress((ROOT / "static" / "js" / "board.js").read_bytes(), 9)) < 5_000


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_nothing_is_inline(template: object) -> None:
    text = template.read_text()
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=|hx-on|href=\"javascript:", text) == []
    scripts = re.findall(r"<script\b[^>]*>", text)
    assert [tag for tag in scripts if "src=" not in tag and 'type="application/json"' not in tag] == []
