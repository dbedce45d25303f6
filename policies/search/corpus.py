"""What can be found: published policies and items of information, as they are on the day."""

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import Count, Max

from policies.models import InformationItem, PolicyVersion, Synonym
from policies.search.index import Document, Index, build
from policies.texts import plain

# One index a process, with the answers that tell whether it is still true.
_held: dict[str, tuple[tuple[Any, ...], Index]] = {}


def current() -> Index:
    """The index of all that is published now; built anew once something was published, withdrawn or reworded."""
    version, held = _version(), _held.get("index")
    if held is not None and held[0] == version:
        return held[1]
    index = build([*_policies(), *_items()], dict(Synonym.objects.values_list("word", "means")))
    # Rows of a transaction that may yet be rolled back are not kept for others.
    if not transaction.get_connection().in_atomic_block:
        _held["index"] = (version, index)
    return index


def forget() -> None:
    """The next use reads the tables."""
    _held.clear()


def _version() -> tuple[Any, ...]:
    """Three small questions: whatever changes what is found changes one of the answers."""
    versions = PolicyVersion.objects.aggregate(Max("released_at"), Max("superseded_at"))
    items = InformationItem.objects.published().aggregate(Count("pk"), Max("released_at"))
    words = Synonym.objects.aggregate(Count("pk"), Max("changed_at"))
    return (*versions.values(), *items.values(), *words.values())


def _policies() -> Iterator[Document]:
    for version in PolicyVersion.objects.published().for_lists():
        yield Document(
            kind="policy",
            key=version.policy.slug,
            title=version.title,
            lead=" ".join(
                [
                    version.benefit,
                    version.who,
                    version.policy.get_category_display(),
                    *version.industries,
                    version.document_title,
                ]
            ),
            body=" ".join([version.plain, *version.key_points, *version.how_to_apply, version.where]),
            keywords=tuple(version.keywords),
            category=version.policy.category,
            number=version.document_number,
            begins=version.effective_from,
            ends=version.expires_on,
            sizes=frozenset(version.fit.get("sizes", ())),
            sectors=frozenset(version.fit.get("sectors", ())),
        )


def _items() -> Iterator[Document]:
    for item in InformationItem.objects.published().for_lists():
        yield Document(
            kind="information",
            key=item.slug,
            title=item.title,
            lead=f"{item.summary} {item.kind.name}",
            body=f"{plain(item.body)} {item.source}",
            category=item.kind.code,
            ends=item.valid_until,
        )
