"""What one cell of the roster may say. Each function returns the stored value or raises ValueError in Chinese."""

import re
import unicodedata
from datetime import date

from groups.models import Representative
from office.numbers import clean_text
from office.typed import days, names, phones

# A spreadsheet turns 19900000001 into 1.9900000001E+10, and 0007 into 7.0.
SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+?\d+", re.IGNORECASE)
WHOLE_FLOAT = re.compile(r"(?<!\d)(\d+)\.0{1,10}(?!\d)")
CERTIFICATE = re.compile(r"[\w\-()\[\]〔〕第号./]+")
MONTH = re.compile(r"(\d{4})\s*(?:[-./年]\s*)?(\d{1,2})(?:\s*月?|[-./月]\s*\d{1,2}日?(?:[ T].*)?)")
# A table drops the last zero of 1980.10, counts a date in days since 1900, and drops the zero of an area code.
JANUARY_OR_OCTOBER = re.compile(r"[0-9]{4}\.1")
SERIAL = re.compile(r"[0-9]{5}(?:\.[0-9]{1,20})?")
LOST_ZERO = re.compile("[2-9][0-9]{8,10}|10[0-9]{8}")
GENDERS = {"男": "male", "女": "female", "男性": "male", "女性": "female"}
YOUNGEST, OLDEST = 18, 120


HOUR_BEHIND = re.compile(r"[ T][0-9]{1,2}:.*$")
# 19801001, with a month and a day that there are.
WHOLE_DAY = re.compile(r"([0-9]{4})(0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])")


def plain(text: str) -> str:
    """One line, without invisible characters; typographic variants of digits and Latin letters as typed."""
    return " ".join(clean_text(text).split())


def limited(text: str, length: int) -> str:
    return names.line(text, length)


def name(text: str) -> str:
    """As on every form (`office/typed/names.py`)."""
    read = names.person(text)
    if not read:
        raise ValueError("请填写姓名")
    return read


def gender(text: str) -> str:
    text = plain(text)
    if text and text not in GENDERS:
        raise ValueError(f"“{text[:20]}”不能识别，请填写“男”或“女”")
    return GENDERS.get(text, "")


def born_month(text: str, on: date) -> str:
    """YYYY-MM of 1980-05, 1980.5, 1980年5月, 198005, or of a whole date. Between 18 and 120 years before `on`."""
    text = unicodedata.normalize("NFKC", plain(text))
    if not text:
        return ""
    text = WHOLE_FLOAT.sub(r"\1", text)
    _refuse_serial(text)
    if JANUARY_OR_OCTOBER.fullmatch(text):
        raise ValueError(f"“{text}”可能是 1 月，也可能是 10 月，请写成 {text[:4]}-01 或 {text[:4]}-10")
    found = WHOLE_DAY.fullmatch(text) or MONTH.fullmatch(text)
    if not found or not 1 <= int(found[2]) <= 12:
        raise ValueError(f"“{text[:20]}”不能识别，请按 1980-05 的格式填写")
    year, month = int(found[1]), int(found[2])
    if not on.year - OLDEST <= year <= on.year - YOUNGEST:
        raise ValueError(f"{year} 年不合理，代表须年满 {YOUNGEST} 周岁，请核对")
    return f"{year:04d}-{month:02d}"


def certificate_number(text: str) -> str:
    typed = limited(text, 40)
    number = unicodedata.normalize("NFKC", typed).replace(" ", "")
    if not number:
        raise ValueError("请填写代表证号，它是识别同一位代表的依据")
    _refuse_mangled(number)
    number = WHOLE_FLOAT.sub(r"\1", number)
    if not CERTIFICATE.fullmatch(number) or number.startswith("-"):
        raise ValueError(f"“{typed[:20]}”不像代表证号，请只填写字母、数字和连字符")
    return number


def phone(text: str) -> str:
    text = plain(text)
    if not text:
        return ""
    _refuse_mangled(text)
    number = WHOLE_FLOAT.sub(r"\1", text)
    if LOST_ZERO.fullmatch(number) and not number.startswith(("400", "800")):
        raise ValueError(f"“{number}”开头的 0 可能被表格软件去掉了，请把该列设为“文本”后补上区号的 0")
    return str(phones.read(number))


def external_id(text: str) -> str:
    text = limited(unicodedata.normalize("NFKC", text), 80)
    _refuse_mangled(text)
    return WHOLE_FLOAT.sub(r"\1", text)


def starting_date(text: str, on: date) -> date | None:
    """A day in any spelling of a form (`office/typed/days.py`), an hour behind it left out; not before 1954, not later
    than today."""
    text = unicodedata.normalize("NFKC", plain(text))
    if not text:
        return None
    number = WHOLE_FLOAT.sub(r"\1", text)
    _refuse_serial(number)
    try:
        given = days.day(HOUR_BEHIND.sub("", number))
    except ValueError as error:
        if str(error) == days.FAR_OFF:
            raise ValueError(f"日期 {text[:20]} 不合理，请核对") from None
        raise ValueError(f"“{text[:20]}”不能识别，请按 2026-01-15 的格式填写") from None
    # The first National People's Congress met in 1954.
    if not date(1954, 1, 1) <= given <= on:
        raise ValueError(f"日期 {given:%Y-%m-%d} 不合理，请核对")
    return given


def _refuse_mangled(text: str) -> None:
    if SCIENTIFIC.fullmatch(text):
        raise ValueError("被表格软件改成了科学计数，请把该列设为“文本”后重新填写")


def _refuse_serial(text: str) -> None:
    if SERIAL.fullmatch(text):
        raise ValueError(f"“{text}”是表格软件的日期序号，请把该列设为“日期”或“文本”后重新填写")


def shown(field: str, value: str | None) -> str:
    """How a value of a representative stands in the preview."""
    if field == "gender" and value:
        return str(Representative.Gender(value).label)
    return value or ""
