"""How the results of a round are heard: meetings of hamlets, postings, complaints."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q

from households.models.households import Household
from households.models.places import Hamlet
from households.models.rounds import ReviewRound
from households.rules import (
    posting_end,
)


class VillageMeeting(models.Model):
    """The meeting of a hamlet that hears the results: who came, how they voted, what was said."""

    round = models.ForeignKey(ReviewRound, on_delete=models.PROTECT, related_name="meetings")
    hamlet = models.ForeignKey(Hamlet, on_delete=models.PROTECT, related_name="+", verbose_name="thôn, tổ")
    held_at = models.DateTimeField("họp lúc")
    place = models.CharField("địa điểm", max_length=120)
    chair = models.CharField("chủ trì", max_length=80)
    chair_position = models.CharField("chức vụ của chủ trì", max_length=80, blank=True)
    secretary = models.CharField("thư ký", max_length=80)
    committee_members = models.PositiveSmallIntegerField("đại diện Ban Chỉ đạo", default=0)
    organisation_members = models.PositiveSmallIntegerField("đại diện tổ chức Đảng, đoàn thể", default=0)
    front_members = models.PositiveSmallIntegerField("đại diện MTTQ xã", default=0)
    surveyors = models.PositiveSmallIntegerField("rà soát viên", default=0)
    households_invited = models.PositiveSmallIntegerField("số hộ được mời")
    households_present = models.PositiveSmallIntegerField("số hộ dự họp")
    attendees = models.PositiveSmallIntegerField("số người dự họp")
    votes_for = models.PositiveSmallIntegerField("số người đồng ý")
    opinions = models.TextField("ý kiến tại cuộc họp", blank=True)

    class Meta:
        verbose_name = "cuộc họp dân"
        constraints = [
            models.UniqueConstraint(
                fields=["round", "hamlet", "held_at"],
                name="village_meeting_is_recorded_once",
                violation_error_message="Cuộc họp này đã được ghi.",
            ),
            models.CheckConstraint(
                condition=Q(votes_for__lte=F("attendees"))
                & Q(households_present__lte=F("households_invited")),
                name="village_meeting_counts_are_possible",
                violation_error_message="Số đồng ý không thể quá số người dự; số hộ dự không thể quá số mời.",
            ),
        ]

    def __str__(self) -> str:
        return f"họp dân {self.hamlet}, {self.held_at:%d/%m/%Y}"

    @property
    def agreed(self) -> bool:
        """Whether at least half of those present agreed (decision 24/2021/QĐ-TTg)."""
        return 0 < self.attendees <= 2 * self.votes_for


class Posting(models.Model):
    """A list that hangs in public for three working days; posted again after a re-check."""

    round = models.ForeignKey(ReviewRound, on_delete=models.PROTECT, related_name="postings")
    posted_date = models.DateField("niêm yết từ ngày")
    places = models.CharField("nơi niêm yết", max_length=200)

    class Meta:
        verbose_name = "lần niêm yết"
        constraints = [
            models.UniqueConstraint(
                fields=["round", "posted_date"],
                name="posting_is_recorded_once",
                violation_error_message="Đã ghi lần niêm yết ngày này.",
            ),
        ]

    def __str__(self) -> str:
        return f"niêm yết từ {self.posted_date:%d/%m/%Y}"

    @property
    def end_date(self) -> dt.date:
        """The last of its three working days."""
        return posting_end(self.posted_date)


class Complaint(models.Model):
    """Somebody objects to what was posted; it is re-checked and answered."""

    round = models.ForeignKey(ReviewRound, on_delete=models.PROTECT, related_name="complaints")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+", verbose_name="về hộ")
    complainant = models.CharField("người kiến nghị", max_length=80, blank=True)
    received_date = models.DateField("ngày nhận")
    text = models.CharField("nội dung", max_length=400)
    answered_date = models.DateField("ngày phúc tra", null=True, blank=True)
    answer = models.CharField("kết quả phúc tra", max_length=400, blank=True)

    class Meta:
        verbose_name = "kiến nghị"
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="complaint_has_text",
                violation_error_message="Nhập nội dung kiến nghị.",
            ),
            models.CheckConstraint(
                condition=Q(answered_date__isnull=True, answer="")
                | (Q(answered_date__gte=F("received_date")) & ~Q(answer="")),
                name="complaint_is_answered_with_a_result",
                violation_error_message="Phúc tra phải có ngày, không trước ngày nhận, và kết quả.",
            ),
        ]

    def __str__(self) -> str:
        return f"kiến nghị ngày {self.received_date:%d/%m/%Y}"
