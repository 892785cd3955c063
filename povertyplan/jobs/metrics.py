"""What there is to watch about long work: how much of it there is, and whether anybody does it."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Min
from django.utils import timezone
from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily

from povertyplan.jobs.kinds import known
from povertyplan.jobs.models import OPEN, Job


def open_jobs() -> Iterator[Metric]:
    """Jobs by state, and how long the oldest that nobody works on has been asked for: 0 where there is none.

    One whose worker has not been heard of counts among those that nobody works on.
    """
    counted = dict(Job.objects.open().values_list("state").annotate(Count("pk")).order_by())
    jobs = GaugeMetricFamily("povertyplan_jobs", "Pieces of long work that wait or run.", labels=["state"])
    for state in OPEN:
        jobs.add_metric([state], counted.get(state, 0))
    yield jobs
    asked = Job.objects.to_do(known()).aggregate(at=Min("created_at"))["at"]
    waited = (timezone.now() - asked).total_seconds() if asked else 0
    yield GaugeMetricFamily(
        "povertyplan_jobs_waiting_seconds", "Since the oldest job that nobody works on was asked for.", waited
    )
