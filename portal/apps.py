"""Pages that join every app: the first page, the desk's home, the board, the notice centre. No tables of its own."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "门户"

    def ready(self) -> None:
        from portal import registration

        registration.register()
