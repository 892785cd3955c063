from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CommonConfig(AppConfig):
    name = "povertyplan.common"
    verbose_name = "nền tảng"

    def ready(self) -> None:
        from povertyplan.common import append_only

        post_migrate.connect(append_only.install, sender=self, dispatch_uid="append_only")
