"""How passwords are kept."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2Hasher(Argon2PasswordHasher):
    """Argon2id at OWASP's minimum (19 MiB, two passes, one lane).

    Django's own 100 MiB would take 800 MiB from an office PC when eight people sign in at once.
    """

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
