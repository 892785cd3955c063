"""The decision that recognises the lists (form 02 of decision 24/2021/QĐ-TTg), its lists as appendices."""

from __future__ import annotations

from collections.abc import Sequence

from households.compose.papers.head import head_list, letterhead, period
from households.models import ReviewRound
from households.queries import FoundHousehold, signer_of
from households.rules import Classification
from povertyplan.common.numbers import format_number
from povertyplan.documents.blocks import (
    Appendix,
    Article,
    Basis,
    Closing,
    Document,
    Paragraph,
    ParagraphStyle,
    RecipientLine,
    Title,
)
from povertyplan.documents.layout import ended

SYMBOL = "QĐ-UBND"
BASES = (
    "Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025",
    "Nghị định số 07/2021/NĐ-CP ngày 27 tháng 01 năm 2021 của Chính phủ quy định chuẩn nghèo đa chiều"
    " giai đoạn 2021 - 2025",
    "Quyết định số 24/2021/QĐ-TTg ngày 16 tháng 7 năm 2021 của Thủ tướng Chính phủ quy định quy trình rà"
    " soát hộ nghèo, hộ cận nghèo hằng năm",
)
POOR, NEAR_POOR = Classification.POOR, Classification.NEAR_POOR


def decision(*, round: ReviewRound, households: Sequence[FoundHousehold]) -> Document:
    """The decision, with lists of the poor, the near-poor and those that left poverty or near-poverty."""
    unit = round.unit
    lists = {
        "Danh sách hộ nghèo": [each for each in households if each.found is POOR],
        "Danh sách hộ cận nghèo": [each for each in households if each.found is NEAR_POOR],
        "Danh sách hộ thoát nghèo": [
            each for each in households if each.before is POOR and each.found not in (POOR, None)
        ],
        "Danh sách hộ thoát cận nghèo": [
            each
            for each in households
            if each.before is NEAR_POOR and each.found not in (POOR, NEAR_POOR, None)
        ],
    }
    shown = {title: rows for title, rows in lists.items() if rows}
    counts = ", ".join(
        f"{format_number(len(rows))} {title.removeprefix('Danh sách ')}" for title, rows in shown.items()
    )
    authority, signer = signer_of(unit=unit)
    number, _, symbol = round.decision_number.partition("/")
    articles = (
        f"Công nhận kết quả rà soát {period(round)} trên địa bàn {unit}: {counts or 'không có hộ nào'}"
        f"{' (có danh sách kèm theo)' if shown else ''}.",
        f"Các hộ có tên trong danh sách được hưởng chính sách của Nhà nước đối với từng loại hộ kể từ ngày"
        f" 01 tháng 01 năm {round.reference_date.year + 1}."
        if not round.month
        else "Các hộ có tên trong danh sách được hưởng chính sách của Nhà nước kể từ ngày ký.",
        f"Quyết định này có hiệu lực kể từ ngày ký. Các phòng, ban chuyên môn, trưởng thôn, tổ trưởng tổ dân"
        f" phố thuộc {unit} và các hộ có tên trong danh sách chịu trách nhiệm thi hành",
    )
    return Document(
        name=f"quyet-dinh-cong-nhan-{unit.slug}-{round.year}",
        letterhead=letterhead(
            unit,
            symbol=symbol or SYMBOL,
            number=number,
            date=round.decision_date,
            year=round.reference_date.year,
        ),
        title=Title(
            kind="QUYẾT ĐỊNH",
            subject=f"Công nhận danh sách hộ nghèo, hộ cận nghèo, hộ thoát nghèo, hộ thoát cận nghèo"
            f" {period(round)}",
            authority=f"CHỦ TỊCH ỦY BAN NHÂN DÂN {str(unit).upper()}",
        ),
        bases=tuple(
            Basis(text=f"Căn cứ {text}", place=f"basis:{number}")
            for number, text in enumerate(BASES, start=1)
        ),
        blocks=ended(
            (
                Paragraph(inline=("QUYẾT ĐỊNH:",), style=ParagraphStyle.ENACTING, place="enacting"),
                *(
                    Article(inline=(text,), place=f"article:{number}")
                    for number, text in enumerate(articles, start=1)
                ),
            )
        ),
        closing=Closing(
            recipients=(
                RecipientLine(name="Như Điều 3"),
                RecipientLine(name="Thường trực Đảng ủy, HĐND", mark="(b/c)"),
                RecipientLine(name="Lưu: VT"),
            ),
            authority=authority,
            signer=signer,
        ),
        appendices=tuple(
            Appendix(
                key=f"list-{index}",
                title=f"{title} {period(round)}",
                reference=f"(Kèm theo Quyết định số        /{symbol or SYMBOL} ngày     tháng     năm"
                f" {round.reference_date.year} của Ủy ban nhân dân {unit})",
                blocks=(head_list(f"list-{index}", rows, hamlet=True, found=False),),
            )
            for index, (title, rows) in enumerate(shown.items(), start=1)
        ),
        draft=not round.is_closed,
    )
