"""The dashboard on paper, and on what its numbers stand."""

from __future__ import annotations

from collections.abc import Iterator

from povertyplan.common.dates import short_date
from povertyplan.documents.blocks import (
    Appendix,
    Block,
    Closing,
    CoSigner,
    Document,
    Letterhead,
    Paragraph,
    ParagraphStyle,
    Section,
    Title,
)
from reports.compose.panels import Panel, dashboard_panels
from reports.queries import Dashboard
from reports.rules import BASIS_LABELS


def dashboard_document(found: Dashboard) -> Document:
    """The dashboard on paper: wide tables as appendices on their side. A working paper without number."""
    panels = dashboard_panels(found)
    upright = [panel for panel in panels if not panel.wide]
    return Document(
        name=f"bang-theo-doi-{found.unit.slug}-{found.year}",
        letterhead=Letterhead(
            issuer=("ỦY BAN NHÂN DÂN", str(found.unit).upper()),
            symbol="",
            locality=found.unit.name,
            day=found.on.day,
            month=found.on.month,
            year=found.on.year,
        ),
        title=Title(kind="BẢNG THEO DÕI", subject=f"Công tác giảm nghèo năm {found.year}"),
        bases=(),
        blocks=(
            Paragraph(inline=(standing_words(found),), place="opening/paragraph:1"),
            *(
                Section(heading=panel.title, blocks=tuple(_blocks(panel)), place=f"section:{number}")
                for number, panel in enumerate(upright, 1)
            ),
        ),
        closing=Closing(recipients=(), authority=(), signer="", co_signer=CoSigner()),
        appendices=tuple(
            Appendix(
                key=panel.key,
                title=panel.title,
                reference=f"(Số liệu đến ngày {short_date(found.on)})",
                blocks=tuple(_blocks(panel)),
                landscape=True,
            )
            for panel in panels
            if panel.wide
        ),
        draft=False,
        properties={"year": str(found.year)},
    )


def standing_words(found: Dashboard) -> str:
    """On what the numbers stand."""
    waiting = found.progress.waiting
    more = f" Còn {waiting} hộ đầu năm chưa có kết quả rà soát." if waiting else ""
    return f"Số liệu đến ngày {short_date(found.on)}, theo {BASIS_LABELS[found.progress.basis]}.{more}"


def _blocks(panel: Panel) -> Iterator[Block]:
    yield panel.block
    for number, note in enumerate(panel.notes, 1):
        yield Paragraph(
            inline=(note,), style=ParagraphStyle.NOTE, place=f"table:{panel.table.key}/paragraph:{number}"
        )
