"""What is read from a workbook, construct by construct as Excel and others write them."""

from __future__ import annotations

import datetime as dt
import io
import json
import subprocess
import sys
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook as OtherWorkbook

from povertyplan.documents.xlsx import (
    CellKind,
    Sheet,
    SheetCell,
    Workbook,
    cell_name,
    from_json,
    read_workbook,
    sheets,
    to_json,
)
from tests.documents.workbooks import archive, cell, parts, row, strings, styles, workbook, worksheet


def first_sheet(content):
    """The first sheet as it is read here, without another process."""
    return sheets.parse(content).sheets[0]


def first_cell(inside, **more):
    """Cell A1 of a workbook with this element as its only cell."""
    return first_sheet(workbook(worksheet(row(1, inside)), **more)).rows[0][0]


def texts(sheet):
    return [[each and each.text for each in line] for line in sheet.rows]


def with_strings(*items):
    return {"more": {"xl/sharedStrings.xml": strings(*items)}}


def with_styles(*codes):
    return {"more": {"xl/styles.xml": styles(*codes)}}


@pytest.mark.parametrize(
    ("written", "number", "text"),
    [
        ("12", "12", "12"),
        ("0.30000000000000004", "0.3", "0,3"),
        ("140.5", "140.5", "140,5"),
        ("-3", "-3", "-3"),
        ("-0", "0", "0"),
        ("1E3", "1000", "1000"),
        ("1.2000000000000002E-2", "0.012", "0,012"),
        ("1012345678901", "1012345678901", "1012345678901"),
        ("1234567890123456789", "1234567890123460000", "1234567890123460000"),
        (" 7 ", "7", "7"),
    ],
)
def test_a_number_is_read_to_its_fifteen_digits(written, number, text):
    read = first_cell(cell("A1", written))

    assert read == SheetCell(kind=CellKind.NUMBER, text=text, number=Decimal(number))


@pytest.mark.parametrize(
    ("code", "written", "text"),
    [
        ("General", "0.5", "0,5"),
        ("#,##0", "5441", "5441"),
        ("0%", "0.012", "1,2%"),
        ("0.0%", "0.0123", "1,23%"),
        ("000000000000", "1012345678", "001012345678"),
        ("0.00", "2.5", "2,5"),
        ("#,##0 &quot;hộ/năm&quot;", "12", "12"),
        ("#,##0\\ \\đ\\h", "12", "12"),
        ("[Red]#,##0_d;-#,##0", "12", "12"),
        ("[$-42A]#,##0", "12", "12"),
    ],
)
def test_a_number_keeps_its_value_whatever_its_format(code, written, text):
    read = first_cell(cell("A1", written, more=' s="0"'), **with_styles(code))

    assert read == SheetCell(kind=CellKind.NUMBER, text=text, number=Decimal(written))


@pytest.mark.parametrize(
    ("code", "written", "text"),
    [
        ("dd/mm/yyyy", "46027", "05/01/2026"),
        ("[$-42A]d/m/yy;@", "46027", "05/01/2026"),
        ("mm/yyyy", "22282", "01/01/1961"),
        ("dd/mm/yyyy hh:mm", "46027.3125", "05/01/2026 07:30"),
        ("h:mm", "0.3125", "07:30"),
        ("[h]:mm", "0.5", "12:00"),
        ("dd/mm/yyyy", "1", "01/01/1900"),
        ("dd/mm/yyyy", "61", "01/03/1900"),
    ],
)
def test_a_date_is_told_from_a_number_by_its_format(code, written, text):
    read = first_cell(cell("A1", written, more=' s="0"'), **with_styles(code))

    assert read == SheetCell(kind=CellKind.DATE, text=text)


def test_days_count_from_1904_where_the_workbook_says_so():
    read = first_cell(
        cell("A1", 0, more=' s="0"'), properties='<workbookPr date1904="1"/>', **with_styles("dd/mm/yyyy")
    )
    later = first_cell(
        cell("A1", 44565, more=' s="0"'),
        properties='<workbookPr date1904="true"/>',
        **with_styles("dd/mm/yyyy"),
    )

    assert (read.kind, later.text) == (CellKind.DATE, "05/01/2026")


