"""The document as data: what stands on paper, with no HTML, no numbering typed by hand and no database.

Every renderer (HTML and PDF, Word, JSON) and every check reads these dataclasses; nothing else carries
content.
A printed number is a `Figure`; a block that can be pointed at carries its `place` (grammar: `checks`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


class Unit(StrEnum):
    """What a figure counts."""

    HOUSEHOLD = "household"
    PERSON = "person"
    PERCENT = "percent"
    PERCENTAGE_POINT = "percentage_point"
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A printed number: what stands on paper (`value`) and what the sources give (`computed`).

    `declared` says that `value` was handed down or typed and may differ from `computed`; otherwise they are
    equal.
    `None` prints as `blank`; `pad` prints leading zeros ("08"); `mark` stands before the decimals.
    """

    key: str
    value: Decimal | int | None
    computed: Decimal | int | None = None
    unit: Unit = Unit.NONE
    decimals: int = 0
    declared: bool = False
    pad: int = 0
    blank: str = ""
    mark: str = ","


InlinePart = str | Figure
Inline = tuple[InlinePart, ...]


class ParagraphStyle(StrEnum):
    """How a paragraph of the body is set."""

    BODY = "body"
    BULLET = "bullet"  # "- "
    SUB_BULLET = "sub_bullet"  # "+ "
    OPENING = "opening"  # the sentence between the bases and section I
    CLOSING = "closing"  # ends with "./."
    NOTE = "note"  # italic, as "(Có biểu kèm theo)"
    ENACTING = "enacting"  # "QUYẾT ĐỊNH:", centred above the articles


@dataclass(frozen=True, kw_only=True)
class Letterhead:
    """The two columns above the title (decree 30/2020, annex I, I.1-4). Blank number and day print as
    gaps; without a symbol the paper carries no number, as minutes and lists.
    """

    superior: str = ""
    issuer: tuple[str, ...]
    number: str = ""
    symbol: str
    locality: str
    day: int | None = None
    month: int | None = None
    year: int | None = None


@dataclass(frozen=True, kw_only=True)
class Title:
    """Kind ("KẾ HOẠCH") and subject (trích yếu); below them who decides, where it is a person."""

    kind: str
    subject: str
    authority: str = ""


@dataclass(frozen=True, kw_only=True)
class Basis:
    """One legal basis, without the final ";" or "." (the renderer sets it)."""

    text: str
    place: str


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """Running text with inline figures."""

    inline: Inline
    style: ParagraphStyle = ParagraphStyle.BODY
    place: str = ""


class Align(StrEnum):
    """Where a cell's text stands."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True, kw_only=True)
class Rate:
    """This column is 100 × numerator / denominator of the same row, in percent."""

    numerator: str
    denominator: str


@dataclass(frozen=True, kw_only=True)
class Difference:
    """This column is minuend − subtrahend of the same row."""

    minuend: str
    subtrahend: str


@dataclass(frozen=True, kw_only=True)
class AtMost:
    """This column is never above another one of the same row."""

    limit: str


@dataclass(frozen=True, kw_only=True)
class Balance:
    """This column is the sum of some columns of the same row less that of others, where all are known."""

    added: tuple[str, ...]
    taken: tuple[str, ...]


Relation = Rate | Difference | AtMost | Balance


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column, its equations, and its width in parts of the table's (a fixed scale: 1 to 12)."""

    key: str
    label: str
    group: str = ""
    width: int = 1
    align: Align = Align.RIGHT
    summed: bool = False
    relations: tuple[Relation, ...] = ()


Cell = str | Figure


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of a table; `key` names it in a place ("1", "total")."""

    key: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table whose columns state their equations, so that a check can prove every cell."""

    key: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    total: Row | None = None
    caption: str = ""
    column_numbers: bool = False

    @property
    def place(self) -> str:
        return f"table:{self.key}"

    def cell(self, row: Row, column_key: str) -> Cell:
        """The cell of `row` in the column named `column_key`."""
        return row.cells[[column.key for column in self.columns].index(column_key)]


class ChartKind(StrEnum):
    """How a chart shows its figures."""

    BARS = "bars"  # side by side, a group for each row
    STACKED = "stacked"  # one bar a row
    LINE = "line"  # over the rows, which are moments
    HEAT = "heat"  # the table itself, its cells shaded by their values


@dataclass(frozen=True, kw_only=True)
class ChartBreak:
    """Figures from the row `before` on are not comparable with those above it, and why."""

    before: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A picture of figures of its own table, which always stands beside it: columns `series` over rows that
    are named by the column `label`. The total row is not drawn.
    """

    kind: ChartKind
    title: str
    table: Table
    label: str
    series: tuple[str, ...]
    breaks: tuple[ChartBreak, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Article:
    """One "Điều" of a decision; the renderer numbers it and sets the number in bold before the text."""

    inline: Inline
    place: str = ""


@dataclass(frozen=True, kw_only=True)
class Section:
    """A numbered section; its depth in the tree decides its number (I. / 1. / 1.1. / a)) and style."""

    heading: str
    blocks: tuple[Block, ...] = ()
    place: str = ""


Block = Paragraph | Table | Chart | Article | Section


@dataclass(frozen=True, kw_only=True)
class RecipientLine:
    """One line below "Nơi nhận:", without dash and final mark; `mark` as in "(b/c)"."""

    name: str
    mark: str = ""


@dataclass(frozen=True, kw_only=True)
class CoSigner:
    """Who signs on the left, as the secretary below minutes; blank where just nothing stands there."""

    authority: tuple[str, ...] = ()
    signer: str = ""


@dataclass(frozen=True, kw_only=True)
class Closing:
    """Recipients, or else a co-signer, on the left, authority lines and the signer's name on the right."""

    recipients: tuple[RecipientLine, ...]
    authority: tuple[str, ...]
    signer: str
    drafter_mark: str = ""
    co_signer: CoSigner | None = None


@dataclass(frozen=True, kw_only=True)
class Appendix:
    """A numbered appendix with page numbers of its own; the renderer writes "Phụ lục I" when there are
    several.
    """

    key: str
    title: str
    reference: str  # "(Kèm theo Kế hoạch số …)"
    blocks: tuple[Block, ...]
    landscape: bool = False

    @property
    def place(self) -> str:
        return f"appendix:{self.key}"


@dataclass(frozen=True, kw_only=True)
class Document:
    """A whole document. `draft` carries "DỰ THẢO" on every page; `name` is its slug; `addressees` stand below
    the title, after "Kính gửi:".
    """

    name: str
    letterhead: Letterhead
    title: Title
    bases: tuple[Basis, ...]
    blocks: tuple[Block, ...]
    closing: Closing
    appendices: tuple[Appendix, ...] = ()
    draft: bool = True
    properties: Mapping[str, str] = field(default_factory=dict)
    addressees: tuple[str, ...] = ()

    def tables(self) -> tuple[Table, ...]:
        """Every table of body and appendices, in reading order."""
        parts = (self.blocks, *(appendix.blocks for appendix in self.appendices))
        return tuple(block for blocks in parts for block in walk(blocks) if isinstance(block, Table))


def walk(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """All blocks below, sections before what they hold, charts before their tables."""
    return tuple(found for block in blocks for found in (block, *walk(_held(block))))


def _held(block: Block) -> tuple[Block, ...]:
    match block:
        case Section():
            return block.blocks
        case Chart():
            return (block.table,)
    return ()
