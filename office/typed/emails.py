"""E-mail addresses: written in any width, stored in ASCII with the host in lower case."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from office.numbers import clean_text

INVALID = "请填写有效的电子邮箱，例如 name@example.com"
ONE_ONLY = "这里有两个邮箱，请只填一个"
FOREIGN = "电子邮箱只能用英文字母、数字和符号，请检查是否混入了汉字"
TOO_LONG = "电子邮箱超过 120 个字符，请核对"
AT_MOST = 120
HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    ord("。"): ".",
    ord("｡"): ".",
    ord("﹒"): ".",
    ord("․"): ".",
    ord("﹫"): "@",
}
# What stands around an address in a sentence; none of it begins or ends one.
AROUND = " .,;:、，；：。!?！？'\"“”‘’()<>[]{}《》〈〉【】「」『』·…､｡﹐﹑﹔﹕﹖﹗"
# No host ends so, though a name may begin so.
BEHIND = AROUND + "~|/\\-—–_*#&=+^`"
LABEL = re.compile(
    r"(?:电子|電子)?(?:(?:邮箱|邮件|郵箱|郵件)(?:地址)?[是为]?[: ]{0,3}|(?:e-?mail|mailto)(?:地址)?[: ]{1,3})",
    re.IGNORECASE,
)
# As mail programs copy it: 李明 <li@example.cn>.
NAMED = re.compile(r"[^<>@]{1,60}<([^<>]+)>")
NAME_AT_MOST = 64
# Input methods put a space behind a full stop; any other space is part of something else.
BESIDE_SIGNS = re.compile(r" ?([@.]) ?")


def read(typed: str) -> str:
    """`name@host`, "" for none. Raises ValueError with the words to show."""
    whole = clean_text(typed).translate(HALF_WIDTH)
    named = NAMED.fullmatch(whole.strip(" ,;，；。"))
    text = (named[1] if named else whole).lstrip(AROUND).rstrip(BEHIND)
    label = LABEL.match(text)
    address = BESIDE_SIGNS.sub(r"\1", text[label.end() :] if label else text).lstrip(AROUND).rstrip(BEHIND)
    if not address:
        if text or clean_text(typed):
            raise ValueError(INVALID)
        return ""
    if address.count("@") > 1:
        raise ValueError(ONE_ONLY)
    if not address.isascii():
        raise ValueError(FOREIGN)
    if len(address) > AT_MOST:
        raise ValueError(TOO_LONG)
    name, _, host = address.partition("@")
    address = f"{name}@{host.lower()}"
    if "." not in host or len(name) > NAME_AT_MOST:
        raise ValueError(INVALID)
    try:
        validate_email(address)
    except ValidationError:
        raise ValueError(INVALID) from None
    return address
