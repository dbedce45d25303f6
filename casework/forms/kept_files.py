"""Files of a step's form: stored as soon as they come, and kept until the step is taken."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict

from casework.engine import Step
from casework.forms.drafts import FormFiles
from casework.forms.files import FILES_HINT, DraftedFilesField
from casework.forms.steps import StepForm, form_for
from office.calendar import local_date

FIELD = "files"


def drafted(field: forms.Field) -> DraftedFilesField:
    """The field as a form shows it that keeps its files: each upload is looked at alone."""
    hint = f"{field.help_text}。{FILES_HINT}" if field.help_text else FILES_HINT
    made = DraftedFilesField(required=field.required, label=field.label, help_text=hint)
    made.error_messages |= field.error_messages
    return made


def resume(form: StepForm, files: FormFiles) -> None:
    """An unbound form opens with what was kept of its files."""
    form.fields[FIELD] = drafted(form.fields[FIELD])
    files.resume()
    _show(form, files)


def take_up(form: StepForm, files: FormFiles, posted: MultiValueDict[str, Any], *, at: datetime) -> None:
    """Files of a form that came back: those that are still ticked, and what was uploaded now, stored at once.

    Refused ones are said beside the field, and so is that none is left of a step that asks for some. What `files`
    holds then goes to the step; the form itself hands on none.
    """
    if not isinstance(form.fields[FIELD], DraftedFilesField):
        form.fields[FIELD] = drafted(form.fields[FIELD])
    form.is_valid()
    files.keep(posted.getlist(f"{FIELD}_kept"))
    uploads: Sequence[Any] = form.cleaned_data.get(FIELD) or ()
    files.receive(uploads, at=at)
    if files.refusals:
        form.add_error(FIELD, cast(Any, files.refusals))
    elif form.declared[FIELD].required and not files.files:
        form.add_error(FIELD, form.declared[FIELD].message)
    form.cleaned_data[FIELD] = ()
    _show(form, files)


def set_aside(
    request: HttpRequest, step: Step, subject: Any, files: FormFiles, *, draft: object, at: datetime
) -> None:
    """存为草稿: the form's files are kept as its text was (`draft`, None where it was not), and nothing is asked of it.
    Says what was kept and which files were not."""
    if request.FILES or f"{FIELD}_shown" in request.POST:
        form = form_for(step, subject, on=local_date(at), data=request.POST, files=request.FILES)
        if FIELD in form.fields:
            take_up(form, files, request.POST, at=at)
    is_kept = draft is not None or bool(files.files)
    messages.success(request, "草稿已保存" if is_kept else "没有可以保存的内容")
    for words in files.refusals:
        messages.warning(request, words)


def _show(form: StepForm, files: FormFiles) -> None:
    """For components/kept_files.html."""
    form.kept_files = files.files  # type: ignore[attr-defined]
