"""The words on the screens: Chinese throughout, calm, and no body named outside the settings."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest

from tests.sources import (
    CODE_FOLDERS,
    FLOORS,
    Module,
    Template,
    fragment,
    modules,
    nodes,
    snippet,
    strings,
    templates,
    without_comments,
)

# One worker reads all of the source.
pytestmark = pytest.mark.xdist_group("source")

TAG = re.compile(r"{%.*?%}|{{.*?}}", re.S)
WORD = re.compile(r"[A-Za-z][A-Za-z'’]+")
# What Chinese office workers write in Latin letters themselves.
LATIN = {
    "QR", "PDF", "Excel", "Word", "PPT", "API", "ICP", "CSV", "XLSX", "PNG", "SVG", "JPG", "JPEG", "HEIC", "MB", "KB",
    "GB", "UTF", "TOTP", "App", "OpenAPI", "JSON", "Swagger", "Tab", "Esc", "Enter", "Ctrl", "JavaScript", "IP", "URL", "ID",
    "WPS", "Edge", "Chrome", "Cookie",
}  # fmt: skip
READ_ATTRIBUTES = {"alt", "title", "placeholder", "aria-label", "value", "content", "label", "summary"}
# Attributes with these neighbours are read by machines.
MACHINE_ELEMENTS = {
    "meta",
    "option",
    "input[type=hidden]",
    "input[type=radio]",
    "input[type=checkbox]",
    "button",
}
UNREAD = {"script", "style", "code", "kbd", "samp"}
BODIES = ("麻城", "人大常委会", "人民代表大会", "政府办公室", "代表工作委员会", "代表工委", "邻里中心")
# But for what only looks ahead or behind in a pattern.
EXCLAMATION = re.compile(r"(?<!\(\?)(?<!\(\?<)[!！]")
HAN = re.compile(r"[\u4e00-\u9fff]")
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:?!](?=[\u4e00-\u9fff])")
# Until when something may be done is a dated setting (`day_closes_at`), said by requests_app/deadlines/display.py.
CLOCK_TIME = re.compile(r"(?<![\d.:])(?!24:00)\d{1,2}[:：]\d\d(?!\d)|\d ?点(?!击)")
# How a date and a time are typed is no hour of the office.
EXAMPLE = re.compile(r"例如|如 ?\d{4}-|写作")
# A length of time or a number of things: what an option or a constant says is put in, not written out.
NUMBER = re.compile(
    r"(?:(?<![\d.\-/:：A-Za-z])\d[\d,]* ?(?:个)?|[二三四五六七八九十两百]{1,3} ?个?|(?<![上下大一])半个?)"
    r"(?:工作日|天|小时|分钟|秒|日内|个?月内|个月|周)|(?<![\d.\-/:：A-Za-z])\d[\d,]* ?(?:家|次|人|批|件|条)"
)
# Sentences with a number that no setting and no constant of ours changes, and why.
FIXED = {
    "of the method of the analysis (docs/domain.md § 8): a window or a least number is part of its proof": (
        "近 12 个月", "近 6 个月", "近 3 个月", "近 24 个月", "前 6 个月", "前六个月", "近七个月", "月之前的 6 个月比", "七个月合计不足 8 件",
        "6 个月（至", "后 6 个月", "月与前 6 个月比", "不足 5 件、不比", "上升的至少 5 件、3 家",
    ),
    "of the law or the standing rules": (
        "在 15 日内答复", "第三个工作日自动生成", "2 个工作日内书面", "三天约了三次", "约了三天", "一次放假不会超过 15 天",
    ),
    "the first of something counted": ("次日为第 1 天", "第一个工作日为第 1 天", "第 1 天"),
    "legend, example, script or count of nothing": (
        "1 件", "2 件以上", "0 件", "占用您两分钟", "第 {} 条", "3 至 5 条", "近七天电话告知的", "接下来四周", "A4 一张", "例如：", "例如", "如：",
    ),
    "a secret's life, told in its letter too (office/account_effects.py)": ("三天内有效",),
    "of a library: an authenticator's code": ("每 30 秒换一个",),
    "of a model's constraint, which is written beside it": (
        "每个时段 5 至 240 分钟", "接待 1 至 20 批", "至少 1 人", "最多 500 人",
    ),
}  # fmt: skip
FIXED_FRAGMENTS = re.compile(
    "|".join(rf"(?<!\d){re.escape(each)}" for every in FIXED.values() for each in every)
)
# Where a body's name is data: the declared settings, and what the demo invents.
NAMES_ARE_DATA = re.compile(
    r"^(office/(options|declarations)\.py|office/privacy/person_names\.py|tests/|demo/|portal/reference_data/|data/|tools/demo)"
)


class Reader(HTMLParser):
    """Collects what a person reads or hears: text and the attributes that are spoken."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if tag in UNREAD or given.get("aria-hidden") == "true" or given.get("translate") == "no":
            self._silent.append(tag)
        machine = tag in MACHINE_ELEMENTS or f"{tag}[type={given.get('type')}]" in MACHINE_ELEMENTS
        for name, value in attributes:
            if value and name in READ_ATTRIBUTES and not (machine and name in ("value", "content")):
                self.found.append(value)

    def handle_endtag(self, tag: str) -> None:
        if self._silent and self._silent[-1] == tag:
            self._silent.pop()

    def handle_data(self, data: str) -> None:
        if not self._silent and data.strip():
            self.found.append(data.strip())


