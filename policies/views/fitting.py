"""五步找政策: one question a tap, kept in the address; what fits and what does not, each with its reason."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from office.calendar import local_date
from policies import size_standards
from policies.fitting import QUESTIONS, SKIPPED, Answers, Question, fit


@login_not_required
@require_safe
def policy_fit(request: HttpRequest) -> HttpResponse:
    given = {question.name: value for question in QUESTIONS if (value := _value(request, question))}
    asked = next((question for question in QUESTIONS if question.name not in given), None)
    found = fit(Answers.given(given), on=local_date(timezone.now()))
    shows = asked is None or "show" in request.GET
    context = {
        "asked": None if shows else asked,
        "step": len(given) + 1,
        "steps": len(QUESTIONS),
        "choices": _choices(given, asked) if asked else [],
        "note": _note(given, asked) if asked else "",
        "chosen": [
            (question.words, _label(question, given), _without(given, question))
            for question in QUESTIONS
            if question.name in given
        ],
        "found": found,
        "show_url": f"?{urlencode(given)}&show=1" if given else "?show=1",
        "nav_url": reverse("policies:policy_list"),
    }
    return render(request, "policies/policy_fit.html", context)


def _value(request: HttpRequest, question: Question) -> str:
    value = request.GET.get(question.name, "")
    return value if value in dict(question.choices) or value == SKIPPED else ""


def _choices(given: dict[str, str], asked: Question) -> list[tuple[str, str, str]]:
    """(label, hint, address) of each answer, the last skips."""
    answers = [*asked.choices, (SKIPPED, asked.skip)]
    return [
        (label, _hint(given, asked, value), f"?{urlencode(given | {asked.name: value})}")
        for value, label in answers
    ]


def _hint(given: dict[str, str], asked: Question, value: str) -> str:
    """From where to where an answer reaches: the bounds of a size in the trade, of a kind of taxpayer."""
    if asked.name == "size" and value != SKIPPED:
        return size_standards.hint(value, _sector(given))
    return size_standards.TAXPAYER.get(value, "") if asked.name == "taxpayer" else ""


def _note(given: dict[str, str], asked: Question) -> str:
    return size_standards.note(_sector(given)) if asked.name == "size" else ""


def _sector(given: dict[str, str]) -> str:
    return given.get("sector", "").replace(SKIPPED, "")


def _label(question: Question, given: dict[str, str]) -> str:
    return dict(question.choices).get(given[question.name], "不限")


def _without(given: dict[str, str], question: Question) -> str:
    return f"?{urlencode({name: value for name, value in given.items() if name != question.name})}"
