"""Telephone numbers: mobile, landline, 400 and 800, abroad; an extension is kept beside the number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import phonenumbers

from office.numbers import LANDLINE, MOBILE, PHONE_MESSAGE, clean_text

AREA_MISSING = "固定电话请加上区号，例如 0713-2950001"
ONE_ONLY = "这里有两个号码，请只填一个，另一个可以写在内容里"
MOBILE_TOO_LONG = "手机号是 11 位，后面多出了数字，请核对；手机号没有分机"
EXTENSION_ODD = "分机号请写成“转”加数字，例如 0713-2950001 转 802"
ABROAD_ODD = "境外号码请以 + 和国家（地区）代码开头，并核对位数，例如 +852 2123 4567"
DIGITS_APART = "号码中间断开的地方不对，请核对有没有漏掉数字；分机请写成“转”加数字"
WORDS_BESIDE = "请只填号码，旁边的字写在内容里"
ENDING_MESSAGE = "请填写联系电话的最后四位数字"
TYPED_AT_MOST = 100
EXTENSION_AT_MOST = 6
# Two numbers in one field: neither may be shorter than a local number.
NUMBER_AT_LEAST = 7

# Hong Kong, Macao, Taiwan: without the short numbers that the table holds possible.
NEARBY = {852: (8,), 853: (8,), 886: (8, 9)}
SERVICE = re.compile(r"[48]00\d{7}")
# Full width alone: NFKC would also make digits of footnotes and circled numbers.
HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | dict.fromkeys(
    map(ord, "‐‑‒–—―−﹣·•․.．"), "-"
)
LABEL = re.compile(
    r"(?:联系|聯繫|固定|移动|办公|单位|公司|总机)?(?:电话|電話|手机|手機|座机|固话|总机|tel|telephone|mobile|phone|mob)"
    r"(?:号码|號碼|号)?[是为]?[.:\- ]{0,3}",
    re.IGNORECASE,
)
ENDING = re.compile(
    r"(?:(?:联系)?电话|手机)?(?:号码?|的)?(?:最?后|末尾?|尾)(?:四位|4位|号)(?:数字)?(?:是|为)?[: ]{0,2}"
)
# As this system shows a number: 138****5678.
MASKED = re.compile(r"\A[0-9]{0,4}\*{1,8}(?=[0-9]{4}\Z)")
AROUND = " ,;:。；，、-'\"“”‘’「」『』《》<>【】[]"
EXTENSION = re.compile(r"转接|转|轉|分机|分機|内线|內線|extension|extn|ext|x|#|\*", re.IGNORECASE)
BESIDE_EXTENSION = " -.:=,;()号"
ANOTHER = re.compile(r"[/\\、|~&\n或和及与]")
PAUSE = re.compile(r"[,;]")
ABROAD = re.compile(r"\(? ?(?:\+|00(?=[1-9]))")
# Digits as a number is set apart.
RUNS = re.compile(r"[0-9][0-9 \-_]*")
BETWEEN_DIGITS = re.compile(r"[ \-_]+")
GROUPS = re.compile(r"[0-9]+")
SOFT = frozenset(" -_()0123456789")
# The letter O for 0, l for 1.
LETTER_INSIDE = re.compile(r"[0-9][A-Za-z]{1,2}[0-9]")
# No city has these codes: a 0 before a number without an area.
NO_AREA = ("0400", "0800")
THREE_DIGIT_AREA = re.compile(r"010|02")


@dataclass(frozen=True)
class Phone:
    """`number`: digits alone (a landline with its area code), or + and digits abroad. Empty where none is given."""

    number: str = ""
    extension: str = ""

    def __str__(self) -> str:
        return f"{self.number}转{self.extension}" if self.extension else self.number

    @property
    def endings(self) -> tuple[str, ...]:
        """The last four digits as people say them: of the number, and of number and extension read on."""
        return tuple(dict.fromkeys(text[-4:] for text in (self.number, self.number + self.extension) if text))


def read(typed: str) -> Phone:
    """What was typed as a telephone, "" as none. A number is never made of digits that stood apart for another
    reason. Raises ValueError with the words to show."""
    if len(typed) > TYPED_AT_MOST:
        raise ValueError(PHONE_MESSAGE)
    text = clean_text(typed).translate(HALF_WIDTH).strip(AROUND)
    if not text:
        return Phone()
    label = LABEL.match(text)
    return _numbered(text[label.end() :] if label else text)


def ending(typed: str) -> str:
    """联系电话后四位 as it is asked for: four digits, or the digits of the whole number. Raises ValueError."""
    plain = clean_text(typed).translate(HALF_WIDTH).strip(AROUND)
    label = ENDING.match(plain)
    text = MASKED.sub("", BETWEEN_DIGITS.sub("", plain[label.end() :].strip(AROUND) if label else plain))
    if re.fullmatch("[0-9]{4}", text):
        return text
    try:
        return read(typed).number
    except ValueError:
        raise ValueError(ENDING_MESSAGE) from None


def searched(query: str) -> str:
    """The whole number that somebody looks for; "" where the query is none."""
    try:
        return read(query).number
    except ValueError:
        return ""


def stored(text: str) -> Phone:
    """Of a column that keeps number and extension as one text, as `str(Phone)` writes it."""
    number, _, extension = text.partition("转")
    return Phone(number, extension)


def _numbered(text: str) -> Phone:
    marker = EXTENSION.search(text)
    if marker is None:
        return _without_marker(text)
    phone = _without_marker(text[: marker.start()].rstrip(BESIDE_EXTENSION))
    extension = _extension(text[marker.end() :])
    if phone.extension or MOBILE.fullmatch(phone.number):
        raise ValueError(MOBILE_TOO_LONG if not phone.extension else EXTENSION_ODD)
    return Phone(phone.number, extension)


def _extension(text: str) -> str:
    rest = text.strip(BESIDE_EXTENSION)
    while marker := EXTENSION.match(rest):  # 转分机：802
        rest = rest[marker.end() :].strip(BESIDE_EXTENSION)
    if len("".join(GROUPS.findall(rest))) >= NUMBER_AT_LEAST:
        raise ValueError(ONE_ONLY)
    if not (rest.isascii() and rest.isdigit() and len(rest) <= EXTENSION_AT_MOST):
        raise ValueError(EXTENSION_ODD)
    return rest


def _without_marker(text: str) -> Phone:
    """A number, with an extension that a hyphen, brackets or a pause set apart."""
    pieces = [piece for piece in ANOTHER.split(text) if GROUPS.search(piece)]
    if len(pieces) > 1:
        raise ValueError(ONE_ONLY)
    parts = [part for part in PAUSE.split(text) if part.strip()]
    if len(parts) > 1:
        return _paused(parts)
    if ABROAD.match(text):
        return _with_country(text)
    if not set(text) <= SOFT:
        raise ValueError(_beside(text))
    return _national(GROUPS.findall(text))


def _beside(text: str) -> str:
    """What to say of a text that is more than a number: another number, or words."""
    whole = [run for run in RUNS.findall(text) if len("".join(GROUPS.findall(run))) >= NUMBER_AT_LEAST]
    if len(whole) > 1:
        return ONE_ONLY
    if LETTER_INSIDE.search(text):
        return f"号码里混有字母，{PHONE_MESSAGE}"
    beside = RUNS.sub("", text).strip(" .:,+()-")
    return WORDS_BESIDE if whole and beside.isalpha() else PHONE_MESSAGE


def _paused(parts: Sequence[str]) -> Phone:
    """0713-2950001,802 is dialled with a pause; a longer second part is a number of its own."""
    digits = ["".join(GROUPS.findall(part)) for part in parts]
    if len(parts) > 2 or len(digits[1]) > EXTENSION_AT_MOST:
        raise ValueError(ONE_ONLY)
    return _numbered(f"{parts[0]}转{parts[1]}")


def _with_country(text: str) -> Phone:
    if not set(text) <= SOFT | {"+"}:
        raise ValueError(ABROAD_ODD)
    bare = text[ABROAD.match(text).end() :]  # type: ignore[union-attr]  # the caller has matched
    groups = GROUPS.findall(bare)
    joined = "".join(groups)
    if not joined.startswith("86"):
        return _abroad(groups)
    inland = GROUPS.findall(bare[bare.index("86") + 2 :].replace("(0)", "0", 1))
    national = "".join(inland)
    if not national.startswith(("0", "400", "800")) and not MOBILE.match(national):
        inland[:1] = [f"0{inland[0]}"] if inland else []  # +86 713 … is written without the zero
    return _national(inland)


def _abroad(groups: Sequence[str]) -> Phone:
    if len(groups) > 1 and len(groups[-1]) == 1:
        raise ValueError(DIGITS_APART)
    try:
        number = phonenumbers.parse(f"+{' '.join(groups)}")
    except phonenumbers.NumberParseException:
        raise ValueError(ABROAD_ODD) from None
    reason = phonenumbers.is_possible_number_with_reason(number)
    lengths = NEARBY.get(number.country_code or 0)
    is_whole = lengths is None or len(phonenumbers.national_significant_number(number)) in lengths
    if reason != phonenumbers.ValidationResult.IS_POSSIBLE or not is_whole:
        raise ValueError(ABROAD_ODD)
    return Phone(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _national(groups: Sequence[str]) -> Phone:
    joined = "".join(groups)
    if joined.startswith("860") or (joined.startswith("86") and MOBILE.fullmatch(joined[2:])):
        return _national([group for group in (groups[0][2:], *groups[1:]) if group])
    if joined.startswith("1"):
        return _mobile(groups, joined)
    if joined.startswith(("400", "800")):
        return _fixed(groups, 0, (10,))
    if joined.startswith("0") and not joined.startswith(NO_AREA):
        area = 3 if THREE_DIGIT_AREA.match(joined) else 4
        return _fixed(groups, area, (8,) if area == 3 else (7, 8))
    if joined.startswith(("852", "853", "886")) and len(joined) > 8:
        raise ValueError(ABROAD_ODD)
    raise ValueError(AREA_MISSING if len(joined) in (7, 8) and joined[:1] > "1" else PHONE_MESSAGE)


def _mobile(groups: Sequence[str], joined: str) -> Phone:
    if MOBILE.fullmatch(joined):
        if not _reads_as_one(groups):
            raise ValueError(DIGITS_APART)
        return Phone(joined)
    if MOBILE.match(joined):
        raise ValueError(ONE_ONLY if len(joined) >= 11 + NUMBER_AT_LEAST else MOBILE_TOO_LONG)
    raise ValueError(PHONE_MESSAGE)


def _fixed(groups: Sequence[str], area: int, lengths: Sequence[int]) -> Phone:
    """A number of which only whole groups are taken; one short group behind a whole number is its extension."""
    if len(groups[0]) < area:
        raise ValueError(DIGITS_APART if len(groups) > 1 else PHONE_MESSAGE)
    code, local = groups[0][:area], [group for group in (groups[0][area:], *groups[1:]) if group]
    if not area and not SERVICE.match("".join(local)):
        raise ValueError(PHONE_MESSAGE)
    if sum(map(len, local)) in lengths and _reads_as_one(local):
        return _landline(code, local, "")
    for count in range(1, len(local)):
        head, rest = local[:count], local[count:]
        if sum(map(len, head)) in lengths and _reads_as_one(head):
            return _landline(code, head, _short(rest))
    total = sum(map(len, local))
    if total > max(lengths) + EXTENSION_AT_MOST:
        raise ValueError(ONE_ONLY)
    if total > max(lengths):
        raise ValueError(EXTENSION_ODD)
    raise ValueError(DIGITS_APART if len(groups) > 1 and total in lengths else PHONE_MESSAGE)


def _landline(code: str, local: Sequence[str], extension: str) -> Phone:
    number = code + "".join(local)
    if code and not LANDLINE.fullmatch(number):
        raise ValueError(PHONE_MESSAGE)
    return Phone(number, extension)


def _short(rest: Sequence[str]) -> str:
    if sum(map(len, rest)) >= NUMBER_AT_LEAST:
        raise ValueError(ONE_ONLY)
    if len(rest) > 1 or len(rest[0]) > EXTENSION_AT_MOST:
        raise ValueError(EXTENSION_ODD)
    return rest[0]


def _reads_as_one(groups: Sequence[str]) -> bool:
    """How digits of one number are set apart: none, digit by digit, pairs, or three and more. A last digit or two
    by itself is an extension, or belongs to a number that lost some."""
    lengths = [len(group) for group in groups]
    return (
        len(groups) == 1 or max(lengths) == 1 or min(lengths) > 2 or (len(groups) > 2 and min(lengths) == 2)
    )
