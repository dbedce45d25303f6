"""What a step changed in its subject: only those columns are written, and so held by the event."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any


def columns_of(subject: Any) -> dict[str, Any]:
    """Values by column; lists and mappings are copied, as an effect may change them where they stand."""
    return {
        name: deepcopy(value) if isinstance(value, list | dict) else value
        for name, value in subject.__dict__.items()
        if name in subject._meta._forward_fields_map  # noqa: SLF001 - by attname; nothing public has it
    }


def save_changed(subject: Any, stored: Mapping[str, Any]) -> None:
    """The event vouches for what is written, so a column that the step leaves alone is not written."""
    changed = [
        name for name, value in columns_of(subject).items() if name not in stored or stored[name] != value
    ]
    if changed:
        subject.save(update_fields=changed)
