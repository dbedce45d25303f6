"""What the pages of policies list: browsed or searched, narrowed by category, audience, sector and validity."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django import forms

from office.numbers import clean_text
from policies import search
from policies.audience import Sector, Size
from policies.models import InformationItem, Policy, PolicyVersion
from policies.search import Document, Piece
from policies.search.asking import Wanted
from policies.search.words import QUERY_AT_MOST
from policies.texts import plain
from policies.validity import Validity

PAGE = 10


class CatalogueForm(forms.Form):
    """What narrows; a value that nobody offers narrows nothing."""

    q = forms.CharField(label="搜政策和资料", required=False)
    category = forms.ChoiceField(
        label="手册分类", required=False, choices=[("", "全部"), *Policy.Category.choices]
    )
    size = forms.ChoiceField(label="适用对象", required=False, choices=[("", "不限"), *Size.choices])
    sector = forms.ChoiceField(label="行业", required=False, choices=[("", "不限"), *Sector.choices])
    valid = forms.BooleanField(label="只看有效的", required=False)

    @property
    def narrows(self) -> bool:
        return any(self.chosen(name) for name in ("size", "sector", "valid"))

    def chosen(self, name: str) -> str:
        self.is_valid()
        return str(self.cleaned_data.get(name) or "")

    def clean_q(self) -> str:
        return clean_text(self.cleaned_data["q"].replace("\x00", ""))[:QUERY_AT_MOST]


@dataclass(frozen=True)
class Entry:
    """One line of a list, with what was hit in it."""

    version: PolicyVersion
    title: Sequence[Piece]
    words: Sequence[Piece]
    validity: Validity


@dataclass(frozen=True)
class ItemEntry:
    item: InformationItem
    title: Sequence[Piece]
    words: Sequence[Piece]
    validity: Validity


@dataclass
class Catalogue:
    """One page. `counts` by category under the other filters; `valid`, `ending` tell of all that was found."""

    entries: list[Entry] = field(default_factory=list)
    items: list[ItemEntry] = field(default_factory=list)
    # Where what was looked for is not a policy but information, that stands first.
    items_first: bool = False
    nearest: list[Entry] = field(default_factory=list)
    near_items: list[ItemEntry] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    total: int = 0
    valid: int = 0
    ending: int = 0
    page: int = 1
    pages: int = 1


def catalogue(form: CatalogueForm, *, on: date, page: int = 1) -> Catalogue:
    """`page` from 1; one that does not exist is the nearest that does."""
    index = search.current()
    query, category = form.chosen("q"), form.chosen("category")
    fits = [document for document in index.documents if _fits(document, form, on)]
    found = (
        search.find(query, index, on=on, keep=lambda document: _fits(document, form, on)) if query else None
    )
    ranked = (
        [hit.document for hit in found.hits] if found else sorted(fits, key=lambda each: _is_over(each, on))
    )
    policies = [document for document in ranked if document.kind == "policy"]
    chosen = [document for document in policies if category in ("", document.category)]
    pages = max(1, -(-len(chosen) // PAGE))
    page = min(max(1, page), pages)
    listed = Catalogue(
        counts=dict(Counter(document.category for document in policies)),
        total=len(chosen),
        valid=sum(not _is_over(document, on) for document in chosen),
        ending=sum(_ends_this_year(document, on) for document in chosen),
        page=page,
        pages=pages,
    )
    want = found.wanted if found else None
    listed.entries = entries(chosen[(page - 1) * PAGE : page * PAGE], want, on)
    if found:
        items = [document for document in ranked if document.kind == "information"]
        listed.items = item_entries(items[:PAGE], found.wanted, on)
        listed.items_first = bool(ranked) and ranked[0].kind == "information" and not category
        near = [hit.document for hit in found.nearest]
        listed.nearest = entries([each for each in near if each.kind == "policy"], None, on)
        listed.near_items = item_entries([each for each in near if each.kind != "policy"], None, on)
    return listed


def entries(documents: Sequence[Document], want: Wanted | None, on: date) -> list[Entry]:
    """In the given order; one question to the database."""
    slugs = [document.key for document in documents]
    versions = PolicyVersion.objects.published().filter(policy__slug__in=slugs).for_lists()
    known = {version.policy.slug: version for version in versions} if slugs else {}
    return [_entry(known[slug], want, on) for slug in slugs if slug in known]


def item_entries(documents: Sequence[Document], want: Wanted | None, on: date) -> list[ItemEntry]:
    slugs = [document.key for document in documents]
    rows = InformationItem.objects.published().filter(slug__in=slugs).for_lists() if slugs else []
    known = {item.slug: item for item in rows}
    return [
        ItemEntry(
            item,
            _marked(item.title, want),
            _where_hit(item.summary, plain(item.body), want),
            item.validity(on),
        )
        for slug in slugs
        if (item := known.get(slug))
    ]


def _entry(version: PolicyVersion, want: Wanted | None, on: date) -> Entry:
    words = _where_hit(version.benefit, version.plain, want)
    return Entry(version, _marked(version.title, want), words, version.validity(on))


def _marked(text: str, want: Wanted | None) -> Sequence[Piece]:
    return search.marked(text, want) if want else [Piece(text, is_hit=False)]


def _where_hit(first: str, then: str, want: Wanted | None) -> Sequence[Piece]:
    """The short text; where the hit is only in the long one, that stretch of it."""
    pieces = _marked(first, want)
    if want and not any(piece.is_hit for piece in pieces):
        return search.snippet(then, want) or pieces
    return pieces


def _fits(document: Document, form: CatalogueForm, on: date) -> bool:
    size, sector = form.chosen("size"), form.chosen("sector")
    if document.kind == "information":
        return not (size or sector) and not (form.chosen("valid") and _is_over(document, on))
    return (
        (not size or not document.sizes or size in document.sizes)
        and (not sector or not document.sectors or sector in document.sectors)
        and not (form.chosen("valid") and (_is_over(document, on) or (document.begins or on) > on))
    )


def _is_over(document: Document, on: date) -> bool:
    return document.ends is not None and document.ends < on


def _ends_this_year(document: Document, on: date) -> bool:
    return document.ends is not None and document.ends >= on and document.ends.year == on.year
