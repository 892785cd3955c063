from django.apps import AppConfig


class HouseholdsConfig(AppConfig):
    name = "households"
    verbose_name = "hộ gia đình"

    def ready(self) -> None:
        from households import compose  # noqa: F401  # tells the app's events
