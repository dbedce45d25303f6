"""System checks of the ground floor: permissions come from one table only."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.utils.module_loading import import_string

ROLE_BACKEND = "office.access.RoleBackend"


@checks.register(checks.Tags.security)
def one_backend_permits(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Django asks every backend and takes the first yes: a second one would be a second table."""
    return [
        checks.Error(
            f"{path} answers permission questions beside RoleBackend.",
            hint="Keep in AUTHENTICATION_BACKENDS only backends that authenticate; permissions: office/access.py.",
            id="office.E001",
        )
        for path in settings.AUTHENTICATION_BACKENDS
        if path != ROLE_BACKEND and hasattr(import_string(path), "has_perm")
    ]
