"""Word in: a representative's own .docx read by its headings (案由, 情况分析, 建议) into what the form asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from office import files
from office.numbers import clean_words
from office.refusals import Refused

# What stands above each part, once numbers and signs are left off.
TITLE = frozenset({"案由", "标题", "题目", "建议标题", "建议题目", "建议名称"})
FACTS = frozenset(
    {
        "情况分析", "情况和问题", "情况与问题", "基本情况", "情况", "现状", "问题", "存在问题", "存在的问题",
        "问题分析", "原因分析", "现状分析", "分析", "理由", "案据", "背景", "调研情况", "内容",
    }
)  # fmt: skip
DEMANDS = frozenset(
    {
        "建议", "具体建议", "意见建议", "意见和建议", "对策建议", "对策和建议", "工作建议", "措施", "建议措施",
        "解决方案", "办法", "提出的建议", "建议内容",
    }
)  # fmt: skip
GENERALITY = frozenset({"普遍性", "普遍性说明", "涉及范围"})
PARTS = {"title": TITLE, "facts": FACTS, "demands": DEMANDS, "generality": GENERALITY}
# What follows the text in official forms and belongs to none of the parts.
OTHER = frozenset(
    {
        "提出人",
        "领衔代表",
        "附议人",
        "联名代表",
        "代表姓名",
        "承办单位",
        "建议承办单位",
        "编号",
        "答复",
        "联系电话",
    }
)
_MARK = re.compile(
    r"^\s*(?:第?[一二三四五六七八九十\d]{1,3}[、.．)）]|[（(][一二三四五六七八九十\d]{1,3}[)）])\s*"
)
_BEGINS = re.compile(r"^([^：:]{2,8})[：:]\s*(.*)$", re.DOTALL)
LONGEST_HEADING = 12


@dataclass(frozen=True)
class Read:
    """As the form of writing asks for it; what was not found is empty. `demands` one a line."""

    title: str = ""
    facts: str = ""
    demands: str = ""
    generality: str = ""


def read(content: bytes) -> Read:
    """The parts of an examined .docx. Raises `Refused("broken")` for what is no Word file that can be read."""
    return parts_of(list(_lines(content)))


def parts_of(lines: list[str]) -> Read:
    """By headings, alone on a line or before a colon; a first line 关于…的建议 is the title where none is named."""
    found: dict[str, list[str]] = {name: [] for name in PARTS}
    current = ""
    for line in lines:
        part, text = _heading(line)
        if part is not None:
            current = part
        elif not current and text.startswith("关于") and not found["title"]:
            found["title"].append(text)
        if text and current in found:
            found[current].append(text)
    return Read(
        title="".join(found["title"][:1]),
        facts="\n".join(found["facts"]),
        demands="\n".join(found["demands"]),
        generality="".join(found["generality"]),
    )


def _heading(line: str) -> tuple[str | None, str]:
    """The part that a line begins, "" for a heading of none, and what stands behind its colon; None for no heading."""
    bare = _MARK.sub("", line).strip()
    said = _BEGINS.match(bare)
    words, rest = (said.group(1).strip(), said.group(2).strip()) if said else (bare.rstrip("：:"), "")
    words = words.strip("【】[]〔〕《》 ")
    if len(words) > LONGEST_HEADING:
        return None, line
    for part, names in PARTS.items():
        if words in names:
            return part, rest
    return ("", "") if words in OTHER else (None, line)


def _lines(content: bytes) -> Iterator[str]:
    """Paragraphs and cells of tables in their order, each once; a line of a cell that names a part begins it."""
    try:
        paragraphs = files.paragraphs_of(content)
    except Refused as refused:
        raise Refused("broken", "这个 Word 文件读不出来，请另存为 .docx 再试", field="word") from refused
    for _, text, _ in paragraphs:
        for line in clean_words(text).split("\n"):
            if line.strip():
                yield line.strip()
