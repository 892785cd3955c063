"""What is written: text that is never a formula, numbers that are numbers, and a page that prints well."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from povertyplan.common.text import clean_line
from povertyplan.documents.xlsx import CellKind, ColumnOut, SheetOut, read_workbook, sheets, write_workbook

PAYLOADS = (
    "=1+1",
    "=cmd|'/c calc'!A0",
    '=HYPERLINK("http://127.0.0.1/x";"Xem")',
    '=IMPORTXML("http://127.0.0.1/x","//a")',
    "=WEBSERVICE(A1)",
    "=",
    "{=1+1}",
    "+84 912 345 678",
    "-2+3",
    "@SUM(A1:A2)",
    "\t=1+1",
    "\r=1+1",
    "#REF!",
    "#N/A",
    "'=1+1",
    "%0A=1+1",
    "001012345678",
)
TABLE = SheetOut(
    name="Biểu 1",
    title=("BIỂU TỔNG HỢP", "Năm 2026"),
    notes=("Điền các ô trống.",),
    columns=(
        ColumnOut(label="STT", width=6, decimals=0),
        ColumnOut(label="Thôn", width=20),
        ColumnOut(label="Mã", hidden=True),
        ColumnOut(label="Hộ nghèo", group="Năm 2025", decimals=0),
        ColumnOut(label="Tỷ lệ (%)", group="Năm 2025", decimals=2),
        ColumnOut(label="Từ năm", decimals=0, grouped=False),
    ),
    rows=((1, "Khâu Giáo", "k1", 1234, Decimal("12.5"), 2019), (2, "Bản Lủ", "k2", None, None, None)),
    total=(None, "Tổng", None, 1234, Decimal("12.5"), None),
    landscape=True,
    frozen_columns=2,
)


def opened(*tables):
    """The written workbook in another program's eyes."""
    return load_workbook(io.BytesIO(write_workbook(tables)))


def column_of(values):
    return SheetOut(
        name="x", columns=(ColumnOut(label="Nội dung"),), rows=tuple((value,) for value in values)
    )


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("decimals", [None, 0])
def test_text_is_never_a_formula_wherever_it_stands(payload, decimals):
    table = SheetOut(
        name=payload.strip("=") or "x",
        title=(payload,),
        notes=(payload,),
        columns=(ColumnOut(label=payload, group=payload, decimals=decimals),),
        rows=((payload,),),
        total=(payload,),
    )

    cells = [
        each for row in opened(table).worksheets[0].iter_rows() for each in row if each.value is not None
    ]

    assert [each.value for each in cells] == [payload] * 6
    assert {each.data_type for each in cells} == {"s"}


def test_no_part_of_the_file_holds_a_formula_or_a_link():
    content = write_workbook([column_of(PAYLOADS)])

    with ZipFile(io.BytesIO(content)) as archive:
        whole = b"".join(archive.read(name) for name in archive.namelist())
        names = archive.namelist()

    assert b"<f>" not in whole
    assert b't="e"' not in whole
    assert not [name for name in names if "external" in name.lower()]


def test_text_that_excel_would_take_for_more_is_marked():
    rows = list(opened(column_of(PAYLOADS)).worksheets[0].iter_rows(min_row=2))

    assert {row[0].value for row in rows if row[0].quotePrefix} == {
        payload for payload in PAYLOADS if payload[0] in "=+-@'\t\r"
    }


NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def test_text_that_looks_escaped_is_read_as_it_was_written():
    (sheet,) = sheets.parse(write_workbook([column_of(["_x0041_", "_x005F_x0041_", "__x000D_"])])).sheets

    assert [row[0] and row[0].text for row in sheet.rows[1:]] == ["_x0041_", "_x005F_x0041_", "__x000D_"]


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
NUMBERS = st.integers(-(10**14), 10**14) | st.decimals(-(10**9), 10**9, places=4)


@settings(deadline=None, max_examples=60)
@given(st.lists(TEXTS | NUMBERS | st.none(), min_size=1, max_size=5))
def test_what_was_written_is_read_again(values):
    (sheet,) = sheets.parse(write_workbook([column_of(values)])).sheets

    read = [sheet.rows[at][0] if at < len(sheet.rows) else None for at in range(1, len(values) + 1)]
    for value, found in zip(values, read, strict=True):
        if isinstance(value, str):
            shown = clean_line(NOT_XML.sub("", value))
            assert (found.text if found else "") == shown
            assert not found or (found.kind, found.formula) == (CellKind.TEXT, "")
        else:
            assert (found.number if found else None) == value


