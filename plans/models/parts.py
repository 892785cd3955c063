"""The parts of a plan document that officers write: sections, bases, duties, funding, recipients,
signatory.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from plans.models.plan import Plan
from plans.rules import (
    ACTOR_KIND_LABELS,
    REPORT_PERIOD_LABELS,
    SECTION_CONTENT_LABELS,
    ActorKind,
    ReportPeriod,
    SectionContent,
)
from povertyplan.common.choices import labelled
from povertyplan.common.dates import short_date
from povertyplan.common.text import upper_first


class PlanPart(models.Model):
    """Something that stands in order within its plan."""

    order = models.PositiveIntegerField("thứ tự", default=0)

    class Meta:
        abstract = True


class PlanSection(PlanPart):
    """A node of the section tree; the renderer numbers it. Figures stand in the body as `{{…}}` tokens."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="sections")
    parent = models.ForeignKey(
        "self",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="thuộc mục",
    )
    heading = models.CharField("tên mục", max_length=300)
    body = models.TextField("nội dung", max_length=20000, blank=True)
    content = models.CharField(
        "kèm theo",
        max_length=20,
        choices=labelled(SectionContent, SECTION_CONTENT_LABELS),
        default=SectionContent.TEXT,
    )
    version = models.PositiveIntegerField("lần sửa", default=1)

    class Meta:
        verbose_name = "mục"
        constraints = [
            models.CheckConstraint(
                condition=Q(content__in=list(SectionContent)),
                name="section_content_is_known",
                violation_error_message="Nội dung kèm theo không có trong danh mục.",
            )
        ]

    def __str__(self) -> str:
        return self.heading


class LegalBasis(PlanPart):
    """One document the plan rests on; unknown parts stay blank."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="bases")
    lead = models.CharField("mở đầu", max_length=20, default="Căn cứ")
    kind = models.CharField("loại văn bản", max_length=60)
    number = models.CharField("số, ký hiệu", max_length=60, blank=True)
    date = models.DateField("ngày", null=True, blank=True)
    body = models.CharField("cơ quan ban hành", max_length=200, blank=True)
    subject = models.CharField("trích yếu", max_length=600, blank=True)

    class Meta:
        verbose_name = "căn cứ"

    def __str__(self) -> str:
        parts = [
            self.lead,
            self.kind,
            f"số {self.number}" if self.number else "",
            f"ngày {short_date(self.date)}" if self.date else "",
            f"của {self.body}" if self.body else "",
            self.subject,
        ]
        return " ".join(part for part in parts if part)


class Duty(PlanPart):
    """What one actor has to do, one task a line of `text`."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="duties")
    actor = models.CharField("đơn vị, người thực hiện", max_length=200)
    kind = models.CharField(
        "loại", max_length=20, choices=labelled(ActorKind, ACTOR_KIND_LABELS), default=ActorKind.OFFICE
    )
    text = models.TextField("nhiệm vụ", max_length=10000, blank=True)
    report_period = models.CharField(
        "báo cáo", max_length=20, choices=labelled(ReportPeriod, REPORT_PERIOD_LABELS), blank=True
    )
    report_due = models.CharField(
        "hạn báo cáo", max_length=60, blank=True, help_text="Ví dụ: trước ngày 25; in sau chữ “hằng tháng”."
    )
    report_to = models.CharField(
        "gửi báo cáo tới", max_length=200, blank=True, help_text="Để trống thì in Ủy ban nhân dân."
    )

    class Meta:
        verbose_name = "nhiệm vụ"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=list(ActorKind)) & Q(report_period__in=["", *ReportPeriod]),
                name="duty_terms_are_known",
                violation_error_message="Loại đơn vị hoặc kỳ báo cáo không có trong danh mục.",
            ),
            models.CheckConstraint(
                condition=~Q(report_period="") | Q(report_due="", report_to=""),
                name="duty_report_has_period",
                violation_error_message="Chọn kỳ báo cáo, hoặc để trống hạn và nơi gửi báo cáo.",
            ),
        ]

    def __str__(self) -> str:
        return self.actor

    @property
    def report(self) -> str:
        """The task of reporting: "Hằng tháng, trước ngày 25, báo cáo … "; blank where none is set."""
        if not self.report_period:
            return ""
        when = upper_first(REPORT_PERIOD_LABELS[ReportPeriod(self.report_period)])
        due = f", {self.report_due}," if self.report_due else ""
        return f"{when}{due} báo cáo {self.report_to or 'Ủy ban nhân dân'} kết quả phần việc được giao."


class FundingSource(PlanPart):
    """Where the money comes from, as the plan prints it."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="funding_sources")
    text = models.CharField("nguồn kinh phí", max_length=600)

    class Meta:
        verbose_name = "nguồn kinh phí"

    def __str__(self) -> str:
        return self.text


class Recipient(PlanPart):
    """One line below "Nơi nhận:"; `mark` as in "(b/c)"."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="recipients")
    name = models.CharField("nơi nhận", max_length=200)
    mark = models.CharField("ghi chú", max_length=20, blank=True)

    class Meta:
        verbose_name = "nơi nhận"

    def __str__(self) -> str:
        return self.name


class Slip(PlanPart):
    """One line of a correction (đính chính): where it stands, what was printed, what it should say."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="slips")
    where = models.CharField("vị trí", max_length=200)
    printed = models.CharField("đã in", max_length=600)
    correct = models.CharField("sửa lại là", max_length=600)

    class Meta:
        verbose_name = "chỗ sai"

    def __str__(self) -> str:
        return f"{self.where}: “{self.printed}” → “{self.correct}”"


class Signatory(models.Model):
    """Authority lines in order, one a line, and the signer's name (decree 30/2020, article 13; practice
    differs).
    """

    plan = models.OneToOneField(Plan, on_delete=models.CASCADE, related_name="signatory")
    lines = models.TextField("thẩm quyền ký", max_length=300)
    name = models.CharField("họ và tên người ký", max_length=100, blank=True)

    class Meta:
        verbose_name = "người ký"

    def __str__(self) -> str:
        return self.name
