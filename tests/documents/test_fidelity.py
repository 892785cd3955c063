"""Text stays with its table: HTML, PDF and Word print exactly the document's cells and sentences."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest

from povertyplan.documents.blocks import (
    Align,
    Appendix,
    Cell,
    Column,
    Document,
    Figure,
    Paragraph,
    ParagraphStyle,
    Row,
    Section,
    Table,
)
from tests.documents.printed import differences
from tests.documents.sample import sample

WORDS = (
    *("xóm", "Gốc", "Sữa", "Khuôn", "Lương", "Ươm", "Đồng", "Bờ", "Đậu", "Ngọc", "Thượng", "giảm", "nghèo"),
    *("hộ", "cận", "tỷ", "lệ", "năm", "(%)", "30/6", "<b>", "&amp;", "VP-UBND"),
)


@pytest.mark.parametrize("draft", [True, False])
def test_every_cell_and_sentence_of_the_sample_is_printed_as_it_is(draft: bool) -> None:
    assert differences(sample(draft=draft)) == []


@pytest.mark.parametrize("seed", range(3))
def test_any_table_and_any_figure_are_printed_as_they_are(seed: int) -> None:
    document = any_document(Random(seed))

    assert differences(document) == []


def any_document(random: Random) -> Document:
    """Sections with sentences and tables, an appendix that stands and one that lies."""
    base = sample(draft=random.random() < 0.5)
    sections = tuple(any_section(random, f"t{index}", 7) for index in range(2))
    closing = replace(any_sentence(random), style=ParagraphStyle.CLOSING)
    upright, lying = (
        Appendix(
            key=f"a{columns}",
            title=words(random, 9),
            reference=base.appendices[0].reference,
            blocks=(any_section(random, f"a{columns}", columns),),
            landscape=columns > 8,
        )
        for columns in (7, 12)
    )
    return replace(base, blocks=(*sections, closing), appendices=(upright, lying))


def any_section(random: Random, key: str, columns: int) -> Section:
    return Section(heading=words(random, 4), blocks=(any_sentence(random), any_table(random, key, columns)))


def any_sentence(random: Random) -> Paragraph:
    inline = [part for _ in range(4) for part in (f"{words(random, 6)} ", any_figure(random), " hộ; ")]
    styles = [style for style in ParagraphStyle if style is not ParagraphStyle.CLOSING]
    return Paragraph(inline=(*inline, words(random, 3)), style=random.choice(styles))


def any_figure(random: Random) -> Figure:
    """Blank, zero, below zero, thousands, padded, with up to four decimals."""
    decimals = random.choice((0, 0, 0, 1, 2, 4))
    value = random.choice((None, 0, 8, -3, 68, 999, *((5441, 120_305) if decimals < 4 else ())))
    return Figure(
        key="any",
        value=None if value is None else value + Decimal(random.randrange(10**decimals)).scaleb(-decimals),
        decimals=decimals,
        declared=random.random() < 0.5,
        pad=random.choice((0, 0, 2)),
        blank=random.choice(("", "-")),
    )


def any_table(random: Random, key: str, most: int) -> Table:
    size = random.randint(2, most)
    groups = random.choice(((), ("Năm trước", "Năm nay")))
    figures = tuple(
        Column(
            key=f"c{index}",
            label=words(random, 3),
            group=random.choice(("", *groups)),
            width=random.randint(1, 4),
            align=random.choice(list(Align)),
        )
        for index in range(size - 1)
    )
    name = Column(key="name", label="Tên", width=random.randint(1, 6), align=Align.LEFT)

    def row(number: str) -> Row:
        cells: tuple[Cell, ...] = (words(random, 12), *(any_figure(random) for _ in figures))
        return Row(key=number, cells=cells)

    return Table(
        key=key,
        columns=(name, *figures),
        rows=tuple(row(str(number)) for number in range(1, random.randint(1, 60) + 1)),
        total=row("total") if random.random() < 0.5 else None,
        caption=words(random, 5) if random.random() < 0.5 else "",
        column_numbers=random.random() < 0.5,
    )


def words(random: Random, most: int) -> str:
    return " ".join(random.choices(WORDS, k=random.randint(1, most)))
