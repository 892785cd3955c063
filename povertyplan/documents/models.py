"""Documents that are frozen: what a leader approved or issued stays as it was, bytes and blocks."""

from __future__ import annotations

from django.conf import settings
from django.db import models


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
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, verbose_name="thay cho bản"
    )

    class Meta:
        verbose_name = "văn bản đã chốt"
        indexes = [models.Index(fields=["unit_code", "name"], name="issued_document_by_name")]

    def __str__(self) -> str:
        return f"{self.name} {self.sha256[:12]}"
