"""Masks, check digits and typed text."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.numbers import (
    clean_text,
    damm_digit,
    is_damm_valid,
    mask_name,
    mask_phone,
)


def test_a_masked_telephone_keeps_its_beginning_and_end() -> None:
    assert mask_phone("13812345678") == "138****5678"
    assert mask_phone("07132950001") == "0713****01"
    assert mask_phone("07132950001转802") == "0713****01转**"
    assert mask_phone("") == ""


def test_a_masked_name_does_not_tell_its_length() -> None:
    assert mask_name("徐志") == mask_name("徐志强") == "徐**"
    assert mask_name("") == ""


def test_the_check_digit_is_damms() -> None:
    assert damm_digit("572") == "4"  # the example of Damm's thesis
    assert is_damm_valid("5724")
    assert not is_damm_valid("5727")
    assert not is_damm_valid("")
    assert not is_damm_valid("57２4")


@given(st.text("0123456789", min_size=11, max_size=11), st.integers(0, 11), st.integers(1, 9))
def test_every_single_wrong_digit_is_found(digits: str, place: int, off: int) -> None:
    code = digits + damm_digit(digits)
    wrong = str((int(code[place]) + off) % 10)
    assert is_damm_valid(code)
    assert not is_damm_valid(code[:place] + wrong + code[place + 1 :])


@given(st.text("0123456789", min_size=11, max_size=11), st.integers(0, 10))
def test_every_swap_of_neighbours_is_found(digits: str, place: int) -> None:
    code = digits + damm_digit(digits)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert is_damm_valid(swapped) == (code[place] == code[place + 1])


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  企业用电\r\n报装慢 \r ", "企业用电\n报装慢"),
        ("厂\u202e房\u2066外\u2069", "厂房外"),
        ("a\u200bb\u2060c\ufeffd\xade", "abcde"),
        ("列一\t列二\x07", "列一 列二"),
        ("一\u2028二\x85三", "一\n二\n三"),
        ("坏\ud800字", "坏字"),
        ("e\u0301", "é"),
        ("𬭎㛃", "𬭎㛃"),
        ("葛\U000e0100", "葛\U000e0100"),
        ("\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f468\u200d\U0001f469\u200d\U0001f467"),
        ("张\u200d三", "张三"),
    ],
)
def test_text_loses_what_deceives_and_keeps_what_speaks(typed: str, stored: str) -> None:
    assert clean_text(typed) == stored


def test_nul_is_refused() -> None:
    with pytest.raises(ValueError, match="无法保存"):
        clean_text("a\x00b")


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    typed = text.replace("\x00", "")
    assert clean_text(clean_text(typed)) == clean_text(typed)
    clean_text(typed).encode()


def test_a_megabyte_of_combining_marks_takes_no_time() -> None:
    started = time.perf_counter()
    cleaned = clean_text("a" + "\u0315\u0300" * 250_000)
    assert len(cleaned) <= 31
    assert time.perf_counter() - started < 5
