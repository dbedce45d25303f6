"""One suggestion on the desk: where it stands, whose turn it is, its text, answers, meetings, opinions, sources."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from casework.models.assignments import AssignmentStatus
from office.access import role_required
from office.templatetags.wording import deadline_day, short_day
from requests_app.deadlines.display import UNIT_TONES, Chip, chip_of
from requests_app.models import EnterpriseRequest
from requests_app.models.visibility import request_filter
from suggestions import history
from suggestions.deadlines.explaining import explained
from suggestions.deadlines.kinds import KINDS
from suggestions.models import (
    DirectorsDecision,
    ProposedReturn,
    Suggestion,
    SuggestionClock,
    SuggestionMilestone,
    SuggestionPromise,
)
from suggestions.models.authors import Author, AuthorState
from suggestions.models.suggestions import Status
from suggestions.rules import UNFINISHED
from suggestions.views.course import course_of
from suggestions.views.files import about_of, readable, sheets
from suggestions.views.opening import READERS, Opened, open_suggestion, step_url
from suggestions.views.opinion_form import ANCHOR, STEP, opinion_form
from suggestions.views.undecided import unsigned_answers

TONES = {
    Status.DRAFTING: "todo",
    Status.SIGNING: "asked",
    Status.SUBMITTED: "todo",
    Status.RETURNED: "asked",
    Status.REGISTERED: "todo",
    Status.ASSIGNED: "todo",
    Status.HANDLING: "doing",
    Status.MERGED: "doing",
    Status.ANSWERED: "asked",
}
SETTLED = frozenset({"settled", "kept"})
AUTHOR_TONES = {
    AuthorState.SIGNED: "done",
    AuthorState.ASKED: "asked",
    AuthorState.SHEET: "asked",
    AuthorState.NAMED: "todo",
}


@role_required(*READERS)
@require_safe
@never_cache
def desk_detail(request: HttpRequest, address: str) -> HttpResponse:
    return render(request, "suggestions/desk_detail.html", _page(open_suggestion(request, address)))


def _page(opened: Opened) -> dict[str, Any]:
    suggestion, file = opened.suggestion, opened.file
    own_opinion = opinion_form(opened)
    buttons = [
        {"label": step.label, "url": ANCHOR if step.name == STEP else step_url(suggestion, step.name)}
        for step in opened.steps
    ]
    return {
        "opened": opened,
        "suggestion": suggestion,
        "header": header_of(opened),
        "course": course_of(file),
        "counted": [explained(each, opened.on) for each in _own_first(opened)],
        "primary": buttons[0] if buttons else None,
        "second": buttons[1] if len(buttons) > 1 else None,
        "more": buttons[2:],
        "authors": [
            _author(each) | {"is_lead": each == file.lead_author}
            for each in file.authors
            if each.state != AuthorState.LEFT
        ],
        "units": [_unit(opened, part) for part in file.current],
        "returned": [part for part in file.assignments if part.status == AssignmentStatus.RETURNED],
        "answers": [reply for reply in file.replies if reply.sent_at and not reply.is_opinion][::-1],
        "holding": file.holding,
        "sent_to": [each.representative.name for each in file.authors if each.state == AuthorState.SIGNED],
        "waiting": unsigned_answers(opened),
        "opinions_of_units": [reply for reply in file.replies if reply.is_opinion],
        "meetings": file.meetings,
        "met": sum(each.came for each in file.meetings),
        "consultations": file.consultations,
        "own_opinion": own_opinion,
        "opinions": [each for each in file.opinions if each.counted_at],
        "decisions": _directors(suggestion),
        "promises": [{"row": each, "state": _promised(each, opened.on)} for each in file.promises],
        "sources": sources_of(opened),
        "files": files_of(opened),
        "followers": list(suggestion.followers.order_by("pk")),
        "letters": list(suggestion.letters.select_related("assignment__department")),
        "supervision": file.supervision,
        "milestones": list(
            SuggestionMilestone.objects.filter(supervision=file.supervision).order_by("-happened_on", "-pk")
        ),
        "reports": list(suggestion.reports.all()),
        "entries": history.for_desk(suggestion, is_author=opened.is_author),
    }


def files_of(opened: Opened) -> list[dict[str, Any]]:
    """The files that the reader may open: of the text, of opinions and answers, signed sheets, with whose they are."""
    found = [(row.file, about_of(row)) for row in readable(opened)] + sheets(opened)
    address = opened.suggestion.address
    return [
        {
            "name": file.name,
            "url": reverse("suggestions:desk_file", args=[address, file.token]),
            "about": about,
            "is_pdf": file.is_pdf,
        }
        for file, about in found
    ]


@dataclass(frozen=True)
class Header:
    """Status, the date that counts now, and whose turn it is."""

    tone: str
    chip: Chip | None
    lines: tuple[str, ...]


def header_of(opened: Opened) -> Header:
    suggestion = opened.suggestion
    running = _own_first(opened)
    chip = chip_of(running[0].due_on, opened.on, opened.calendar) if running else None
    lines = [_waits(each) for each in running]
    if opened.file.supervision is not None:
        lines.append(
            f"重点督办，{opened.file.supervision.leader}，至{short_day(opened.file.supervision.until_on)}"
        )
    if suggestion.status in (Status.RETURNED, Status.LETTER):
        lines += [_sent_back(row) for row in suggestion.returns.filter(granted=True).order_by("-pk")[:1]]
    if suggestion.status in UNFINISHED and opened.file.takeover is not None:
        lines.append(f"提出：{opened.file.takeover}。{opened.file.takeover.reason}")
    if suggestion.leading is not None:
        lines.append(f"与{suggestion.leading.shown_number}并案办理")
    return Header(tone_of(suggestion.status, suggestion.outcome), chip, tuple(lines))


def _own_first(opened: Opened) -> list[SuggestionClock]:
    """What waits for something that the reader can do now, then what others are waited for; the nearest date first."""
    possible = {step.name for step in opened.steps}
    return sorted(
        opened.file.running,
        key=lambda each: (not KINDS[each.kind].waits_for & possible, each.due_on, each.pk),
    )


def tone_of(status: str, outcome: str) -> str:
    """The class of the status tag: green only for what is settled or kept."""
    if outcome:
        return "done" if outcome in SETTLED else "asked" if outcome == "followed" else "ended"
    return TONES.get(Status(status), "ended")


def _waits(clock: SuggestionClock) -> str:
    unit = clock.assignment.holder.short_name if clock.assignment else ""
    return f"{unit}{KINDS[clock.kind].task}：{deadline_day(clock.due_on)}前"


def _directors(suggestion: Suggestion) -> list[DirectorsDecision]:
    """What the 主任会议 decided, once it is signed; it never has to before the second round."""
    if suggestion.round == 1:
        return []
    return list(suggestion.directors_decisions.filter(confirmed_at__isnull=False))


def _sent_back(row: ProposedReturn) -> str:
    """退回修改：一件里写了几件事。请分开写"""
    return f"{row.get_to_display()}：{row.unsuitable}。{row.advice}"


def _promised(promise: SuggestionPromise, on: date) -> str:
    """The state of a promise on a local date: until somebody says that it is broken, its day may have passed."""
    return "已到期，还没有兑现" if promise.is_awaited and promise.due_on < on else promise.state_label


def _author(author: Author) -> dict[str, Any]:
    how = author.get_signed_by_display() if author.signed_by else ""
    return {
        "row": author,
        "tone": AUTHOR_TONES.get(AuthorState(author.state), "ended"),
        "how": how,
    }


def _unit(opened: Opened, part: Any) -> dict[str, Any]:
    """For components/unit_card.html."""
    lines = [f"经办 {part.officer_name}，{part.officer_phone}"] if part.officer_name else []
    if part.through is not None:
        passed = f"{short_day(part.passed_on_on)}转办" if part.passed_on_on else "待转办"
        lines.append(f"经{part.through.short_name}，{passed}")
    if part.signed_on:
        lines.append(f"{short_day(part.signed_on)}签收")
    open_part = part.status in (AssignmentStatus.AT_RELAY, AssignmentStatus.SENT, AssignmentStatus.SIGNED)
    chip = chip_of(part.due_on, opened.on, opened.calendar) if open_part else None
    return {
        "name": part.department.short_name,
        "part": part.get_part_display(),
        "is_lead": part.is_lead,
        "status": UNIT_TONES.get(part.status, "todo"),
        "status_label": part.get_status_display(),
        "deadline_state": chip.state if chip else "",
        "deadline": chip.text if chip else "",
        "lines": lines,
    }


def sources_of(opened: Opened) -> dict[str, Any]:
    """The requests it grew from: those the reader may see by name, of the others how many there are."""
    keys = list(opened.suggestion.sources.filter(proposed=False).values_list("case_id", flat=True))
    proposed = list(opened.suggestion.sources.filter(proposed=True).values_list("case_id", flat=True))
    rows = EnterpriseRequest.objects.filter(request_filter(opened.scopes), pk__in=[*keys, *proposed])
    seen = list(rows.only("pk", "ledger_number", "title", "status", "outcome").order_by("ledger_number"))
    return {
        "rows": [case for case in seen if case.pk in keys],
        "proposed": [case for case in seen if case.pk in proposed],
        "count": len(keys),
        "unseen": len(set(keys) - {case.pk for case in seen}),
    }
