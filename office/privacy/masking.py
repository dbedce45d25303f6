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
from office.privacy.digits import plain
from office.privacy.person_names import named_in


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


_GAP = r"[ \-‐‑–—·.杠]?"
_NARROW = r"[ \-‐‑–—·杠]?"
_WIDE_GAP = r"[ \-‐‑–—·._/*,、~杠]{1,3}"
_COUNTED = (
    r"(?! ?(?:[万亿](?!总|经理|老板|先生|女士|师傅)|[元吨亩度件斤块](?!总)|公斤|千瓦|平方|立方|个(?!人)))"
)
_ALONE = r"(?<![\dA-Za-z])(?<!\d\.)"
_RUN = re.compile(rf"{_ALONE}\d{{14,25}}[Xx]?(?![\dA-Za-z])")
_SPACED_RUN = re.compile(rf"{_ALONE}\d(?:{_GAP}\d){{13,24}}(?:{_GAP}[Xx])?(?![\dA-Za-z])")
_COUNTRY = rf"(?:(?:\+|00)?86{_GAP} ?)?"
_MOBILE = re.compile(
    rf"(?:{_ALONE}|(?<=tel)|(?<=[vw]x)|(?<=qq)){_COUNTRY}"
    rf"(1[3-9]\d{{9}}(?!\d|\.\d){_COUNTED}"
    rf"|1[ \-]?[3-9]{_NARROW}\d(?:{_NARROW}\d){{8}}(?!\d|\.\d|{_GAP}\d{{3}}){_COUNTED}"
    rf"|1[3-9]\d{_WIDE_GAP}\d{{4}}{_WIDE_GAP}\d{{4}}(?!\d))",
    re.I,
)
_LANDLINE = re.compile(
    r"(?<![\d.\-A-Za-z])\(?(0(?:10|2\d|[3-9]\d{2}))\)?[ \-–—杠]?([2-9]\d{2,3}[ \-]?\d{4}(?:(?:[\-–—]|转) ?\d{2,5})?)(?!\d)"
)
_CALLS = r"电话|座机|固话|手机|致电|拨打|联系|热线|号码|tel"
_LOCAL = re.compile(
    rf"(?:(?:{_CALLS})\D{{0,4}}?|打 ?)(?<!\d)([2-9]\d{{2,3}}[ \-]?\d{{4}})(?![\d台.]){_COUNTED}",
    re.I,
)
_ID_WORDS = re.compile(r"(?:身份证|身份证号|证件号|身份号|ID)\D{0,8}$", re.I)
_CARD_WORDS = re.compile(
    r"(?:银行卡|卡号|账号|帐号|账户|帐户|收款|尾号|存折|开户|打到|转到|汇到|汇款到|农行|工行|建行|农商行|邮储)"
    r"(?:(?!余额|金额|贷款|还有|只剩)\D){0,12}$"
)
_OTHER_NUMBER = re.compile(
    r"(?:订单|单号|运单|快递单|物流单|编号|合同号?|票号|发票|批号|批次|货号|流水|案号|文号|受理号|登记号|备案号|许可证|设备号|条码|校验码|"
    r"订货|户号|表号|专利|注册)[号编码代为是NnOo.:# ]{0,6}$"
)
_ACCOUNT_NUMBER = re.compile(rf"(?<!\d)\d(?:{_GAP}\d){{8,24}}(?!\d){_COUNTED}")
_USCC = re.compile(
    rf"(?<![0-9A-Za-z])[1-9A-HJ-NP-RTUWXYa-y](?:{_GAP}[0-9A-HJ-NP-RTUWXYa-hj-np-rtuwxy]){{17}}(?![0-9A-Za-z])"
)
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PLATE = re.compile(
    rf"[{_PROVINCES}] ?[A-Za-z][ ·•\-.]?(?=[A-Za-z0-9]*\d[A-Za-z0-9]*\d)"
    r"[A-HJ-NP-Za-hj-np-z0-9](?:[A-HJ-NP-Za-hj-np-z0-9]{4,5}(?![A-Za-z0-9])|[A-HJ-NP-Za-hj-np-z0-9]{3}[挂学警港澳领使])"
)
_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9][A-Za-z0-9._%+\-]{0,63}\s?(?:[@#]|[(\[]at[)\]]|艾特)\s?[A-Za-z0-9\-]{1,63}"
    r"(?:\s?[.。点]\s?[A-Za-z]{2,12}){1,4}"
)
_AT = re.compile(r"#|[(\[]at[)\]]|艾特", re.I)
_CHAT = re.compile(
    r"(?:微信号?|威信|薇信|加\s?[vV薇微](?:信|x|X)?|[vV]信|[vV][xX]|wechat|weixin|[qQ]{2}号?|扣扣号?)[\s:：是为,，]{0,3}"
    r"((?=[A-Za-z0-9_\-]*\d)[A-Za-z0-9][A-Za-z0-9_\-]{4,19}|(?<=号)[A-Za-z][A-Za-z0-9_\-]{5,19}"
    r"|(?<=号[:是])[A-Za-z][A-Za-z0-9_\-]{5,19})",
    re.I,
)
_CARD_BEGINS = ("62", "60", "4", "51", "52", "53", "54", "55", "35", "37", "90", "94", "95", "98")
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
# GB/T 2260: provinces begin so; and who writes one is of an age.
_ID_PROVINCE = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|[78]1|82|83")
_ID_YEARS = range(1925, 2030)
# What people are called by: nobody is given away by it.
_TITLES = "老板 经理 厂长 会计 负责人 联系人 办公室 财务 先生 女士 主任 企业 公司 老总 员工 本人 法人"
_GENERAL = frozenset(_TITLES.split())


def find(text: str, names: Iterable[str] = ()) -> list[Hit]:
    """Hits in their order, none inside another. `names`: persons and enterprises known to the case."""
    read = plain(text)
    hits: list[Hit] = []
    # One byte for each character that a hit has taken: comparing each hit with all others took quadratic time.
    taken = bytearray(len(read.text))
    for found in (
        *_emails(read.text),
        *_uscc_codes(read.text),
        # As typed first: 一 before a number is a dash as often as a one.
        *_long_numbers(read.text),
        *_telephones(read.text),
        *_long_numbers(read.digits),
        *_telephones(read.digits),
        *_plates(read.text),
        *_plates(read.digits),
        *_chat_accounts(read.text),
        *_names(read.text, names),
    ):
        if taken.find(1, found.start, found.end) < 0:
            taken[found.start : found.end] = b"\x01" * (found.end - found.start)
            hits.append(found)
    hits.sort(key=lambda hit: hit.start)
    return [Hit(hit.kind, *read.span(hit.start, hit.end), hit.value) for hit in hits]


def shown(hit: Hit) -> str:
    """A hit as far as one may see it."""
    return _SHOWN[hit.kind](hit.value)


def masked(text: str, hits: Iterable[Hit]) -> str:
    """The text with each hit shown as far as one may see it: 138****5678, 421181********001X, 张**."""
    parts, at = [], 0
    for hit in hits:
        parts += [text[at : hit.start], shown(hit)]
        at = hit.end
    return "".join([*parts, text[at:]])


def _long_numbers(text: str) -> Iterator[Hit]:
    for found in (*_RUN.finditer(text), *_SPACED_RUN.finditer(text)):
        number = re.sub(r"[^0-9Xx]", "", found.group(0)).upper()
        before = _before(found)
        if _is_identity(number, before) or (len(number) in (15, 18) and _ID_WORDS.search(before)):
            yield Hit(Kind.ID_NUMBER, *found.span(), number)
        elif _is_card(number, before):
            yield Hit(Kind.BANK_CARD, *found.span(), number)
    for found in _ACCOUNT_NUMBER.finditer(text):
        number = re.sub(r"\D", "", found.group(0))
        if len(number) > 8 and _CARD_WORDS.search(_before(found)) and not _is_mobile(number):
            yield Hit(Kind.BANK_CARD, *found.span(), number)


def _telephones(text: str) -> Iterator[Hit]:
    for pattern in (_MOBILE, _LANDLINE):
        for found in pattern.finditer(text):
            if not _OTHER_NUMBER.search(_before(found)):
                yield Hit(Kind.TELEPHONE, *found.span(), re.sub(r"\D", "", found.group(found.lastindex or 0)))
    for found in _LOCAL.finditer(text):
        if not _OTHER_NUMBER.search(_before(found)):
            yield Hit(Kind.TELEPHONE, *found.span(1), re.sub(r"\D", "", found.group(1)))


def _before(found: re.Match[str]) -> str:
    return found.string[max(0, found.start() - 16) : found.start()]


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
        yield Hit(Kind.EMAIL, *found.span(), _AT.sub("@", re.sub(r"\s", "", found.group(0))))


def _chat_accounts(text: str) -> Iterator[Hit]:
    for found in _CHAT.finditer(text):
        yield Hit(Kind.ACCOUNT, *found.span(1), found.group(1))


def _names(text: str, names: Iterable[str]) -> Iterator[Hit]:
    for name in names:
        if len(name) > 1 and name not in _GENERAL:
            for found in re.finditer(" ?".join(map(re.escape, name)), text):
                yield Hit(Kind.NAME, *found.span(), name)
    for start, end in named_in(text):
        yield Hit(Kind.NAME, start, end, text[start:end])


def _is_identity(number: str, before: str = "") -> bool:
    """18 digits with a plausible place and day of birth; without the check digit of GB 11643, no other number."""
    if not re.fullmatch(r"[1-9]\d{16}[\dX]", number) or not _ID_PROVINCE.match(number):
        return False
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _ID_WEIGHTS, strict=True))
    right = _ID_CHECKS[total % 11] == number[17]
    return born.year in _ID_YEARS and (right or not _OTHER_NUMBER.search(before))


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
