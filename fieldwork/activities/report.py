"""The report of an activity: as the record gives it by itself, and as an official paper in Word."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

from fieldwork.activities.activity_file import ActivityFile
from fieldwork.activities.overview import Findings, Overview, overview_of
from fieldwork.models import Activity, ActivityNote
from office.calendar import LOCAL
from office.templatetags.wording import hour, paper_day

NUMBERS = "一二三四五六七八九十"
RED_LINE = "A8141A"


def draft(file: ActivityFile, findings: Findings) -> str:
    """Paragraphs and headings 一、二、…; nothing is invented: what was not recorded is not there."""
    found = overview_of(file)
    sections = [
        ("基本情况", [*_basics(file, found)]),
        ("活动情况", [file.activity.done] if file.activity.done else []),
        ("走访和听取意见", [*_visits(file.activity)]),
        ("发现的问题和办理安排", [*_problems(findings)]),
    ]
    written = [(title, lines) for title, lines in sections if lines]
    return "\n".join(
        line
        for number, (title, lines) in zip(NUMBERS, written, strict=False)
        for line in (f"{number}、{title}", *lines)
    )


def word(activity: Activity, text: str, *, issuer: str) -> bytes:
    """The bytes of a .docx: red head, title, body in 仿宋, signed and dated as papers of the office are."""
    # Only processes that write one load it.
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm, Pt, RGBColor

    from office.word_documents import FANGSONG, HEI, SONG, number_pages, set_fonts, set_page

    paper = Document()
    set_page(paper, sides=2.7, top=3.7, bottom=3.5)
    set_fonts(paper, "Normal", FANGSONG, 16)
    set_fonts(paper, "Heading 1", HEI, 16)
    set_fonts(paper, "Title", SONG, 22)
    head = paper.add_paragraph()
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = head.add_run(issuer)
    run.font.size, run.font.color.rgb, run.bold = Pt(26), RGBColor.from_string(RED_LINE), True
    title = paper.add_paragraph(f"关于开展{_named(activity.title)}的报告", style="Title")
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for line in text.splitlines():
        if not line.strip():
            continue
        if line[:1] in NUMBERS and line[1:2] == "、":
            paper.add_heading(line, 1)
        else:
            paper.add_paragraph(line).paragraph_format.first_line_indent = Cm(1.13)
    for closing in (issuer, paper_day(activity.reported_on or activity.held_on)):
        paper.add_paragraph(closing).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    paper.core_properties.title = activity.title
    paper.core_properties.author = issuer
    paper.core_properties.comments = ""
    number_pages(paper)
    written = BytesIO()
    paper.save(written)
    return written.getvalue()


def _basics(file: ActivityFile, found: Overview) -> Iterator[str]:
    activity = file.activity
    groups = "、".join(row.full_name for row in file.groups)
    held = paper_day(activity.held_on)
    if activity.begins_at is not None and activity.ends_at is not None:
        begins, ends = (hour(each.astimezone(LOCAL)) for each in (activity.begins_at, activity.ends_at))
        held += f"{begins}至{ends}"
    place = f"在{activity.place}" if activity.place else ""
    about = f"，主题为“{activity.theme}”" if activity.theme else ""
    yield f"{held}，{groups}{place}开展{activity.get_kind_display()}活动{_named(activity.title)}{about}。"
    came = found.confirmed or len(found.claimed)
    if came:
        led = f"，{activity.led_by}带队" if activity.led_by else ""
        yield f"{came}名人大代表参加{led}。"
    units = [_guest(row.department, row.officer) for row in file.invitations if row.department and row.came]
    if units:
        yield f"到场单位：{'、'.join(units)}。"


def _named(title: str) -> str:
    """In quotation marks, but where it has some itself."""
    return title if "“" in title else f"“{title}”"


def _guest(unit: object, officer: str) -> str:
    return f"{unit}（{officer}）" if officer else str(unit)


def _visits(activity: Activity) -> Iterator[str]:
    for note in ActivityNote.objects.filter(activity=activity).select_related("enterprise"):
        met = f"（{note.met}）" if note.met else ""
        yield f"{note.where}{met}：{note.words.rstrip('。')}。"


def _problems(findings: Findings) -> Iterator[str]:
    rows = findings.rows
    if not rows:
        return
    spot = sum(row.tone == "done" and not row.due for row in rows)
    yield f"共发现问题{len(rows)}个" + (f"，其中当场答复{spot}个。" if spot else "。")
    for number, row in enumerate(rows, start=1):
        parts = [row.unit, row.text.rstrip("。"), f"{row.due}前办结" if row.due else "", row.label]
        yield f"{number}. {row.title}（{row.enterprise}）：{'，'.join(part for part in parts if part)}。"
