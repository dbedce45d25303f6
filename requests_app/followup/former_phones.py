"""What a former telephone says by its link, carried out for the whole request (docs/domain.md § 2, Keys and grades)."""

from __future__ import annotations

from datetime import datetime

from casework import engine
from office.actors import Actor
from office.calendar import local_date
from office.verbs import verb
from requests_app.access import keys
from requests_app.access.requesters import Requester
from requests_app.models import PhoneChange
from requests_app.steps.former_telephones import FormerInputs, voided_by_undoing


def find(token: str, *, at: datetime) -> PhoneChange | None:
    """The change that the link may still answer."""
    rows = PhoneChange.objects.open(local_date(at)).filter(token_hash=keys.hash_token(token))
    return rows.select_related("case__station").first()


@verb
def undo(change: PhoneChange, token: str, *, at: datetime) -> None:
    """不是我改的: the number comes back, and what the other one has judged is void.

    Raises Refused: `no_change`.
    """
    engine.take("undo_phone", change.case, FormerInputs(token=token), by=Requester.formerly(), at=at)
    for case in keys.opened_with(change.case):
        if voided_by_undoing(case, at=at):
            engine.take("void_verdict", case, by=Actor.system("former_phone"), at=at)


@verb
def agree(change: PhoneChange, token: str, *, at: datetime) -> None:
    """是我改的. Raises Refused: `no_change`."""
    engine.take("confirm_phone", change.case, FormerInputs(token=token), by=Requester.formerly(), at=at)
