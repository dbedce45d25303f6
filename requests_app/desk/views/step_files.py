"""Files that a step's form holds: shown to whoever fills it in, and copies of those that the case has already."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.datastructures import MultiValueDict
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from casework.forms.files import Upload
from casework.forms.steps import StepForm, form_for
from office.files import shown_response
from requests_app.desk.views.case_parts import readable_files
from requests_app.desk.views.step_desk import Desk, desk_of
from requests_app.models import Attachment

# The name of the button that puts a copy of one of the case's files among those of the form.
COPY = "copy"
# Steps that hand files on to somebody who reads nothing else of the case.
COPYING = frozenset({"release_summary"})


@require_safe
@never_cache
def step_file(request: HttpRequest, ledger_number: str, step: str, token: str) -> HttpResponseBase:
    """A file that this person has put into the form of this step and not sent yet."""
    desk = desk_of(request, ledger_number, step)
    row = desk.files.rows().select_related("file").filter(file__token=token).first()
    if row is None:
        raise Http404
    return shown_response(request, row.file)


def copyable(desk: Desk) -> list[Attachment]:
    """The files of the case of which the form may take a copy."""
    if desk.step.name not in COPYING or not desk.opened.access.reads:
        return []
    return readable_files(desk.opened)


def with_copy(desk: Desk, typed: MultiValueDict[str, Any], uploads: Iterable[Upload]) -> StepForm:
    """The unbound form with all that was typed and uploaded, and the copy that was asked for. Raises Http404 for no
    such file."""
    chosen = next((one for one in copyable(desk) if one.file.token == typed.get(COPY)), None)
    if chosen is None:
        raise Http404
    form = form_for(desk.step, desk.opened.case, on=desk.opened.on)
    for name, asked in form.declared.items():
        if name in typed and asked.kind != "files":
            form.initial[name] = typed.getlist(name) if asked.kind == "file_ticks" else typed.get(name)
    files = desk.files
    files.keep(typed.getlist("files_kept"))
    files.receive(uploads, at=desk.opened.at)
    files.take_copy(chosen.file, at=desk.opened.at)
    form.kept_files = files.files  # type: ignore[attr-defined]
    form.file_refusals = files.refusals  # type: ignore[attr-defined]
    return form
