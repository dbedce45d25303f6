"""What a suggestion stands on: facts of its linked requests as numbers, and how many enterprises they come from."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from office.templatetags.wording import short_day
from requests_app.models import EnterpriseRequest
from requests_app.models.requests import Status
from stations.ties import Identity, Ties
from suggestions.models import Author, Suggestion

ENTERPRISES_AT_LEAST = 2


@dataclass(frozen=True)
class Fact:
    """A line to be taken over: 诉求 6 件，企业 5 家. Never a word of a requester."""

    text: str
    about: str = ""


@dataclass(frozen=True)
class Grounds:
    """`enterprises` are those that count: no twins, none to which an author is tied; `ties` says of whom and how."""

    cases: int = 0
    enterprises: int = 0
    ties: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = field(default=())

    def suffice(self, generality: str) -> bool:
        """Grown from no request, or from two enterprises, or of a stated general interest."""
        return not self.cases or self.enterprises >= ENTERPRISES_AT_LEAST or bool(generality.strip())


def linked_cases(suggestion: Suggestion) -> list[EnterpriseRequest]:
    """The requests it grew from, by their numbers; those that wait for the author's consent are not among them, and
    one that was sealed since is its keeper's alone."""
    rows = EnterpriseRequest.objects.unsealed().filter(
        pk__in=suggestion.sources.filter(proposed=False).values("case_id")
    )
    return list(rows.select_related("category").order_by("ledger_number"))


def grounds_of(suggestion: Suggestion, authors: list[Author], *, on: date) -> Grounds:
    """As of a local date: interests are those then in force."""
    cases = linked_cases(suggestion)
    people = [author.representative for author in authors]
    ties = Ties(people, on=on)
    counted: list[Identity] = []
    told: list[str] = []
    for case in cases:
        identity = Identity.of(case.enterprise_id, name=case.enterprise_name, uscc=case.uscc)
        if identity in counted or not (identity.rows or identity.names):
            continue
        how = [f"{person.name}{words}" for person in people if (words := ties.of(person, identity))]
        if how:
            told += [f"{each}（诉求 {case.ledger_number}）" for each in how]
        elif not any(_same(identity, other) for other in counted):
            counted.append(identity)
    return Grounds(len(cases), len(counted), tuple(told), tuple(_facts(cases, len(counted))))


def _same(one: Identity, other: Identity) -> bool:
    return bool(one.rows & other.rows or one.names & other.names)


def _facts(cases: list[EnterpriseRequest], enterprises: int) -> list[Fact]:
    if not cases:
        return []
    first, last = min(case.received_on for case in cases), max(case.received_on for case in cases)
    found = [
        Fact(f"诉求 {len(cases)} 件，企业 {enterprises} 家", f"{short_day(first)}至{short_day(last)}收到")
    ]
    named = Counter(case.category.name for case in cases if case.category is not None)
    found += [Fact(f"{name} {count} 件", "诉求类别") for name, count in named.most_common(3)]
    days = [(case.answered_on - case.received_on).days for case in cases if case.answered_on is not None]
    if days:
        found.append(
            Fact(f"答复平均用了 {round(sum(days) / len(days))} 天，最长 {max(days)} 天", "从收到到答复")
        )
    ended = sum(case.status == Status.CLOSED for case in cases)
    found.append(Fact(f"其中 {ended} 件已经结案，{len(cases) - ended} 件还在办理", "截至今天"))
    return found
