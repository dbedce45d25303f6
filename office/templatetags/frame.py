"""What a page's frame needs where a library puts its own `site` into the context (signing in does)."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from django import template
from django.template.loader import render_to_string

from office.context import Link, Site

register = template.Library()


@register.simple_tag
def office_names() -> Site:
    """`{% office_names as site %}` gives `{{ site.office_name }}` back."""
    return Site()


@register.simple_tag
def links(name: str, items: Iterable[Link]) -> str:
    """The template `name` over these links: kept, as most pages of a reader have the same menu."""
    return _linked(name, tuple(items))


@dataclass(frozen=True)
class Section:
    """Links under one heading; it stands open where this page is one of them, and the first one always."""

    heading: str
    links: tuple[Link, ...]
    is_open: bool


@lru_cache(maxsize=512)
def _linked(name: str, items: tuple[Link, ...]) -> str:
    return render_to_string(name, {"items": items, "sections": _sections(items)})


def _sections(items: tuple[Link, ...]) -> list[Section]:
    found: list[Section] = []
    for heading, links in groupby(items, key=lambda link: link.section):
        own = tuple(links)
        is_first = bool(heading) and all(not one.heading for one in found)
        found.append(Section(heading, own, is_first or any(link.current for link in own)))
    return found