def test_numbers_have_the_format_of_their_column():
    sheet = opened(TABLE).worksheets[0]

    formats = {cell.coordinate: cell.number_format for cell in sheet[TABLE.first_row]}

    assert formats == {"A7": "#,##0", "B7": "@", "C7": "@", "D7": "#,##0", "E7": "#,##0.00", "F7": "0"}
    assert [type(sheet[place].value) for place in ("D7", "E7", "F7")] == [int, float, int]
    assert [sheet[place].number_format for place in ("D8", "B8")] == ["#,##0", "@"]


def test_the_head_has_two_levels_and_the_title_stands_over_the_table():
    sheet = read_workbook(write_workbook([TABLE])).sheets[0]

    assert (TABLE.head_row, TABLE.first_row) == (5, 7)
    assert [cell and cell.text for cell in sheet.rows[4]] == ["STT", "Thôn", "Mã", "Năm 2025", None, "Từ năm"]
    assert [cell and cell.text for cell in sheet.rows[5]] == [None, None, None, "Hộ nghèo", "Tỷ lệ (%)", None]
    assert sheet.merged == (
        (1, 1, 1, 6),
        (2, 1, 2, 6),
        (5, 1, 6, 1),
        (5, 2, 6, 2),
        (5, 3, 6, 3),
        (5, 4, 5, 5),
        (5, 6, 6, 6),
    )
    assert sheet.hidden_columns == {3}


def test_a_head_without_groups_takes_one_row():
    table = replace(
        TABLE, title=(), notes=(), columns=tuple(replace(each, group="") for each in TABLE.columns)
    )

    assert (table.head_row, table.first_row) == (1, 2)
    assert read_workbook(write_workbook([table])).sheets[0].merged == ()


def test_the_total_is_bold_and_the_rows_are_not():
    sheet = opened(TABLE).worksheets[0]

    assert [sheet.cell(row, 2).font.bold for row in (5, 7, 9)] == [True, False, True]
    assert sheet["B9"].value == "Tổng"
    assert sheet["A7"].border.left.style == "thin"


def test_the_page_is_set_up_for_printing():
    lying, standing = opened(TABLE, replace(TABLE, name="Biểu 2", landscape=False)).worksheets

    assert lying.print_title_rows == "$5:$6"
    assert lying.freeze_panes == "C7"
    assert (lying.page_setup.orientation, standing.page_setup.orientation) == ("landscape", "portrait")
    assert (lying.page_setup.paperSize, lying.page_setup.fitToWidth, lying.page_setup.fitToHeight) == (
        9,
        1,
        0,
    )
    assert lying.sheet_properties.pageSetUpPr.fitToPage
    assert (lying.column_dimensions["B"].width, lying.column_dimensions["C"].hidden) == (20, True)


def test_a_long_text_makes_its_row_taller():
    sheet = opened(column_of(["ngắn", "dài " * 20])).worksheets[0]

    assert sheet.row_dimensions[2].height is None
    assert sheet.row_dimensions[3].height > 60


def test_a_row_must_have_a_value_for_each_column():
    with pytest.raises(ValueError, match="shorter"):
        write_workbook([replace(TABLE, rows=((1, "Khâu Giáo"),))])


def test_names_of_sheets_are_made_acceptable():
    names = ["Biểu [1]: a/b", "'trích'", "", "x" * 40, "Trùng", "trùng"]

    book = opened(*(replace(TABLE, name=name) for name in names))

    assert book.sheetnames[:4] == ["Biểu  1   a b", "trích", "Trang tính", "x" * 31]
    assert len({name.lower() for name in book.sheetnames}) == 6


def test_the_same_table_gives_the_same_bytes_in_another_process():
    script = (
        "import sys; from tests.documents.test_xlsx_writer import TABLE\n"
        "from povertyplan.documents.xlsx import write_workbook\n"
        "sys.stdout.buffer.write(write_workbook([TABLE]))"
    )

    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, check=True, env={"PYTHONHASHSEED": "1"}
    )

    assert done.stdout == write_workbook([TABLE])


def test_a_number_in_a_column_of_text_shows_all_its_digits():
    (cell,) = opened(column_of([Decimal("12.5")])).worksheets[0][2]

    assert (cell.value, cell.number_format) == (12.5, "General")
