"""One use of publishing with a second person, as the tests of all of them take it through its acts."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from office.actors import Actor
from office.publishing import Publication
from tests.stories import SHANGHAI


def day(number: int) -> dt.datetime:
    """10:00 of a day in December 2026."""
    return dt.datetime(2026, 12, number, 10, tzinfo=SHANGHAI)


@dataclass(frozen=True)
class Use:
    """`draft` makes what `author` wrote, `write` writes in an edition, `correct` begins the next one, of which
    `changed` (label, words) is not as before. `verbs` are the noun's own names for the acts; `page` is the address
    where they are taken, `button` what stands there while it can be published.
    """

    publication: Publication[Any]
    module: ModuleType
    verbs: tuple[str, ...]
    author: Actor
    decider: Actor
    draft: Callable[[], Any]
    write: Callable[[Any], object]
    correct: Callable[[Any], Any]
    changed: tuple[str, str]
    page: str
    button: str

    def do(self, name: str, edition: Any, *given: str, by: Actor, on: int) -> Any:
        return getattr(self.module, dict(zip(self.publication.acts, self.verbs, strict=True))[name])(
            edition, *given, by=by, at=day(on)
        )

    def submitted(self) -> Any:
        edition = self.draft()
        return self.sent(edition, on=5)

    def sent(self, edition: Any, *, on: int) -> Any:
        """A noun without drafts waits for its second person as soon as it is written."""
        if "submit" not in self.publication.acts:
            return edition
        return self.do("submit", edition, by=self.author, on=on)

    def published(self) -> Any:
        return self.do("publish", self.submitted(), by=self.decider, on=6)
