"""A Word file is read as its author sees it: changes taken, nothing struck or hidden, numbers and notes in their place."""

import io
import zipfile

import pytest

from office.examination import word_lines, word_numbers
from office.examination.reasons import Unacceptable

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="mc" xmlns:wps="wps" xmlns:v="v" xmlns:m="m"'
STYLES = """<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/><w:basedOn w:val="1"/><w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr></w:style>
<w:style w:type="character" w:styleId="gone"><w:name w:val="gone"/><w:rPr><w:strike/></w:rPr></w:style>
<w:style w:type="character" w:styleId="up"><w:name w:val="up"/><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>"""
NUMBERS = """<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:pStyle w:val="1"/><w:lvlText w:val="%1、"/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:pStyle w:val="2"/><w:lvlText w:val="（%2）"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="3"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="\uf06c"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="3"><w:abstractNumId w:val="3"/></w:num>
<w:num w:numId="4"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>"""
NOTES = '<w:footnote w:id="0"><w:p/></w:footnote><w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>2026年起执行。</w:t></w:r></w:p></w:footnote>'


def a_file(body: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as package:
        package.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        package.writestr("word/styles.xml", f"<w:styles {W}>{STYLES}</w:styles>")
        package.writestr("word/numbering.xml", f"<w:numbering {W}>{NUMBERS}</w:numbering>")
        package.writestr("word/footnotes.xml", f"<w:footnotes {W}>{NOTES}</w:footnotes>")
    return written.getvalue()


def read(body: str) -> list[str]:
    return [text for _, text, _ in word_lines.lines(a_file(body))]


def p(inside: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{inside}</w:p>"


def r(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def numbered(text: str, number: int) -> str:
    return p(r(text), f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>')


@pytest.mark.parametrize(
    "gone",
    [
        "<w:del w:author='li'><w:r><w:delText>八万</w:delText></w:r></w:del>",
        f"<w:moveFrom>{r('八万')}</w:moveFrom>",
        r("八万", "<w:strike/>"),
        r("八万", "<w:dstrike w:val='1'/>"),
        r("八万", "<w:vanish/>"),
        r("八万", "<w:rStyle w:val='gone'/>"),
        "<w:r><w:instrText>八万</w:instrText></w:r>",
        "<w:r><w:fldChar w:fldCharType='begin'/></w:r>"
        + r("八万")
        + "<w:r><w:fldChar w:fldCharType='separate'/></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r>",
        f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{r('八万')}</w:sdtContent></w:sdt>",
        "<w:r><w:commentReference w:id='1'/></w:r>",
    ],
)
def test_what_is_deleted_struck_hidden_or_computed_is_not_read(gone: str) -> None:
    assert read(p(r("补贴") + gone + r("五万元"))) == ["补贴五万元"]


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        (f"<w:ins>{r('最高')}</w:ins>", "补贴最高五万元"),
        (f"<w:moveTo>{r('最高')}</w:moveTo>", "补贴最高五万元"),
        (f"<w:hyperlink><w:ins>{r('最高')}</w:ins></w:hyperlink>", "补贴最高五万元"),
        (f"<w:smartTag>{r('最高')}</w:smartTag>", "补贴最高五万元"),
        (f"<w:sdt><w:sdtContent>{r('最高')}</w:sdtContent></w:sdt>", "补贴最高五万元"),
        (f"<w:fldSimple w:instr='REF x'>{r('最高')}</w:fldSimple>", "补贴最高五万元"),
        (r("最高", "<w:strike w:val='0'/><w:rStyle w:val='gone'/>"), "补贴最高五万元"),
        (
            f"<w:r><w:ruby><w:rt>{r('zuigao')}</w:rt><w:rubyBase>{r('最高')}</w:rubyBase></w:ruby></w:r>",
            "补贴最高五万元",
        ),
        ("<w:r><w:footnoteReference w:id='2'/></w:r>", "补贴（注：2026年起执行）五万元"),
        (r("500 m") + r("2", "<w:vertAlign w:val='superscript'/>"), "补贴500 m²五万元"),
        (r("500 m") + r("2", "<w:rStyle w:val='up'/>"), "补贴500 m²五万元"),
        ("<w:r><w:sym w:font='Wingdings 2' w:char='F052'/></w:r>", "补贴☑五万元"),
        ("<w:r><w:sym w:font='Symbol' w:char='F0B3'/></w:r>", "补贴≥五万元"),
        (r("²", "<w:rFonts w:ascii='宋体'/>"), "补贴²五万元"),
        ("<m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath>", "补贴a+b五万元"),
        ("<w:r><w:noBreakHyphen/></w:r>", "补贴-五万元"),
    ],
)
def test_what_stands_in_the_paper_is_read(inside: str, text: str) -> None:
    assert read(p(r("补贴") + inside + r("五万元"))) == [text]


def test_numbers_that_word_writes_are_read() -> None:
    body = [
        p(r("情况分析"), "<w:pStyle w:val='1'/>"),
        p(r("用工"), "<w:pStyle w:val='2'/>"),
        p(r("融资"), "<w:pStyle w:val='2'/>"),
        p(r("建议"), "<w:pStyle w:val='1'/>"),
        numbered("填表", 1),
        p(r("窗口受理后")),
        numbered("审核", 1),
        p(r("作废", "<w:strike/>"), '<w:numPr><w:numId w:val="1"/></w:numPr>'),
        numbered("拨付", 1),
        numbered("另起", 4),
        p(r("公交"), "<w:pStyle w:val='2'/>"),
        numbered("执照", 3),
    ]
    assert read("".join(body)) == [
        "一、情况分析", "（一）用工", "（二）融资", "二、建议", "1. 填表", "窗口受理后", "2. 审核", "3. 拨付", "1. 另起",
        "（一）公交", "• 执照",
    ]  # fmt: skip


def test_a_paragraph_whose_mark_was_deleted_goes_on_in_the_next() -> None:
    body = p(r("末班"), "<w:rPr><w:del/></w:rPr>") + p(r("延到 21:30"))
    assert read(body) == ["末班延到 21:30"]


def test_boxes_and_tables_within_tables_are_read_once_and_in_their_place() -> None:
    box = f"<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx><w:txbxContent>{p(r('框内'))}</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>{p(r('框内'))}</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    inner = f"<w:tbl><w:tr><w:tc>{p(r('内'))}</w:tc></w:tr></w:tbl>"
    table = f"<w:tbl><w:tr><w:tc>{p(r('外'))}{inner}{p(r('尾'))}</w:tc></w:tr><w:tr><w:trPr><w:del/></w:trPr><w:tc>{p(r('删'))}</w:tc></w:tr></w:tbl>"
    assert read(p(r("图示") + box) + table) == ["图示", "框内", "外", "内", "尾"]


@pytest.mark.parametrize(
    ("number", "kind", "said"),
    [
        (11, "chineseCounting", "十一"), (20, "chineseCountingThousand", "二十"), (105, "chineseCounting", "一百零五"),
        (1010, "chineseCounting", "一千零一十"), (3, "ideographTraditional", "丙"), (12, "decimalEnclosedCircleChinese", "⑫"),
        (4, "lowerRoman", "iv"), (27, "upperLetter", "AA"), (12, "chineseLegalSimplified", "壹拾贰"), (7, "decimalZero", "07"),
    ],
)  # fmt: skip
def test_numbers_are_written_as_word_writes_them(number: int, kind: str, said: str) -> None:
    assert word_numbers.written(number, kind) == said


@pytest.mark.parametrize("content", [b"PK\x03\x04 no package", b""])
def test_what_is_no_word_file_is_refused(content: bytes) -> None:
    with pytest.raises(Unacceptable):
        word_lines.lines(content)
