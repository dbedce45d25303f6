"""What a visitor has typed into the public form and not sent: kept by the server for an hour.

It is found by the form's own key, which the address of the form carries once something was kept, so that it survives
a reload, a telephone that slept, the back button and refused cookies. What was sent is not shown again.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils.datastructures import MultiValueDict

from casework.forms.drafts import KEPT_FOR, MOST_CHARACTERS
from office import upload_quota
from office.crypto import keyed_hash
from office.verbs import verb
from requests_app.intake import duplicates
from requests_app.models import FormDraft


@dataclass(frozen=True)
class Kept:
    """What was typed, by field, and when it was kept."""

    typed: MultiValueDict[str, str]
    saved_at: datetime


def keep(
    key: str,
    typed: MultiValueDict[str, str],
    names: Collection[str],
    *,
    turn: str,
    address: str,
    at: datetime,
) -> bool:
    """Keep the fields `names` of what was typed, in the place of what was kept under the key.

    `turn` names the visitor's turn at a terminal (office/terminals.py), "" elsewhere: another one finds nothing.
    False, and nothing kept, where all is empty, beyond `MOST_CHARACTERS`, or beyond what `address` may upload.
    """
    values = {name: typed.getlist(name) for name in names if any(typed.getlist(name))}
    data = json.dumps(values, ensure_ascii=False)
    if not values or len(data) > MOST_CHARACTERS or not upload_quota.spend(address, len(data), at=at):
        return False
    _write(_hashed(key, turn), data, at)
    return True


def find(key: str, *, scope: str, turn: str, at: datetime) -> Kept | None:
    """What was kept under the key within the hour, unless something was submitted under it in `scope`."""
    draft = FormDraft.objects.filter(key=_hashed(key, turn), saved_at__gt=at - KEPT_FOR).first()
    if draft is None or duplicates.is_acknowledged(scope, key):
        return None
    return Kept(MultiValueDict(json.loads(draft.data)), draft.saved_at)


def purge(at: datetime) -> int:
    """Delete what was kept more than an hour before `at`; returns how many."""
    return FormDraft.objects.filter(saved_at__lte=at - KEPT_FOR).delete()[0]


@verb
def _write(key: str, data: str, at: datetime) -> None:
    FormDraft.objects.update_or_create(key=key, defaults={"data": data, "saved_at": at})


def _hashed(key: str, turn: str) -> str:
    return keyed_hash("form_draft", f"{turn}\0{key}")
