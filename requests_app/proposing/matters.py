"""Several matters in one text: where each begins, so that splitting can be proposed. Pure; recognises forms, not sense."""

from __future__ import annotations

import re

PART_AT_LEAST = 6
PARTS_AT_MOST = 6

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
_JOINED = re.compile(
    r"(?:另外|还有(?:一件事|一个事|一个问题|件事|就是|，|,|：)|此外|顺便(?:问|说|反映|提)?|再就是|再有(?:就是|，|,)|再一个|"
    r"另(?:一件事|有一事|问一下|想问|请问|，|,)|同时(?:还)?(?:反映|想问|希望解决))"
)
_BREAK = re.compile(r"(?<=[。\uff01？\x21?；;\n])")
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
    parts = [piece for part in _numbered(text) or [text] for piece in _joined(part)]
    kept = [part for part in (each.strip(" ，,。；;、：:\n") for each in parts) if len(part) >= PART_AT_LEAST]
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


def _joined(text: str) -> list[str]:
    """Cut where a sentence begins with 另外, 还有一件事, 顺便问 and the like."""
    parts: list[str] = []
    for sentence in _BREAK.split(text):
        if parts and not (_JOINED.match(sentence.lstrip())):
            parts[-1] += sentence
        elif sentence.strip():
            parts.append(sentence)
    return parts
