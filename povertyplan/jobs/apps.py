from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "povertyplan.jobs"
    verbose_name = "việc chạy nền"

    def ready(self) -> None:
        from povertyplan.jobs import printing  # noqa: F401  # a kind of job
