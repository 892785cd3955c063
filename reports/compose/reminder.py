"""The reminder to those who have not sent their report of a period."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from households.compose.papers.head import letterhead
from households.queries import signer_of
from povertyplan.common.dates import long_date, short_date
from povertyplan.documents.blocks import (
    Align,
    Cell,
    Closing,
    Column,
    Document,
    Figure,
    Paragraph,
    ParagraphStyle,
    RecipientLine,
    Row,
    Table,
    Title,
)
from reports.models import ReportingPeriod
from reports.queries import DutyLine

COLUMNS = (
    Column(key="number", label="STT", align=Align.CENTER),
    Column(key="actor", label="Đơn vị, người báo cáo", width=6, align=Align.LEFT),
    Column(key="addressee", label="Gửi tới", width=4, align=Align.LEFT),
    Column(key="due", label="Hạn gửi", width=3, align=Align.CENTER),
    Column(key="late", label="Quá hạn (ngày)", width=2, align=Align.CENTER),
)


def reminder(*, period: ReportingPeriod, lines: Sequence[DutyLine], today: dt.date) -> Document:
    """The reminder (phiếu nhắc việc) of a day, to those of `lines` who have not sent."""
    unit, unsent = period.unit, [line for line in lines if not line.is_sent]
    authority, signer = signer_of(unit=unit)
    opening = (
        f"Đến {long_date(today)}, Ủy ban nhân dân {unit} chưa nhận được báo cáo kỳ “{period}” (chốt số liệu"
        f" ngày {short_date(period.closing_date)}, hạn báo cáo {short_date(period.due_date)}) của các đơn vị,"
        " cá nhân sau:"
    )
    asked = (
        f"Đề nghị các đơn vị, cá nhân có tên gửi báo cáo về Ủy ban nhân dân {unit} đúng hạn; đã quá hạn thì"
        " gửi ngay khi nhận được phiếu này. Nơi nào đã gửi thì báo lại số, ngày văn bản để đối chiếu"
    )
    return Document(
        name=f"nhac-bao-cao-{unit.slug}-{period.pk}",
        letterhead=letterhead(unit, year=today.year),
        title=Title(kind="PHIẾU NHẮC VIỆC", subject=f"Gửi báo cáo kỳ “{period}”"),
        bases=(),
        blocks=(
            Paragraph(inline=(opening,), place="reminder/paragraph:1"),
            Table(
                key="unsent",
                columns=COLUMNS,
                rows=tuple(_row(number, line) for number, line in enumerate(unsent, start=1)),
            ),
            Paragraph(inline=(asked,), style=ParagraphStyle.CLOSING, place="reminder/paragraph:2"),
        ),
        closing=Closing(
            recipients=(RecipientLine(name="Các đơn vị, cá nhân có tên"), RecipientLine(name="Lưu: VT")),
            authority=authority,
            signer=signer,
        ),
        draft=False,
    )


def _row(number: int, line: DutyLine) -> Row:
    late: Cell = "chưa đến hạn"
    if line.days_late:
        late = Figure(key=f"late@{number}", value=line.days_late, computed=line.days_late)
    report = line.report
    return Row(
        key=str(number),
        cells=(str(number), report.actor, report.addressee, short_date(report.due_date), late),
    )
