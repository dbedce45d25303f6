"""How an actor stands towards a suggestion: the parties that the table of steps names."""

from __future__ import annotations

from datetime import date

from casework.engine import ActingAs
from casework.models.assignments import AssignmentStatus
from office.actors import Actor
from stations.scopes import Scope, Scopes
from suggestions.file import SuggestionFile
from suggestions.models import SuggestionAssignment
from suggestions.models.authors import AuthorState

LEAD_AUTHOR = "lead_author"
AUTHOR = "author"  # every author, the lead one too
SUCCESSOR = "successor"  # speaks of the answer for a lead author who has left office
BY_LINK = "by_link"  # an author without an account, by the link to the roster's telephone
LIAISON = "liaison"
STAFF = "staff"
APPROVER = "approver"
LEAD_HANDLER = "lead_handler"
LEAD_HEAD = "lead_head"
CO_HANDLER = "co_handler"
CO_HEAD = "co_head"
RELAY_HANDLER = "relay_handler"  # of the 转办单位 that has not passed the part on yet
RELAY_HEAD = "relay_head"
PAPER = "paper"  # staff, for a unit that has nobody on the desk, or no head, and sends letters
SYSTEM = "system"

PARTY_LABELS = {
    LEAD_AUTHOR: "领衔代表",
    AUTHOR: "提出代表",
    SUCCESSOR: "接续代表",
    BY_LINK: "提出代表（短信链接）",
    LIAISON: "联络员",
    STAFF: "代表工作机构",
    APPROVER: "审签人",
    LEAD_HANDLER: "主办单位经办人",
    LEAD_HEAD: "主办单位负责人",
    CO_HANDLER: "会办单位经办人",
    CO_HEAD: "会办单位负责人",
    RELAY_HANDLER: "转办单位经办人",
    RELAY_HEAD: "转办单位负责人",
    PAPER: "代表工作机构（代纸质单位登记）",
    SYSTEM: "系统",
}
OFFICE = frozenset({LIAISON, STAFF})
UNITS = frozenset({LEAD_HANDLER, LEAD_HEAD, CO_HANDLER, CO_HEAD})


def capacities(file: SuggestionFile, by: Actor, on: date) -> list[ActingAs]:
    """Every party `by` may act as on the local date, own posts first, then those of absent colleagues."""
    if by.kind == "system":
        return [ActingAs(SYSTEM, by)]
    if by.kind == "requester":
        return [ActingAs(BY_LINK, by)] if by.basis == "own" else []
    if by.user is None:
        return []
    scopes = Scopes.of(by.user, on)
    found = [ActingAs(party, by, scopes.own) for party in parties(file, scopes.own)]
    for person, scope in scopes.stood_in:
        acting = Actor.of(by.user, on_behalf_of=person)
        found += [ActingAs(party, acting, scope) for party in parties(file, scope)]
    return found


def parties(file: SuggestionFile, scope: Scope) -> list[str]:
    """The parties that one set of posts is towards a suggestion."""
    found = _authors(file, scope)
    if _serves(file, scope):
        found.append(LIAISON)
    for part in file.current:
        found += _of_unit(part, scope)
    if scope.is_staff:
        found += [APPROVER, STAFF] if scope.is_approver else [STAFF]
        there = scope.attended & scope.headed
        if any(part.holder.pk not in there for part in file.current):
            found.append(PAPER)
    return found


def _of_unit(part: SuggestionAssignment, scope: Scope) -> list[str]:
    """As whom this scope speaks for whoever holds the part now."""
    if part.status == AssignmentStatus.AT_RELAY:
        handler, head = RELAY_HANDLER, RELAY_HEAD
    else:
        handler, head = (LEAD_HANDLER, LEAD_HEAD) if part.is_lead else (CO_HANDLER, CO_HEAD)
    holder = part.holder.pk
    return [party for party, held in ((handler, scope.handles), (head, scope.heads)) if holder in held]


def _authors(file: SuggestionFile, scope: Scope) -> list[str]:
    if not scope.representatives:
        return []
    own = [each for each in file.authors if each.representative_id in scope.representatives]
    own = [each for each in own if each.state != AuthorState.LEFT]
    lead = file.lead_author
    if own:
        return [LEAD_AUTHOR, AUTHOR] if lead is not None and lead in own else [AUTHOR]
    succeeds = lead is not None and lead.successor_id in scope.representatives
    return [SUCCESSOR] if succeeds else []


def _serves(file: SuggestionFile, scope: Scope) -> bool:
    group = file.suggestion.group_id
    return group is not None and group in scope.groups
