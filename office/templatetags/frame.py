"""What a page's frame needs where a library puts its own `site` into the context (signing in does)."""

from collections.abc import Iterable
from functools import lru_cache

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


@lru_cache(maxsize=512)
def _linked(name: str, items: tuple[Link, ...]) -> str:
    return render_to_string(name, {"items": items})
