"""Before something is published the second person is asked once, with what it changes in what is public."""

import hashlib

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from office.models import User
from office.publishing.differences import Change
from office.publishing.pages import changes, possible
from office.publishing.publication import E, Publication

SEEN = "seen"


def question(
    request: HttpRequest, publication: Publication[E], name: str, edition: E, user: User, *, back: str
) -> HttpResponse | None:
    """The page that asks; None where nothing is to be asked any more.

    The answer names what was seen: an edition that says something else meanwhile is asked about again. What cannot be
    published is for the verb to refuse. `back` is the address of the edition's page.
    """
    if name != "publish" or "publish" not in possible(publication, [edition], user, {"publish"}):
        return None
    found = changes(publication, edition)
    mark = _mark(edition, found)
    if request.POST.get(SEEN) == mark:
        return None
    act = publication.acts[name]
    context = {
        "title": f"{act.label}？",
        "edition": edition,
        "changes": found,
        "is_table": any(change.row for change in found),
        "typed": [
            (key, value)
            for key, values in request.POST.lists()
            if key not in (SEEN, "csrfmiddlewaretoken")
            for value in values
        ],
        "seen": mark,
        "is_asked_again": SEEN in request.POST,
        "verb": f"确认{act.label}",
        "back": back,
    }
    return render(request, "office/publishing_question.html", context)


def _mark(edition: E, found: list[Change]) -> str:
    values = [getattr(edition, field.attname) for field in edition._meta.concrete_fields]
    return hashlib.sha256(repr((values, found)).encode()).hexdigest()[:20]
