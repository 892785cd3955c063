from django.apps import AppConfig


class AssignmentsConfig(AppConfig):
    name = "assignments"
    verbose_name = "phân công"

    def ready(self) -> None:
        from assignments import compose  # noqa: F401  # tells the app's events
