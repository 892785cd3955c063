"""What Prometheus reads of this server: requests by route, how long they took, the database's errors, and
what there is to watch at the moment it asks.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from django.db import DatabaseError, connection
from django.utils import timezone
from prometheus_client import CollectorRegistry, Counter, Histogram, Metric, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from povertyplan.common.backup.last import last_backup_at

FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # where gunicorn's processes keep their counts: scripts/gunicorn.conf.py
STEPS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)  # seconds

_counts = CollectorRegistry()
_requests = Counter(
    "povertyplan_requests", "Answers by route and class of status.", ["route", "status"], registry=_counts
)
_seconds = Histogram(
    "povertyplan_request_seconds", "How long answers took.", ["route"], buckets=STEPS, registry=_counts
)
_database_errors = Counter(
    "povertyplan_database_errors",
    "Requests that failed because of the database or the disk, by kind.",
    ["kind"],
    registry=_counts,
)

Watched = Callable[[], Iterable[Metric]]


def request_count(*, route: str, status: int, seconds: float) -> None:
    """Count an answer."""
    _requests.labels(route, f"{status // 100}xx").inc()
    _seconds.labels(route).observe(seconds)


def database_error_count(kind: str) -> None:
    """Count a request that the database or the disk made fail: a `Failure` in small letters, or "other"."""
    _database_errors.labels(kind).inc()


def _write_ahead_log() -> Iterator[Metric]:
    """How much SQLite has not yet taken over into its file."""
    if connection.vendor == "sqlite":
        log = Path(f"{connection.settings_dict['NAME']}-wal")
        size = log.stat().st_size if log.exists() else 0
        yield GaugeMetricFamily("povertyplan_wal_bytes", "Size of SQLite's write-ahead log.", size)


def _last_backup() -> Iterator[Metric]:
    """Nothing on a machine that has made none."""
    if at := last_backup_at():
        age = (timezone.now() - at).total_seconds()
        yield GaugeMetricFamily("povertyplan_backup_age_seconds", "Since the last backup was proved.", age)


watched: list[Watched] = [_write_ahead_log, _last_backup]  # other apps add theirs when they are ready


class _Now(Collector):
    """What is looked at when it is asked for; what needs the database is left out while it is gone."""

    def collect(self) -> Iterator[Metric]:
        for look in watched:
            try:
                yield from look()
            except DatabaseError:
                continue


def metrics_text() -> bytes:
    """All metrics in Prometheus' text format, added up over the processes of this server."""
    registry = CollectorRegistry()
    if FOLDER in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        counts = generate_latest(registry)
    else:
        counts = generate_latest(_counts)
    now = CollectorRegistry()
    now.register(_Now())
    return counts + generate_latest(now)
