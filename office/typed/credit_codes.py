"""统一社会信用代码 (GB 32100-2015). The check digit advises and bars nobody: early codes of some cities fail it."""

import re
import unicodedata
from dataclasses import dataclass

from stdnum.cn import uscc

from office.numbers import clean_text

LENGTH = 18
# A registration number of before 2015 has 15 digits, an organisation code 9 signs.
SHORTEST = 8
NOT_A_CODE = "统一社会信用代码只有数字和大写字母，共 18 位，请对照营业执照填写，或留空"
TOO_LONG = "统一社会信用代码应为 18 位，这里是 {} 位，请对照营业执照核对"
SIGNS = re.compile(r"[0-9A-Z]{1,40}")
BETWEEN = re.compile(r"[\s\-‐‑–—.·]+")
AROUND = " .,;:、，；：。'\"“”‘’()<>[]《》【】「」"
# Letters that the standard leaves out as they look like digits.
MEANT = {"O": "0", "I": "1", "S": "5", "Z": "2", "V": "U"}
# Letters of the standard that are read for a digit, or a digit for them.
ALIKE = {"L": "1", "1": "L", "B": "8", "8": "B", "D": "0", "0": "D", "Q": "0", "G": "6", "6": "G"}
LABEL = re.compile(
    r"(?:(?:(?:统一)?社会)?信用代码|代码)(?:证号?)?[是为]?[: ]{0,3}"
    r"|(?:营业执照|税号|纳税人识别号)(?:注册)?号?码?[是为]?[: ]{0,3}"
)
USE_ANYWAY = "营业执照上确实如此的，可以仍然使用。"


@dataclass(frozen=True)
class CreditCode:
    """`advice` says what is odd about the code, with the likely slip; empty where nothing is."""

    code: str
    advice: str = ""


def read(typed: str) -> CreditCode:
    """In half width, upper case, without spaces; "" for none. Raises ValueError for what no such code can be."""
    code = spelled(typed)
    if not code and clean_text(typed):
        raise ValueError(NOT_A_CODE)
    if code and (not SIGNS.fullmatch(code) or len(code) < SHORTEST or not any(map(str.isdigit, code))):
        raise ValueError(NOT_A_CODE)
    if code and len(set(code)) == 1:
        raise ValueError(NOT_A_CODE)  # 000000000000000000, typed to get on, would tie strangers together
    if len(code) > LENGTH:
        raise ValueError(TOO_LONG.format(len(code)))
    return CreditCode(code, _advice(code) if code else "")


def spelled(typed: str) -> str:
    """The spelling alone, for looking a code up; what the form calls it may stand before it."""
    text = unicodedata.normalize("NFKC", clean_text(typed)).strip(AROUND)
    label = LABEL.match(text)
    return BETWEEN.sub("", text[label.end() :].strip(AROUND) if label else text).upper()


def _advice(code: str) -> str:
    said = []
    if len(code) != LENGTH:
        said.append(f"统一社会信用代码应为 18 位，这里是 {len(code)} 位，请核对有没有漏掉。")
    if slips := [(place, sign) for place, sign in enumerate(code, start=1) if sign in MEANT]:
        named = "、".join(_slip(place, sign, MEANT[sign]) for place, sign in slips)
        said.append(f"统一社会信用代码不用字母 I、O、S、V、Z：{named}。")
    if not said and not uscc.is_valid(code):
        said.append(f"统一社会信用代码的校验位对不上，{_likely(code)}，请对照营业执照核对。")
    return "".join(said) + USE_ANYWAY if said else ""


def _likely(code: str) -> str:
    """The one slip of the hand that would explain it, where there is just one."""
    slips = []
    for place, sign in enumerate(code):
        if sign in ALIKE and uscc.is_valid(code[:place] + ALIKE[sign] + code[place + 1 :]):
            slips.append(_slip(place + 1, sign, ALIKE[sign]))
        following = code[place + 1 : place + 2]
        if following != sign and uscc.is_valid(code[:place] + following + sign + code[place + 2 :]):
            slips.append(f"第 {place + 1}、{place + 2} 位可能写颠倒了")
    return slips[0] if len(slips) == 1 else "可能有一位抄错"


def _slip(place: int, sign: str, meant: str) -> str:
    return f"第 {place} 位的{_kind(sign)} {sign} 可能是{_kind(meant)} {meant}"


def _kind(sign: str) -> str:
    return "数字" if sign.isdigit() else "字母"
