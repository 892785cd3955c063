"""A paper for those of the commune who may not see its households."""

from __future__ import annotations

from dataclasses import replace

from povertyplan.documents.blocks import Appendix, Block, Document, Row, Table

HEAD = "head"  # the column that names the head of a household
HIDDEN = "…"


def without_names(document: Document) -> Document:
    """The same document; in its appendices no household's head is named."""
    return replace(document, appendices=tuple(map(_appendix, document.appendices)))


def _appendix(appendix: Appendix) -> Appendix:
    return replace(appendix, blocks=tuple(map(_block, appendix.blocks)))


def _block(block: Block) -> Block:
    if not isinstance(block, Table):
        return block
    places = [place for place, column in enumerate(block.columns) if column.key == HEAD]
    return replace(block, rows=tuple(_row(row, places) for row in block.rows))


def _row(row: Row, places: list[int]) -> Row:
    cells = (HIDDEN if place in places else cell for place, cell in enumerate(row.cells))
    return replace(row, cells=tuple(cells))
