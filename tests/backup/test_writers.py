"""A backup made while people write is of one moment."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from django.db import connection

from povertyplan.common.backup.actions import backup_make
from tests.backup.databases import write
from tests.factories import (
    at_once,
)

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def four_writers(acknowledged: dict[str, int]) -> Iterator[None]:
    """Two to each of two chains; `acknowledged` is the last event that each has for sure."""
    stop, lock = threading.Event(), threading.Lock()

    def work(unit_code: str) -> None:
        while not stop.is_set():
            event = write(1, unit_code=unit_code)
            time.sleep(0.002)
            with lock:
                acknowledged[unit_code] = max(event.sequence, acknowledged.get(unit_code, 0))

    thread = threading.Thread(
        target=lambda: outcomes.extend(at_once([partial(work, unit_code) for unit_code in "AABB"]))
    )
    outcomes: list[Any] = []
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
    assert outcomes == [None] * 4


BACKUPS = {"sqlite": 20, "postgresql": 4}  # a backup of PostgreSQL makes a database and drops it


def test_every_backup_under_four_writers_is_whole(tmp_path):
    acknowledged: dict[str, int] = {}
    missing, sizes = [], []

    with four_writers(acknowledged):
        for number in range(BACKUPS[connection.vendor]):
            (folder := tmp_path / str(number)).mkdir()
            known = dict(acknowledged)
            made = backup_make(to=folder)  # raises where the copy is not what the database was
            facts = made.manifest.facts
            missing += [
                unit for unit, last in known.items() if facts.audit_heads.get(unit, (0, ""))[0] < last
            ]
            missing += made.broken_chains
            sizes.append(facts.counts["common_auditevent"])
            assert sum(sequence for sequence, _ in facts.audit_heads.values()) == sizes[-1]

    assert missing == []
    assert sizes == sorted(sizes)
    assert sizes[-1] > sizes[0]
