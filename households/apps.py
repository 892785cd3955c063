from django.apps import AppConfig
from django.db.models.signals import post_migrate


class HouseholdsConfig(AppConfig):
    name = "households"
    verbose_name = "hộ gia đình"

    def ready(self) -> None:
        from households import (
            compose,  # noqa: F401  # tells the app's events
            jobs,  # noqa: F401  # runs the app's long work
        )
        from households.models import heads, number_keys

        post_migrate.connect(heads.install, sender=self, dispatch_uid="heads")
        post_migrate.connect(number_keys.renew, sender=self, dispatch_uid="number_keys")
