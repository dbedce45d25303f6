"""The author's opinion on the suggestion's own page: both halves and the words beside the answer, in one screen."""

from __future__ import annotations

from dataclasses import dataclass

from casework.forms.steps import StepForm, form_for
from casework.history import last_seq
from suggestions import parties as p
from suggestions.models.opinions import Half
from suggestions.steps.table import STEPS
from suggestions.unsent import STEP_DRAFTS
from suggestions.views.opening import Opened, step_url
from suggestions.views.steps import as_initial

STEP = "give_opinion"
ANCHOR = "#give-opinion"


@dataclass(frozen=True)
class OpinionForm:
    """What the card shows; it is sent to the page of the step, which keeps and explains what is refused."""

    form: StepForm
    url: str
    seen: int
    consequence: str


def opinion_form(opened: Opened) -> OpinionForm | None:
    """None where the reader has nothing to say, or has said it; what was kept as a draft is filled in."""
    step = next((each for each in opened.steps if each.name == STEP), None)
    if step is None:
        return None
    suggestion = opened.suggestion
    form = form_for(STEPS[STEP], suggestion, on=opened.on)
    draft = STEP_DRAFTS.find(suggestion, step, opened.user)
    if draft is not None:
        form.initial.update(as_initial(form, draft.typed))
    return OpinionForm(form, step_url(suggestion, STEP), last_seq(suggestion.subject), _consequence(opened))


def _consequence(opened: Opened) -> str:
    """What follows where the result is 不满意: only what the lead author says decides how it goes on."""
    if not opened.parties & {p.LEAD_AUTHOR, p.SUCCESSOR}:
        return "您的意见列在领衔代表的意见旁边，是否重新办理以领衔代表的意见为准。"
    before = [
        each for each in opened.file.opinions if each.counted_at and each.round < opened.suggestion.round
    ]
    if any(each.author == opened.file.lead_author and each.result == Half.DISSATISFIED for each in before):
        return "只能由您本人提出。对办理结果再次选“不满意”的，提请主任会议讨论。"
    return "只能由您本人提出。对办理结果选“不满意”的，由承办单位重新办理、重新答复。"
