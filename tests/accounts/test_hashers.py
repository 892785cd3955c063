"""Hashing leaves the processor to everybody else."""

from __future__ import annotations

import os
import threading
from functools import partial

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher

from povertyplan.accounts.hashers import Argon2Hasher
from tests.factories import at_once


@pytest.mark.parametrize("work", ["encode", "verify"])
def test_hashes_go_one_at_a_time_and_give_way(monkeypatch: pytest.MonkeyPatch, work: str) -> None:
    busy, seen = threading.Lock(), []

    def slow(self: Argon2PasswordHasher, *given: str) -> str:
        assert busy.acquire(blocking=False)
        seen.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))
        threading.Event().wait(0.01)
        busy.release()
        return "done"

    monkeypatch.setattr(Argon2PasswordHasher, work, slow)
    here = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    assert at_once([partial(getattr(Argon2Hasher(), work), "a", "b")] * 8) == ["done"] * 8
    assert seen == [min(19, here + 10)] * 8
    assert os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) == here
