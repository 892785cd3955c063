from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class AccountsConfig(AppConfig):
    name = "povertyplan.accounts"
    verbose_name = "tài khoản"

    def ready(self) -> None:
        from povertyplan.accounts.sessions import session_begin

        user_logged_in.connect(session_begin, dispatch_uid="session_begin")
