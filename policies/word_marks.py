"""What Word and WPS say by styles: text that is deleted, struck, hidden or a comment, symbols of picture fonts,
raised and lowered characters."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

GONE_TAGS = frozenset({"del", "s", "strike"})
# Words of a comment and what leads to it, deleted text where only its class is left.
GONE_CLASSES = ("msocom", "msodel", "comment")
PICTURE_FONTS = ("wingdings", "webdings", "symbol")
# The signs of Wingdings that stand in running text; what a picture font draws otherwise is a bullet.
SIGNS = {
    "ü": "√", "û": "×", "þ": "☑", "ý": "☒", "¨": "□", "o": "□", "à": "→", "ß": "←", "á": "↑", "â": "↓", "F": "☞",
}  # fmt: skip
BULLET = "•"
RAISED = str.maketrans("0123456789+-=()ni−－", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ⁻⁻")
LOWERED = str.maketrans("0123456789+-=()−－", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎₋₋")
NUMERALS = frozenset("0123456789０１２３４５６７８９一二三四五六七八九十甲乙丙丁①②③④⑤⑥⑦⑧⑨⑩")

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


def is_picture_font(style: Style, face: str) -> bool | None:
    """Whether the characters are drawn by a picture font; None where nothing is said of the font."""
    family = style.get("font-family", face.lower()).strip("'\" ")
    return family.startswith(PICTURE_FONTS) if family else None


def sign(character: str) -> str:
    """What a picture font draws for it, as a character of its own."""
    code = ord(character)
    plain = chr(code - 0xF000) if 0xF020 <= code <= 0xF0FF else character
    return character if plain.isspace() else SIGNS.get(plain, BULLET)


def shifted(text: str, *, is_raised: bool) -> str:
    """m² and H₂O in characters of their own; what has none stands as it is, raised letters behind ^."""
    table = RAISED if is_raised else LOWERED
    stripped = text.strip()
    if stripped and all(ord(character) in table for character in stripped):
        return text.translate(table)
    return f"^{text}" if is_raised and stripped.isalnum() else text


def marker(text: str, *, is_picture: bool) -> str:
    """What Word wrote before an item: a number that goes on, or a bullet."""
    words = text.strip()
    if len(words) == 1 and (is_picture or words not in NUMERALS):
        return "- "
    return f"{words} " if words else ""
