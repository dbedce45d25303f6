"""The requester as an actor: what a link or code may do follows from the two keys that it holds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

from office.actors import Actor
from requests_app.models import AccessKey, VerdictKey
from requests_app.models.grades import Grade, lower

# Whoever holds a verdict link alone; the former telephone, which undoes a change and no more.
VERDICT, FORMER = "verdict", "former"


@dataclass(frozen=True)
class Requester(Actor):
    """`basis` is the grade of the access key, `judges` that of the verdict key; "" where there is none.

    `network` is where the page was sent from, as a limit counts it; "" where it came by no page.
    """

    judges: str = ""
    verdict_key: int | None = None
    access_key: int | None = None
    network: str = ""

    @classmethod
    def holding(cls, access: AccessKey | None, verdict: VerdictKey | None) -> Self:
        """By keys in force; at least one of them is there."""
        return cls(
            "requester",
            basis=access.grade if access is not None else VERDICT,
            judges=verdict.grade if verdict is not None else "",
            verdict_key=verdict.pk if verdict is not None else None,
            access_key=access.pk if access is not None else None,
        )

    def at_desk(self) -> Self:
        """The same keys used in a desk's browser: no more than a desk's own word, as nobody knows who holds them."""
        return replace(
            self,
            basis=lower(self.basis, Grade.DESK) if self.basis in Grade else self.basis,
            judges=lower(self.judges, Grade.DESK) if self.judges else "",
        )

    @classmethod
    def with_receipt(cls, grade: str = Grade.OWN) -> Self:
        """By the private receipt of this grade, which carries both."""
        return cls("requester", basis=grade, judges=grade)

    @classmethod
    def formerly(cls) -> Self:
        """By the link that the former telephone was sent."""
        return cls("requester", basis=FORMER)


def judges_as(actor: Actor) -> str:
    """The grade of the verdict that the actor may give; "" for whoever may give none."""
    return actor.judges if isinstance(actor, Requester) else ""


def verdict_key_of(actor: Actor) -> int | None:
    """The row that the verdict is given by, None for whoever has none."""
    return actor.verdict_key if isinstance(actor, Requester) else None


def keys_still_in_force(actor: Requester) -> tuple[bool, bool]:
    """Whether the access key and the verdict key that the actor came with open anything now.

    Their rows stay as they are until the transaction ends: what ends a key in this moment waits, or has ended it.
    """
    return _is_in_force(AccessKey, actor.access_key), _is_in_force(VerdictKey, actor.verdict_key)


def _is_in_force(model: type[AccessKey] | type[VerdictKey], key: int | None) -> bool:
    if key is None:
        return False
    rows = model._default_manager.select_for_update().filter(pk=key, ended_at__isnull=True)
    return rows.values_list("pk").first() is not None
