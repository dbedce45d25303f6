"""The panels that may stand beside a step's form; desk/views/context_panel.py fills them."""

from __future__ import annotations

from dataclasses import dataclass, field

from groups.models import ProfessionalGroup
from requests_app.access.candidates import Candidate
from requests_app.desk.views.case_events import CaseEvent
from requests_app.desk.views.case_parts import AnswerCard
from requests_app.desk.views.case_units import File, UnitCard
from requests_app.desk.views.marked_material import Marked
from requests_app.desk.views.related_cases import Near
from requests_app.desk.views.step_advice import Suggested
from requests_app.history.additions import Addition
from requests_app.models import Contact, Disposal, LaterQuestion, Proposal, Question, Reply
from requests_app.steps.class_disputes import CountedClass


@dataclass
class Aside:
    """Panels of templates/requests_app/_step_aside.html; an empty one is not drawn."""

    words: bool = False
    sent: list[File] = field(default_factory=list)
    told: list[Contact] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    marked: list[Marked] = field(default_factory=list)
    lead: UnitCard | None = None
    reply: Reply | None = None
    goes_along: CountedClass | None = None
    units: list[UnitCard] = field(default_factory=list)
    answers: list[AnswerCard] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    additions: list[Addition] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)
    disposal: Disposal | None = None
    candidates: list[Candidate] = field(default_factory=list)
    group: ProfessionalGroup | None = None
    groups: list[ProfessionalGroup] = field(default_factory=list)
    adopts: bool = False
    suggested: Suggested | None = None
    contact: dict[str, str] | None = None
    callee: dict[str, str] | None = None
    checks: tuple[str, ...] = ()
    dates: list[tuple[str, str]] = field(default_factory=list)
    dates_title: str = "今天交办的期限"
    turns: list[CaseEvent] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    near: list[Near] = field(default_factory=list)
    links: list[tuple[str, str, str]] = field(default_factory=list)
    script: list[str] = field(default_factory=list)
    later: LaterQuestion | None = None
