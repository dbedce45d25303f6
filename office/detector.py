"""Personal data in free text: what it is and where it stands. Pure; what becomes of a hit is the caller's.

Numbers are found in any common spelling: full width, Chinese numerals, spaces and dashes between the digits.
Identity numbers, bank cards and unified codes must bear out their check digits, unless the words before them
say what they are; amounts, dates, numbers of documents and orders are none of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from stdnum import luhn
from stdnum.cn import uscc

from office.numbers import mask_email, mask_name, mask_phone
from office.person_names import named_in


class Kind(StrEnum):
    TELEPHONE = "telephone"
    ID_NUMBER = "id_number"
    BANK_CARD = "bank_card"
    USCC = "uscc"
    PLATE = "plate"
    EMAIL = "email"
    ACCOUNT = "account"
    NAME = "name"


@dataclass(frozen=True)
class Hit:
    """`text[start:end]` of what was searched; `value` without separators, in half width."""

    kind: Kind
    start: int
    end: int
    value: str


# One character for one, so that places stay the same.
_NUMERALS = str.maketrans("〇零○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖", "000123456789" + "1" + "123456789")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_GAP = r"[ \-‐‑–—·.]?"
_RUN = re.compile(rf"(?<![\dA-Za-z.])\d(?:{_GAP}\d){{13,24}}(?:{_GAP}[Xx])?(?![\dA-Za-z])")
_MOBILE = re.compile(
    rf"(?<![\d.A-Za-z])(?:(?:\+|00)?86{_GAP} ?)?(1[3-9]\d(?:{_GAP}\d){{8}})(?!\d|\.\d|{_GAP}\d{{3}})"
)
_LANDLINE = re.compile(
    r"(?<![\d.\-A-Za-z])\(?(0(?:10|2\d|[3-9]\d{2}))\)?[ \-–—]?([2-9]\d{2,3}[ \-]?\d{4})(?!\d)"
)
_CALLS = "电话|座机|固话|手机|致电|拨打|联系|热线|tel"
_UNITS = "万元吨亩亿千百个台"
_LOCAL = re.compile(
    rf"(?:{_CALLS})\D{{0,4}}?(?<!\d)([2-9]\d{{6,7}})(?![\d{_UNITS}.])",
    re.I,
)
_ID_WORDS = re.compile(r"(?:身份证|身份证号|证件号|身份号|ID)\D{0,8}$", re.I)
_CARD_WORDS = re.compile(r"(?:银行卡|卡号|账号|帐号|账户|帐户|收款|尾号|存折|开户)\D{0,12}$")
_OTHER_NUMBER = re.compile(
    r"(?:订单|单号|运单|快递|物流单|编号|合同号|合同|票号|发票|批号|批次|货号|流水|案号|文号|受理号|登记号|备案号|许可证号|设备号|条码|校验码|订货)\D{0,6}$"
)
_ACCOUNT_NUMBER = re.compile(rf"(?<!\d)\d(?:{_GAP}\d){{8,24}}(?!\d)")
_USCC = re.compile(
    rf"(?<![0-9A-Za-z])[1-9A-HJ-NP-RTUWXYa-y](?:{_GAP}[0-9A-HJ-NP-RTUWXYa-hj-np-rtuwxy]){{17}}(?![0-9A-Za-z])"
)
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PLATE = re.compile(
    rf"[{_PROVINCES}][A-Za-z][ ·•\-.]?(?=[A-Za-z0-9]*\d[A-Za-z0-9]*\d)"
    r"[A-HJ-NP-Za-hj-np-z0-9]{5,6}(?![A-Za-z0-9])"
)
_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9][A-Za-z0-9._%+\-]{0,63}\s?@\s?[A-Za-z0-9\-]{1,63}(?:\s?\.\s?[A-Za-z]{2,12}){1,4}"
)
_CHAT = re.compile(
    r"(?:微信号?|威信|薇信|加\s?[vV薇微](?:信|x|X)?|[vV]信|[vV][xX]|wechat|weixin|[qQ]{2}号?|扣扣号?)[\s:：是为,，]{0,3}"
    r"((?=[A-Za-z0-9_\-]*\d)[A-Za-z0-9][A-Za-z0-9_\-]{4,19})",
    re.I,
)
_CARD_BEGINS = ("62", "60", "4", "51", "52", "53", "54", "55", "35", "37", "90", "94", "95", "98")
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"


def find(text: str, names: Iterable[str] = ()) -> list[Hit]:
    """Hits in their order, none inside another. `names`: persons and enterprises known to the case."""
    plain = text.translate(_FULL_WIDTH)
    digits = plain.translate(_NUMERALS)
    hits: list[Hit] = []
    for found in (
        *_emails(plain),
        *_uscc_codes(plain),
        *_long_numbers(digits),
        *_telephones(digits),
        *_plates(plain),
        *_chat_accounts(plain),
        *_names(text, names),
    ):
        if not any(found.start < hit.end and hit.start < found.end for hit in hits):
            hits.append(found)
    return sorted(hits, key=lambda hit: hit.start)


def masked(text: str, hits: Iterable[Hit]) -> str:
    """The text with each hit shown as far as one may see it: 138****5678, 421181********001X, 张**."""
    parts, at = [], 0
    for hit in hits:
        parts += [text[at : hit.start], _SHOWN[hit.kind](hit.value)]
        at = hit.end
    return "".join([*parts, text[at:]])


def _long_numbers(text: str) -> Iterator[Hit]:
    for found in _RUN.finditer(text):
        number = re.sub(r"[^0-9Xx]", "", found.group(0)).upper()
        before = text[max(0, found.start() - 16) : found.start()]
        if _is_identity(number) or (len(number) in (15, 18) and _ID_WORDS.search(before)):
            yield Hit(Kind.ID_NUMBER, *found.span(), number)
        elif _is_card(number, before):
            yield Hit(Kind.BANK_CARD, *found.span(), number)
    for found in _ACCOUNT_NUMBER.finditer(text):
        before = text[max(0, found.start() - 16) : found.start()]
        number = re.sub(r"\D", "", found.group(0))
        if len(number) > 8 and _CARD_WORDS.search(before) and not _is_mobile(number):
            yield Hit(Kind.BANK_CARD, *found.span(), number)


def _telephones(text: str) -> Iterator[Hit]:
    for found in _MOBILE.finditer(text):
        if not _OTHER_NUMBER.search(text[max(0, found.start() - 10) : found.start()]):
            yield Hit(Kind.TELEPHONE, *found.span(), re.sub(r"\D", "", found.group(1)))
    for found in _LANDLINE.finditer(text):
        if not _OTHER_NUMBER.search(text[max(0, found.start() - 10) : found.start()]):
            yield Hit(Kind.TELEPHONE, *found.span(), re.sub(r"\D", "", found.group(0)))
    for found in _LOCAL.finditer(text):
        yield Hit(Kind.TELEPHONE, *found.span(1), found.group(1))


def _uscc_codes(text: str) -> Iterator[Hit]:
    for found in _USCC.finditer(text):
        code = re.sub(r"[^0-9A-Za-z]", "", found.group(0)).upper()
        if uscc.is_valid(code) and not _is_identity(code):
            yield Hit(Kind.USCC, *found.span(), code)


def _plates(text: str) -> Iterator[Hit]:
    for found in _PLATE.finditer(text):
        yield Hit(Kind.PLATE, *found.span(), re.sub(r"[ ·•\-.]", "", found.group(0)).upper())


def _emails(text: str) -> Iterator[Hit]:
    for found in _EMAIL.finditer(text):
        yield Hit(Kind.EMAIL, *found.span(), re.sub(r"\s", "", found.group(0)))


def _chat_accounts(text: str) -> Iterator[Hit]:
    for found in _CHAT.finditer(text):
        yield Hit(Kind.ACCOUNT, *found.span(1), found.group(1))


def _names(text: str, names: Iterable[str]) -> Iterator[Hit]:
    for name in names:
        if len(name) > 1:
            for found in re.finditer(re.escape(name), text):
                yield Hit(Kind.NAME, *found.span(), name)
    for start, end in named_in(text):
        yield Hit(Kind.NAME, start, end, text[start:end])


def _is_identity(number: str) -> bool:
    """18 digits with a plausible day of birth and the check digit of GB 11643."""
    if not re.fullmatch(r"[1-9]\d{16}[\dX]", number):
        return False
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _ID_WEIGHTS, strict=True))
    return 1900 <= born.year <= 2100 and _ID_CHECKS[total % 11] == number[17]


def _is_card(number: str, before: str) -> bool:
    is_card = 16 <= len(number) <= 19 and number.startswith(_CARD_BEGINS) and luhn.is_valid(number)
    return is_card and not _OTHER_NUMBER.search(before)


def _is_mobile(number: str) -> bool:
    return bool(re.fullmatch(r"1[3-9]\d{9}", number))


def _middle(value: str, *, first: int, last: int) -> str:
    return f"{value[:first]}{'*' * (len(value) - first - last)}{value[-last:]}"


def _show_number(value: str) -> str:
    return _middle(value, first=6, last=4) if len(value) > 12 else _middle(value, first=2, last=2)


_SHOWN: dict[Kind, Callable[[str], str]] = {
    Kind.TELEPHONE: mask_phone,
    Kind.ID_NUMBER: _show_number,
    Kind.BANK_CARD: _show_number,
    Kind.USCC: _show_number,
    Kind.PLATE: lambda value: f"{value[:2]}***{value[-2:]}",
    Kind.EMAIL: mask_email,
    Kind.ACCOUNT: lambda value: f"{value[:2]}***",
    Kind.NAME: mask_name,
}
