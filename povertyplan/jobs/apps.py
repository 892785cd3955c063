from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "povertyplan.jobs"
    verbose_name = "việc chạy nền"

    def ready(self) -> None:
        from povertyplan.common.metrics import watched
        from povertyplan.jobs import printing  # noqa: F401  # a kind of job
        from povertyplan.jobs.metrics import open_jobs

        watched.append(open_jobs)
