"""Charts: their numbers are the table's, also at the edges; nothing written by people is markup."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from io import BytesIO
from xml.etree import ElementTree

import openpyxl
import pytest

from povertyplan.documents.blocks import ChartKind, Section
from povertyplan.documents.changes import changes
from povertyplan.documents.charts import heat_levels, pictures
from povertyplan.documents.checks import check, place_label
from povertyplan.documents.figures import cell_text
from povertyplan.documents.frozen import from_json, to_json
from povertyplan.documents.html import render_body
from povertyplan.documents.portal import render_html
from povertyplan.documents.xlsx.tables import render_xlsx
from tests.documents.charted import chart
from tests.documents.sample import sample

SVG = "{http://www.w3.org/2000/svg}"
DRAWN = (ChartKind.BARS, ChartKind.STACKED, ChartKind.LINE)
YEARS = [("2021", 120, 90), ("2022", 140, None), ("2023", 101, 60), ("2024", 0, 30)]


def drawn(of):
    """The pictures as trees: they are well-formed."""
    return [ElementTree.fromstring(text) for text in pictures(of)]


def printed(of):
    return [text.text for tree in drawn(of) for text in tree.iter(f"{SVG}text") if text.get("class")]


def words(of):
    return [text.text for tree in drawn(of) for text in tree.iter(f"{SVG}text") if not text.get("class")]


def ways(of):
    return [path.get("d") for tree in drawn(of) for path in tree.iter(f"{SVG}path")]


def table_numbers(of):
    return [cell_text(cell) for row in of.table.rows for cell in row.cells[1:]]


@pytest.mark.parametrize("kind", DRAWN)
def test_every_number_of_the_picture_stands_in_the_table(kind):
    made = chart(
        [(f"Thôn {n}", n * 137 % 4000, n * 59 % 700) for n in range(60 if kind != "line" else 6)], kind
    )

    assert sorted(printed(made)) == sorted(table_numbers(made))


def test_numbers_are_written_as_in_the_table():
    made = chart([("Tỷ lệ", 12, 3)], columns=("Nghèo", "Cận nghèo"), decimals=2)

    assert printed(made) == ["12,00", "3,00"]


def test_sixty_hamlets_make_pictures_of_at_most_twenty_rows_to_one_scale():
    made = chart([(f"Thôn {n}", n, 0) for n in range(1, 61)])

    trees = drawn(made)

    assert len(trees) == 3
    assert [tree[0].text for tree in trees] == [f"Biểu đồ thử, phần {n}" for n in (1, 2, 3)]
    longest = [max(float(bar.get("width")) for bar in tree.iter(f"{SVG}rect")) for tree in trees]
    assert longest == pytest.approx([longest[2] / 3, longest[2] * 2 / 3, longest[2]], abs=0.2)


@pytest.mark.parametrize("kind", DRAWN)
def test_a_blank_is_left_out_and_never_zero(kind):
    made = chart([("Một", 5, None), ("Hai", 4, 2)], kind)

    (tree,) = drawn(made)

    assert "0" not in printed(made)
    if kind != ChartKind.LINE:
        assert len(list(tree.iter(f"{SVG}rect"))) == 2 + 3  # the legend's, then those that are known


def test_zero_is_a_number_without_a_bar():
    made = chart([("Một", 0, 3)])

    assert printed(made) == ["0", "3"]
    assert len(list(drawn(made)[0].iter(f"{SVG}rect"))) == 2 + 1


def test_all_zero_and_all_blank():
    assert printed(chart([("Một", 0, 0)])) == ["0", "0"]
    assert pictures(chart([("Một", None, None)])) == ()
    assert pictures(chart([])) == ()


def test_negative_bars_lie_left_of_zero():
    made = chart([("Thôn", -4, 8)])

    *_, first, second = drawn(made)[0].iter(f"{SVG}rect")

    assert float(first.get("x")) + float(first.get("width")) == pytest.approx(float(second.get("x")), abs=0.2)
    assert 2 * float(first.get("width")) == pytest.approx(float(second.get("width")), abs=0.2)
    assert printed(made) == ["-4", "8"]


def test_a_stack_with_something_negative_keeps_within_the_picture():
    made = chart([("Thôn", -4, 8, -2), ("Xóm", 1, 1, 1)], ChartKind.STACKED, columns=("A", "B", "C"))

    for bar in drawn(made)[0].iter(f"{SVG}rect"):
        assert float(bar.get("x")) >= 0
        assert float(bar.get("x")) + float(bar.get("width")) <= 340


def test_long_numbers_leave_room_for_bars():
    columns = ("A", "B", "C", "D")
    made = chart([("Thôn", *[10**12] * 4)], ChartKind.STACKED, columns=columns)

    *_, last = drawn(made)[0].iter(f"{SVG}rect")

    assert float(last.get("width")) == pytest.approx(10)
    assert float(last.get("x")) > 0


def test_a_line_breaks_where_a_number_is_missing_and_where_the_standard_changes():
    unbroken = chart([("2021", 9), ("2022", 8), ("2023", 7)], ChartKind.LINE, columns=("Hộ nghèo",))
    missing = chart([("2021", 9), ("2022", None), ("2023", 7)], ChartKind.LINE, columns=("Hộ nghèo",))
    changed = chart(
        [("2021", 9), ("2022", 8), ("2023", 7)],
        ChartKind.LINE,
        columns=("Hộ nghèo",),
        breaks=[(2, "Chuẩn <mới>")],
    )

    def joined(made):
        return [way.count("L") for way in ways(made) if re.fullmatch(r"(?:[ML]-?[\d.]+ -?[\d.]+)+", way)]

    assert joined(unbroken) == [2]
    assert joined(missing) == [0]
    assert joined(changed) == [1]
    assert "Chuẩn <mới>" in words(changed)


def test_one_moment_is_a_point():
    assert printed(chart([("2025", 12, 3)], ChartKind.LINE)) == ["12", "3"]


def test_many_moments_leave_numbers_out_but_never_the_last():
    made = chart([(str(1950 + n), 1000 + n, n) for n in range(60)], ChartKind.LINE)

    shown = printed(made)

    assert len(shown) < 60
    assert {"1.059", "59"} <= set(shown)
    assert set(shown) <= set(table_numbers(made))


@pytest.mark.parametrize("kind", DRAWN)
@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "&amp;", "</svg>", "x" * 500]
)
def test_hostile_and_long_text_is_printed_and_never_markup(kind, text):
    made = replace(chart([(text, 3, 2)], kind, columns=(text, "B"), breaks=[(0, text)]), title=text)

    for tree in drawn(made):
        assert {each.tag.removeprefix(SVG) for each in tree.iter()} <= {
            *("svg", "title", "desc", "text", "rect", "path")
        }
        assert tree[0].text == text
        for each in tree.iter():
            assert not {name for name in each.attrib if name.startswith("on") or name == "style"}
    if len(text) == 500:
        assert all(len(each) < 100 for each in words(made))


def test_the_text_alternative_tells_the_numbers_or_their_ends():
    few = drawn(chart(YEARS, ChartKind.LINE))[0][1].text
    many = drawn(chart([(f"Thôn {n}", n, 1) for n in range(20)]))[0][1].text

    assert few == "Hộ nghèo: 2021 120; 2022 140; 2023 101; 2024 0. Hộ cận nghèo: 2021 90; 2023 60; 2024 30."
    assert many.startswith("Hộ nghèo: 20 dòng, cao nhất Thôn 19 19, thấp nhất Thôn 0 0.")


def test_series_differ_without_colour():
    """One is filled, the next striped; their lines are dashed otherwise, their markers have other shapes."""
    bars, lines = chart([("Một", 300, 300)]), chart(YEARS, ChartKind.LINE)

    stripes = [way for way in ways(bars) if way.count("v") > 3]
    dashes = {path.get("stroke-dasharray") for path in drawn(lines)[0].iter(f"{SVG}path")}
    markers = {re.sub(r"^M[\d.]+ [\d.]+", "", way) for way in ways(lines) if way.endswith("z")}

    assert len(stripes) == 2  # in the legend and in the bar
    assert {None, "6 3"} <= dashes
    assert len(markers) == 2


def test_heat_goes_with_the_value_and_leaves_blank_and_zero_white():
    made = chart([("A", 0, 8), ("B", None, 2), ("C", 5, -1)], ChartKind.HEAT)

    assert heat_levels(made) == {("0", "n1"): 4, ("1", "n1"): 1, ("2", "n0"): 3}
    assert pictures(made) == ()
    assert heat_levels(chart(YEARS)) == {}


def charted_document():
    inside = Section(heading="Kết quả", blocks=(chart(YEARS, ChartKind.LINE, breaks=[(1, "Chuẩn mới")]),))
    return replace(
        sample(), blocks=(inside, replace_key(chart(YEARS, ChartKind.HEAT), "heat")), appendices=()
    )


def replace_key(of, key):
    return replace(of, table=replace(of.table, key=key))


def test_the_picture_and_its_table_stand_on_page_and_portal():
    document = charted_document()

    for page in (render_body(document), render_html(document).decode()):
        for each in pictures(document.blocks[0].blocks[0]):
            assert each in page
        assert page.count("<table") == 2
        assert "heat-4" in page
        assert 'style="' not in page


def test_word_and_workbook_have_the_tables_and_frozen_keeps_the_chart():
    document = charted_document()

    book = openpyxl.load_workbook(BytesIO(render_xlsx(document)))

    assert [[cell.value for cell in row][:3] for row in book.worksheets[0].iter_rows()][-1] == ["2024", 0, 30]
    assert len(book.worksheets) == 2
    assert from_json(json.loads(json.dumps(to_json(document)))) == document


def test_checks_and_changes_read_the_table_of_a_chart():
    before = charted_document()
    table = before.blocks[1].table
    summed = replace(
        table,
        columns=tuple(replace(column, summed=column.key == "n0") for column in table.columns),
        total=replace(table.rows[0], key="total"),
    )
    wrong = replace(before, blocks=(before.blocks[0], replace(before.blocks[1], table=summed)))

    (found,) = check(wrong)

    assert found.place == "table:heat/row:total/column:n0"
    assert place_label(wrong, found.place) == "dòng Tổng, cột Hộ nghèo"
    assert changes(before, wrong)
