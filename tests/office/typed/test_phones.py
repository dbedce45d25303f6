"""Telephones as people write them; what is none never becomes one, nor another than was meant."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.numbers import LANDLINE, MOBILE, PHONE_MESSAGE
from office.typed import phones
from office.typed.phones import Phone


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("13812345678", "13812345678"),
        (" 138 1234 5678 ", "13812345678"),
        ("138-1234-5678", "13812345678"),
        ("138·1234·5678", "13812345678"),
        ("+86 138 1234 5678", "13812345678"),
        ("0086-13812345678", "13812345678"),
        ("8613812345678", "13812345678"),
        ("（+86）13812345678", "13812345678"),
        ("１３８１２３４５６７８", "13812345678"),
        ("138\u200b12345678", "13812345678"),
        ("手机：13812345678。", "13812345678"),
        ("手机号码为13812345678", "13812345678"),
        ("電話：0713-2950001", "07132950001"),
        ("“13812345678”", "13812345678"),
        ("'13812345678", "13812345678"),
        ("【0713-2950001】", "07132950001"),
        ("0713-2950001", "07132950001"),
        ("（0713）295 0001", "07132950001"),
        ("+86 713 2950001", "07132950001"),
        ("+86 (0)713-2950001", "07132950001"),
        ("86-0713-2950001", "07132950001"),
        ("010-12345678", "01012345678"),
        ("027—87654321", "02787654321"),
        ("0755-2222-3333", "075522223333"),
        ("400-123-4567", "4001234567"),
        ("400 1234 567", "4001234567"),
        ("800-820-8820", "8008208820"),
        ("+86-400-123-4567", "4001234567"),
        ("+852 2123 4567", "+85221234567"),
        ("00852-21234567", "+85221234567"),
        ("+853 6234 5678", "+85362345678"),
        ("+886 912 345 678", "+886912345678"),
        ("＋886-2-2345-6789", "+886223456789"),
        ("+1 650-253-0000", "+16502530000"),
        ("+44 (0)20 7946 0018", "+442079460018"),
    ],
)
def test_a_telephone_is_accepted_as_people_write_it(typed: str, stored: str) -> None:
    assert phones.read(typed) == Phone(stored)
    assert str(phones.read(stored)) == stored


@pytest.mark.parametrize(
    "typed",
    [
        "0713-2950001转802",
        "0713-2950001 转 802",
        "0713-2950001轉802",
        "0713-2950001-802",
        "07132950001-802",
        "0713 2950001 802",
        "0713-295-0001-802",
        "(0713)2950001(802)",
        "0713-2950001（转802）",
        "0713-2950001 转分机 802",
        "0713-2950001分机号：802",
        "0713-2950001 内线802",
        "0713-2950001,802",
        "0713-2950001，８０２",
        "0713-2950001ext.802",
        "0713-2950001 Ext 802",
        "0713-2950001x802",
        "0713-2950001#802",
        "0713-2950001*802",
        "0713-2950001;ext=802",
        "总机0713-2950001转802号",
        "+86 713 2950001 转 802",
    ],
)
def test_an_extension_is_kept_beside_the_number(typed: str) -> None:
    phone = phones.read(typed)
    assert phone == Phone("07132950001", "802")
    assert phones.stored(str(phone)) == phones.read(str(phone)) == phone


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("abc", PHONE_MESSAGE),
        ("1381234567", PHONE_MESSAGE),
        ("12812345678", PHONE_MESSAGE),
        ("0713-29500", PHONE_MESSAGE),
        ("027-1234567", PHONE_MESSAGE),
        ("٠١٢٣٤٥٦٧٨٩٠", PHONE_MESSAGE),
        ("1" * 5000, PHONE_MESSAGE),
        ("0713-2950001²", PHONE_MESSAGE),
        ("①3812345678", PHONE_MESSAGE),
        ("2950001", phones.AREA_MISSING),
        ("138123456789", phones.MOBILE_TOO_LONG),
        ("13812345678转2", phones.MOBILE_TOO_LONG),
        ("13812345678-2", phones.MOBILE_TOO_LONG),
        ("0713-2950001转", phones.EXTENSION_ODD),
        ("0713-2950001转abc", phones.EXTENSION_ODD),
        ("027-8765432-1", phones.DIGITS_APART),
        ("0713-295000-12", phones.DIGITS_APART),
        ("1381234567-8", phones.DIGITS_APART),
        ("13812345 67 8", phones.DIGITS_APART),
        ("852-2123-4567", phones.ABROAD_ODD),
        ("+852 2123 456", phones.ABROAD_ODD),
        ("+999 12345678", phones.ABROAD_ODD),
        ("+852-0-21234567", phones.ABROAD_ODD),
        ("0400-812-3456", PHONE_MESSAGE),
        ("07132950001802", phones.EXTENSION_ODD),
        ("0", PHONE_MESSAGE),
        ("13812345678（王经理）", phones.WORDS_BESIDE),
        ("白天0713-2950001", phones.WORDS_BESIDE),
        ("微信 138 1234 5678", phones.WORDS_BESIDE),
        ("一三八一二三四五六七八", PHONE_MESSAGE),
    ],
)
def test_anything_else_is_refused_with_its_reason(typed: str, message: str) -> None:
    with pytest.raises(ValueError, match=r".+") as refused:
        phones.read(typed)
    assert str(refused.value) == message


@pytest.mark.parametrize(
    "between", ["/", "、", "，", ",", "；", "或", " 和 ", "\n", " ", "~", "|", "+", "（王）", " 传真 "]
)
@pytest.mark.parametrize("second", ["13912345678", "0713-2950002", "2950002"])
def test_two_numbers_in_one_field_are_refused_with_that_reason(between: str, second: str) -> None:
    for first in ("13812345678", "0713-2950001", "400-123-4567"):
        with pytest.raises(ValueError, match="两个号码"):
            phones.read(f"{first}{between}{second}")


def test_a_second_number_of_its_last_digits_is_one_too() -> None:
    with pytest.raises(ValueError, match="两个号码"):
        phones.read("0713-2950001/2")


GROUPS = st.lists(st.text("0123456789", min_size=1, max_size=8), min_size=2, max_size=5)


@given(
    GROUPS,
    st.lists(st.sampled_from(" -/、,;()转_"), min_size=4, max_size=4),
    st.sampled_from(["", "0713", "1", "027"]),
)
def test_digits_are_joined_only_where_one_number_is_read(
    groups: list[str], signs: list[str], begin: str
) -> None:
    """Whatever is accepted holds whole groups: number and extension are cut where the typing was cut."""
    typed = begin + "".join(itertools.chain(*zip(groups, [*signs, ""], strict=False)))
    try:
        phone = phones.read(typed)
    except ValueError:
        return
    if not phone.number:
        return
    digits = "".join(character for character in typed if character.isdigit())
    assert MOBILE.fullmatch(phone.number) or LANDLINE.fullmatch(phone.number) or phone.number[0] in "+48"
    if phone.number[0] != "+" and not digits.startswith("86"):
        assert digits == phone.number + phone.extension
    if "/" in typed.strip("/") or "、" in typed.strip("、"):
        assert not phone.extension


def test_the_last_four_digits_are_what_the_person_would_say() -> None:
    assert phones.read("0713-2950001").endings == ("0001",)
    assert phones.read("0713-2950001转802").endings == ("0001", "1802")
    assert phones.read("0713-2950001转80211").endings == ("0001", "0211")
    assert Phone().endings == ()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("5678", "5678"),
        ("５６７８", "5678"),
        (" 56 78 ", "5678"),
        ("138-1234-5678", "13812345678"),
        ("0713-2950001转802", "07132950001"),
        ("尾号5678", "5678"),
        ("后四位：５６７８", "5678"),
        ("联系电话的后四位是 56 78", "5678"),
        ("138****5678", "5678"),
        ("*5678", "5678"),
        ("5678。", "5678"),
        ("末尾四位：“5678”", "5678"),
    ],
)
def test_four_digits_or_the_whole_number_are_asked_for(typed: str, said: str) -> None:
    assert phones.ending(typed) == said


@pytest.mark.parametrize("typed", ["567", "56789", "abcd", "１２", "尾号567", "后四位"])
def test_what_is_neither_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="最后四位"):
        phones.ending(typed)


def test_punctuation_alone_finds_nobody() -> None:
    assert phones.searched("，") == phones.searched("扩建") == ""
    assert phones.searched("138-1234-5678") == "13812345678"