def read(template: str) -> list[str]:
    reader = Reader()
    reader.feed(TAG.sub("", without_comments(template)))
    reader.close()
    return reader.found


def literals_in_tags(template: str) -> list[str]:
    """Chinese words handed to components: `{% include … with label="…" %}`."""
    return [
        text
        for tag in TAG.findall(without_comments(template))
        for text in re.findall(r"\"([^\"]*)\"", tag)
        if HAN.search(text)
    ]


def english(template: str) -> list[str]:
    return [word for text in read(template) for word in WORD.findall(text) if word not in LATIN]


def spoken(module: Module) -> list[tuple[int, str]]:
    """Strings with Chinese in them: those that may reach a screen."""
    return [(line, text) for line, text in strings(module.tree) if HAN.search(text)]


def sentences(module: Module) -> Iterator[tuple[int, str]]:
    """`spoken`, with an f-string as the one sentence it is: {} stands for what is put into it."""
    for node in nodes(module.tree):
        if isinstance(node, ast.JoinedStr):
            parts = [part.value if isinstance(part, ast.Constant) else "{}" for part in node.values]
            if HAN.search(text := "".join(map(str, parts))):
                yield node.lineno, text
    yield from spoken(module)


def clock_times(module: Module) -> list[str]:
    return [
        f"{module.name}:{line} {text}"
        for line, text in sentences(module)
        if CLOCK_TIME.search(text) and not EXAMPLE.search(text)
    ]


def is_fixed(text: str) -> bool:
    """Whether each number of the sentence stands in one of the reasoned fragments."""
    return NUMBER.search(FIXED_FRAGMENTS.sub("", text)) is None


def numbers(module: Module) -> list[str]:
    return [f"{module.name}:{line} {text}" for line, text in sentences(module) if not is_fixed(text)]


def findings(template: Template, pattern: re.Pattern[str]) -> list[str]:
    texts = read(template.text) + literals_in_tags(template.text)
    return [f"{template.name}: {text}" for text in texts if pattern.search(text)]


def test_no_english_is_left_in_templates() -> None:
    assert [f"{t.name}: {word}" for t in templates() for word in english(t.text)] == []


def test_templates_do_not_exclaim() -> None:
    assert [finding for t in templates() for finding in findings(t, EXCLAMATION)] == []


def test_code_does_not_exclaim() -> None:
    found = [
        f"{module.name}:{line} {text}"
        for module in modules(*CODE_FOLDERS)
        for line, text in spoken(module)
        if EXCLAMATION.search(text)
    ]
    assert found == []


def test_templates_name_no_body() -> None:
    pattern = re.compile("|".join(BODIES))
    found = [f"{t.name}: {pattern.search(t.text).group()}" for t in templates() if pattern.search(t.text)]  # type: ignore[union-attr]
    assert found == []


