"""Several matters in one text: where each begins, so that splitting can be proposed. Pure.

Most writers say so: they count, list, or begin anew with 另外 or 还有一件事. What begins anew must be about something
else, or it goes on with the same; where nothing announces it, both pieces must clearly be of different kinds.
"""

from __future__ import annotations

import re

from requests_app.texts import separation

PART_AT_LEAST, COUNTED_AT_LEAST = 6, 4
PARTS_AT_MOST = 6
# A long story touches on much and stays one matter.
STORY = 160

# 一是 … 二是 …; 1、… 2、…; 第一，… 第二，…; ①…②…
_COUNTING = "[一二三四五六七八九]"
_NUMBERED = re.compile(
    "|".join(
        (
            rf"(?:(?<=[\s，,。；;：:\uff01\x21？?、（(的是])|^)(?:第({_COUNTING})(?:[件个点条项]事?|是|、|，|,|：|:|来)"
            rf"|({_COUNTING})(?:是|、|，|：|:|来)|([①-⑨]))",
            r"(?:(?<=[\s\uff0c,\u3002\uff1b;\uff1a:])|^)([1-9])[\u3001.\uff0e)\uff09](?!\d)",
            rf"[（(]({_COUNTING}|[1-9])[)）]",
        )
    )
)
# 首先 … 其次 … 最后; 头一件 … 二一件 …
_RANKED = re.compile(
    r"(?:(?<=[\s，,。；;：:\uff01\x21？?、])|^)"
    r"(首先|其一|头一[件个桩]事?|一来|其次|其二|二一[件个]|二来|再次|其三|三一[件个]|三来|最后一?[个件点]?)(?:是|就是|，|,|、|：|:)?"
)
_RANKS_FIRST = ("首", "头", "其一", "一来")
_CIRCLED = re.compile("([①-⑨])")
# 有以下三个困难：… ；… ；…
_LISTED = re.compile(
    r"(?:[一二两三四五六几多]\s?(?:个|件|点|条|项|方面)(?:的)?(?:事情?|问题|困难|诉求|方面|建议|难处|请求)?|(?:以下|如下)[\u4e00-\u9fff]{0,4})\s*[：:，,]"
)
# Something else is announced; and what may as well go on with the same.
_ANEW = re.compile(
    r"另外(?:还有)?一?(?:个事|件事|个问题|就是|想?问|反映)|还有一?(?:件事|个事|个问题|件)|再一[个件]|再问|再就是|再有(?:就是|，|,)|对了|除此之外|此外|另问|"
    r"顺便(?:再|也)?(?:问|说|反映|提)|还想(?:问|说|反映)|另(?:有一事|一件事)"
)
_PERHAPS = re.compile(
    r"另外|还有(?!一次|人|的|些|几)|同时|再有|再说|再者|也(?:想|希望|没有|请)|还(?:想|希望|请)|另(?!一[边方家头])"
)
# A sentence that begins so goes on with the one before it.
_GOES_ON = re.compile(
    r"就是|问|到底|现在|人家|我们不|而且|又|但|可是|结果|所以|如果|要是|因为|那|这|去年|上次|大部分|也许|比如|例如"
)
_CLAUSE = re.compile(r"(?<=[。\uff01？\x21?；;\n，,])")
_ENDINGS = tuple("。\uff01？\x21?；;\n")
_ASKS = re.compile(
    r"(请问|咨询|想问|问一下|想了解|不知道|怎么(?:办理|申请|操作|报)|需要(?:什么|哪些)(?:材料|手续|条件))"
)
_COMPLAINS = re.compile(
    r"(一直|多次|几次|没有?(?:人|解决|到账|修|答复)|拖|催|损失|投诉|希望(?:解决|协调|处理)|迟迟)"
)
_NUMERALS = {numeral: place for place, numeral in enumerate("一二三四五六七八九", 1)} | {
    numeral: place for place, numeral in enumerate("①②③④⑤⑥⑦⑧⑨", 1)
}


def matters_in(text: str) -> list[str]:
    """The parts of a text that tells several matters, in its own words; one part: nothing to split."""
    counted = _ranked(text) or _circled(text) or _numbered(text) or _listed(text)
    parts, least = (counted, COUNTED_AT_LEAST) if len(counted) > 1 else (_narrated(text), PART_AT_LEAST)
    kept = [part for part in (each.strip(" ，,。；;、：:\n") for each in parts) if len(part) >= least]
    return kept[:PARTS_AT_MOST] if len(kept) > 1 else [text.strip()]


def only_asks(text: str) -> bool:
    """An enquiry about a rule or a way, with no grievance in it."""
    return bool(_ASKS.search(text)) and not _COMPLAINS.search(text)


def _numbered(text: str) -> list[str]:
    """Counted upwards without a gap, at least to two; what stands before the first is the occasion.

    第二件 without a first one means that the first was told before it.
    """
    marks: list[re.Match[str]] = []
    for found in _NUMBERED.finditer(text):
        place = _place(found)
        if place == len(marks) + 1 or (not marks and place == 2 and found.group(1)):
            marks += [found] if marks or place == 1 else [found, found]
    if len(marks) < 2:
        return []
    if marks[0] is marks[1]:
        return [text[: marks[0].start()], *_between(text, marks[1:])]
    return _between(text, marks)


def _between(text: str, marks: list[re.Match[str]]) -> list[str]:
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    return [text[mark.end() : end] for mark, end in zip(marks, ends, strict=True)]


def _place(found: re.Match[str]) -> int:
    numeral = next(group for group in found.groups() if group)
    return _NUMERALS.get(numeral) or int(numeral)


def _ranked(text: str) -> list[str]:
    marks = list(_RANKED.finditer(text))
    return _between(text, marks) if len(marks) > 1 and marks[0].group(1).startswith(_RANKS_FIRST) else []


def _circled(text: str) -> list[str]:
    marks = list(_CIRCLED.finditer(text))
    counts = [_place(mark) for mark in marks]
    in_order = counts == list(range(1, len(marks) + 1))
    return _between(text, marks) if in_order and marks else []


def _listed(text: str) -> list[str]:
    """What was announced as several, told in pieces between semicolons."""
    announced = _LISTED.search(text)
    return re.split("[；;]", text[announced.end() :]) if announced else []


def _narrated(text: str) -> list[str]:
    """Cut where the writer begins something else, as 另外 or 还有一件事 say, or the words themselves."""
    parts: list[str] = []
    before: separation.Weights = {}
    for piece in _pieces(text):
        says = separation.about(piece)
        if parts and not _is_another(before, says, piece.lstrip(), is_story=len(text) > STORY):
            parts[-1] += piece
            before = separation.together(before, says)
        else:
            parts.append(piece)
            before = says
    return parts


def _is_another(before: separation.Weights, says: separation.Weights, begins: str, *, is_story: bool) -> bool:
    if _ANEW.match(begins):
        return not separation.goes_on(before, says)
    if _PERHAPS.match(begins):
        return separation.are_apart(before, says, announced=True)
    return not is_story and not _GOES_ON.match(begins) and separation.are_apart(before, says, announced=False)


def _pieces(text: str) -> list[str]:
    """Sentences, and clauses that begin anew."""
    pieces: list[list[str]] = []
    for clause in filter(str.strip, _CLAUSE.split(text)):
        begins = clause.lstrip()
        goes_on_here = pieces and not pieces[-1][-1].endswith(_ENDINGS)
        if goes_on_here and not (_ANEW.match(begins) or _PERHAPS.match(begins)):
            pieces[-1].append(clause)
        else:
            pieces.append([clause])
    return ["".join(piece) for piece in pieces]
