"""What a run takes, by the clock, of processors, of the database; in turns with what it is held against."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from pathlib import Path

from django.db import connection
from django.test.utils import CaptureQueriesContext

SQL_ALONE = "its SQL alone"
Run = Callable[[], object]


def clock(run: Run) -> float:
    """Seconds that one run takes by the clock."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def processor(run: Run) -> float:
    """Seconds of processor time of one run: of this process, and of the one that serves it on PostgreSQL."""
    of_server, start = _server_seconds(), time.process_time()
    run()
    return time.process_time() - start + _server_seconds() - of_server


def _server_seconds() -> float:
    """What the process of our connection has run for so far; 0 on SQLite, which runs in this one."""
    if connection.vendor == "sqlite":
        return 0.0
    connection.ensure_connection()
    pid = connection.connection.info.backend_pid
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


def paired(ours: Run, floor: Run, *, times: int, take: Callable[[Run], float]) -> list[tuple[float, float]]:
    """Both in turns, so that what else the machine does meets both; warm: the first turn is not counted."""
    ours(), floor()
    settle()
    return [(take(ours), take(floor)) for _ in range(times)]


def settle() -> None:
    """Keep Python's collector from walking through what is loaded by now: that takes 0.1 s at a time, and
    chance says in whose turn.
    """
    gc.collect()
    gc.freeze()


def asked(run: Run) -> list[str]:
    """The SQL that reads, of one run; the beginning and end of a snapshot are not counted."""
    with CaptureQueriesContext(connection) as queries:
        run()
    return [each["sql"] for each in queries if each["sql"].startswith("SELECT")]


def repeated(statements: list[str]) -> Run:
    """The floor of a count: the same SQL by itself, every row fetched and nothing made of it."""

    def run() -> None:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
                cursor.fetchall()

    return run
