"""The list of support that hangs in public: who got what, how much, when; nothing else of anybody."""

from __future__ import annotations

from assignments.queries import Disclosure
from assignments.queries.support import DisclosedLine
from assignments.rules import Span
from households.compose.papers.head import letterhead, within
from households.models import AdministrativeUnit, Hamlet
from households.queries import signer_of
from povertyplan.common.dates import short_date
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


def disclosure_subject(*, unit: AdministrativeUnit, hamlet: Hamlet | None, span: Span) -> str:
    """What the list is about, as its title says."""
    where = f"{within(hamlet.full_name)}, {unit}" if hamlet else str(unit)
    return f"Công khai các khoản hỗ trợ hộ nghèo, hộ cận nghèo và hộ mới thoát nghèo {span.label} của {where}"


def disclosure_table(found: Disclosure, *, hamlet: bool) -> Table:
    """The lines with their sum; `hamlet` tells whether each names its hamlet."""
    columns = [
        Column(key="number", label="STT", align=Align.CENTER),
        Column(key="head", label="Họ và tên chủ hộ", width=5, align=Align.LEFT),
    ]
    if hamlet:
        columns.append(Column(key="hamlet", label="Thôn, tổ dân phố", width=4, align=Align.LEFT))
    columns += [
        Column(key="what", label="Nội dung hỗ trợ", width=6, align=Align.LEFT),
        Column(key="value", label="Mức hỗ trợ (đồng)", width=4, summed=True),
        Column(key="date", label="Ngày trao", width=4, align=Align.CENTER),
    ]

    def row(number: int, line: DisclosedLine) -> Row:
        cells: dict[str, Cell] = {
            "number": str(number),
            "head": line.head_name,
            "hamlet": line.hamlet,
            "what": line.what,
            "value": _amount(str(number), line.value),
            "date": short_date(line.date),
        }
        return Row(key=str(number), cells=tuple(cells[column.key] for column in columns))

    foot: dict[str, Cell] = {"head": "Tổng cộng", "value": _amount("total", int(found.total.value))}
    return Table(
        key="disclosed",
        columns=tuple(columns),
        rows=tuple(row(number, line) for number, line in enumerate(found.lines, start=1)),
        total=Row(key="total", cells=tuple(foot.get(column.key, "") for column in columns)),
    )


def disclosure_list(
    *, unit: AdministrativeUnit, hamlet: Hamlet | None, span: Span, found: Disclosure
) -> Document:
    """The list for the commune's board, or for one hamlet's house of culture."""
    authority, signer = signer_of(unit=unit)
    place = f"nhà văn hóa {within(hamlet.full_name)}" if hamlet else f"trụ sở Ủy ban nhân dân {unit}"
    unvalued = found.total.unvalued
    note = f" Có {unvalued} khoản bằng hiện vật, công sức không định giá thành tiền." if unvalued else ""
    posted = f"Danh sách này được niêm yết tại {place}.{note}"
    asked = f"Ai thấy khoản nào chưa đúng thì gửi ý kiến đến Ủy ban nhân dân {unit} để được xem xét, trả lời"
    return Document(
        name=f"cong-khai-ho-tro-{unit.slug}-{span.first.year}",
        letterhead=letterhead(unit, year=span.last.year),
        title=Title(kind="DANH SÁCH", subject=disclosure_subject(unit=unit, hamlet=hamlet, span=span)),
        bases=(),
        blocks=(
            Paragraph(inline=(posted,), place="disclosure/paragraph:1"),
            disclosure_table(found, hamlet=hamlet is None),
            Paragraph(inline=(asked,), style=ParagraphStyle.CLOSING, place="disclosure/paragraph:2"),
        ),
        closing=Closing(
            recipients=(RecipientLine(name="Nơi niêm yết"), RecipientLine(name="Lưu: VT")),
            authority=authority,
            signer=signer,
        ),
        draft=False,
    )


def _amount(key: str, value: int | None) -> Figure:
    return Figure(key=f"value@{key}", value=value, computed=value)
