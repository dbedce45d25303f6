from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    name = "policies"
    verbose_name = "政策与资料"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from policies.registration import register

        register()
