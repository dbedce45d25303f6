"""Typed text as it is stored, what of a telephone, an address or a name is shown, and check digits."""

import re
import unicodedata

PHONE_MESSAGE = "请填写 11 位手机号，或带区号的固定电话"
MOBILE = re.compile(r"1[3-9]\d{9}")
# Beijing and the 02x cities have three-digit codes and eight-digit numbers, all others four and seven or eight.
LANDLINE = re.compile(r"0(?:10|2\d)\d{8}|0[3-9]\d{2}\d{7,8}")

# Damm 2004: finds every single wrong digit and every swap of neighbours.
DAMM_TABLE = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)

LINE_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Control and bidi characters, invisible fillers, tags, lone surrogates: they deceive or break, and carry no word.
DECEPTIVE = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e"
    "\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
# The joiner is kept only between the parts of one emoji.
PICTOGRAPH = "\u2190-\u2bff\U0001f000-\U0001faff"
STRAY_JOINER = re.compile(f"(?<![{PICTOGRAPH}\ufe0f])\u200d|\u200d(?![{PICTOGRAPH}])")
# Signs of dictionaries, which files in PDF give in place of the characters that they look like.
RADICALS = re.compile("[\u2e80-\u2fd5]")
AS_CHARACTERS = {
    code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)
} | str.maketrans(
    "⺟⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳",
    "母民虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙龟",
)
# Normalising a run of combining marks takes quadratic time; Unicode's stream-safe format allows 30.
MARKS_AT_MOST = 30


def mask_phone(phone: str) -> str:
    """138****5678; of a landline the area code and the last two digits. Of an extension that there is one."""
    phone, marker, _ = phone.partition("转")
    if marker:
        return f"{mask_phone(phone)}转**"
    if MOBILE.fullmatch(phone):
        return f"{phone[:3]}****{phone[-4:]}"
    if len(phone) < 7:
        return "*" * len(phone)
    return f"{phone[:4]}****{phone[-2:]}"


def mask_email(address: str) -> str:
    """l***@example.cn: the first letter and the host."""
    name, at, host = address.partition("@")
    return f"{name[:1]}***@{host}" if at else "*" * len(address)


def mask_name(name: str) -> str:
    """The first character of the name: 张**. The length of the rest is not told."""
    return f"{name[:1]}**" if name else ""


def damm_digit(digits: str) -> str:
    """The check digit that follows `digits`."""
    if not (digits.isascii() and digits.isdigit()):
        raise ValueError("A check digit belongs to digits 0-9.")
    row = 0
    for digit in digits:
        row = int(DAMM_TABLE[row][int(digit)])
    return str(row)


def is_damm_valid(code: str) -> bool:
    return len(code) > 1 and code.isascii() and code.isdigit() and damm_digit(code) == "0"


def clean_text(text: str) -> str:
    """What was typed, in NFC, without invisible and deceptive characters, `\\n` for line ends, stripped.

    Raises ValueError on NUL: no person types it, and PostgreSQL cannot store it.
    """
    if "\x00" in text:
        raise ValueError("内容中含有无法保存的字符，请删除后重试")
    text = LINE_BREAKS.sub("\n", text).replace("\t", " ")
    text = STRAY_JOINER.sub("", DECEPTIVE.sub("", text))
    return unicodedata.normalize("NFC", without_long_mark_runs(as_characters(text))).strip()


def as_characters(text: str) -> str:
    """Radicals replaced by the characters that they look like: ⻢⼩⽂ was copied for 马小文."""
    return text.translate(AS_CHARACTERS) if RADICALS.search(text) else text


def clean_words(text: str) -> str:
    """`clean_text` of what came past a form's fields: NUL is dropped, as nothing can be said beside a field."""
    return clean_text(text.replace("\x00", ""))


def without_long_mark_runs(text: str) -> str:
    """For whatever is about to be normalised and was not cleaned: at most 30 combining marks in a row."""
    if text.isascii():
        return text
    kept = []
    run = 0
    for character in text:
        run = run + 1 if unicodedata.combining(character) else 0
        if run <= MARKS_AT_MOST:
            kept.append(character)
    return "".join(kept)