@pytest.mark.parametrize("written", ["-1", "3000000"])
def test_a_number_that_is_no_day_stays_a_number_under_a_date_format(written):
    read = first_cell(cell("A1", written, more=' s="0"'), **with_styles("dd/mm/yyyy"))

    assert read == SheetCell(kind=CellKind.NUMBER, text=written, number=Decimal(written))


def test_built_in_formats_need_no_code():
    style = '<styleSheet xmlns="x"><cellXfs><xf numFmtId="14"/><xf numFmtId="9"/></cellXfs></styleSheet>'
    sheet = worksheet(row(1, cell("A1", 46027, more=' s="0"'), cell("B1", "0.5", more=' s="1"')))

    (date, percent) = first_sheet(workbook(sheet, more={"xl/styles.xml": style})).rows[0]

    assert (date.text, percent.text, percent.number) == ("05/01/2026", "50%", Decimal("0.5"))


@pytest.mark.parametrize(
    ("inside", "kind", "text"),
    [
        (cell("A1", 1, "b"), CellKind.BOOLEAN, "TRUE"),
        (cell("A1", 0, "b"), CellKind.BOOLEAN, "FALSE"),
        (cell("A1", "#REF!", "e"), CellKind.ERROR, "#REF!"),
        (cell("A1", "#N/A", "e"), CellKind.ERROR, "#N/A"),
        (cell("A1", "2026-01-05", "d"), CellKind.DATE, "05/01/2026"),
        (cell("A1", "2026-01-05T07:30:00", "d"), CellKind.DATE, "05/01/2026 07:30"),
        (cell("A1", "  Khâu\u00a0Giáo ", "str"), CellKind.TEXT, "Khâu Giáo"),
        (cell("A1", "001012345678", "str"), CellKind.TEXT, "001012345678"),
        (cell("A1", "Ho\u0300a Bi\u0300nh", "str"), CellKind.TEXT, "Hòa Bình"),
        (cell("A1", "một_x000D_\nhai", "str"), CellKind.TEXT, "một hai"),
        (cell("A1", "_x005F_x000D_", "str"), CellKind.TEXT, "_x000D_"),
        (cell("A1", "x" * 5000, "str"), CellKind.TEXT, "x" * 4000),
        ('<c r="A1" t="inlineStr"><is><t>Thôn</t></is></c>', CellKind.TEXT, "Thôn"),
        (
            '<c r="A1" t="inlineStr"><is><r><rPr><b/></rPr><t>Khu </t></r><r><t>phố 3</t></r>'
            "<rPh sb='0' eb='1'><t>đọc</t></rPh></is></c>",
            CellKind.TEXT,
            "Khu phố 3",
        ),
    ],
)
def test_every_kind_of_cell_is_read(inside, kind, text):
    assert first_cell(inside) == SheetCell(kind=kind, text=text)


@pytest.mark.parametrize(
    ("item", "text"),
    [
        ("<t>Bản Lủ</t>", "Bản Lủ"),
        ('<r><t>Bản </t></r><r><t xml:space="preserve">Lủ</t></r>', "Bản Lủ"),
        ("<t>Bản</t><rPh sb='0' eb='1'><t>đọc</t></rPh><phoneticPr/>", "Bản"),
    ],
)
def test_shared_strings_are_read_with_their_runs(item, text):
    read = first_cell(cell("A1", 1, "s"), **with_strings("<t>khác</t>", item))

    assert read == SheetCell(kind=CellKind.TEXT, text=text)


@pytest.mark.parametrize("inside", ['<c r="A1" s="0"/>', '<c r="A1"><v/></c>', cell("A1", " \u200b ", "str")])
def test_a_cell_without_anything_to_see_is_none(inside):
    sheet = worksheet(row(1, inside, cell("B1", 1)), row(2, inside.replace("A1", "A2")))

    (read,) = first_sheet(workbook(sheet)).rows

    assert read[0] is None


