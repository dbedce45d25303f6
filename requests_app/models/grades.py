"""Who supplied an address, and with it what a key that was sent there may do (docs/domain.md § 2, Keys and grades)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from casework.models.constraints import known


class Grade(models.TextChoices):
    OWN = "own", "本人提供"
    CHECKED = "checked", "已核实"
    DESK = "desk", "柜台登记"
    SLIP = "slip", "回执单"
    NONE = "none", "未留"


# What counts as the requester's own word.
TRUSTED = frozenset({Grade.OWN, Grade.CHECKED})
# What a verdict may be given by.
JUDGING = frozenset({*TRUSTED, Grade.DESK})
_WORTH = {Grade.OWN: 3, Grade.CHECKED: 3, Grade.DESK: 2, Grade.SLIP: 1, Grade.NONE: 0}


def worth(grade: str) -> int:
    """How much a grade is believed: own and checked alike, then desk, slip, none."""
    return _WORTH[Grade(grade)]


def lower(first: str, second: str) -> str:
    """The grade of less worth; of equals the first."""
    return second if worth(second) < worth(first) else first


def graded_addresses() -> list[models.CheckConstraint]:
    """A telephone has the grade of who supplied it, and no telephone has none; an e-mail's is a known one.

    An e-mail is encrypted without an index: that it is there cannot be asked in a constraint.
    """
    return [
        known("email_grade", Grade, "case_email_grade_known"),
        models.CheckConstraint(
            condition=Q(phone_index="", phone_grade=Grade.NONE)
            | (~Q(phone_index="") & Q(phone_grade__in=(Grade.OWN, Grade.CHECKED, Grade.DESK))),
            name="case_phone_has_its_grade",
        ),
    ]
