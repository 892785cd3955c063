"""Long work that runs outside the request: what was asked by whom, how far it is, and what came of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from enum import StrEnum

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from povertyplan.accounts.models import User
from povertyplan.common.choices import labelled


class State(StrEnum):
    """Where a job stands; the last three are for good."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


STATE_LABELS = {
    State.WAITING: "đang chờ",
    State.RUNNING: "đang chạy",
    State.DONE: "xong",
    State.FAILED: "không xong",
    State.CANCELLED: "đã dừng",
}
OPEN = (State.WAITING, State.RUNNING)


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, user: User) -> JobQuerySet:
        """One's own."""
        return self.filter(owner=user)

    def open(self) -> JobQuerySet:
        """Those that wait or run."""
        return self.filter(state__in=OPEN)

    def to_do(self, kinds: Collection[str]) -> JobQuerySet:
        """Those of some kinds that nobody works on: they wait, or who worked on them has not been heard of.

        The clock is the database's, because those of several machines differ.
        """
        free = Q(state=State.WAITING) | Q(state=State.RUNNING, lease_until__lt=Now())
        return self.filter(free, kind__in=kinds)

    def held(self, job: Job) -> JobQuerySet:
        """The job's own row as long as this attempt at it still holds it."""
        return self.filter(pk=job.pk, attempt=job.attempt, state=State.RUNNING)


JobManager = models.Manager.from_queryset(JobQuerySet)


class Job(models.Model):
    """One piece of long work. `arguments` are ids and addresses, never what they stand for.

    `attempt` counts who has taken it; whoever no longer has the last number cannot finish it.
    """

    owner = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="jobs", verbose_name="người yêu cầu"
    )
    unit_code = models.CharField("mã đơn vị", max_length=20, blank=True)
    kind = models.CharField("loại việc", max_length=40)
    title = models.CharField("việc", max_length=200)
    arguments = models.JSONField("tham số", default=dict)
    fingerprint = models.CharField("dấu của yêu cầu", max_length=64)  # of kind and arguments
    page = models.TextField("trang bắt đầu")
    rights = models.JSONField("quyền khi yêu cầu", default=list)
    state = models.CharField(
        "tình trạng", max_length=10, choices=labelled(State, STATE_LABELS), default=State.WAITING
    )
    step = models.CharField("đang làm", max_length=200, blank=True)
    progress_done = models.PositiveIntegerField("đã làm", default=0)
    progress_total = models.PositiveIntegerField("tổng số", default=0)  # 0: not known
    outcome = models.CharField("kết quả", max_length=500, blank=True)
    attempt = models.PositiveSmallIntegerField("lần chạy", default=0)
    worker = models.CharField("máy chạy", max_length=100, blank=True)
    lease_until = models.DateTimeField("giữ đến", null=True, blank=True)
    cancel_asked_at = models.DateTimeField("yêu cầu dừng lúc", null=True, blank=True)
    created_at = models.DateTimeField("yêu cầu lúc", auto_now_add=True)
    ended_at = models.DateTimeField("kết thúc lúc", null=True, blank=True)

    objects = JobManager()

    class Meta:
        verbose_name = "việc chạy nền"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=list(State)),
                name="job_state_is_known",
                violation_error_message="Tình trạng không có trong danh mục.",
            ),
            models.CheckConstraint(
                condition=Q(state=State.RUNNING, lease_until__isnull=False)
                | (~Q(state=State.RUNNING) & Q(lease_until__isnull=True)),
                name="job_is_held_while_it_runs",
                violation_error_message="Việc đang chạy phải có máy giữ.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=list(OPEN), ended_at__isnull=True)
                | (~Q(state__in=list(OPEN)) & Q(ended_at__isnull=False)),
                name="job_ends_once",
                violation_error_message="Việc đã kết thúc phải có thời điểm kết thúc.",
            ),
            models.UniqueConstraint(
                fields=["owner", "fingerprint"],
                condition=Q(state__in=list(OPEN)),
                name="job_is_open_once",
                violation_error_message="Việc này đang chờ hoặc đang chạy.",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(state__in=list(OPEN)), name="job_open"),
            models.Index(fields=["owner", "-id"], name="job_of_owner_newest_first"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def state_label(self) -> str:
        if self.is_open and self.cancel_asked_at:
            return "đang dừng"
        return STATE_LABELS[State(self.state)]

    @property
    def has_waited(self) -> bool:
        """Whether nobody has taken it for a minute."""
        return self.state == State.WAITING and timezone.now() - self.created_at > dt.timedelta(minutes=1)


class JobResult(models.Model):
    """The file that a job made; in a table of its own so that lists of jobs never read it."""

    job = models.OneToOneField(Job, on_delete=models.CASCADE, primary_key=True, related_name="result")
    name = models.CharField("tên tệp", max_length=200)
    media_type = models.CharField("loại tệp", max_length=100)
    content = models.BinaryField("nội dung")
    expires_at = models.DateTimeField("giữ đến", db_index=True)

    class Meta:
        verbose_name = "kết quả việc chạy nền"

    def __str__(self) -> str:
        return self.name
