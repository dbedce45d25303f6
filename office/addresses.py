"""Addresses of pages without arguments, written once a process: `reverse` for each link of a menu costs as much as a list."""

from functools import lru_cache

from django.urls import get_script_prefix, reverse


def address_of(name: str) -> str:
    """The path of the page with that URL name, as `reverse` writes it. Raises NoReverseMatch as it does."""
    return _written(name, get_script_prefix())


@lru_cache(maxsize=512)
def _written(name: str, prefix: str) -> str:
    return reverse(name)
