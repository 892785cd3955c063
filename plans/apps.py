from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "plans"
    verbose_name = "kế hoạch"

    def ready(self) -> None:
        from plans.compose import history  # noqa: F401  # tells the app's events
