"""A plan document and its life. Its text stands in its parts, its figures in places and targets."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from households.models import AdministrativeUnit, Hamlet, Standard
from households.models.roles import units_held
from households.rules import UNIT_ROLES
from plans.rules import (
    COLUMN_LABELS,
    DECIMAL_MARK_LABELS,
    EDITABLE,
    FROZEN,
    LAST_NUMBER,
    NUMBERED,
    PLAN_KIND_LABELS,
    PLANS,
    PRINTED,
    RELATION_LABELS,
    STATUS_LABELS,
    WHOLE,
    DecimalMark,
    PlanKind,
    PlanRelation,
    Status,
    Unlocked,
    number_text,
)
from povertyplan.accounts.models import User
from povertyplan.common.choices import labelled
from povertyplan.common.dates import FIRST_YEAR, LAST_YEAR, long_date
from povertyplan.documents.models import IssuedDocument


class ProgrammePeriod(models.Model):
    """A programme whose years a plan may name without being wrong ("giai đoạn 2026-2035")."""

    code = models.CharField("mã", max_length=20, unique=True)
    name = models.CharField("tên", max_length=300)
    first_year = models.PositiveSmallIntegerField("từ năm")
    last_year = models.PositiveSmallIntegerField("đến năm")

    class Meta:
        verbose_name = "chương trình"
        constraints = [
            models.CheckConstraint(
                condition=Q(last_year__gte=models.F("first_year")),
                name="programme_years_are_ordered",
                violation_error_message="Năm cuối phải sau năm đầu.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class PlanQuerySet(models.QuerySet["Plan"]):
    def visible_to(self, user: User) -> PlanQuerySet:
        return self.filter(unit__in=units_held(user, UNIT_ROLES))

    def plans(self) -> PlanQuerySet:
        """Without reports: they have the life of a plan and are none."""
        return self.filter(kind__in=PLANS)

    def in_year(self, unit: AdministrativeUnit, year: int) -> PlanQuerySet:
        return self.plans().filter(unit=unit, year=year)

    def numbered_in(self, unit: AdministrativeUnit, year: int) -> PlanQuerySet:
        """What the commune numbered in a year, whatever year the plans are for."""
        return self.filter(unit=unit, number_year=year)


PlanManager = models.Manager.from_queryset(PlanQuerySet)


class Plan(models.Model):
    """One plan of a commune for a year, or for the years from `year` to `last_year`."""

    unit = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, related_name="plans")
    kind = models.CharField("loại kế hoạch", max_length=20, choices=labelled(PlanKind, PLAN_KIND_LABELS))
    year = models.PositiveSmallIntegerField(
        "năm", validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
    )
    last_year = models.PositiveSmallIntegerField(
        "đến năm",
        null=True,
        blank=True,
        validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)],
    )
    slug = models.SlugField("tên ngắn", max_length=120, unique=True)
    programme = models.ForeignKey(
        ProgrammePeriod, on_delete=models.PROTECT, null=True, blank=True, verbose_name="chương trình"
    )
    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, verbose_name="chuẩn nghèo")
    reference_date = models.DateField("thời điểm số liệu")

    superior = models.CharField("cơ quan chủ quản", max_length=120, blank=True)
    issuer = models.CharField("cơ quan ban hành", max_length=200)
    symbol = models.CharField("ký hiệu", max_length=30, default="KH-UBND")
    locality = models.CharField("địa danh", max_length=60)
    month = models.PositiveSmallIntegerField(
        "tháng ghi trên văn bản",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(12)],
    )
    subject = models.CharField("trích yếu", max_length=300)
    opening = models.TextField("lời dẫn", max_length=3000, blank=True)
    closing = models.TextField("lời kết", max_length=3000, blank=True)
    drafter_mark = models.CharField("ký hiệu người soạn thảo, số bản", max_length=40, blank=True)
    appendix_title = models.CharField("tên phụ lục", max_length=300, blank=True)
    row_decimals = models.PositiveSmallIntegerField(
        "chữ số lẻ của tỷ lệ ở từng thôn", default=2, validators=[MaxValueValidator(4)]
    )
    total_decimals = models.PositiveSmallIntegerField(
        "chữ số lẻ của tỷ lệ ở dòng tổng", default=2, validators=[MaxValueValidator(4)]
    )
    decimal_mark = models.CharField(
        "dấu trước phần lẻ",
        max_length=1,
        choices=labelled(DecimalMark, DECIMAL_MARK_LABELS),
        default=DecimalMark.COMMA.value,
    )

    status = models.CharField(
        "tình trạng", max_length=20, choices=labelled(Status, STATUS_LABELS), default=Status.DRAFT
    )
    return_note = models.TextField("lý do trả lại", max_length=2000, blank=True)
    unlocked = models.JSONField(
        "những phần được mở", null=True, blank=True, help_text="Trống là tất cả; chỉ khi kế hoạch trả lại."
    )
    approved_document = models.OneToOneField(
        IssuedDocument,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="bản trình ký",
    )
    number = models.PositiveIntegerField(
        "số", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(LAST_NUMBER)]
    )
    signed_date = models.DateField("ngày ký", null=True, blank=True)
    number_year = models.PositiveSmallIntegerField("năm của số văn bản", null=True, blank=True)
    issued_document = models.OneToOneField(
        IssuedDocument,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="bản ban hành",
    )
    relation = models.CharField(
        "quan hệ với kế hoạch gốc",
        max_length=10,
        blank=True,
        choices=labelled(PlanRelation, RELATION_LABELS),
    )
    original = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="changed_by",
        verbose_name="kế hoạch gốc",
    )
    version = models.PositiveIntegerField("lần sửa", default=1)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,  # commands write for nobody
        related_name="+",
        verbose_name="người lập",
    )
    created_at = models.DateTimeField("lập lúc", auto_now_add=True)
    changed_at = models.DateTimeField("sửa lúc", auto_now=True)

    objects = PlanManager()

    class Meta:
        verbose_name = "kế hoạch"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=list(PlanKind)) & Q(status__in=list(Status)),
                name="plan_terms_are_known",
                violation_error_message="Loại hoặc tình trạng kế hoạch không có trong danh mục.",
            ),
            models.CheckConstraint(
                condition=Q(year__gte=FIRST_YEAR) & Q(year__lte=LAST_YEAR),
                name="plan_year_is_plausible",
                violation_error_message=f"Năm phải từ {FIRST_YEAR} đến {LAST_YEAR}.",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind=PlanKind.ROADMAP,
                    last_year__isnull=False,
                    last_year__gt=models.F("year"),
                    last_year__lte=LAST_YEAR,
                )
                | ~Q(kind=PlanKind.ROADMAP) & Q(last_year__isnull=True),
                name="plan_of_a_period_has_its_end",
                violation_error_message="Kế hoạch giai đoạn phải có năm cuối, sau năm đầu và không quá"
                f" {LAST_YEAR}; kế hoạch khác không có năm cuối.",
            ),
            models.CheckConstraint(
                condition=Q(decimal_mark__in=list(DecimalMark)),
                name="plan_decimal_mark_is_known",
                violation_error_message="Dấu trước phần lẻ không có trong danh mục.",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=sorted(PRINTED)) | Q(approved_document__isnull=False),
                name="plan_approved_has_print",
                violation_error_message="Kế hoạch đã duyệt phải có bản trình ký.",
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=sorted(NUMBERED),
                    number__gte=1,
                    signed_date__isnull=False,
                    number_year__isnull=False,
                )
                | ~Q(status__in=sorted(NUMBERED))
                & Q(number__isnull=True, signed_date__isnull=True, number_year__isnull=True),
                name="plan_signed_has_number_and_date",
                violation_error_message="Kế hoạch đã ký có số và ngày; chưa ký thì không.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=sorted(FROZEN), issued_document__isnull=False)
                | ~Q(status__in=sorted(FROZEN)) & Q(issued_document__isnull=True),
                name="plan_issued_has_document",
                violation_error_message="Kế hoạch đã ban hành có bản ban hành; chưa ban hành thì không.",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=(Status.RETURNED, Status.RECALLED)) | ~Q(return_note=""),
                name="plan_given_back_has_reason",
                violation_error_message="Ghi lý do trả lại hoặc thu hồi.",
            ),
            models.CheckConstraint(
                condition=Q(unlocked__isnull=True) | Q(status=Status.RETURNED),
                name="plan_unlocked_in_part_is_returned",
                violation_error_message="Chỉ kế hoạch trả lại mới mở từng phần.",
            ),
            models.CheckConstraint(
                condition=Q(relation="", original__isnull=True)
                | Q(relation__in=list(PlanRelation), original__isnull=False) & ~Q(original=models.F("id")),
                name="plan_relation_has_original",
                violation_error_message="Văn bản điều chỉnh, thay thế, đính chính phải có kế hoạch gốc.",
            ),
            models.UniqueConstraint(
                fields=["unit", "number_year", "symbol", "number"],
                name="plan_number_is_given_once",
                violation_error_message="Số này đã dùng trong năm.",
            ),
            models.UniqueConstraint(
                fields=["original"],
                condition=Q(relation__in=WHOLE),
                name="plan_is_amended_or_replaced_once",
                violation_error_message="Kế hoạch này đã có văn bản điều chỉnh hoặc thay thế.",
            ),
        ]
        indexes = [models.Index(fields=["unit", "year"], name="plan_by_year")]

    def __str__(self) -> str:
        return self.slug

    @property
    def years(self) -> str:
        """ "2026", or "2025-2030"."""
        return f"{self.year}-{self.last_year}" if self.last_year else str(self.year)

    @property
    def is_editable(self) -> bool:
        return Status(self.status) in EDITABLE

    @property
    def opened(self) -> Unlocked:
        """What may be written of it as long as it is editable."""
        return Unlocked.from_json(self.unlocked)

    @property
    def is_frozen(self) -> bool:
        """Whether it was issued: its bytes are kept for good."""
        return Status(self.status) in FROZEN

    @property
    def status_label(self) -> str:
        return STATUS_LABELS[Status(self.status)]

    @property
    def number_text(self) -> str:
        """ "12/KH-UBND"; '' as long as it has no number."""
        return number_text(self.number, self.symbol) if self.number else ""

    @property
    def citation(self) -> str:
        """How a later document names it: "Kế hoạch số 12/KH-UBND ngày 05 tháng 4 năm 2026"."""
        if self.signed_date is None:
            return f"{self.title_kind} (chưa ban hành)"
        return f"{self.title_kind} số {self.number_text} {long_date(self.signed_date)}"

    @property
    def title_kind(self) -> str:
        """The kind of document in words."""
        if self.relation == PlanRelation.CORRECTS:
            return "Đính chính"
        return "Báo cáo" if self.is_report else "Kế hoạch"

    @property
    def is_report(self) -> bool:
        return self.kind == PlanKind.REPORT


class DeclaredFigure(models.Model):
    """A number that the plan's table prints as handed down or published, beside the one computed.

    Without a hamlet it stands in the total row; `column` is a column key of the table.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="declared_figures")
    hamlet = models.ForeignKey(Hamlet, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    column = models.CharField("cột", max_length=30)
    value = models.DecimalField("số", max_digits=11, decimal_places=4)

    class Meta:
        verbose_name = "số liệu công bố"
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "hamlet", "column"],
                name="declared_figure_is_given_once",
                violation_error_message="Ô này đã có số công bố.",
            ),
            models.UniqueConstraint(  # blanks are distinct in the one above
                fields=["plan", "column"],
                condition=Q(hamlet__isnull=True),
                name="declared_total_is_given_once",
                violation_error_message="Ô này của dòng tổng đã có số công bố.",
            ),
            models.CheckConstraint(
                condition=Q(value__gte=0),
                name="declared_figure_is_not_negative",
                violation_error_message="Số công bố không thể âm.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.column} {self.value}"

    @property
    def column_label(self) -> str:
        return COLUMN_LABELS[self.column]