def test_formulas_keep_their_source_and_cached_value():
    sheet = worksheet(
        row(
            1,
            '<c r="A1"><f>D7-E7</f><v>12</v></c>',
            '<c r="B1"><f>D7&amp;"x"</f></c>',
            '<c r="C1" t="str"><f>UPPER("a")</f><v>A</v></c>',
            '<c r="D1" t="e"><f>1/0</f><v>#DIV/0!</v></c>',
            '<c r="E1"><f>D7</f><v></v></c>',
        )
    )

    assert first_sheet(workbook(sheet)).rows[0] == (
        SheetCell(kind=CellKind.NUMBER, text="12", number=Decimal(12), formula="=D7-E7"),
        SheetCell(kind=CellKind.TEXT, text="", formula='=D7&"x"'),
        SheetCell(kind=CellKind.TEXT, text="A", formula='=UPPER("a")'),
        SheetCell(kind=CellKind.ERROR, text="#DIV/0!", formula="=1/0"),
        SheetCell(kind=CellKind.TEXT, text="", formula="=D7"),
    )


def test_a_shared_formula_is_moved_to_each_of_its_cells():
    sheet = worksheet(
        row(1, '<c r="A1"><f t="shared" ref="A1:A3" si="0">B1-$C$1+SUM(D1:E1)</f><v>1</v></c>'),
        row(2, '<c r="A2"><f t="shared" si="0"/><v>2</v></c>'),
        row(3, '<c r="A3"><f t="shared" si="0"/><v>3</v></c>'),
    )

    formulas = [line[0].formula for line in first_sheet(workbook(sheet)).rows]

    assert formulas == ["=B1-$C$1+SUM(D1:E1)", "=B2-$C$1+SUM(D2:E2)", "=B3-$C$1+SUM(D3:E3)"]


def test_a_shared_formula_that_cannot_be_moved_stays_as_it_is():
    sheet = worksheet(
        row(1, '<c r="B1"><f t="shared" si="0">A1</f><v>1</v></c>'),
        row(2, '<c r="A2"><f t="shared" si="0"/><v>2</v></c>'),
        row(3, '<c r="A3"><f t="shared" si="1">"</f><v>2</v></c>'),
        row(4, '<c r="A4"><f t="shared" si="1"/><v>2</v></c>'),
    )

    lines = first_sheet(workbook(sheet)).rows

    assert [line[0].formula for line in lines[1:]] == ["=A1", '="', '="']


def test_rows_are_rectangular_and_start_at_a1():
    sheet = first_sheet(workbook(worksheet(row(3, cell("B3", 1)), row(5, cell("D5", 2)), row(9))))

    assert [len(line) for line in sheet.rows] == [4] * 5
    assert sheet.rows[2][1].number == 1
    assert sheet.rows[4][3].number == 2


def test_cells_and_rows_may_leave_their_places_out():
    sheet = worksheet(
        "<row><c><v>1</v></c><c><v>2</v></c></row><row r='4'><c r='C4'><v>3</v></c><c><v>4</v></c></row>"
    )

    lines = first_sheet(workbook(sheet)).rows

    assert [[each and each.text for each in line] for line in (lines[0], lines[3])] == [
        ["1", "2", None, None],
        [None, None, "3", "4"],
    ]


def test_hidden_and_merged_are_seen_and_cut_to_the_sheet():
    sheet = first_sheet(
        workbook(
            worksheet(
                row(1, cell("A1"), cell("D1")),
                row(2, more=' hidden="1"'),
                row(3, cell("A3"), more=' hidden="true"'),
                row(4, more=' hidden="1"'),
                before='<cols><col min="2" max="3" hidden="1"/><col min="4" max="4"/>'
                '<col min="5" max="16384" hidden="1"/></cols>',
                after='<mergeCells><mergeCell ref="B1:C2"/><mergeCell ref="C3:F8"/><mergeCell ref="A3:A9"/>'
                '<mergeCell ref="H1:I2"/></mergeCells>',
            )
        )
    )

    assert sheet.hidden_rows == {2, 3}
    assert sheet.hidden_columns == {2, 3}
    assert sheet.merged == ((1, 2, 2, 3), (3, 3, 3, 4))


def test_elements_of_drawings_and_extensions_are_not_rows():
    anchor = "<controls><control><anchor><from><col>0</col><row>3</row></from></anchor></control></controls>"
    extension = '<extLst><ext><x xmlns="y"><f>A1</f><c r="Z9"><v>5</v></c></x></ext></extLst>'

    sheet = first_sheet(workbook(worksheet(row(1, cell("A1")), before=anchor, after=anchor + extension)))

    assert texts(sheet) == [["1"]]