def test_code_names_no_body() -> None:
    found = [
        f"{module.name}:{line} {text}"
        for module in modules(*CODE_FOLDERS)
        if not NAMES_ARE_DATA.match(module.name)
        for line, text in spoken(module)
        if "麻城" in text
    ]
    assert found == []


def test_templates_name_no_hour_of_the_office() -> None:
    found = [finding for t in templates() for finding in findings(t, CLOCK_TIME)]
    assert [finding for finding in found if not EXAMPLE.search(finding)] == []


def test_code_names_no_hour_of_the_office() -> None:
    read_by_people = [module for module in modules(*CODE_FOLDERS) if not NAMES_ARE_DATA.match(module.name)]
    assert [finding for module in read_by_people for finding in clock_times(module)] == []


def test_templates_write_out_no_number_of_a_setting() -> None:
    texts = [(t.name, text) for t in templates() for text in read(t.text) + literals_in_tags(t.text)]
    assert [f"{name}: {text}" for name, text in texts if not is_fixed(text)] == []


def test_code_writes_out_no_number_of_a_setting() -> None:
    read_by_people = [module for module in modules(*FLOORS) if not NAMES_ARE_DATA.match(module.name)]
    assert [finding for module in read_by_people for finding in numbers(module)] == []


def test_punctuation_between_chinese_is_full_width() -> None:
    assert [finding for t in templates() for finding in findings(t, HALF_WIDTH)] == []


def test_a_person_is_addressed_politely() -> None:
    assert [finding for t in templates() for finding in findings(t, re.compile("你"))] == []


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("<p>Save 保存</p>", ["Save"]),
        ('<img alt="logo">', ["logo"]),
        ("<p>{{ name }} {% if a %}下载 PDF{% endif %}</p>", []),
        ("{# A comment #}<code>make demo</code>", []),
        ('<input type="hidden" value="abc"><input placeholder="Name">', ["Name"]),
    ],
)
def test_the_guard_sees_english(template: str, words: list[str]) -> None:
    assert english(template) == words


def test_the_guard_sees_words_handed_to_components() -> None:
    assert literals_in_tags('{% include "components/button.html" with label="提交！" %}') == ["提交！"]


@pytest.mark.parametrize(
    "text",
    [
        'f"请于{day} 18:00 前签收"',
        'f"{day} 17：30"  "前回复"',
        '"晚上 9 点以后不发"',
        'f"今天 {hour} 前，18点后顺延"',
    ],
)
def test_the_guard_sees_an_hour_of_the_office(text: str) -> None:
    assert clock_times(snippet(f"words = {text}")) != []
    template = fragment("<p>请在 {{ day|day }} 18:00 前提出</p>")
    assert findings(template, CLOCK_TIME) == ["office/fragment.html: 请在  18:00 前提出"]


@pytest.mark.parametrize(
    "text",
    [
        '"到期前 30 天提醒联络员"',
        '"一位代表最多结对 5 家"',
        'f"{title}从交办起不超过六个月"',
        '"请 10 分钟后再试"',
        '"这一页半小时后失效"',
        '"近 6 个月的，30 天后失效"',
    ],
)
def test_the_guard_sees_a_number_of_a_setting(text: str) -> None:
    assert numbers(snippet(f"words = {text}")) != []


@pytest.mark.parametrize(
    "text", ['f"请在 {days} 天内签收"', '"近 6 个月"', '"请填写 2026-11-23"', '"上半年、大半天"']
)
def test_the_guard_leaves_numbers_that_are_put_in(text: str) -> None:
    assert numbers(snippet(f"words = {text}")) == []


@pytest.mark.parametrize(
    "text",
    [
        'f"请于{day} {hour} 前签收"',
        '"请填写日期和时间，如 2026-11-23 09:30"',
        '"case:1:2"',
        '"3 点击"',
        'f"截至 {day} 24:00"',
    ],
)
def test_the_guard_leaves_examples_and_keys_alone(text: str) -> None:
    assert clock_times(snippet(f"words = {text}")) == []


def test_the_guard_reads_strings_but_no_docstrings() -> None:
    tree = ast.parse('"""说明！"""\nx = "提交！"')
    assert [text for _, text in strings(tree)] == ["提交！"]
