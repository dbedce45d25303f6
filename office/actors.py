"""Who does something: a person with an account, the requester by a secret, or the system by itself."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Self

if TYPE_CHECKING:
    from office.models import User

Kind = Literal["user", "requester", "system"]
# Who supplied the address that the requester's link or code was sent to; slip: paper; in_person: told to a clerk.
REQUESTER_BASES = ("own", "checked", "desk", "slip", "none", "in_person")


@dataclass(frozen=True)
class Actor:
    """`on_behalf_of` is the absent person for whom `user` stands in; `basis` what the other kinds rest on."""

    kind: Kind
    user: "User | None" = None
    on_behalf_of: "User | None" = None
    basis: str = ""

    @classmethod
    def of(cls, user: "User", on_behalf_of: "User | None" = None) -> Self:
        return cls("user", user=user, on_behalf_of=on_behalf_of)

    @classmethod
    def requester(cls, basis: str) -> Self:
        if basis not in REQUESTER_BASES:
            raise ValueError(f"A requester acts by one of {REQUESTER_BASES}, not {basis!r}.")
        return cls("requester", basis=basis)

    @classmethod
    def system(cls, basis: str) -> Self:
        """`basis` names the job or command, so that the record says what moved by itself."""
        return cls("system", basis=basis)

    @property
    def label(self) -> str:
        """How a timeline names the actor: 乙（代甲）."""
        if self.user is None:
            return "诉求人" if self.kind == "requester" else "系统"
        if self.on_behalf_of is None:
            return self.user.name
        return f"{self.user.name}（代{self.on_behalf_of.name}）"
