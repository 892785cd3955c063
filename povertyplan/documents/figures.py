"""How figures stand on Vietnamese paper and how rates are rounded. Nothing is counted here."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from povertyplan.common.numbers import format_number
from povertyplan.documents.blocks import Cell, Figure, Inline

Number = Decimal | int


def rounded(value: Number, decimals: int, rounding: str = ROUND_HALF_UP) -> Decimal:
    """`value` with so many decimals, half-up unless told otherwise; never a negative zero."""
    return Decimal(value).quantize(Decimal(1).scaleb(-decimals), rounding=rounding) + 0


def exact_rate(numerator: Number | None, denominator: Number | None) -> Decimal | None:
    """100 × numerator / denominator, in percent and unrounded; None when it cannot be computed."""
    if numerator is None or not denominator:
        return None
    return 100 * Decimal(numerator) / Decimal(denominator)


def rate(numerator: Number | None, denominator: Number | None, decimals: int) -> Decimal | None:
    """The rate in percent, half-up to so many decimals; None when it cannot be computed."""
    exact = exact_rate(numerator, denominator)
    return None if exact is None else rounded(exact, decimals)


def number_text(value: Number | None, figure: Figure) -> str:
    """`value` written as `figure` is written: "5.441", "0,79", "08"; None is the figure's blank, never 0."""
    if value is None:
        return figure.blank
    if isinstance(value, int) and not figure.decimals:
        return format_number(value).zfill(figure.pad)
    text = format_number(rounded(value, figure.decimals), figure.decimals)
    whole, mark, fraction = text.partition(",")
    return whole.zfill(figure.pad) + (mark and figure.mark) + fraction


def figure_text(figure: Figure) -> str:
    """What stands on paper."""
    return number_text(figure.value, figure)


def printed_value(cell: Cell) -> Decimal | None:
    """The number as printed, after rounding; None for a blank and for plain text."""
    if not isinstance(cell, Figure) or cell.value is None:
        return None
    return rounded(cell.value, cell.decimals)


def cell_text(cell: Cell) -> str:
    """The text of a table cell or of one part of a sentence."""
    return figure_text(cell) if isinstance(cell, Figure) else cell


def inline_text(inline: Inline) -> str:
    """A whole sentence as it is read."""
    return "".join(map(cell_text, inline))


def source_value(cell: Cell) -> Decimal | None:
    """What the sources give, unrounded: `computed`, or the value itself where nothing was declared."""
    if not isinstance(cell, Figure):
        return None
    value = cell.computed if cell.declared and cell.computed is not None else cell.value
    return None if value is None else Decimal(value)
