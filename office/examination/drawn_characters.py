"""Characters that a paper draws otherwise than it stores them: by a picture font, raised, lowered."""

from __future__ import annotations

# The signs of these fonts that stand in running text; what they draw otherwise is a bullet.
BOXES = {"R": "☑", "S": "☒", "T": "☒", "P": "√", "O": "×", "£": "□"}
SIGNS = {
    "ü": "√", "û": "×", "þ": "☑", "ý": "☒", "¨": "□", "o": "□", "x": "☒", "à": "→", "è": "→", "ß": "←", "á": "↑",
    "â": "↓", "F": "☞",
}  # fmt: skip
MATHEMATICS = {
    "³": "≥", "£": "≤", "±": "±", "´": "×", "¸": "÷", "¹": "≠", "»": "≈", "°": "°", "¥": "∞", "å": "∑", "®": "→",
    "¬": "←", "\xad": "↑", "¯": "↓", "Ö": "√", "Ñ": "∇", "Î": "∈", "²": "″", "¢": "′", "º": "≡", "µ": "∝",
}  # fmt: skip
GREEK = dict(
    zip("abgdezhqiklmnxoprstufcyw", "αβγδεζηθικλμνξοπρστυφχψω", strict=True)
) | dict(zip("ABGDEZHQIKLMNXOPRSTUFCYW", "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ", strict=True))  # fmt: skip
# By the beginning of the font's name, the longer first. Symbol holds digits and signs of its own in their usual places.
FONTS = {
    "wingdings 2": BOXES,
    "wingdings 3": {},
    "wingdings": SIGNS,
    "webdings": {"a": "√", "r": "×", "c": "□"},
    "symbol": GREEK
    | MATHEMATICS
    | {chr(code): chr(code) for code in range(0x21, 0x40) if chr(code) not in "\"$'-"},
}
# Where nobody says of which font the sign is: what is drawn most often at this place.
UNSAID = BOXES | {sign: drawn for sign, drawn in MATHEMATICS.items() if sign not in "£¢®¬"} | SIGNS
BULLET = "•"
RAISED = str.maketrans("0123456789+-=()ni−－", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ⁻⁻")
LOWERED = str.maketrans("0123456789+-=()−－", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎₋₋")


def sign(character: str, font: str = "") -> str:
    """What a picture font draws for it, as a character of its own. No such font draws Chinese."""
    code = ord(character)
    plain = chr(code - 0xF000) if 0xF020 <= code <= 0xF0FF else character
    if plain.isspace() or ord(plain) > 0xFF:
        return plain
    return FONTS.get(font, UNSAID).get(plain, BULLET)


def shifted(text: str, *, is_raised: bool) -> str:
    """m² and H₂O in characters of their own; what has none stands as it is, raised letters behind ^."""
    table = RAISED if is_raised else LOWERED
    stripped = text.strip()
    if stripped and all(ord(character) in table for character in stripped):
        return text.translate(table)
    return f"^{text}" if is_raised and stripped.isascii() and stripped.isalnum() else text
