"""What every request hears that a suggestion grew from: submission, answer, promise kept; each of them once."""

from __future__ import annotations

from collections.abc import Callable

from casework.engine import StepContext
from casework.models.assignments import Publicity
from office.events import Fact
from requests_app.models import EnterpriseRequest
from requests_app.notifications import messages, recipients
from suggestions.drafting.grounds import linked_cases
from suggestions.models import Suggestion

TITLES = {
    "registered": "您反映的问题已由代表提成建议",
    "answered": "由您反映的问题形成的代表建议有了答复",
    "kept": "由您反映的问题形成的代表建议，承诺已经兑现",
    "reported": "代表告诉您：建议办得怎样了",
}
ENDED = {
    "withdrawn": "代表撤回了由这件诉求形成的建议，请另行处理",
    "refused": "由这件诉求形成的建议没有立案，请另行处理",
}


def tell_requests(context: StepContext, what: str) -> int:
    """Tell each linked request of `what`, on its page and by message; of an end without result, its workers.

    Returns how many there are. A sealed one is told by nobody but its keeper, so it hears nothing here.
    """
    cases = [case for case in linked_cases(context.subject) if not case.sealed]
    for case in cases:
        context.record_beside(
            Fact(case.subject, f"suggestion_{what}", {"number": context.subject.number or ""})
        )
        context.after(_telling(context, case, what))
    return len(cases)


def _telling(context: StepContext, case: EnterpriseRequest, what: str) -> Callable[[], object]:
    suggestion: Suggestion = context.subject
    key = f"suggestion:{suggestion.pk}:{what}:{suggestion.round}"
    if what in ENDED:
        return lambda: messages.people(case, key, recipients.staff(context.on), ENDED[what], at=context.at)
    title = "" if suggestion.publicity == Publicity.CLOSED else f"“{suggestion.title}”"
    body = f"受理编号 {case.ledger_number}，建议{suggestion.shown_number}{title}。可在进度页查看。"
    return lambda: messages.enterprise(case, key, TITLES[what], body, at=context.at)
