"""What a page needs: what this person may do now, and what an edition changes."""

from collections.abc import Collection, Iterable

from office.models import User
from office.publishing.differences import Change
from office.publishing.publication import LEADS, Act, E, Publication, Stage


def possible(
    publication: Publication[E], editions: Iterable[E | None], user: User, may: Collection[str]
) -> dict[str, Act[E]]:
    """The acts that can be done now to these editions of one thing, by name, for `{% if acts.publish %}`.

    `may` are those that the user's part allows. Where "hand_back" is among them and "publish" is not, only the second
    person lacks.
    """
    return {
        name: act
        for edition in editions
        if edition is not None
        for name, act in publication.acts.items()
        if name in may and publication.stage(edition) is LEADS[name][0]
        if not any(rule.forbids(edition, user) for rule in act.second_person)
    }


def changes(publication: Publication[E], edition: E) -> list[Change]:
    """What the edition changes in the one that was published before it; empty for a first edition."""
    if publication.former is not None:
        before = publication.former(edition)
    else:
        earlier = publication.editions(edition, Stage.PUBLISHED, Stage.REPLACED).filter(pk__lt=edition.pk)
        before = earlier.order_by("-pk").first()
    return publication.difference(before, edition) if before else []
