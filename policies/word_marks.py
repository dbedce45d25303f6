"""What Word and WPS say by styles: text that is deleted, struck, hidden or a comment, picture fonts, raised and lowered
characters, items and headings."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from office.examination.drawn_characters import FONTS

GONE_TAGS = frozenset({"del", "s", "strike", "w:del", "w:movefrom"})
# Words of a comment and what leads to it, deleted text where only its class is left.
GONE_CLASSES = ("msocom", "msodel", "comment")
STEMS = frozenset("甲乙丙丁戊己庚辛壬癸")

Style = Mapping[str, str]


def style_of(text: str) -> Style:
    """The declarations of a `style` attribute or rule, in lower case."""
    pairs = (part.partition(":") for part in text.lower().split(";"))
    return {name.strip(): value.replace("!important", "").strip() for name, colon, value in pairs if colon}


def is_gone(tag: str, style: Style, classes: Collection[str], gone: Collection[str]) -> bool:
    """Whether what stands in the element is no text of the paper. `gone`: classes that the paper's own rules hide."""
    return (
        tag in GONE_TAGS
        or _hides(style)
        or any(each in gone or each.startswith(GONE_CLASSES) for each in classes)
    )


def _hides(style: Style) -> bool:
    struck = any(
        "line-through" in style.get(name, "")
        for name in ("text-decoration", "text-decoration-line", "text-line-through")
    )
    return (
        struck
        or style.get("display") == "none"
        or style.get("opacity") in ("0", "0.0", "0%")
        or style.get("color") == "transparent"
        or style.get("visibility") in ("hidden", "collapse")
        or style.get("mso-hide") in ("all", "screen")
        or style.get("mso-element", "").startswith("comment")
        or style.get("mso-special-character") == "comment"
        or style.get("font-size", "").rstrip("ptxem ") in ("0", "0.0")
    )


def gone_classes(html: str) -> frozenset[str]:
    """Names of classes that a style sheet of the paper hides or strikes: `span.15{text-decoration:line-through}`."""
    return frozenset(
        part.split(":")[0].split(" ")[0].lower()
        for sheet in _sheets(html)
        for selector, style in _rules(sheet)
        if _hides(style_of(style))
        for part in selector.replace(",", " ").split(".")[1:]
    )


def _sheets(html: str) -> Iterator[str]:
    """Found from place to place, as a pattern would look for each end again from each beginning."""
    lower, place = html.lower(), 0
    while (begin := lower.find("<style", place)) >= 0:
        end = lower.find("</style", begin)
        yield html[begin : end if end >= 0 else len(html)]
        if end < 0:
            return
        place = end + 1


def _rules(sheet: str) -> Iterator[tuple[str, str]]:
    for rule in sheet.split("}"):
        selector, brace, style = rule.rpartition("{")
        if brace:
            yield selector, style


def picture_font(style: Style, face: str) -> str | None:
    """The name of the picture font that draws the characters, "" of another; None where nothing is said of the font."""
    family = style.get("font-family", face.lower()).strip("'\" ")
    if not family:
        return None
    return next((name for name in FONTS if family.startswith(name)), "")


def shift_of(tag: str, style: Style) -> str:
    """`sup` or `sub` where the element raises or lowers its characters, however Word and WPS say it."""
    align = style.get("vertical-align", "")
    if tag in ("sup", "sub"):
        return tag
    if align in ("super", "sub"):
        return {"super": "sup"}.get(align, align)
    raised = style.get("mso-text-raise") or (align if align[-1:].isalpha() or align[-1:] == "%" else "")
    number = raised.rstrip("abcdefghijklmnopqrstuvwxyz% ")
    try:
        return "" if not number or float(number) == 0 else "sup" if float(number) > 0 else "sub"
    except ValueError:
        return ""


def heading_level(tag: str, style: Style, classes: str) -> int:
    """1 to 3 of a heading, which Word and WPS also write as a paragraph of that level; 0 of other text."""
    if tag[0] == "h" and tag[1:].isdigit():
        return min(3, int(tag[1:]))
    level = style.get("mso-outline-level", "")
    if tag == "p" and level in ("1", "2", "3"):
        return int(level)
    return 1 if tag == "p" and classes.lower() == "msotitle" else 0


def marker(text: str, *, is_picture: bool) -> str:
    """What Word wrote before an item: a number that goes on, or a bullet."""
    words = text.strip()
    if len(words) == 1 and (is_picture or not (words.isnumeric() or words in STEMS)):
        return "- "
    return f"{words} " if words else ""
