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
            is_ordered = token.type.startswith("ordered")
            start = int(token.attrs.get("start", 1)) if is_ordered else 1
            yield Block("list", items=tuple(_items(inside)), is_ordered=is_ordered, start=start)
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


def _items(tokens: Sequence[Token]) -> Iterator[str]:
    """One text an item; lists within lists are flat."""
    depth = 0
    parts: list[str] = []
    for token in tokens:
        if token.type == "list_item_open":
            depth += 1
            if depth > 1 and parts:
                yield "\n".join(parts)
            parts = []
        elif token.type == "list_item_close":
            depth -= 1
            if parts:
                yield "\n".join(parts)
            parts = []
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
