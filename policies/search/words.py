"""How a text and a query are cut: normalised runs, pairs of characters, questions without their small words."""

import re
from collections.abc import Collection, Iterator
from itertools import pairwise

from office.search import analyser

QUERY_AT_MOST = 100
RUNS_AT_MOST = 24
HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
RUN = re.compile(r"[a-z]+|(?:(?![a-z])[^\W_])+")
# What a question is wrapped in and says nothing of its matter; longest first. A space keeps the sides apart.
WRAPPING = re.compile(
    "想问一下|想问下|请问下|问一下|给不给|行不行|好不好|算不算|是不是|会不会|合不合理|多长时间|要多久|多久|去哪里|去哪|在哪|有什么要求|"
    "请问一下|有没有什么|有哪些|有没有|可不可以|能不能够|能不能|可以不可以|怎么样才能|怎么样|怎样才能|怎么才能|如何才能|"
    "怎么办理|如何办理|怎么申请|如何申请|怎么领取|怎么弄|怎么办|怎么|怎样|如何|为什么|是什么|什么时候|什么样|什么|哪里可以|"
    "哪里|哪儿|哪个部门|哪些|多少钱|多少|需要准备|需要|想要|想问|想咨询|咨询|请问|麻烦|我们公司|我公司|我单位|我们厂|我们|"
    "我家|我的|本公司|公司里|可以|能够|应该|一下|一个|这个|那个|有关|关于|相关|方面的|方面|的话|吗|呢|吧|啊|呀|嘛|么|"
    "没有|不肯|不给|太|很|没|我|你|您|想|要|能|的|了|是|在|和|与|及|或|有|怎|给|把|被|让|跟|啥|咋办|咋"
)
# 招不到人, 还不上款: the failed deed is the matter, so its parts are put together.
FAILED = re.compile(r"(?<=[\u4e00-\u9fff])(?:不到|不了|不起|不上|不出来|不下来|不动)(?=[\u4e00-\u9fff])")
# Words whose small part must stay: 有限公司 is no question.
KEPT = re.compile(
    "有限|有效|有色|要素|能源|能耗|节能|技能|智能|赋能|功能|需要素|给付|供给|补给|让利|转让|出让|想法|的士|是非|在职|在建|外在|和解|调和|能力|主要|重要|纲要|要求|要点|或有|享有|所有|国有|及时|普及|给排水|给水|产能|性能|效能|用能|新能源|电能"
)


# 三百万 is 300万, 五十年 is 50年; 千企万户 counts nothing.
COUNTED = re.compile(
    "(?:[一二两三四五六七八九]?[十百千]){1,4}[一二三四五六七八九]?(?=[万亿元块人年天日月个亩])"
)
DIGITS = {character: place for place, character in enumerate("零一二三四五六七八九")} | {"两": 2}
POWERS = {"十": 10, "百": 100, "千": 1000}


def normalised(text: str) -> str:
    """As `analyser.normalised`; counts in words are digits."""
    return COUNTED.sub(_in_digits, analyser.normalised(text))


def _in_digits(count: re.Match[str]) -> str:
    total, digit = 0, 0
    for character in count[0]:
        if power := POWERS.get(character):
            total, digit = total + (digit or 1) * power, 0
        else:
            digit = DIGITS[character]
    return str(total + digit)


def runs(text: str) -> Iterator[str]:
    """Unbroken stretches of a normalised text: of Latin letters, or of characters and digits. 研发fy is two."""
    return (found[0] for found in RUN.finditer(text))


def pairs(text: str) -> set[str]:
    return {first + second for run in RUN.findall(text) for first, second in pairwise(run)}


def core(query: str, kept_words: Collection[str] = ()) -> str:
    """The query without its wrapping; the query itself where nothing would be left.

    `kept_words` stay whole although they hold some: 没有抵押 is a matter, 没有 alone is not.
    """
    marks: list[str] = []

    def keep(match: re.Match[str]) -> str:
        marks.append(match[0])
        return chr(0xE000 + len(marks) - 1)

    whole = query
    for word in kept_words:
        whole = re.sub(re.escape(word), keep, whole) if word in whole else whole
    bare = WRAPPING.sub(" ", KEPT.sub(keep, FAILED.sub("", whole)))
    for place, word in enumerate(marks):
        bare = bare.replace(chr(0xE000 + place), word)
    bare = " ".join(bare.split())
    return bare if any(len(run) > 1 for run in runs(bare)) else query


def is_wrapped(word: str) -> bool:
    """Whether taking the wrapping off a query would take something off this word."""
    return bool(FAILED.search(word) or WRAPPING.search(KEPT.sub("", word)))


def is_latin(run: str) -> bool:
    return run.isascii() and run.isalpha()


def is_han(text: str) -> bool:
    return bool(HAN.search(text))
