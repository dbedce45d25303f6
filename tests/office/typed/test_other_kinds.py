"""E-mail, 统一社会信用代码 and names: one stored form from every spelling, or the reason."""

import pytest

from office.typed import credit_codes, emails, names

CODE = "91110000600037341L"


@pytest.mark.parametrize(
    "typed",
    [
        "li@example.cn",
        "ｌｉ＠ｅｘａｍｐｌｅ．ｃｎ",
        "li@example。cn",
        "li@example.cn。",
        "li@example.cn，",
        "li@example.cn；",
        "<li@EXAMPLE.cn>",
        "邮箱：li@example.cn",
        "mailto:li@example.cn",
        "li @ example. cn",
        "（li@example.cn）",
        "li@example.cn～",
        "li@example.cn/",
        "li@example.cn﹔",
        "邮箱li@example.cn",
        "电子邮箱是li@example.cn",
        "李明 <li@example.cn>",
        '"李明"＜li@example.cn＞；',
        "li﹫example․cn",
    ],
)
def test_an_address_is_read_from_every_width_and_without_what_follows_it(typed: str) -> None:
    assert emails.read(typed) == "li@example.cn"


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("nobody", "有效"),
        ("。", "有效"),
        ("zhang san@example.cn", "有效"),
        ("li@example,cn", "有效"),
        ("li@-x.cn", "有效"),
        ("李@example.cn", "汉字"),
        ("li@example.cn李", "汉字"),
        ("li@例子.公司", "汉字"),
        ("а@example.cn", "汉字"),
        ("li@localhost", "有效"),
        ("李明<li@example.cn>，王五<wang@example.cn>", "两个邮箱"),
        ("a@b.cn;c@d.cn", "两个邮箱"),
        ("a@b.cn，c@d.cn", "两个邮箱"),
        (f"{'a' * 60}@{'b' * 60}.cn", "超过"),
    ],
)
def test_an_address_that_is_none_is_refused(typed: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        emails.read(typed)


@pytest.mark.parametrize(
    "typed",
    [
        CODE,
        CODE.lower(),
        "9111 0000 6000 3734 1L",
        "９１１１００００６０００３７３４１Ｌ",
        "91110000-60003734-1L",
        "统一社会信用代码：91110000600037341L",
        "营业执照号 91110000600037341L",
        "91110000600037341L。",
        "（91110000600037341L）",
        "“91110000600037341l”",
        "社会信用代码是91110000600037341L",
    ],
)
def test_a_code_is_read_from_every_spelling(typed: str) -> None:
    assert credit_codes.read(typed) == credit_codes.CreditCode(CODE)


@pytest.mark.parametrize(
    ("typed", "advice"),
    [
        ("9111OOOO600037341L", "第 5 位的字母 O 可能是数字 0"),
        ("91I10000600037341L", "第 3 位的字母 I 可能是数字 1"),
        (CODE[:-1], "应为 18 位，这里是 17 位"),
        ("420181000012345", "应为 18 位，这里是 15 位"),
        (f"{CODE[:-1]}X", "校验位对不上"),
        ("911100006000373411", "第 18 位的数字 1 可能是字母 L"),
        ("91101000600037341L", "第 4、5 位可能写颠倒了"),
        ("9111OOOO60003734", "这里是 16 位，请核对有没有漏掉。统一社会信用代码不用字母"),
    ],
)
def test_what_is_odd_about_a_code_is_advised_and_bars_nobody(typed: str, advice: str) -> None:
    code = credit_codes.read(typed)
    assert code.code == typed
    assert advice in code.advice
    assert "仍然使用" in code.advice


@pytest.mark.parametrize(
    "typed", ["123", "abcdefghijklmnopqr", "麻城市某某公司", f"{CODE}1", "0" * 18, "1" * 15, "-", "（）"]
)
def test_what_can_be_no_code_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="统一社会信用代码"):
        credit_codes.read(typed)


@pytest.mark.parametrize(
    "dot", ["·", "．", "•", "・", "･", "‧", "∙", "⸱", "ꞏ", "˙", ".", "。", " · ", "··", "⸳", "ㆍ", "◦", "｡"]
)
def test_whatever_dot_is_typed_the_name_is_one(dot: str) -> None:
    assert names.person(f"古丽{dot}买买提") == "古丽·买买提"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("张　三", "张三"),
        ("ＪＯＨＮ Smith", "JOHN Smith"),
        ("J. Smith", "J. Smith"),
        ("O'Neil", "O'Neil"),
        ("Müller-Lüdenscheidt", "Müller-Lüdenscheidt"),
        ("张伟（大）", "张伟（大）"),
        ("阿卜杜热合曼·买买提艾力・吐尔逊", "阿卜杜热合曼·买买提艾力·吐尔逊"),
        ("古丽．Mahmut", "古丽·Mahmut"),
        ("O’Neil", "O'Neil"),
        ("O｀Neil", "O'Neil"),
        ("张三。", "张三"),
        ("张三，", "张三"),
        ("张〇", "张〇"),
        ("⻢⼩⽂", "马小文"),
    ],
)
def test_names_of_all_peoples_are_names(typed: str, stored: str) -> None:
    assert names.person(typed) == stored
    assert not names.note(stored)


@pytest.mark.parametrize("typed", ["张\ue815", "陈𬭎", "㛃", "赵\U000f0001"])
def test_rare_and_private_use_characters_pass_with_a_note(typed: str) -> None:
    assert names.person(typed) == typed
    assert "少见字" in names.note(typed)


@pytest.mark.parametrize("typed", ["王先生1", "张三②", "张Ⅱ", "李/王", "=1+1", "张三、李四", "13812345678"])
def test_what_is_no_name_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="不像姓名"):
        names.person(typed)
