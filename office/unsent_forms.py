"""What a form held that was refused before any view read it: its cookie was not taken, or the session had ended.

Each app tells through `ports.unsent_forms` what the fields of its forms are called; nothing typed is left out.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.forms import BaseForm
from django.http import Http404, HttpRequest
from django.urls import ResolverMatch, resolve

from office import form_drafts, form_limits, ports
from office.form_stamps import Stamp

# Secrets, and what forms carry for themselves.
NOT_SHOWN = frozenset(
    {
        "csrfmiddlewaretoken",
        "password",
        "password1",
        "password2",
        "oldpassword",
        "code",
        "stamp",
        "confirmed",
        "again",
        "follow",
        "edit",
        "keep",
        "draft",
        "adopt",
        "seen",
        "ticket",
        "website",
        "files_kept",
        "files_shown",
    }
)
# Of a name that nobody knows, what is shorter is a button or a choice.
WORTH_SHOWING = 10
CHECKED = ("on", "是")


def named(*forms: type[BaseForm]) -> dict[str, ports.Named]:
    """The fields of form classes, by name."""
    return {
        name: ports.Named(str(field.label or ""), _choices(field))
        for form in forms
        for name, field in form.base_fields.items()  # type: ignore[attr-defined]
    }


def of_namespace(namespace: str, *forms: type[BaseForm]) -> ports.FindUnsentForm:
    """For the port: what the forms of one app's addresses are called."""

    def find(request: HttpRequest, match: ResolverMatch) -> ports.UnsentForm | None:
        return ports.UnsentForm(named(*forms)) if match.namespace == namespace else None

    return find


def kept(request: HttpRequest, form: type[BaseForm], *, at: datetime) -> ports.UnsentForm:
    """A public form that keeps what is typed: without its cookie it is not sent, but opens again by its address."""
    fields, stamp = named(form), Stamp.read(request.POST.get("stamp", ""), at)
    if form_limits.count_try(request.META["REMOTE_ADDR"], at=at) or stamp is None:
        return ports.UnsentForm(fields)
    if not form_drafts.keep(request, stamp, fields, at=at):
        return ports.UnsentForm(fields)
    return ports.UnsentForm(fields, again=form_drafts.address_of(request, stamp))


def of_admin(request: HttpRequest, match: ResolverMatch) -> ports.UnsentForm | None:
    """A page of the admin: as the model's columns are called."""
    app, _, rest = (match.url_name or "").partition("_")
    model = rest.rpartition("_")[0]
    if match.namespace != "admin" or app not in apps.app_configs or model not in apps.all_models[app]:
        return None
    columns = {}
    for name in request.POST:
        try:
            column = apps.get_model(app, model)._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        columns[name] = ports.Named(str(getattr(column, "verbose_name", "")))
    return ports.UnsentForm(columns)


def unsent_form(request: HttpRequest) -> ports.UnsentForm:
    """What the app of the address says of the form; nothing where no app knows it."""
    try:
        match = resolve(request.path_info)
    except Http404:
        return ports.UnsentForm({})
    found = (find(request, match) for find in (*ports.unsent_forms, of_admin))
    form = next((form for form in found if form is not None), ports.UnsentForm({}))
    return replace(form, fields={**named(*_forms_of(match.func)), **form.fields})


def _forms_of(view: Any) -> list[type[BaseForm]]:
    """The classes of forms that the module of a view knows: of a page that no app speaks for, too, fields have names."""
    known = getattr(inspect.unwrap(view), "__globals__", {})
    return [
        value
        for value in known.values()
        if isinstance(value, type) and issubclass(value, BaseForm) and hasattr(value, "base_fields")
    ]


def typed_in(request: HttpRequest, form: ports.UnsentForm) -> list[tuple[str, str]]:
    """Everything that was typed, chosen and attached, by its label and in words."""
    return [*_texts(request, form), *_files(request, form)]


def _texts(request: HttpRequest, form: ports.UnsentForm) -> Iterator[tuple[str, str]]:
    unknown = 0
    for name, values in request.POST.lists():
        text = "、".join(value for value in values if value.strip())
        field = form.fields.get(name)
        if name in NOT_SHOWN or not text:
            continue
        if field is not None and field.label:
            words = dict(field.choices) or dict([CHECKED])
            yield field.label, "、".join(words.get(value, value) for value in values if value.strip())
        elif len(text) >= WORTH_SHOWING:
            unknown += 1
            yield f"第 {unknown} 项", text


def _files(request: HttpRequest, form: ports.UnsentForm) -> Iterator[tuple[str, str]]:
    for name, uploads in request.FILES.lists():
        field = form.fields.get(name)
        what_now = "" if form.keeps_files else "（没有保留，请重新选择）"
        for upload in uploads:
            yield field.label if field else "文件", f"{upload.name or ''}{what_now}"


def _choices(field: Any) -> tuple[tuple[str, str], ...]:
    """Those that stand in the code; rows are not read for a class of forms."""
    choices = getattr(field, "choices", ())
    return tuple((str(value), str(label)) for value, label in choices) if isinstance(choices, list) else ()
