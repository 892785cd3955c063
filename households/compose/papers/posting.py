"""The list that hangs in public for three working days."""

from __future__ import annotations

from collections.abc import Sequence

from households.compose.papers.head import GAP, head_list, letterhead, period, within
from households.models import Hamlet, Posting, ReviewRound
from households.queries import FoundHousehold, signer_of
from povertyplan.common.dates import short_date
from povertyplan.documents.blocks import Closing, Document, Paragraph, RecipientLine, Title


def posting_list(
    *,
    round: ReviewRound,
    hamlet: Hamlet | None,
    households: Sequence[FoundHousehold],
    posting: Posting | None,
) -> Document:
    """The results of the commune or of one hamlet, with when and where they hang (gaps until recorded)."""
    where = within(hamlet.full_name) if hamlet else str(round.unit)
    authority, signer = signer_of(unit=round.unit)
    times = (
        f"từ ngày {short_date(posting.posted_date)} đến hết ngày {short_date(posting.end_date)}"
        if posting
        else f"từ ngày {GAP} đến hết ngày {GAP}"
    )
    places = posting.places if posting else GAP
    return Document(
        name=f"niem-yet-{round.unit.slug}-{round.year}",
        letterhead=letterhead(round.unit, year=round.year),
        title=Title(
            kind="DANH SÁCH",
            subject=f"Niêm yết kết quả rà soát hộ nghèo, hộ cận nghèo {period(round)} của {where}",
        ),
        bases=(),
        blocks=(
            Paragraph(
                inline=(f"Danh sách này được niêm yết {times}, tại {places}.",), place="posting/paragraph:1"
            ),
            Paragraph(
                inline=(
                    f"Trong thời gian đó, ai thấy kết quả chưa đúng thì gửi ý kiến đến Ủy ban nhân dân"
                    f" {round.unit} để được phúc tra.",
                ),
                place="posting/paragraph:2",
            ),
            head_list("posted", households, hamlet=hamlet is None),
        ),
        closing=Closing(
            recipients=(RecipientLine(name="Nơi niêm yết"), RecipientLine(name="Lưu: VT")),
            authority=authority,
            signer=signer,
        ),
        draft=False,
    )
