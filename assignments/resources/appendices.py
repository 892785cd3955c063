"""The appendices of a year as a workbook."""

from __future__ import annotations

from households.resources import table_sheet
from povertyplan.documents.blocks import Document, Table
from povertyplan.documents.numbering import appendix_label
from povertyplan.documents.xlsx import write_workbook

NAMES = {
    "helped": "I. Hộ được giúp đỡ",
    "blocks": "II. Các khối",
    "assigned": "II. Phân công",
    "areas": "III. Địa bàn",
}


def appendices_workbook(document: Document, *, place: str) -> bytes:
    """A sheet for each table of the appendices."""
    size = len(document.appendices)
    return write_workbook(
        [
            table_sheet(
                block,
                name=NAMES[block.key],
                title=(f"{appendix_label(number, size)}. {appendix.title}", place),
            )
            for number, appendix in enumerate(document.appendices, start=1)
            for block in appendix.blocks
            if isinstance(block, Table)
        ]
    )
