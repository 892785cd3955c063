"""Who helps which household, with what, and what came of it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from assignments.models.agencies import Agency, AssignmentBlock, agencies_held
from assignments.rules import (
    HELP_LABELS,
    RESULT_LABELS,
    SCHEME_LABELS,
    Result,
    Scheme,
    contents_of,
)
from households.models import AdministrativeUnit, Household
from povertyplan.accounts.models import User
from povertyplan.common.choices import labelled
from povertyplan.common.periods import period_is_ordered


def _of_own_agencies(user: User) -> Q:
    agencies = agencies_held(user)
    supports = AssignmentSupporter.objects.filter(agency__in=agencies)
    own = Q(lead_agency__in=agencies) | Q(pk__in=supports.values("assignment"))
    return own & Q(year__gte=timezone.localdate().year - 1, withdrawn_reason="")


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def in_year(self, unit: AdministrativeUnit, year: int) -> AssignmentQuerySet:
        return self.filter(unit=unit, year=year)

    def standing(self) -> AssignmentQuerySet:
        """Those not withdrawn."""
        return self.filter(withdrawn_reason="")

    def of_agencies(self, agencies: models.QuerySet[Agency]) -> AssignmentQuerySet:
        """Those that one of the agencies leads or supports, each once."""
        supports = AssignmentSupporter.objects.filter(agency__in=agencies)
        return self.filter(Q(lead_agency__in=agencies) | Q(pk__in=supports.values("assignment")))

    def visible_to(self, user: User) -> AssignmentQuerySet:
        """Those of households that the user sees; for a member of an agency, what it leads or supports this
        year or did last year.
        """
        return self.filter(Q(household__in=Household.objects.visible_to(user)) | _of_own_agencies(user))

    def of_own_agencies(self, user: User) -> AssignmentQuerySet:
        """What an agency that the user signs in for leads or supports this year or did last year."""
        return self.filter(_of_own_agencies(user))


AssignmentManager = models.Manager.from_queryset(AssignmentQuerySet)


class Assignment(models.Model):
    """One household in the care of a leading agency and those that support it, in a year.

    `contents` is a mask with a bit for each position (from 1) of `HelpContent`. A withdrawn one is kept with
    its reason.
    """

    unit = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, related_name="assignments")
    year = models.PositiveSmallIntegerField("năm")
    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, related_name="assignments", verbose_name="hộ"
    )
    block = models.ForeignKey(
        AssignmentBlock,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assignments",
        verbose_name="khối",
    )
    lead_agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="assignments_led", verbose_name="cơ quan chủ trì"
    )
    supporters = models.ManyToManyField(
        Agency,
        through="AssignmentSupporter",
        related_name="assignments_supported",
        verbose_name="cơ quan phối hợp",
    )
    contents = models.PositiveIntegerField("nội dung giúp đỡ", default=0)
    promise = models.CharField("cam kết giúp đỡ", max_length=300, blank=True)
    person_in_charge = models.CharField("người phụ trách", max_length=100, blank=True)
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến trước ngày")
    surveyed_date = models.DateField("ngày khảo sát", null=True, blank=True)
    scheme = models.CharField(
        "phương án giúp đỡ", max_length=10, choices=labelled(Scheme, SCHEME_LABELS), default=Scheme.NOT_YET
    )
    scheme_text = models.TextField("nội dung phương án", max_length=2000, blank=True)
    result = models.CharField(
        "kết quả", max_length=20, choices=labelled(Result, RESULT_LABELS), default=Result.OPEN
    )
    result_date = models.DateField("ngày báo kết quả", null=True, blank=True)
    result_note = models.CharField("ghi chú kết quả", max_length=300, blank=True)
    withdrawn_reason = models.CharField("lý do rút", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    recorded_at = models.DateTimeField("ghi lúc", auto_now=True)

    objects = AssignmentManager()

    class Meta:
        verbose_name = "phân công giúp đỡ hộ"
        constraints = [
            period_is_ordered("assignment_period_is_ordered"),
            models.CheckConstraint(
                condition=Q(scheme__in=list(Scheme)),
                name="assignment_scheme_is_known",
                violation_error_message="Chọn tình trạng phương án trong danh sách.",
            ),
            models.CheckConstraint(
                condition=Q(result__in=list(Result)),
                name="assignment_result_is_known",
                violation_error_message="Chọn kết quả trong danh sách.",
            ),
            models.CheckConstraint(
                condition=Q(result=Result.OPEN, result_date__isnull=True)
                | ~Q(result=Result.OPEN) & Q(result_date__isnull=False),
                name="assignment_result_has_date",
                violation_error_message="Nhập ngày báo kết quả.",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "year"], name="assignment_by_year"),
            models.Index(fields=["lead_agency", "year"], name="assignment_by_lead_agency"),
        ]

    def __str__(self) -> str:
        return f"{self.household}: {self.lead_agency}"

    @property
    def content_labels(self) -> tuple[str, ...]:
        """What the help is, in words."""
        contents = contents_of(self.contents)
        return tuple(label for content, label in HELP_LABELS.items() if content in contents)

    @property
    def scheme_label(self) -> str:
        return SCHEME_LABELS[Scheme(self.scheme)]

    @property
    def result_label(self) -> str:
        return RESULT_LABELS[Result(self.result)]

    def clean(self) -> None:
        errors = {}
        if self.household.unit_id != self.unit_id:
            errors["household"] = "Hộ này không thuộc xã, phường."
        if self.lead_agency.unit_id != self.unit_id:
            errors["lead_agency"] = "Cơ quan, đơn vị này không thuộc xã, phường."
        if self.block and (self.block.unit_id, self.block.year) != (self.unit_id, self.year):
            errors["block"] = "Khối này không thuộc năm, xã, phường đang phân công."
        if errors:
            raise ValidationError(errors)


class AssignmentSupporter(models.Model):
    """An agency that supports the one in the lead."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "cơ quan phối hợp"
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "agency"],
                name="assignment_supporter_is_named_once",
                violation_error_message="Cơ quan này đã có trong danh sách phối hợp.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.assignment} + {self.agency}"
