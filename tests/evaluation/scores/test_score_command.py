"""`manage.py score --example FILE`: every part with two decimals, and clear words for a file that is no year."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

MODEL_YEAR = {
    "came": 5,
    "leave": 1,
    "duties": [{"done": d, "needed": n} for d, n in ((4, 4), (5, 4), (1, 1), (2, 2))],
    "suggestions": [
        {"marks": [17, 15], "outcome": "A"},
        {"marks": [14, 12], "outcome": "C"},
        {"marks": [16, 16], "outcome": "B", "lead": False},
    ],
    "cases": [
        {"outcome": "settled", "satisfaction": "满意"},
        {"outcome": "settled", "satisfaction": "满意", "difficulty": "simple"},
        {"difficulty": "hard"},
        {"outcome": "explained"},
    ],
}


def scored(tmp_path: Path, text: str | bytes) -> str:
    path, out = tmp_path / "year.json", StringIO()
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    call_command("score", example=str(path), stdout=out)
    return out.getvalue()


def test_every_part_has_two_decimals(tmp_path: Path) -> None:
    shown = scored(tmp_path, json.dumps(MODEL_YEAR))
    for words in ("活动参与 27.21 / 30", "建议质量 19.58 / 30", "问题解决 31.71 / 40", "总分 78.50 / 100"):
        assert words in shown
    assert "仅供参考，代表由选民和选举单位监督" in shown


def test_an_empty_year_and_a_mark_of_byte_order(tmp_path: Path) -> None:
    assert "活动参与 18.90 / 30" in scored(tmp_path, b"\xef\xbb\xbf{}")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("{", "不是有效的 JSON：第 1 行"),
        ("[]", "最外层：应为一组"),
        ("[" * 100_000, "不是有效的 JSON"),
        ('{"came": NaN}', "不能用 NaN"),
        ('{"came": 1, "came": 2}', "came：写了两次"),
        ('{"came": true}', "came：应为 0 到 10000 的整数"),
        ('{"came": -1}', "came：应为"),
        ('{"came": 1.5}', "came：应为"),
        ('{"cam": 1}', "cam：没有这个字段"),
        ('{"months": 13}', "months：应为 0 到 12"),
        ('{"duties": {}}', "duties：应为"),
        ('{"duties": [{"done": 1}]}', "duties[0]：缺少 needed"),
        ('{"suggestions": [{"marks": [18, 9]}]}', "suggestions[0].marks：两位评审相差超过 4 分"),
        ('{"suggestions": [{"marks": [18]}]}', "suggestions[0].marks：应为两位或三位"),
        ('{"suggestions": [{"marks": [18, 21]}]}', "suggestions[0].marks[1]：应为 0 到 20"),
        ('{"suggestions": [{"outcome": "E"}]}', "suggestions[0].outcome：应为"),
        ('{"cases": [{}, {"state": "lost"}]}', "cases[1].state：应为"),
        ('{"cases": [{"state": []}]}', "cases[0].state：应为"),
        ('{"cases": [{"turns_due": 1, "turns_done": 2}]}', "cases[0].turns_done：不能多于"),
        ('{"cases": [{"share": 0}]}', "cases[0].share：应为"),
        ('{"cases": [{"share": "1"}]}', "cases[0].share：应为数字"),
        ('{"cases": [{"before": 1e999999}]}', "cases[0].before：应为 0 到 100"),
        ('{"cases": [{"responded": 1}]}', "cases[0].responded：应为 true 或 false"),
        (f'{{"came": {"9" * 5000}}}', "不是有效的 JSON"),
        (b"\xff\xfe", "不是 UTF-8"),
    ],
)
def test_what_is_no_year_is_refused_in_words(tmp_path: Path, given: Any, words: str) -> None:
    with pytest.raises(CommandError) as refused:
        scored(tmp_path, given)
    assert words in str(refused.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="不能读取"):
        call_command("score", example=str(tmp_path / "nothing.json"))
    with pytest.raises(CommandError, match="不能读取"):
        call_command("score", example=str(tmp_path))
