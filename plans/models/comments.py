"""What people say of a plan while it is read, and what they answer."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from plans.models.parts import PlanSection
from plans.models.plan import Plan
from plans.rules import PLACE_LABELS, PlanPlace
from povertyplan.common.choices import labelled


class Comment(models.Model):
    """Something said at a place of a plan, or (with `thread`) an answer to it.

    A section is known by its id; `where` is its heading as it was when it was deleted, or the place of a
    finding in words. Rows are never deleted.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="comments")
    thread = models.ForeignKey(
        "self",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="answers",
        verbose_name="trả lời cho",
    )
    place = models.CharField("chỗ", max_length=20, choices=labelled(PlanPlace, PLACE_LABELS), blank=True)
    section = models.ForeignKey(
        PlanSection,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="comments",
        verbose_name="mục",
    )
    where = models.TextField("nơi góp ý", blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)  # of the finding it is about
    finding = models.TextField("điểm chưa khớp", blank=True)  # what it said then
    text = models.TextField("góp ý", max_length=2000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="người ghi"
    )
    at = models.DateTimeField("ghi lúc")
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="người đóng",
    )
    closed_at = models.DateTimeField("đóng lúc", null=True, blank=True)

    class Meta:
        verbose_name = "góp ý"
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""), name="comment_says_something", violation_error_message="Ghi góp ý."
            ),
            models.CheckConstraint(
                condition=Q(thread__isnull=True, place__in=list(PlanPlace))
                | Q(
                    thread__isnull=False,
                    place="",
                    section__isnull=True,
                    where="",
                    fingerprint="",
                    closed_at__isnull=True,
                ),
                name="comment_has_place_and_answer_has_none",
                violation_error_message="Góp ý có chỗ của nó; câu trả lời thì không.",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="comment_closed_has_who_and_when",
                violation_error_message="Góp ý đã đóng phải có người đóng và thời điểm đóng.",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_open(self) -> bool:
        return self.closed_at is None
