"""Telephones of the office: kept as they are written, dialled only where a telephone can."""

import pytest
from django.template.loader import render_to_string

from office.typed import public_phones


@pytest.mark.parametrize(
    ("typed", "dials"),
    [
        ("0713-2950001", "07132950001"),
        ("12345", "12345"),
        ("961234", "961234"),
        ("400-800-1234", "4008001234"),
        ("0713-2950001 转 802", "07132950001,802"),
        ("0713-2950001、0713-2950002", "07132950001"),
        ("0713-2950001（工作日 8:30-17:30）", "07132950001"),
        ("", ""),
    ],
)
def test_it_is_kept_as_written_and_dialled_in_digits(typed: str, dials: str) -> None:
    assert public_phones.read(typed) == typed
    assert public_phones.dialled(typed) == dials


def test_numbers_in_full_width_are_stored_in_half_and_a_remark_keeps_its_signs() -> None:
    typed, stored = "０７１３－２９５０００１（８：３０—１７：００）", "0713-2950001（8：30—17：00）"
    assert public_phones.read(typed) == stored


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("2950001", "区号"),
        ("0713-2950001/2", "每个都写全"),
        ("0713-2950001、2950002", "每个都写全"),
        ("见公告", "拨不通"),
        ("0713-295", "拨不通"),
        ("1234567", "拨不通"),
    ],
)
def test_what_nobody_can_dial_is_refused(typed: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        public_phones.read(typed)


@pytest.mark.parametrize(
    ("phone", "html"),
    [
        ("0713-2950001", '<a href="tel:07132950001">服务电话 0713-2950001</a>'),
        ("见公告", "服务电话 见公告"),
    ],
)
def test_only_what_can_be_dialled_is_a_link(phone: str, html: str) -> None:
    page = render_to_string("components/telephone.html", {"phone": phone, "word": "服务电话"})
    assert page.strip() == html
