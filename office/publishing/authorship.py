"""Whose words an edition holds: whoever saves what another has written, unchanged, is not its author."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Model


def says_the_same(edition: Model, values: Mapping[str, Any]) -> bool:
    """Whether the edition is stored and its columns hold these values already."""
    return edition.pk is not None and all(getattr(edition, name) == value for name, value in values.items())
