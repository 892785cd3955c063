"""How passwords are kept."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

from django.contrib.auth.hashers import Argon2PasswordHasher

# One hash at a time in each process, and pages go first: on Linux a thread is nice by itself.
_queue = ThreadPoolExecutor(max_workers=1, thread_name_prefix="hash", initializer=os.nice, initargs=(10,))


class Argon2Hasher(Argon2PasswordHasher):
    """Argon2id at OWASP's minimum (19 MiB, two passes, one lane).

    Django's own 100 MiB would take 800 MiB from an office PC when eight people sign in at once.
    """

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        return _queue.submit(super().encode, password, salt).result()

    def verify(self, password: str, encoded: str) -> bool:
        return _queue.submit(super().verify, password, encoded).result()
