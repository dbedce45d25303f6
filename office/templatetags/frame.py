"""What a page's frame needs where a library puts its own `site` into the context (signing in does)."""

from django import template

from office.context import Site

register = template.Library()


@register.simple_tag
def office_names() -> Site:
    """`{% office_names as site %}` gives `{{ site.office_name }}` back."""
    return Site()
