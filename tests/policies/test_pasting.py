"""What comes from Word keeps headings, lists and tables, and nothing else."""

import pytest
from django import forms
from django.template.loader import render_to_string

from policies.pasting import written
from policies.texts import blocks, plain

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal {color:red}</style></head><body>
<!--[if gte mso 9]><xml><o:OfficeDocumentSettings></o:OfficeDocumentSettings></xml><![endif]-->
<h2 style='mso-style:x'>申报<span lang=EN-US>条件</span></h2>
<p class=MsoNormal style='margin:0'><b>一是</b>在本市<br>登记<o:p></o:p></p>
<ol><li>填表</li><li>交<a href="javascript:alert(1)">窗口</a></li></ol>
<table border=1><tr><td>类别</td><td>时限</td></tr><tr><td>登记|备案</td><td>当天</td></tr></table>
<script>alert(1)</script><img src=x onerror=alert(1)></body></html>"""


def test_word_s_markup_is_left_behind() -> None:
    text = written(WORD)
    assert [block.kind for block in blocks(text)] == ["heading", "paragraph", "list", "table"]
    heading, paragraph, steps, table = blocks(text)
    assert heading.text == "申报条件"
    assert paragraph.text == "一是在本市\n登记"
    assert steps.items == ("填表", "交窗口")
    assert table.rows == (("类别", "时限"), ("登记／备案", "当天"))
    for trace in ("Mso", "script", "alert", "style", "<", "o:p", "onerror"):
        assert trace not in text


def test_lists_that_word_draws_itself_are_lists() -> None:
    mark = "<p class=MsoListParagraph><![if !supportLists]><span lang=EN-US><span style='mso-list:Ignore'>{}<span>&nbsp; </span></span></span><![endif]>{}</p>"
    pasted = "".join(
        mark.format(*each) for each in (("l", "执照"), ("Ø", "合同"), ("1.", "填表"), ("2.", "交表"))
    )
    bullets, numbers = blocks(written(pasted))
    assert (bullets.items, bullets.is_ordered) == (("执照", "合同"), False)
    assert (numbers.items, numbers.is_ordered) == (("填表", "交表"), True)


def test_cells_over_several_rows_and_columns_lose_nothing() -> None:
    pasted = "<table><tr><td colspan=2>项目</td><td>标准</td></tr><tr><td rowspan=2>甲</td><td>乙</td><td><p>一</p><p>二</p></td></tr><tr><td>丙</td><td></td></tr></table>"
    (table,) = blocks(written(pasted))
    assert table.rows == (("项目", "", "标准"), ("甲", "乙", "一 二"), ("", "丙", ""))


def test_plain_text_stays_as_typed() -> None:
    assert written("利润<300万元，税率 > 5%\n第二段") == "利润<300万元，税率 > 5%\n第二段"


def test_bullets_of_word_s_plain_text_become_a_list() -> None:
    assert blocks(written("·营业执照\n·合同"))[0].items == ("营业执照", "合同")


def test_a_paper_of_200_pages_is_read_and_one_beyond_all_bounds_refused() -> None:
    pages = "<p>" + "字" * 800 + "</p>"
    assert len(written(pages * 200)) > 160_000
    with pytest.raises(forms.ValidationError, match="太长"):
        written(pages * 3000)


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "<b>粗", "<p><table><tr><td>未完", "<li>", "", "\x00空"]
)
def test_broken_markup_breaks_nothing(text: str) -> None:
    assert "<script" not in written(text)
    blocks(written(text))


def test_scripts_in_markdown_are_text() -> None:
    (block,) = blocks("[点我](javascript:alert(1)) ![图](x) <img src=x>")
    assert (block.kind, block.items) == ("paragraph", ())


def test_a_line_in_a_list_holds_words_without_marks() -> None:
    written = "# 条件\n\n- 执照\n- 表\n\n| 谁 | 何时 |\n|---|---|\n| 单位 | 30日内 |"
    assert plain(written) == "条件 执照 表 谁 何时 单位 30日内"


GONE = (
    "<del cite='mailto:li' datetime='2026-11-02'>{}</del>",
    "<s>{}</s>",
    "<strike>{}</strike>",
    "<span class=msoDel><del>{}</del></span>",
    "<span style='text-decoration:line-through'>{}</span>",
    "<span style='text-decoration: underline line-through;color:red'>{}</span>",
    "<span style='mso-bidi-font-size:12pt;display:none;mso-hide:all'>{}</span>",
    "<span style='display:none !important'><b>{}</b></span>",
    "<span style='mso-hide:all'>{}</span>",
    "<span style='visibility:hidden'>{}</span>",
    "<span style='font-size:0pt'>{}</span>",
    "<span class=MsoCommentReference><span style='mso-special-character:comment'>{}</span></span>",
    "<a class=msocomanchor id='_anchor_1' href='#_msocom_1'>{}</a>",
    "<!-- {} -->",
    "<!--[if supportFields]>{}<![endif]-->",
    "<span class='15'>{}</span>",
    "<span hidden>{}</span>",
    "<span style='text-decoration:red line-through double'>{}</span>",
    "<span style='color:transparent'>{}</span>",
    "<w:del w:author='li'>{}</w:del>",
    "<w:moveFrom>{}</w:moveFrom>",
    "<span style='mso-element:field-begin'></span>{}<span style='mso-element:field-separator'></span><span style='mso-element:field-end'></span>",
    "<select><option>{}</select>",
    "<button>{}</button>",
)


@pytest.mark.parametrize("mark", GONE)
def test_what_is_deleted_struck_hidden_or_a_comment_never_becomes_text(mark: str) -> None:
    sheet = "<style>p.MsoNormal{{margin:0}} span.15{{font-family:宋体;text-decoration:line-through;}}</style>"
    pasted = f"<html><head>{sheet.format()}</head><body><p>补贴<ins>最高</ins>{mark.format('八万')}五万元</p></body></html>"
    assert written(pasted) == "补贴最高五万元"
    in_cell = f"{sheet.format()}<table><tr><td>标准</td><td>{mark.format('八万')}五万</td></tr></table>"
    (table,) = blocks(written(in_cell))
    assert table.rows == (("标准", "五万"),)


@pytest.mark.parametrize(
    "mark",
    [
        "<div style='mso-element:comment-list'><hr><div style='mso-element:comment'><div class=msocomtxt><p class=MsoCommentText>{}</p></div></div></div>",
        "<p style='display:none'>{}</p>",
        "<table style='display:none'><tr><td>{}</td></tr></table>",
        "<ul style='mso-hide:all'><li>{}</li></ul>",
    ],
)
def test_whole_blocks_that_are_hidden_leave_nothing(mark: str) -> None:
    assert written(f"<p>第一段</p>{mark.format('这里要改')}<p>第二段</p>") == "第一段\n\n第二段"


def test_what_a_comment_is_about_stays() -> None:
    pasted = "<p>补贴<a style='mso-comment-reference:li_1;mso-comment-date:20261102T0900'>五万元</a>，<ins>一次</ins>发放</p>"
    assert written(pasted) == "补贴五万元，一次发放"


def test_hidden_rows_and_items_are_left_out_of_what_stays() -> None:
    pasted = "<table><tr><td>甲</td></tr><tr style='display:none'><td>乙</td></tr><tr><td>丙</td></tr></table><ol><li>一</li><li><s>二</s></li><li>三</li></ol>"
    table, steps = blocks(written(pasted))
    assert table.rows == (("甲",), ("丙",))
    assert (steps.items, steps.start) == (("一", "三"), 1)


@pytest.mark.parametrize(
    ("pasted", "text"),
    [
        ("<p>厂房 500 m<sup>2</sup> 以上</p>", "厂房 500 m² 以上"),
        ("<p>10<span style='vertical-align:super'>-3</span></p>", "10⁻³"),
        ("<p>CO<sub>2</sub> 排放</p>", "CO₂ 排放"),
        ("<p>2<sup>x</sup> 与 注<sup>[1]</sup></p>", "2^x 与 注[1]"),
        (
            "<p>m<span style='position:relative;top:-4.0pt;mso-text-raise:4.0pt'>2</span>、m<span style='vertical-align:4pt'>3</span></p>",
            "m²、m³",
        ),
        ("<p>H<span style='mso-text-raise:-2pt'>2</span>O，人口<sup>①</sup></p>", "H₂O，人口①"),
    ],
)
def test_raised_and_lowered_characters_stay(pasted: str, text: str) -> None:
    assert written(pasted) == text


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("1. 填表\n2. 交表\n\n1. 审核\n2. 公示", [(1, ("填表", "交表")), (1, ("审核", "公示"))]),
        (
            "1. 填表\n\n   1. 副表\n   2. 附件\n\n2. 交表",
            [(1, ("填表",)), (1, ("副表", "附件")), (2, ("交表",))],
        ),
        ("3. 审核\n5. 公示", [(3, ("审核",)), (5, ("公示",))]),
    ],
)
def test_every_item_keeps_its_number(typed: str, shown: list[tuple[int, tuple[str, ...]]]) -> None:
    """Numbering that begins anew, lists within lists, a number left out."""
    assert [(block.start, block.items) for block in blocks(typed)] == shown


@pytest.mark.parametrize(
    ("pasted", "text"),
    [
        ("<section><section><span>一段</span></section><section>二段</section></section>", "一段\n\n二段"),
        ("<blockquote>甲</blockquote><pre>乙</pre><dl><dt>丙</dt><dd>丁</dd></dl>", "甲\n\n乙\n\n丙\n\n丁"),
        ("<ul><li>一<br>二</li><li><p>甲</p><p>乙</p></li></ul>", "- 一 二\n- 甲 乙"),
        (
            "<table><tr><td>外<table><tr><td>内</td><td>里</td></tr></table>尾</td><td>右</td></tr></table>",
            "| 外 内 里 尾 | 右 |\n|---|---|",
        ),
        ("<p style='mso-outline-level:2'>申报条件</p><p>在本市</p>", "## 申报条件\n\n在本市"),
        (
            "<p>见<span style='mso-element:field-begin'></span>REF _Ref1<span style='mso-element:field-separator'></span>第3条<span style='mso-element:field-end'></span></p>",
            "见第3条",
        ),
    ],
)
def test_words_of_two_places_never_run_together_and_none_is_lost(pasted: str, text: str) -> None:
    assert written(pasted) == text


def test_numbering_goes_on() -> None:
    pasted = "<ol><li>填表</li><li>交表</li></ol><p>窗口受理后：</p><ol start=3><li>审核</li><li>公示</li><li value=9>拨付</li></ol>"
    first, _, second, last = blocks(written(pasted))
    assert (first.start, first.items) == (1, ("填表", "交表"))
    assert (second.start, second.items) == (3, ("审核", "公示"))
    assert (last.start, last.items) == (9, ("拨付",))
    mark = "<p class=MsoListParagraph><![if !supportLists]><span style='mso-list:Ignore'>{}<span>&nbsp; </span></span><![endif]>{}</p>"
    drawn = f"{mark.format('1.', '填表')}<p>窗口受理后：</p>{mark.format('2.', '审核')}{mark.format('一', '总则')}{mark.format('（二）', '标准')}"
    text = written(drawn)
    assert [block.start for block in blocks(text) if block.is_ordered] == [1, 2]
    assert "一 总则" in text
    assert "（二） 标准" in text


def test_a_list_that_goes_on_is_drawn_from_its_number() -> None:
    page = render_to_string("policies/_blocks.html", {"blocks": blocks("3. 审核\n4. 公示")})
    assert '<ol start="3"><li>审核</li><li>公示</li></ol>' in page


@pytest.mark.parametrize(
    "mark",
    [
        "<p class=MsoListParagraph><span style='font-family:Wingdings'><span style='mso-list:Ignore'>l<span>&nbsp;</span></span></span>{}</p>",
        "<p><span style='font-family:Wingdings;mso-list:Ignore'>\u00d8</span>{}</p>",
        "<p><span style='font-family:Symbol;mso-list:Ignore'>\u00b7</span>{}</p>",
        "<p><font face=Wingdings>n</font> {}</p>",
        "<p><span style='font-family:\"Wingdings 2\"'>x</span> {}</p>",
        "<p>\uf06c {}</p>",
        "<p>\uf0d8\t{}</p>",
        "<p>\u25aa {}</p>",
        "<p>\u27a2{}</p>",
    ],
)
def test_symbols_before_a_paragraph_become_bullets(mark: str) -> None:
    (bullets,) = blocks(written(mark.format("执照") + mark.format("合同")))
    assert (bullets.kind, bullets.is_ordered, bullets.items) == ("list", False, ("执照", "合同"))


def test_signs_of_picture_fonts_in_running_text_are_characters() -> None:
    pasted = "<p>申报<span style='font-family:Wingdings'>à</span>审核 <span style='font-family:Wingdings'>ü</span></p>"
    assert written(pasted) == "申报→审核 √"
    assert written("申报\uf0e0审核") == "申报→审核"
    boxes = "<p><span style='font-family:\"Wingdings 2\"'>R</span>是 <span style='font-family:\"Wingdings 2\"'>£</span>否</p>"
    assert written(boxes) == "☑是 □否"
    limits = "<p>年收入<span style='font-family:Symbol'>\u00b3</span>500万元，误差<span style='font-family:Symbol'>&plusmn;</span>5%</p>"
    assert written(limits) == "年收入≥500万元，误差±5%"


def test_chinese_in_a_picture_font_is_chinese() -> None:
    assert (
        written("<p><span style='font-family:Symbol;mso-fareast-font-family:宋体'>营业执照</span></p>")
        == "营业执照"
    )
