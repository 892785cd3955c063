"""Visits to households, and what those who help cannot solve alone."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from assignments.models.agencies import Agency, agencies_held
from assignments.models.assignments import Assignment
from assignments.rules import DIFFICULTY_STATE_LABELS, SITUATION_LABELS, DifficultyState, Situation
from households.models import AdministrativeUnit, Hamlet, Household
from households.models.roles import hamlets_held, units_held
from households.rules import HAMLET_ROLES, UNIT_ROLES
from povertyplan.accounts.models import User
from povertyplan.common.choices import labelled


class VisitQuerySet(models.QuerySet["Visit"]):
    def visible_to(self, user: User) -> VisitQuerySet:
        """Those to households that the user sees or an agency of his helps."""
        helped = Assignment.objects.visible_to(user)
        return self.filter(
            Q(household__in=Household.objects.visible_to(user)) | Q(household__in=helped.values("household"))
        )


VisitManager = models.Manager.from_queryset(VisitQuerySet)


class Visit(models.Model):
    """Somebody was there. `key` is given by the phone that wrote it, so that it is stored once however often
    it is sent; `written_at` is when it was written by our clock.
    """

    key = models.UUIDField(unique=True, editable=False)
    unit = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, related_name="+")
    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, related_name="visits", verbose_name="hộ"
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="visits", verbose_name="người thăm")
    date = models.DateField("ngày thăm")
    situation = models.CharField("hoàn cảnh", max_length=10, choices=labelled(Situation, SITUATION_LABELS))
    note = models.CharField("ghi chú", max_length=300, blank=True)
    needs_attention = models.BooleanField("cần xã, phường quan tâm", default=False)
    attended_at = models.DateTimeField("đã xử lý lúc", null=True, blank=True)
    attended_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người xử lý"
    )
    written_at = models.DateTimeField("viết lúc")
    recorded_at = models.DateTimeField("nhận lúc", auto_now_add=True)

    objects = VisitManager()

    class Meta:
        verbose_name = "lần thăm hộ"
        constraints = [
            models.CheckConstraint(
                condition=Q(situation__in=list(Situation)),
                name="visit_situation_is_known",
                violation_error_message="Chọn khá hơn, như cũ hoặc khó hơn.",
            ),
        ]
        indexes = [models.Index(fields=["household", "date"], name="visit_of_household")]

    def __str__(self) -> str:
        return f"{self.household} {self.date:%d/%m/%Y}"

    @property
    def situation_label(self) -> str:
        return SITUATION_LABELS[Situation(self.situation)]

    def clean(self) -> None:
        if self.household.unit_id != self.unit_id:
            raise ValidationError({"household": "Hộ này không thuộc xã, phường."})


class DifficultyQuerySet(models.QuerySet["Difficulty"]):
    def open(self) -> DifficultyQuerySet:
        return self.filter(closed_at__isnull=True)

    def in_state(self, state: DifficultyState) -> DifficultyQuerySet:
        if state is DifficultyState.CLOSED:
            return self.filter(closed_at__isnull=False)
        return self.open().filter(answered_at__isnull=state is DifficultyState.WAITING)

    def with_parties(self) -> DifficultyQuerySet:
        """With all that a page or a report names."""
        about = self.select_related("unit", "agency", "hamlet", "household__head", "household__hamlet")
        return about.select_related("raised_by", "answered_by")

    def raised_for(self, user: User) -> DifficultyQuerySet:
        """Those that the user raised for an agency or a hamlet that he still works for."""
        own = Q(agency__in=agencies_held(user)) | Q(hamlet__in=hamlets_held(user, HAMLET_ROLES))
        return self.filter(own, raised_by=user)

    def visible_to(self, user: User) -> DifficultyQuerySet:
        """All of a commune for those who work in the whole of it; else those raised for own agencies and
        hamlets.
        """
        units = Q(unit__in=units_held(user, UNIT_ROLES))
        return self.filter(units | Q(pk__in=self.model.objects.raised_for(user).values("pk")))


DifficultyManager = models.Manager.from_queryset(DifficultyQuerySet)


class Difficulty(models.Model):
    """What an agency or a hamlet cannot solve alone, for the standing office to answer."""

    unit = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, related_name="difficulties")
    raised_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="difficulties", verbose_name="người nêu"
    )
    raised_at = models.DateTimeField("nêu lúc", auto_now_add=True)
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="cơ quan"
    )
    hamlet = models.ForeignKey(
        Hamlet, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="thôn, tổ"
    )
    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="hộ"
    )
    text = models.TextField("vướng mắc, kiến nghị", max_length=2000)
    answer = models.TextField("trả lời", max_length=2000, blank=True)
    answered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người trả lời"
    )
    answered_at = models.DateTimeField("trả lời lúc", null=True, blank=True)
    closed_at = models.DateTimeField("đóng lúc", null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = DifficultyManager()

    class Meta:
        verbose_name = "vướng mắc, kiến nghị"
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="difficulty_says_what",
                violation_error_message="Ghi vướng mắc, kiến nghị.",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True)
                | ~Q(answer="") & Q(answered_at__isnull=False),
                name="difficulty_answer_has_time",
                violation_error_message="Ghi nội dung trả lời.",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | ~Q(answer=""),
                name="difficulty_is_answered_before_it_is_closed",
                violation_error_message="Trả lời trước khi đóng.",
            ),
        ]
        indexes = [models.Index(fields=["unit", "-raised_at"], name="difficulty_newest_first")]

    def __str__(self) -> str:
        return f"kiến nghị ngày {timezone.localtime(self.raised_at):%d/%m/%Y}"

    @property
    def state(self) -> DifficultyState:
        if self.closed_at:
            return DifficultyState.CLOSED
        return DifficultyState.ANSWERED if self.answer else DifficultyState.WAITING

    @property
    def state_label(self) -> str:
        return DIFFICULTY_STATE_LABELS[self.state]

    @property
    def place(self) -> str:
        """Whose it is: the agency, the hamlet, or the commune as a whole."""
        if self.agency:
            return str(self.agency)
        return self.hamlet.full_name if self.hamlet else self.unit.full_name

    def clean(self) -> None:
        errors = {}
        for name in ("agency", "hamlet", "household"):
            about = getattr(self, name)
            if about and about.unit_id != self.unit_id:
                errors[name] = "Nơi nêu và hộ phải cùng xã, phường."
        if errors:
            raise ValidationError(errors)
