"""Sorting Chinese names by pinyin, with the readings that surnames have and dictionaries miss."""

# Surnames read otherwise than the commonest reading of their characters (现代汉语词典, 姓氏读音).
SURNAMES: dict[str, tuple[str, ...]] = {
    "单": ("shan4",),
    "仇": ("qiu2",),
    "解": ("xie4",),
    "查": ("zha1",),
    "曾": ("zeng1",),
    "区": ("ou1",),
    "盖": ("ge3",),
    "葛": ("ge3",),
    "朴": ("piao2",),
    "乐": ("yue4",),
    "任": ("ren2",),
    "覃": ("qin2",),
    "华": ("hua4",),
    "燕": ("yan1",),
    "应": ("ying1",),
    "召": ("shao4",),
    "洗": ("xian3",),
    "冼": ("xian3",),
    "种": ("chong2",),
    "缪": ("miao4",),
    "折": ("she2",),
    "员": ("yun4",),
    "贠": ("yun4",),
    "繁": ("po2",),
    "秘": ("bi4",),
    "翟": ("zhai2",),
    "长": ("zhang3",),
    "朝": ("chao2",),
    "车": ("che1",),
    "阚": ("kan4",),
    "牟": ("mu4",),
    "隗": ("wei3",),
    "幺": ("yao1",),
    "要": ("yao1",),
    "过": ("guo1",),
    "占": ("zhan1",),
    "相": ("xiang4",),
    "曲": ("qu1",),
    "哈": ("ha3",),
    "那": ("na1",),
    "句": ("gou1",),
    "盛": ("sheng4",),
    "晟": ("cheng2",),
    "都": ("du1",),
    "能": ("nai4",),
    "谌": ("chen2",),
    "眭": ("sui1",),
    "祭": ("zhai4",),
    "尉迟": ("yu4", "chi2"),
    "欧阳": ("ou1", "yang2"),
    "诸葛": ("zhu1", "ge3"),
    "司马": ("si1", "ma3"),
    "上官": ("shang4", "guan1"),
    "长孙": ("zhang3", "sun1"),
    "万俟": ("mo4", "qi2"),
    "澹台": ("tan2", "tai2"),
    "令狐": ("ling2", "hu2"),
    "鲜于": ("xian1", "yu2"),
    "皇甫": ("huang2", "fu3"),
    "夏侯": ("xia4", "hou2"),
    "宇文": ("yu3", "wen2"),
}


def sort_key(name: str) -> str:
    """Character by character: syllable with its tone, then the character, as Chinese lists are sorted.

    张伟 and 张雪 stand together before 章 of the same reading, and 李红 before 李红梅. Interpuncts and
    spaces do not count. A tone number ends each syllable, so that the order is the same in every collation.
    """
    letters, readings = _read(name)
    return "".join(
        character if reading == character else reading + character
        for reading, character in zip(readings, letters, strict=True)
    )


def spoken(name: str) -> str:
    """The spelling without tones and the initials: 单雄 is `shanxiong sx`."""
    plain = [reading.rstrip("12345") for reading in _read(name)[1]]
    return f"{''.join(plain)} {''.join(reading[:1] for reading in plain)}"


def _read(name: str) -> tuple[str, list[str]]:
    """The letters that count, and the reading of each."""
    letters = "".join(character for character in name.casefold() if character.isalnum())
    surname = next((letters[:length] for length in (2, 1) if letters[:length] in SURNAMES), "")
    return letters, [*SURNAMES.get(surname, ()), *_syllables(letters[len(surname) :])]


def _syllables(letters: str) -> list[str]:
    """One reading for each character; what is not Chinese stands for itself."""
    # Its dictionary takes 12 MB: only processes that need readings load it.
    from pypinyin import Style, lazy_pinyin

    return lazy_pinyin(letters, style=Style.TONE3, neutral_tone_with_five=True, errors=list)  # type: ignore[arg-type]
