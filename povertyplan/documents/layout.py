"""Words and proportions of decree 30/2020/NĐ-CP (annex I) that all renderers share; no markup, no sizes."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import groupby
from math import floor

from povertyplan.common.dates import day_text, month_text
from povertyplan.documents.blocks import (
    Article,
    Basis,
    Block,
    Closing,
    Document,
    Figure,
    Inline,
    Letterhead,
    Paragraph,
    ParagraphStyle,
    Section,
    Table,
)
from povertyplan.documents.figures import cell_text

TEMPLATE_VERSION = "4"  # raised with every change of layout; kept with each frozen document
NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
WATERMARK = "DỰ THẢO"
RECIPIENTS = "Nơi nhận:"
ADDRESSING = "Kính gửi:"
NUMBER_GAP = "\N{NO-BREAK SPACE}" * 9
DATE_GAP = "\N{NO-BREAK SPACE}" * 6

DENSE = 9  # a table with more columns is set smaller
LINE = {False: 467.0, True: 714.0}  # points between the margins, on portrait and landscape paper
CELL_PADDING = 0.75  # ems
TITLE_WIDTH = 0.86  # of the line
LEFT = 0.37  # of the line, for who issues; the rest is the nation's
LONG_DATE = 45  # letters; with more, place and date stand on one line only in smaller letters

_NUMBERED = {"năm", "tháng", "ngày", "số"}
_MARKS = {ParagraphStyle.BULLET: "- ", ParagraphStyle.SUB_BULLET: "+ "}
_FINAL = " .;,/"


def number_line(letterhead: Letterhead) -> str:
    """ "Số: 05/KH-UBND"; a number not yet given is a gap, a single digit carries a zero; '' where the paper
    is not numbered.
    """
    if not letterhead.symbol:
        return ""
    number = letterhead.number.strip()
    return f"Số: {number.zfill(2) if number else NUMBER_GAP}/{letterhead.symbol}"


def date_line(letterhead: Letterhead) -> str:
    """ "Phú Thịnh, ngày 05 tháng 01 năm 2026"; what is not known yet is a gap."""
    day = DATE_GAP if letterhead.day is None else day_text(letterhead.day)
    month = DATE_GAP if letterhead.month is None else month_text(letterhead.month)
    year = DATE_GAP if letterhead.year is None else str(letterhead.year)
    return f"{letterhead.locality}, ngày {day} tháng {month} năm {year}"


def basis_lines(bases: tuple[Basis, ...]) -> tuple[str, ...]:
    """The legal bases with their final marks: ";", the last one "."."""
    return _listed([basis.text for basis in bases])


def addressee_lines(addressees: tuple[str, ...]) -> tuple[str, ...]:
    """One addressee on the line of "Kính gửi:"; several each on a line of its own below, with a dash and
    final marks (decree 30/2020, annex I, 9a).
    """
    if len(addressees) < 2:
        return tuple(f"{ADDRESSING} {name.rstrip(_FINAL)}." for name in addressees)
    return (ADDRESSING, *_listed([f"- {name}" for name in addressees]))


def recipient_lines(closing: Closing) -> tuple[str, ...]:
    """ "- Như trên;", the last one with "."."""
    return _listed([f"- {line.name.rstrip(_FINAL)} {line.mark}" for line in closing.recipients])


def _listed(texts: list[str]) -> tuple[str, ...]:
    last = len(texts) - 1
    return tuple(text.rstrip(_FINAL) + (";" if index < last else ".") for index, text in enumerate(texts))


def printed_inline(paragraph: Paragraph) -> Inline:
    """The paragraph's text with what its style prints: "- " or "+ " before it, "./." at the very end."""
    if mark := _MARKS.get(paragraph.style):
        return (mark, *paragraph.inline)
    return _ended(paragraph.inline) if paragraph.style is ParagraphStyle.CLOSING else paragraph.inline