def test_sheets_keep_names_order_and_visibility():
    content = workbook(
        worksheet(row(1, cell("A1"))),
        names=("Biểu 1", "Ẩn", "Rất ẩn"),
        states={"Ẩn": "hidden", "Rất ẩn": "veryHidden"},
    )

    assert [(sheet.name, sheet.hidden) for sheet in read_workbook(content).sheets] == [
        ("Biểu 1", False),
        ("Ẩn", True),
        ("Rất ẩn", True),
    ]


def test_a_chart_of_its_own_is_no_sheet():
    entries = parts(worksheet(row(1, cell("A1"))))
    entries["xl/_rels/workbook.xml.rels"] = entries["xl/_rels/workbook.xml.rels"].replace(
        "</Relationships>",
        '<Relationship Id="rId9" Type="x/chartsheet" Target="charts/1.xml"/></Relationships>',
    )
    entries["xl/workbook.xml"] = entries["xl/workbook.xml"].replace(
        "<sheets>", '<sheets><sheet name="Biểu đồ" sheetId="9" r:id="rId9"/>'
    )

    assert [sheet.name for sheet in read_workbook(archive(entries)).sheets] == ["Biểu"]


def test_a_sheet_without_cells_has_no_rows():
    assert read_workbook(workbook(worksheet())).sheets[0].rows == ()


def test_the_strict_format_is_read():
    entries = parts(worksheet(row(1, cell("A1", 5))))
    strict = {
        name: content.replace(
            "http://schemas.openxmlformats.org/spreadsheetml/2006/", "http://purl.oclc.org/ooxml/x/"
        )
        for name, content in entries.items()
    }

    assert texts(first_sheet(archive(strict))) == [["5"]]


def test_a_workbook_of_another_program_is_read_as_it_was_written():
    book = OtherWorkbook()
    sheet = book.create_sheet("Hộ nghèo", 0)
    sheet.append(["Họ tên", "Ngày sinh", "Tỷ lệ", "Đúng"])
    sheet.append(["Lò Thị Mẩy", dt.date(1960, 2, 29), 0.125, True])
    sheet["C2"].number_format = "0.0%"
    sheet["E2"] = "=C2*2"
    sheet.merge_cells("A4:B5")
    sheet["A4"] = "Tổng"
    content = io.BytesIO()
    book.save(content)

    read = first_sheet(content.getvalue())

    assert read.name == "Hộ nghèo"
    assert texts(read)[1] == ["Lò Thị Mẩy", "29/02/1960", "12,5%", "TRUE", ""]
    assert read.rows[1][4].formula == "=C2*2"
    assert read.merged == ((4, 1, 4, 2),)


def test_the_process_apart_loads_neither_django_nor_weasyprint():
    script = (
        "import sys; from povertyplan.documents.xlsx.reader import work; "
        "print(sorted({'django', 'weasyprint', 'docx'} & set(sys.modules)))"
    )

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("place", "name"),
    [((7, 3), "C7"), ((1, 26), "Z1"), ((1, 27), "AA1"), ((1_048_576, 16_384), "XFD1048576")],
)
def test_cells_are_named_as_in_excel(place, name):
    assert cell_name(*place) == name
    assert sheets._place(name) == place


FORMULAS = st.just("") | st.text(max_size=9).map(lambda text: "=" + text)
CELLS = (
    st.none()
    | st.builds(SheetCell, kind=st.sampled_from(CellKind), text=st.text(max_size=9), formula=FORMULAS)
    | st.builds(
        SheetCell,
        kind=st.just(CellKind.NUMBER),
        text=st.text(max_size=9),
        number=st.decimals(-(10**9), 10**9, places=4),
        formula=FORMULAS,
    )
)
SPANS = st.frozensets(st.integers(1, 9), max_size=3)
SHEETS = st.builds(
    Sheet,
    name=st.text(max_size=9),
    hidden=st.booleans(),
    rows=st.lists(st.tuples(CELLS, CELLS), max_size=4).map(tuple),
    hidden_rows=SPANS,
    hidden_columns=SPANS,
    merged=st.lists(st.tuples(*[st.integers(1, 9)] * 4), max_size=2).map(tuple),
)


@settings(deadline=None, max_examples=50)
@given(st.lists(SHEETS, max_size=3))
def test_a_workbook_comes_back_from_json(read):
    book = Workbook(sheets=tuple(read))

    assert from_json(json.loads(json.dumps(to_json(book)))) == book
