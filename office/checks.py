"""System checks of the ground floor: permissions come from one table only."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.contrib.auth import get_backends
from django.core import checks

from office.access import RoleBackend


@checks.register(checks.Tags.security)
def one_backend_permits(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Django asks every backend and takes the first yes: a second one would be a second table."""
    return [
        checks.Error(
            f"{type(backend).__name__} answers permission questions beside RoleBackend.",
            hint="Keep in AUTHENTICATION_BACKENDS only backends that authenticate; permissions: office/access.py.",
            id="office.E001",
        )
        for backend in get_backends()
        if hasattr(backend, "has_perm") and not isinstance(backend, RoleBackend)
    ]
