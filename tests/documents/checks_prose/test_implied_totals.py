"""Checks of prose: implied totals."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from povertyplan.documents.blocks import (
    Column,
    Figure,
    Paragraph,
    Rate,
    Row,
    Table,
)
from povertyplan.documents.checks import Code, check
from tests.documents.checks_prose.prose import document


def implied(*texts: str, year: int = 2026, tables: tuple[Table, ...] = ()) -> list[tuple[str, str, str]]:
    found = check(document(*texts, year=year, tables=tables))
    return [
        (each.level, each.place, each.computed) for each in found if each.code == Code.IMPLIED_TOTALS_DIFFER
    ]


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        # half-up 7.742…8.275 and 8.313…8.379; raised both, 8.346…8.412 would fit
        (
            ("Cuối năm 2026 còn 12 hộ nghèo, chiếm 0,15%; 106 hộ cận nghèo, chiếm 1,27%.",),
            [("warning", "paragraph:1", "7.742…8.275")],
        ),
        (
            ("Cuối năm 2026 còn 12 hộ nghèo, chiếm 0,15%; 126 hộ cận nghèo, chiếm 1,27%.",),
            [("error", "paragraph:1", "7.742…8.275")],
        ),
        (
            ("Hộ nghèo giảm còn 12 hộ chiếm 0,15%. Hộ cận nghèo 206 hộ chiếm tỷ lệ 1,27%.",),
            [("error", "paragraph:1", "7.742…8.275")],
        ),
        (
            ("Tỷ lệ hộ nghèo là 2,51%, tương ứng 127 hộ; tỷ lệ hộ cận nghèo 3,34% (118 hộ).",),
            [("error", "paragraph:1", "5.050…5.069")],
        ),
        (
            ("Dự kiến cuối năm còn 82 hộ nghèo (1,62%).", "Cuối năm 2026 còn 73 hộ cận nghèo (2,44%)."),
            [("error", "paragraph:2", "5.047…5.077")],
        ),
        (
            (
                "Năm 2024, tổng số hộ dân 1.603 hộ, gồm:",
                "- Hộ nghèo 138 hộ, tỷ lệ 8.61%; hộ cận nghèo 103 hộ, tỷ lệ 6.63%.",
            ),
            [("error", "paragraph:2", "6,43%")],
        ),
        (
            ("Xã còn 29 hộ nghèo trong 2.452 hộ dân, tỷ lệ 1,81%.",),
            [("error", "paragraph:1", "1,18%")],
        ),
        (
            ("Có 41 hộ nghèo, trong đó 23 hộ không có khả năng lao động, chiếm 65,1%.",),
            [("error", "paragraph:1", "56,1%")],
        ),
        (
            ("Có 41 hộ nghèo, chiếm 0,6%. Trong đó, hộ nghèo không có sức lao động là 23 hộ, chiếm 51,6%.",),
            [("error", "paragraph:1", "56,1%")],
        ),
        (
            ("Trong tổng số 5.053 hộ có 127 hộ nghèo, chiếm 2,15%; 118 hộ cận nghèo, chiếm 2,34%.",),
            [("error", "paragraph:1", "2,51%")],
        ),
        (
            ("Toàn xã có 5.053 hộ dân, trong đó 127 hộ nghèo, chiếm 5,21%.",),
            [("error", "paragraph:1", "2,51%")],
        ),
        (
            ("Đầu năm 2026 có 127 hộ nghèo (2,51%).", "Cuối năm 2025 có 118 hộ cận nghèo (3,34%)."),
            [("error", "paragraph:2", "5.050…5.069")],
        ),
        (
            ("Đến ngày 31/12/2025 có 127 hộ nghèo (2,51%), 118 hộ cận nghèo (3,34%).",),
            [("error", "paragraph:1", "5.050…5.069")],
        ),
        (
            ("Hiện nay còn 20 hộ nghèo, chiếm 2,0%; hộ cận nghèo: 30 hộ, bằng 4,0%.",),
            [("error", "paragraph:1", "976…1.025")],
        ),
        (
            ("Toàn phường còn 9 hộ nghèo đa chiều, tương ứng 0,9%; 10 hộ cận nghèo, tương đương 2,1%.",),
            [("error", "paragraph:1", "948…1.058")],
        ),
    ],
)
def test_rates_that_no_total_satisfies(texts, found):
    assert implied(*texts) == found


@pytest.mark.parametrize(
    "texts",
    [
        ("Cuối năm 2025 có 21 hộ nghèo, chiếm tỷ lệ 0,27%. Hộ cận nghèo 113 hộ chiếm tỷ lệ 1,44%.",),
        ("Cuối năm 2025 có 21 hộ nghèo (0,27%); cuối năm 2026 còn 106 hộ cận nghèo (1,27%).",),
        ("Trong 5.053 hộ dân còn 127 hộ nghèo, chiếm 2,51% và 118 hộ cận nghèo, chiếm 2,34%.",),
        ("Có 29 hộ nghèo trong 2.452 hộ dân, tỷ lệ 1,18%.",),
        ("Tổng số hộ 2.452 hộ; 21 hộ nghèo, tỷ lệ 0,85%; 21 hộ cận nghèo, tỷ lệ 0,86%.",),  # floored, raised
        ("Có 41 hộ nghèo, chiếm 0,6%. Trong đó, hộ không có khả năng lao động là 23 hộ, chiếm 56,1%.",),
        ("Có 41 hộ nghèo, trong đó 23 hộ dân tộc thiểu số, chiếm 56,1%; 53 hộ cận nghèo, chiếm 0,8%.",),
        ("Có 41 hộ nghèo, chiếm 0,6%; giảm 9 hộ nghèo, bằng 0,9%; 48 hộ cận nghèo, chiếm 0,7%.",),
        ("Xóm Đồi có 6 hộ nghèo, chiếm 3,6%; toàn xã có 127 hộ nghèo, chiếm 2,5%.",),
        ("Còn 84 hộ nghèo, tỷ lệ 5,22%, giảm 0,82%; 68 hộ cận nghèo, tỷ lệ 4,23% so với năm 2024.",),
        ("100% hộ nghèo có thẻ bảo hiểm; 98% hộ cận nghèo dùng nước sạch.",),
        ("Giảm 1,56% hộ nghèo (giảm 25 hộ nghèo); giảm 0,73% hộ cận nghèo (12 hộ cận nghèo).",),
        ("Có 127 hộ nghèo, chiếm 2,51%.", "Có 118 hộ cận nghèo, chiếm 9,34%."),  # no moment named: not one
        ("Năm 2024 có 138 hộ nghèo, tỷ lệ 8,61%.", "Năm 2025 có 97 hộ cận nghèo, tỷ lệ 2,04%."),
        ("Hỗ trợ 12 hộ nghèo vay vốn, chiếm 30% nhu cầu; còn 106 hộ cận nghèo, chiếm 1,27%.",),
        ("Còn 0 hộ nghèo, chiếm 0%; 12 hộ cận nghèo, chiếm 0,2%.",),
        ("Phấn đấu tỷ lệ hộ nghèo dưới 0,2%, hộ cận nghèo dưới 1%.",),
    ],
)
def test_rates_that_some_total_satisfies_or_that_are_of_something_else(texts):
    assert implied(*texts) == []


def totals_table(households: int | Figure) -> Table:
    cell = households if isinstance(households, Figure) else Figure(key="x", value=households)
    columns = (
        Column(key="name", label="Tên xóm"),
        Column(key="all", label="Tổng số hộ", group="Thời điểm 31/12/2025", summed=True),
        Column(key="poor", label="Hộ nghèo", summed=True),
        Column(key="rate", label="Tỷ lệ", relations=(Rate(numerator="poor", denominator="all"),)),
    )
    rate = Figure(key="x", value=Decimal("2.51"), decimals=2)
    cells = (Figure(key="x", value=5053), Figure(key="x", value=127), rate)
    return Table(
        key="t",
        columns=columns,
        rows=(Row(key="1", cells=("Bãi", *cells)),),
        total=Row(key="total", cells=("Tổng", cell, *cells[1:])),
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Cuối năm 2025 có 127 hộ nghèo, chiếm 2,51%.", []),
        ("Đầu năm 2026 có 127 hộ nghèo, chiếm 2,33%.", [("error", "paragraph:1", "2,51%")]),
        ("Cuối năm 2026 còn 127 hộ nghèo, chiếm 2,33%.", []),
    ],
)
def test_rate_of_the_moment_of_the_table_is_held_against_its_total(text, found):
    assert implied(text, tables=(totals_table(5053),)) == found


@pytest.mark.parametrize("rate", ["2,51", "2,33"])
def test_a_declared_total_allows_what_it_gives_and_what_the_rows_give(rate):
    table = totals_table(Figure(key="x", value=5441, computed=5053, declared=True))

    assert implied(f"Cuối năm 2025 có 127 hộ nghèo, chiếm {rate}%.", tables=(table,)) == []


def test_a_figure_that_differs_already_is_one_finding():
    base = document()
    wrong = Figure(key="ho-ngheo", value=137, computed=127, declared=True)
    inline = ("Cuối năm 2025 có ", wrong, " hộ nghèo, chiếm 2,51%; 118 hộ cận nghèo, chiếm 2,34%.")
    found = check(replace(base, blocks=(Paragraph(inline=inline, place="paragraph:1"),)))

    assert [each.code for each in found] == [Code.FIGURE_DIFFERS]
