"""What waits for a decision, as whoever decides it reads it beside the form: who asks for what, why, on which paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from casework.models.assignments import ReplyState
from office.models import StoredFile
from office.templatetags.wording import paper_day, short_day
from suggestions.models import SuggestionMilestone, SuggestionReply
from suggestions.models.authors import AuthorState
from suggestions.views.opening import Opened

Line = tuple[str, str]


@dataclass(frozen=True)
class Undecided:
    """One thing to decide: lines of label and words, and papers with their addresses."""

    heading: str
    lines: tuple[Line, ...]
    papers: tuple[tuple[StoredFile, str], ...] = ()


def undecided(step: str, opened: Opened) -> list[Undecided]:
    """What this step decides upon; nothing for a step that decides nothing, or where nothing waits."""
    read = READ.get(step)
    return read(opened) if read is not None else []


def unsigned_answers(opened: Opened) -> list[SuggestionReply]:
    """Texts that no head has signed: each its own unit's alone, and of whoever writes for a unit without an account."""
    own = {
        part.pk
        for part in opened.file.current
        for scope in opened.scopes.all
        if part.department_id in scope.departments
        or (scope.is_staff and part.holder.pk not in scope.attended)
    }
    return [each for each in opened.file.replies if each.sent_at is None and each.assignment_id in own]


def paper(opened: Opened, file: StoredFile) -> tuple[StoredFile, str]:
    """A scan that somebody has signed, at the address of the suggestion's files."""
    return file, reverse("suggestions:desk_file", args=[opened.suggestion.address, file.token])


def _return(opened: Opened) -> list[Undecided]:
    row = opened.file.proposed_return
    if row is None:
        return []
    lines = (("处理", row.get_to_display()), ("情形", str(row.unsuitable)), ("意见", row.advice))
    return [Undecided("审查意见", (*lines, ("提出", row.asked_by.name)))]


def _extension(opened: Opened) -> list[Undecided]:
    row = opened.file.extension
    if row is None:
        return []
    said = [f"{each.author.representative.name}{each}" for each in row.consents.all()]
    lines = (
        ("单位", row.assignment.department.short_name),
        ("延到", paper_day(row.until_on)),
        ("理由", row.reason),
        ("代表", "、".join(said) or "还没有答复"),
    )
    return [Undecided("延期申请", lines)]


def _directors(opened: Opened) -> list[Undecided]:
    row = opened.file.directors_decision
    if row is None:
        return []
    meeting = f"{paper_day(row.held_on)}，{row.minute_number}"
    lines = (("会议", meeting), ("决定", row.get_decision_display()), ("内容", row.text))
    return [Undecided("主任会议决定", (*lines, ("登记", row.recorded_by.name)))]


def _takeover(opened: Opened) -> list[Undecided]:
    row = opened.file.takeover
    if row is None:
        return []
    return [Undecided("接手意见", (("处理", str(row)), ("说明", row.reason), ("提出", row.asked_by.name)))]


def _sheet(opened: Opened) -> list[Undecided]:
    """The one that this person checks: the first that another has entered."""
    waiting = (each for each in opened.file.authors if each.state == AuthorState.SHEET)
    row = next((each for each in waiting if each.sheet_entered_by_id != opened.user.pk), None)
    if row is None or row.sheet is None:
        return []
    entered = row.sheet_entered_by.name if row.sheet_entered_by else ""
    lines = (("提出人", row.representative.name), ("上传", entered))
    return [Undecided("签字扫描件", lines, (paper(opened, row.sheet),))]


def _opinion(opened: Opened) -> list[Undecided]:
    row = opened.file.unchecked_opinion
    if row is None or row.sheet is None:
        return []
    lines = (
        ("提出人", row.author.representative.name),
        ("办理态度", row.get_attitude_display()),
        ("办理结果", row.get_result_display()),
        ("说明", row.text or "没有写"),
        ("代录", row.entered_by.name if row.entered_by else ""),
    )
    return [Undecided("意见表", lines, (paper(opened, row.sheet),))]


def _publication(opened: Opened) -> list[Undecided]:
    suggestion = opened.suggestion
    if suggestion.publish_asked_by is None or suggestion.secrecy_checked_on is None:
        return []
    files = suggestion.attachments.filter(release_asked=True).select_related("file")
    lines = (
        ("提请", suggestion.publish_asked_by.name),
        ("保密审查", f"{suggestion.secrecy_checked_by}，{short_day(suggestion.secrecy_checked_on)}"),
        ("附件", f"一并公开 {len(files)} 个" if files else "都不公开"),
        *(("兑现", each.evidence) for each in opened.file.promises if each.kept_at is not None),
    )
    return [Undecided("提请公开", lines, tuple(paper(opened, each.file) for each in files))]


def _draft_answers(opened: Opened) -> list[Undecided]:
    waiting = (each for each in unsigned_answers(opened) if each.state == ReplyState.AWAITS_HEAD)
    return [_answer("待签发的答复", each) for each in waiting]


def _sent_answers(opened: Opened) -> list[Undecided]:
    return [_answer("书面答复", each) for each in opened.file.sent]


def _answer(heading: str, reply: SuggestionReply) -> Undecided:
    lines = [
        ("单位", reply.assignment.department.short_name),
        ("文号", reply.document_number),
        ("结果", reply.get_result_class_display()),
        ("正文", reply.text),
        ("逐条", "\n".join(f"{place}. {point}" for place, point in enumerate(reply.points, 1))),
    ]
    if reply.promise_on is not None:
        lines.append(("承诺", f"{paper_day(reply.promise_on)}前：{reply.promise_text}"))
    if reply.basis:
        lines.append(("依据", reply.basis))
    lines += [
        ("签发", reply.signer),
        ("联系", f"{reply.officer_name}，{reply.officer_phone}"),
        ("公开", reply.get_publicity_display()),
    ]
    return Undecided(heading, tuple(lines))


def _milestones(opened: Opened) -> list[Undecided]:
    """Those that others have written: what this person's press makes public."""
    rows = SuggestionMilestone.objects.filter(
        supervision__suggestion=opened.suggestion, released_at__isnull=True
    ).exclude(recorded_by=opened.user)
    lines = tuple((short_day(row.happened_on), row.text) for row in rows)
    return [Undecided("待公开的进展", lines)] if lines else []


READ: dict[str, Callable[[Opened], list[Undecided]]] = {
    "confirm_return": _return,
    "reject_return": _return,
    "take_back_return": _return,
    "consent": _extension,
    "extend": _extension,
    "refuse_extension": _extension,
    "confirm_directors": _directors,
    "reject_directors": _directors,
    "confirm_takeover": _takeover,
    "reject_takeover": _takeover,
    "check_sheet": _sheet,
    "reject_sheet": _sheet,
    "check_opinion": _opinion,
    "reject_opinion": _opinion,
    "publish": _publication,
    "refuse_publication": _publication,
    "sign_answer": _draft_answers,
    "hand_back_answer": _draft_answers,
    "agree_class": _sent_answers,
    "dispute_class": _sent_answers,
    "release_milestones": _milestones,
}
