"""Survey sheets (phiếu rà soát) of a hamlet, filled in with what is known, a sheet for each household."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from households.compose.papers.head import GAP, letterhead, period, within
from households.models import Hamlet, Indicator, Member, Review, ReviewRound
from households.rules import CAUSE_LABELS, CLASSIFICATION_LABELS, NEED_LABELS, Classification
from povertyplan.common.numbers import format_number
from povertyplan.documents.blocks import (
    Align,
    Closing,
    Column,
    CoSigner,
    Document,
    Paragraph,
    ParagraphStyle,
    Row,
    Table,
    Title,
)

EMPTY, TICKED = "□", "x"  # letters that the paper font has


def survey_sheets(
    *,
    round: ReviewRound,
    hamlet: Hamlet,
    reviews: Sequence[tuple[Review, Review | None]],
    indicators: Sequence[Indicator],
    members: Mapping[int, Sequence[Member]],
) -> list[Document]:
    """A sheet for every listed household; the base round's answers stand beside the boxes of this one."""
    return [
        _sheet(round, hamlet, review, before, indicators, members.get(review.household_id, ()))
        for review, before in reviews
    ]


def _sheet(
    round: ReviewRound,
    hamlet: Hamlet,
    review: Review,
    before: Review | None,
    indicators: Sequence[Indicator],
    members: Sequence[Member],
) -> Document:
    listed = "; ".join(f"{member.name} ({member.birth_year or '…'})" for member in members)
    last = (
        f"Kết quả lần trước: {CLASSIFICATION_LABELS[Classification(before.classification)]},"
        f" B1 {format_number(before.income_score)}, B2 {format_number(before.deprivation_score)}."
        if before and before.classification
        else "Kết quả lần trước: chưa có."
    )
    lines = (
        f"Chủ hộ: {review.head_name}. Số khẩu: {review.people}. Địa chỉ: {review.household.address or GAP}.",
        f"Người trong hộ: {listed or GAP}.",
        last,
        f"Điểm B1 (thu nhập): {GAP}",
    )
    return Document(
        name=f"phieu-ra-soat-{round.unit.slug}-{round.year}",
        letterhead=letterhead(round.unit, year=round.year),
        title=Title(kind="PHIẾU RÀ SOÁT", subject=f"Hộ gia đình {period(round)}, {within(hamlet.full_name)}"),
        bases=(),
        blocks=(
            *(
                Paragraph(inline=(line,), place=f"known/paragraph:{number}")
                for number, line in enumerate(lines, start=1)
            ),
            _indicator_table(indicators, before),
            _choices("Nguyên nhân", list(CAUSE_LABELS.values()), "causes"),
            _choices("Nhu cầu hỗ trợ", list(NEED_LABELS.values()), "needs"),
        ),
        closing=Closing(
            recipients=(),
            authority=("RÀ SOÁT VIÊN",),
            signer="",
            co_signer=CoSigner(authority=("ĐẠI DIỆN HỘ",), signer=""),
        ),
        draft=False,
    )


def _indicator_table(indicators: Sequence[Indicator], before: Review | None) -> Table:
    return Table(
        key="indicators",
        columns=(
            Column(key="number", label="STT", align=Align.CENTER),
            Column(key="question", label="Thiếu hụt khi", width=9, align=Align.LEFT),
            Column(key="before", label="Lần trước", width=2, align=Align.CENTER),
            Column(key="now", label="Lần này", width=2, align=Align.CENTER),
        ),
        rows=tuple(
            Row(
                key=str(indicator.position),
                cells=(
                    str(indicator.position),
                    f"{indicator.name}: {indicator.question[:1].lower()}{indicator.question[1:]}",
                    TICKED if before and indicator.position in before.deprived else "",
                    EMPTY,
                ),
            )
            for indicator in indicators
        ),
    )


def _choices(heading: str, labels: Sequence[str], place: str) -> Paragraph:
    boxes = "   ".join(f"{EMPTY} {label}" for label in labels)
    return Paragraph(inline=(f"{heading}: {boxes}",), style=ParagraphStyle.BODY, place=place)
