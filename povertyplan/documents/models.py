"""Documents that are frozen: what was approved, issued or brought back signed stays as it was."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class IssuedDocument(models.Model):
    """A frozen document: blocks as JSON, the PDF's bytes and their SHA-256. Append-only
    (`common.append_only`).

    Reached only through its plan or report. Without number and date it is the print for signature
    (bản trình ký).
    """

    unit_code = models.CharField("mã đơn vị", max_length=20)
    name = models.CharField("tên", max_length=120)
    blocks = models.JSONField("nội dung")
    findings = models.JSONField("điểm chưa khớp lúc duyệt", default=list)  # with the reasons given for them
    template_version = models.CharField("phiên bản mẫu", max_length=20)
    pdf = models.BinaryField("bản in")
    sha256 = models.CharField("mã băm bản in", max_length=64)
    number = models.CharField("số", max_length=20, blank=True)
    issued_date = models.DateField("ngày ban hành", null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name="người duyệt", related_name="+"
    )
    approved_at = models.DateTimeField("thời điểm duyệt")
    symbol = models.CharField("ký hiệu", max_length=30, blank=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name="người phát hành",
        related_name="+",
    )
    issued_at = models.DateTimeField("thời điểm phát hành", null=True, blank=True)
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, verbose_name="thay cho bản"
    )

    class Meta:
        verbose_name = "văn bản đã chốt"
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    number="",
                    symbol="",
                    issued_date__isnull=True,
                    issued_by__isnull=True,
                    issued_at__isnull=True,
                )
                | ~Q(number="")
                & ~Q(symbol="")
                & Q(issued_date__isnull=False, issued_by__isnull=False, issued_at__isnull=False),
                name="issued_document_is_numbered_whole",
                violation_error_message="Bản ban hành có đủ số, ký hiệu, ngày và người phát hành.",
            )
        ]
        indexes = [models.Index(fields=["unit_code", "name"], name="issued_document_by_name")]

    def __str__(self) -> str:
        return f"{self.name} {self.sha256[:12]}"


class SignedCopy(models.Model):
    """A scan of the signed paper, or the PDF with digital signatures, beside the print that was issued.
    Append-only.

    `match` says what the file begins with, as the rules of its owner found when it was brought.
    """

    document = models.ForeignKey(
        IssuedDocument, on_delete=models.PROTECT, related_name="copies", verbose_name="bản ban hành"
    )
    content = models.BinaryField("tệp")
    size = models.PositiveIntegerField("cỡ tệp")  # bytes
    sha256 = models.CharField("mã băm", max_length=64)
    match = models.CharField("so với bản đã giữ", max_length=10)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name="người đưa lên", related_name="+"
    )
    added_at = models.DateTimeField("đưa lên lúc")

    class Meta:
        verbose_name = "bản có chữ ký"
        constraints = [
            models.UniqueConstraint(
                fields=["document", "sha256"],
                name="signed_copy_is_kept_once",
                violation_error_message="Tệp này đã được giữ.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.sha256[:12]}"
