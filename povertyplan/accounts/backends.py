"""Who may sign in at all."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser

from povertyplan.accounts.models import User


class Backend(ModelBackend):
    """Django's own, but demo accounts, whose password everybody knows, live in demo mode alone."""

    def user_can_authenticate(self, user: User | AnonymousUser | None) -> bool:
        return super().user_can_authenticate(user) and (settings.DEMO or not getattr(user, "is_demo", False))
