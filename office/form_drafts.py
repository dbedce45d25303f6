"""What a visitor has typed into a public form and not sent: kept by the server for an hour.

It is found by the form's own key, which the address of the form carries once something was kept, so that it survives
a reload, a telephone that slept, the back button and refused cookies. What was sent is not shown again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from urllib.parse import urlencode

from django.forms import BaseForm, Form
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict

from office import terminals, upload_quota
from office.crypto import keyed_hash
from office.form_stamps import Stamp
from office.models import FormDraft
from office.verbs import verb

F = TypeVar("F", bound=Form)
MOST_CHARACTERS = 20_000
# Statuses of pages that carry what was typed on; over a limit nothing is stored.
COME_BACK = frozenset({409, 422})
# Strangers leave them behind; whoever corrects a form does so at once.
KEPT_FOR = timedelta(hours=1)
# In the address: which form it is. In a body: only keep what was typed.
FORM, KEEP = "form", "keep"


@dataclass(frozen=True)
class Kept:
    """Of which form it is, what was typed, by field, and when it was kept."""

    stamp: Stamp
    typed: MultiValueDict[str, str]
    saved_at: datetime


def keep(request: HttpRequest, stamp: Stamp, names: Iterable[str], *, at: datetime) -> bool:
    """Keep the fields `names` of what was sent, in the place of what was kept under the form's key.

    Another turn at a terminal (office/terminals.py) finds nothing. False, and nothing kept, where all is empty, beyond
    `MOST_CHARACTERS`, or beyond what the address may upload.
    """
    values = {name: request.POST.getlist(name) for name in names if any(request.POST.getlist(name))}
    data = json.dumps(values, ensure_ascii=False)
    address = request.META["REMOTE_ADDR"]
    if not values or len(data) > MOST_CHARACTERS or not upload_quota.spend(address, len(data), at=at):
        return False
    _write(_hashed(request, stamp.key), data, at)
    return True


def reopened(request: HttpRequest, *, is_sent: Callable[[str], bool], at: datetime) -> Kept | None:
    """What was kept within the hour of the form that the address names; None for a blank one.

    `is_sent(key)` says whether something was submitted under the form's key: that is not shown again.
    """
    stamp = Stamp.read(request.GET.get(FORM, ""), at) if FORM in request.GET else None
    if stamp is None:
        return None
    rows = FormDraft.objects.filter(key=_hashed(request, stamp.key), saved_at__gt=at - KEPT_FOR)
    draft = rows.first()
    if draft is None or is_sent(stamp.key):
        return None
    return Kept(stamp, MultiValueDict(json.loads(draft.data)), draft.saved_at)


def restored(request: HttpRequest, form: type[F], *, at: datetime) -> tuple[F, Stamp, datetime | None]:
    """A plain form as its page opens it: with what was kept of it and when, under its own key, or blank. Whoever
    takes the form lets go of it with `forget`."""
    kept = reopened(request, is_sent=lambda key: False, at=at)
    if kept is None:
        return form(), Stamp.fresh(at), None
    return form(initial=kept.typed.dict()), kept.stamp, kept.saved_at


def received(request: HttpRequest, form: BaseForm, *, at: datetime) -> tuple[Stamp, bool]:
    """The key of a form that came back, and whether it was only to be kept, which then is done."""
    stamp = Stamp.read(request.POST.get("stamp", ""), at)
    if KEEP in request.POST and stamp is not None:
        keep(request, stamp, form.fields, at=at)
    return stamp or Stamp.fresh(at), KEEP in request.POST


def forget(request: HttpRequest, stamp: Stamp) -> None:
    """It was sent: nothing is left to be shown again."""
    FormDraft.objects.filter(key=_hashed(request, stamp.key)).delete()


def address_of(request: HttpRequest, stamp: Stamp) -> str:
    """Where the form opens with what was kept of it."""
    return f"{request.path}?{urlencode({FORM: stamp.text})}"


def purge(at: datetime) -> int:
    """Delete what was kept more than an hour before `at`; returns how many."""
    return FormDraft.objects.filter(saved_at__lte=at - KEPT_FOR).delete()[0]


@verb
def _write(key: str, data: str, at: datetime) -> None:
    FormDraft.objects.update_or_create(key=key, defaults={"data": data, "saved_at": at})


def _hashed(request: HttpRequest, key: str) -> str:
    turn = terminals.turn_of(request)
    return keyed_hash("form_draft", f"{turn.key if turn is not None else ''}\0{key}")
