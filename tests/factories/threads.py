"""Several at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection


def at_once(tasks: Sequence[Callable[[], Any]]) -> list[Any]:
    """What each task returned or raised, all started at the same moment, each with its own connection.

    Tests that call this are transactional: threads see only what is committed.
    """
    ready = threading.Barrier(len(tasks))

    def run(task: Callable[[], Any]) -> Any:
        try:
            ready.wait(timeout=30)
            return task()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=len(tasks)) as pool:
        return list(pool.map(run, tasks))
