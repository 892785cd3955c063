from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = "báo cáo"

    def ready(self) -> None:
        from reports import compose  # noqa: F401  # tells the app's events
