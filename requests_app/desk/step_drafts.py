"""What is typed into a step's form and not sent yet: kept per person, case and step until it is sent or purged."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.core.signing import BadSignature, Signer
from django.utils.datastructures import MultiValueDict

from office import options
from office.calendar import local_date
from office.models import User
from office.verbs import verb
from requests_app.intake.drafts import Drafts
from requests_app.models import EnterpriseRequest, StepDraft

MOST_CHARACTERS = 20_000
# A form that was opened this long ago may still bring its text home after the session has ended.
WRITABLE_FOR = timedelta(hours=24)


class StepFiles(Drafts):
    """The files of a step's form, kept over errors under one key for each person, case and step."""

    def __init__(self, user: User, case: EnterpriseRequest, step: str) -> None:
        super().__init__(f"step:{user.pk}:{case.pk}:{step}")

    def resume(self) -> None:
        """Take up all that was kept, for a form that is opened again."""
        self.files = [row.file for row in self.rows().select_related("file")]


@verb
def keep(
    case: EnterpriseRequest,
    step: str,
    typed: MultiValueDict[str, Any],
    fields: Iterable[str],
    *,
    by: User,
    at: datetime,
) -> StepDraft | None:
    """Keep the typed values of `fields`; what is empty or beyond all measure is not kept."""
    values = {name: typed.getlist(name) for name in fields if any(typed.getlist(name))}
    data = json.dumps(values, ensure_ascii=False)
    if not values or len(data) > MOST_CHARACTERS:
        return None
    draft, _ = StepDraft.objects.update_or_create(
        user=by, case=case, step=step, defaults={"data": data, "saved_at": at}
    )
    return draft


def find(case: EnterpriseRequest, step: str, user: User) -> StepDraft | None:
    return StepDraft.objects.filter(user=user, case=case, step=step).first()


def typed_in(draft: StepDraft) -> MultiValueDict[str, Any]:
    """The values as a form receives them."""
    return MultiValueDict(json.loads(draft.data))


def discard(case: EnterpriseRequest, step: str, user: User) -> None:
    StepDraft.objects.filter(user=user, case=case, step=step).delete()


def purge(at: datetime) -> int:
    """Drafts older than the office keeps them (`keep_draft_days`)."""
    days = int(options.value("keep_draft_days", local_date(at)))
    return StepDraft.objects.filter(saved_at__lt=at - timedelta(days=days)).delete()[0]


def ticket(user: User, case: EnterpriseRequest, step: str, *, at: datetime) -> str:
    """Stands in the form: lets its text be kept for its author even when the session has ended meanwhile."""
    return _signer().sign(f"{user.pk}.{case.pk}.{step}.{int(at.timestamp())}")


def author_of(
    signed: str, case_number: str, step: str, *, at: datetime
) -> tuple[User, EnterpriseRequest] | None:
    """Who opened the form that this ticket stood in, if it was for this case and step, and not long ago."""
    try:
        user, case, named, opened = _signer().unsign(signed).split(".")
    except (BadSignature, ValueError):
        return None
    if at.timestamp() - int(opened) > WRITABLE_FOR.total_seconds():
        return None
    found = EnterpriseRequest.objects.filter(pk=case, ledger_number=case_number).first()
    author = User.objects.filter(pk=user, is_active=True).first()
    return (author, found) if author and found and named == step else None


def _signer() -> Signer:
    return Signer(salt="requests_app.step_drafts")
