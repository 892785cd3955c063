"""The register of outgoing documents as a workbook, in the ten columns of decree 30/2020, annex IV."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from households.models import AdministrativeUnit
from plans.queries import RegisterLine
from povertyplan.common.dates import short_date
from povertyplan.documents.xlsx import ColumnOut, SheetOut, write_workbook

COLUMNS = (
    ("Số, ký hiệu văn bản", 14),
    ("Ngày tháng văn bản", 12),
    ("Tên loại và trích yếu nội dung văn bản", 40),
    ("Người ký", 20),
    ("Nơi nhận văn bản", 30),
    ("Đơn vị, người nhận bản lưu", 14),
    ("Số lượng bản", 9),
    ("Ngày chuyển", 12),
    ("Ký nhận", 12),
    ("Ghi chú", 24),
)


def register_workbook(*, unit: AdministrativeUnit, year: int, lines: Sequence[RegisterLine]) -> bytes:
    """The year's register as an .xlsx file; copies and receipts are filled in by hand."""
    return write_workbook(
        [
            SheetOut(
                name="Văn bản đi",
                title=("SỔ ĐĂNG KÝ VĂN BẢN ĐI", f"Năm {year}, {unit}"),
                columns=tuple(ColumnOut(label=label, width=width) for label, width in COLUMNS),
                rows=tuple(_row(line) for line in lines),
                landscape=True,
            )
        ]
    )


def _row(line: RegisterLine) -> tuple[str, ...]:
    plan = line.plan
    document = plan.issued_document
    sent = timezone.localdate(document.issued_at) if document and document.issued_at else None
    return (
        plan.number_text,
        short_date(plan.signed_date) if plan.signed_date else "",
        line.title,
        line.signer,
        "\n".join(line.recipients),
        line.archive,
        "",
        short_date(sent) if sent else "",
        "",
        line.note,
    )