def ended(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """A body whose last words carry "./.", also where it has no closing paragraph; a table carries none."""
    *rest, last = blocks or (None,)
    match last:
        case Section():
            return (*rest, replace(last, blocks=ended(last.blocks)))
        case Paragraph() | Article():
            return (*rest, replace(last, inline=_ended(last.inline)))
    return blocks


def _ended(inline: Inline) -> Inline:
    *rest, last = inline or ("",)
    return (*rest, last, "./.") if isinstance(last, Figure) else (*rest, f"{last.rstrip(_FINAL)}./.")


def head_groups(table: Table) -> tuple[tuple[str, int], ...]:
    """The upper line of a two-level head as (group, span); empty when no column has a group."""
    if not any(column.group for column in table.columns):
        return ()
    groups: list[tuple[str, int]] = []
    for group, columns in groupby(table.columns, key=lambda column: column.group):
        span = len(list(columns))
        groups += [(group, span)] if group else [("", 1)] * span
    return tuple(groups)


def column_shares(table: Table, *, room: float) -> tuple[int, ...]:
    """The columns' widths in whole percent, 100 in all: as wished, yet each wide enough for its longest word.

    `room` is how many ems of the table's type stand on one line of the page.
    """
    rows = (*table.rows, table.total) if table.total else table.rows
    needs, wishes = [], []
    for index, column in enumerate(table.columns):
        words = [word for row in rows for word in cell_text(row.cells[index]).split()]
        widest = max(
            (*map(text_width, words), *(1.1 * text_width(word) for word in column.label.split())), default=1
        )
        needs.append(100 * (widest + CELL_PADDING) / room)
        wishes.append(100 * column.width / sum(each.width for each in table.columns))
    widths = [max(need, wish) for need, wish in zip(needs, wishes, strict=True)]
    spare = [width - need for width, need in zip(widths, needs, strict=True)]
    excess = sum(widths) - 100
    if sum(spare) > excess > 0:
        widths = [width - excess * free / sum(spare) for width, free in zip(widths, spare, strict=True)]
    return _whole_percent([100 * width / sum(widths) for width in widths])


def table_shares(table: Table, *, landscape: bool) -> tuple[int, ...]:
    """The columns' widths in whole percent on our paper."""
    return column_shares(table, room=LINE[landscape] / (11 if len(table.columns) > DENSE else 12))


def title_lines(text: str, *, room: float) -> tuple[str, ...]:
    """A centred title as few lines of about the same length; "năm" stays with its number.

    `room` is how many ems of the title's type stand on one line of the page.
    """
    words = text.split()
    limit = TITLE_WIDTH * room
    best: list[tuple[float, tuple[str, ...]]] = [(0.0, ())]  # for the words from the last on
    for start in reversed(range(len(words))):
        choices = []
        for end in range(start + 1, len(words) + 1):
            line = " ".join(words[start:end])
            slack = limit - text_width(line)
            if slack < 0 and end > start + 1:
                break
            cost, lines = best[len(words) - end]
            torn = words[end - 1].casefold() in _NUMBERED and end < len(words) and words[end][0].isdigit()
            choices.append((cost + slack**2 + torn * limit**2, (line, *lines)))
        best.append(min(choices))
    return best[-1][1]


def text_width(text: str) -> float:
    """About how wide a text is in Times, in ems."""
    return sum(0.7 if letter.isupper() else 0.25 if letter in " .,;:il/-()" else 0.5 for letter in text)


def gaps_kept(text: str) -> str:
    """Runs of spaces stand for gaps to be filled in by hand: they must not fold."""
    return re.sub(" {2,}", lambda run: "\N{NO-BREAK SPACE}" * len(run[0]), text)


def _whole_percent(widths: list[float]) -> tuple[int, ...]:
    """The nearest integers that still sum to 100, by largest remainder."""
    shares = [floor(width) for width in widths]
    by_remainder = sorted(range(len(widths)), key=lambda index: shares[index] - widths[index])
    for index in by_remainder[: 100 - sum(shares)]:
        shares[index] += 1
    return tuple(shares)


def document_title(document: Document) -> str:
    """ "Kế hoạch thực hiện công tác giảm nghèo năm 2026": the title in the properties of a file."""
    kind, subject = document.title.kind, document.title.subject
    return " ".join(f"{kind.capitalize()} {subject[:1].lower()}{subject[1:]}".split())
