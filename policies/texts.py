"""Written text as blocks that a page, a PDF or a Word file draws by itself: no HTML is ever kept or let through."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

Kind = Literal["heading", "paragraph", "list", "table"]
PARSER = (
    MarkdownIt("commonmark", {"html": False}).enable("table").disable(["image", "autolink", "html_inline"])
)


@dataclass(frozen=True)
class Block:
    """`level` of a heading is 1 to 3; `items` of a list, counted on from `start` where it is ordered; `rows` of a table,
    its first being the headings."""

    kind: Kind
    text: str = ""
    level: int = 0
    items: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    is_ordered: bool = False
    start: int = 1

    @property
    def head(self) -> tuple[str, ...]:
        return self.rows[0] if self.rows else ()

    @property
    def body(self) -> tuple[tuple[str, ...], ...]:
        return self.rows[1:]


@lru_cache(maxsize=256)
def blocks(markdown: str) -> tuple[Block, ...]:
    """Headings, paragraphs, lists and tables of a Markdown text; whatever else it holds stands as plain text."""
    return tuple(_blocks(PARSER.parse(markdown)))


def plain(markdown: str) -> str:
    """The words alone, for searching and for a line in a list."""
    return " ".join(" ".join(_words(block)).replace("\n", " ") for block in blocks(markdown))


def _words(block: Block) -> Iterator[str]:
    yield from filter(None, (block.text, *block.items, *(cell for row in block.rows for cell in row)))


def _blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    place = 0
    while place < len(tokens):
        token = tokens[place]
        end = _end_of(tokens, place)
        inside = tokens[place + 1 : end]
        if token.type == "heading_open":
            yield Block("heading", _text(inside), level=min(3, int(token.tag[1:])))
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            yield from _lists(tokens[place : end + 1])
        elif token.type == "table_open":
            yield Block("table", rows=tuple(_rows(inside)))
        elif token.type == "blockquote_open":
            yield from _blocks(inside)
        elif token.type == "paragraph_open":
            yield Block("paragraph", _text(inside))
        elif token.type in ("fence", "code_block"):
            yield Block("paragraph", token.content.strip())
        place = end + 1


def _end_of(tokens: Sequence[Token], place: int) -> int:
    """The place of the token that closes this one; its own where it opens nothing."""
    if tokens[place].nesting != 1:
        return place
    depth = 0
    for end in range(place, len(tokens)):
        depth += tokens[end].nesting
        if depth == 0:
            return end
    return len(tokens) - 1


def _text(tokens: Sequence[Token]) -> str:
    return "\n".join(_inline(token) for token in tokens if token.type == "inline").strip()


def _inline(token: Token) -> str:
    breaks = {"softbreak": "\n", "hardbreak": "\n"}
    return "".join(breaks.get(child.type, child.content) for child in token.children or ())


def _lists(tokens: Sequence[Token]) -> Iterator[Block]:
    """Lists within lists are flat. A number that does not follow the one before begins a list of its own, so that every
    item keeps the number that was typed."""
    run: list[str] = []
    first: int | None = None
    for number, text in _items(tokens):
        follows = bool(run) and number == (None if first is None else first + len(run))
        if run and not follows:
            yield _list(run, first)
        if not follows:
            run, first = [], number
        run.append(text)
    if run:
        yield _list(run, first)


def _list(items: Sequence[str], first: int | None) -> Block:
    return Block(
        "list", items=tuple(items), is_ordered=first is not None, start=1 if first is None else first
    )


def _items(tokens: Sequence[Token]) -> Iterator[tuple[int | None, str]]:
    """The number of each item, None of one without, and its text."""
    numbers: list[int | None] = []
    parts: list[str] = []
    for token in tokens:
        if token.type in ("list_item_open", "list_item_close"):
            if parts:
                yield numbers[-1], "\n".join(parts)
            parts = []
        if token.type == "list_item_open":
            numbers.append(int(token.info) if token.info else None)
        elif token.type == "list_item_close":
            numbers.pop()
        elif token.type == "inline":
            parts.append(_inline(token))


def _rows(tokens: Sequence[Token]) -> Iterator[tuple[str, ...]]:
    cells: list[str] = []
    for token in tokens:
        if token.type == "tr_open":
            cells = []
        elif token.type == "inline":
            cells.append(_inline(token))
        elif token.type == "tr_close":
            yield tuple(cells)
