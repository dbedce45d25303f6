"""Sorting Chinese names by pinyin, with the readings that surnames have and dictionaries miss."""

from pypinyin import Style, lazy_pinyin

# Surnames read otherwise than the commonest reading of their character.
SURNAMES: dict[str, str] = {
    "单": "shan4",
    "仇": "qiu2",
    "解": "xie4",
    "查": "zha1",
    "曾": "zeng1",
    "区": "ou1",
    "盖": "ge3",
    "朴": "piao2",
    "乐": "yue4",
    "任": "ren2",
    "覃": "qin2",
    "华": "hua4",
    "燕": "yan1",
    "宁": "ning4",
    "应": "ying1",
    "召": "shao4",
    "洗": "xian3",
    "冼": "xian3",
    "种": "chong2",
    "重": "chong2",
    "缪": "miao4",
    "折": "she2",
    "员": "yun4",
    "贠": "yun4",
    "繁": "po2",
    "秘": "bi4",
    "翟": "zhai2",
    "黑": "he4",
    "长": "zhang3",
    "朝": "chao2",
    "尹": "yin3",
    "尉": "wei4",
    "俞": "yu2",
    "车": "che1",
    "阚": "kan4",
    "牟": "mu4",
    "隗": "wei3",
    "逄": "pang2",
    "幺": "yao1",
    "哈": "ha3",
    "那": "na1",
    "卜": "bu3",
    "句": "gou1",
    "盛": "sheng4",
    "晟": "cheng2",
    "石": "shi2",
    "都": "du1",
    "教": "jiao4",
    "宓": "mi4",
    "能": "nai4",
    "尉迟": "yu4 chi2",
    "欧阳": "ou1 yang2",
    "诸葛": "zhu1 ge3",
    "司马": "si1 ma3",
    "上官": "shang4 guan1",
    "长孙": "zhang3 sun1",
    "万俟": "mo4 qi2",
    "澹台": "tan2 tai2",
    "单于": "chan2 yu2",
    "令狐": "ling2 hu2",
    "鲜于": "xian1 yu2",
    "皇甫": "huang2 fu3",
    "夏侯": "xia4 hou2",
    "公孙": "gong1 sun1",
    "慕容": "mu4 rong2",
    "宇文": "yu3 wen2",
    "东方": "dong1 fang1",
    "呼延": "hu1 yan2",
    "端木": "duan1 mu4",
    "轩辕": "xuan1 yuan2",
    "独孤": "du2 gu1",
    "南宫": "nan2 gong1",
    "西门": "xi1 men2",
    "太史": "tai4 shi3",
    "申屠": "shen1 tu2",
    "钟离": "zhong1 li2",
    "濮阳": "pu2 yang2",
    "淳于": "chun2 yu2",
}


def sort_key(name: str) -> str:
    """Syllables with tone numbers, the surname by its own reading; then the name itself, so that
    different characters of one reading keep a fixed order."""
    surname = next((name[:length] for length in (2, 1) if name[:length] in SURNAMES), "")
    given = name[len(surname) :]
    syllables = [*SURNAMES.get(surname, "").split(), *_syllables(given)]
    return f"{' '.join(syllables)} {name}".strip()


def _syllables(text: str) -> list[str]:
    letters = "".join(character for character in text if character.isalnum())
    return lazy_pinyin(
        letters, style=Style.TONE3, neutral_tone_with_five=True, errors=lambda rest: list(rest)
    )
