"""Who says something of a representative's file or score: the person, by account, link, or a signed sheet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from evaluation.models.said_by import SaidBy
from fieldwork.reach import reach_of
from groups.models import Representative
from office.actors import Actor
from office.calendar import local_date
from office.models import StoredFile, User
from office.refusals import Refused


@dataclass(frozen=True)
class Said:
    """The way in which the person said it, and the scan of what was signed."""

    way: SaidBy
    sheet: StoredFile | None = None


ACCOUNT, LINK = Said(SaidBy.ACCOUNT), Said(SaidBy.LINK)


def on_sheet(sheet: StoredFile | None) -> Said:
    """Typed by another from what the person signed."""
    return Said(SaidBy.SHEET, sheet)


def typed_by(representative: Representative, said: Said, *, by: Actor, at: datetime) -> User | None:
    """Whose account typed it: the person's own, behind a link nobody's, of a sheet the liaison's or staff's.

    By link the caller knows that it is the person. Refused: `not_yours`, `has_account`, `missing` (the scan).
    """
    if said.way == SaidBy.LINK:
        return None
    if said.way == SaidBy.ACCOUNT:
        if by.user is None or representative.user_id != by.user.pk:
            raise Refused("not_yours", "由代表本人提出。")
        return by.user
    if by.user is None or not reach_of(by.user, local_date(at)).serves(representative.pk):
        raise Refused("not_yours", "由联络员或工作人员登记。")
    if representative.user_id is not None:
        raise Refused("has_account", f"{representative.name}有账号，由本人登录提出。")
    if said.sheet is None:
        raise Refused("missing", "请附本人签字件", field="sheet")
    return by.user
