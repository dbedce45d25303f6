"""The one writer of an edition's stage."""

from datetime import datetime
from functools import partial
from typing import Any, Protocol

from office import events
from office.actors import Actor
from office.calendar import local_date
from office.models import User
from office.notifications.notices import notify
from office.publishing.publication import LEADS, E, Publication, Stage
from office.refusals import Refused
from office.verbs import verb


class Verb(Protocol[E]):
    """`take` of one act."""

    def __call__(
        self, edition: E, text: str = "", *, compared: bool = False, by: Actor, at: datetime
    ) -> E: ...


def verbs(publication: Publication[E]) -> list[Verb[E]]:
    """One for each act, in their order: what the noun's module calls its verbs."""
    return [partial(take, publication, name) for name in publication.acts]


@verb
def take(
    publication: Publication[E],
    name: str,
    edition: E,
    text: str = "",
    *,
    compared: bool = False,
    by: Actor,
    at: datetime,
) -> E:
    """Carry out one act on the edition as it stands now; returns it, or the next edition of a correction.

    "submit" sends a draft to the second person, "hand_back" makes it a draft again, "publish" makes it public and
    replaces what was, "check" says that it was compared with its source (once a day; with `compared` "publish" says
    so too), "correct" begins the next edition, "withdraw" takes it back. `text` is the reason.
    Raises `Refused`, in this order: of `proposes` or `decides`, `wrong_stage`, of the second person, `missing` or
    `too_long`, `exists` (a correction is open), of `ready`.
    """
    act, edition = publication.acts[name], publication.locked(edition)
    if _is_repeat(publication, name, edition, by, at):
        return edition
    reason = act.reason.checked(text) if act.reason else ""
    if name == "correct" and publication.next_edition:
        if publication.editions(edition, Stage.DRAFT, Stage.SUBMITTED).exists():
            raise Refused("exists", "更正版已经生成，请继续处理更正版")
        return publication.next_edition(edition, reason, by, at)
    author: User | None = getattr(edition, publication.author, None)
    columns = _columns(publication, name, reason, compared, by, at)
    for column, value in columns.items():
        setattr(edition, column, value)
    act.ready(edition, by, at)
    if name == "publish" and publication.stage_column:
        former = publication.editions(edition, Stage.PUBLISHED)
        former.update(**publication.at_stage(Stage.REPLACED, at))
    edition.save(update_fields=[*columns])
    if Stage.PUBLISHED in LEADS[name]:
        publication.then(edition, at)
    _tell(publication, name, edition, author, reason, by, at)
    private = {"reason": reason} if reason else {}
    events.record(publication.fact(edition, act.event or name, private), by=by, at=at)
    return edition


def _is_repeat(publication: Publication[E], name: str, edition: E, by: Actor, at: datetime) -> bool:
    """Whether nothing is left to do; refuses whoever has no part in the act, any other stage, and the author."""
    act, stage, (begin, end) = publication.acts[name], publication.stage(edition), LEADS[name]
    (publication.proposes if name == "submit" else publication.decides)(edition, by, at)
    if act.repeat_is_harmless and stage == end:
        return True
    if stage != begin:
        raise Refused(*act.wrong_stage)
    for rule in act.second_person:
        if rule.forbids(edition, by.user):
            raise Refused(rule.code, rule.words)
    return name == "check" and getattr(edition, "checked_on", None) == local_date(at)


def _columns(
    publication: Publication[E], name: str, reason: str, compared: bool, by: Actor, at: datetime
) -> dict[str, Any]:
    """What the act writes."""
    columns = {} if name == "check" else publication.at_stage(LEADS[name][1], at)
    if name == "submit":
        columns |= zip(publication.submission, (by.user, at), strict=False)
    if name == "hand_back":
        columns |= dict.fromkeys(publication.submission)
    if name in ("submit", "hand_back") and publication.remark:
        columns[publication.remark] = reason
    if name == "publish":
        columns |= zip(publication.approval, (by.user, at), strict=True)
    if name == "check" or compared:
        columns |= {"checked_on": local_date(at), "checked_by": by.user}
    return columns


def _tell(
    publication: Publication[E],
    name: str,
    edition: E,
    author: User | None,
    reason: str,
    by: Actor,
    at: datetime,
) -> None:
    notice = publication.acts[name].notice
    if notice is not None:
        key, title, body, link = (
            template.format(edition=edition, reason=reason, at=at.isoformat())
            for template in (notice.key, notice.title, notice.body, publication.link)
        )
        to = notice.to(edition, by, at) if notice.to else [author] if author else []
        notify(key, to, title=title, body=body, link=link, at=at)
