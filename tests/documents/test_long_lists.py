"""Long lists on paper: nothing is lost or doubled between the parts, and what is joined is one document."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import Any

import pytest
from pypdf import PdfReader

from povertyplan.documents import long_lists
from povertyplan.documents.blocks import Align, Column, Figure, Row, Table
from povertyplan.documents.joining import Joined, page_count
from povertyplan.documents.lint import lint
from povertyplan.documents.lint.reading import read_parts
from povertyplan.documents.long_lists import cut_for_paper, list_parts, opening
from povertyplan.documents.pdf import Limits, PdfError, render_in_process, render_pdf
from tests.documents.sample import sample

ROWS, IN_A_HAMLET, IN_A_PART = 96, 3, 24


@pytest.fixture(scope="module", autouse=True)
def small_parts():
    """What is long and how large a part is, small enough for a test."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(long_lists, "LONG", 50)
        patched.setattr(long_lists, "PART", IN_A_PART)
        yield


def hamlet(row):
    return f"Tổ dân phố số {1 + row // IN_A_HAMLET} khu tập thể nhà máy gạch và nhà máy chè lâu năm"


def long_table(rows=ROWS):
    def line(number):
        people = Figure(key=f"people@{number}", value=number % 9, computed=number % 9)
        return Row(
            key=str(number), cells=(str(number), f"Hộ thứ {number} họ Nông", hamlet(number - 1), people)
        )

    return Table(
        key="list",
        columns=(
            Column(key="number", label="STT", align=Align.CENTER),
            Column(key="head", label="Chủ hộ", width=4, align=Align.LEFT),
            Column(key="hamlet", label="Thôn, tổ", width=6, align=Align.LEFT),
            Column(key="people", label="Số khẩu", summed=True),
        ),
        rows=tuple(line(number) for number in range(1, rows + 1)),
        total=Row(key="total", cells=("", "Tổng cộng", "", "768")),
        column_numbers=True,
    )


def long_document(rows=ROWS):
    body = sample(draft=False)
    return replace(body, blocks=(body.blocks[0], long_table(rows), body.blocks[-1]), appendices=())


@pytest.fixture(scope="module")
def told():
    return []


@pytest.fixture(scope="module")
def drawn(small_parts, told):
    return render_pdf(long_document(), progress=lambda *counts: told.append(counts))


@pytest.fixture(scope="module")
def reader(drawn) -> Any:
    return PdfReader(io.BytesIO(drawn))


def parts_of(document):
    return list_parts(cut_for_paper(document).appendices[0])


def test_parts_hold_all_rows_once_and_in_order():
    tables = [part.blocks[-1] for part in parts_of(long_document(rows=95))]

    assert tuple(row for table in tables for row in table.rows) == long_table(rows=95).rows
    assert len(tables) == 4
    assert [table.total is not None for table in tables] == [False] * 3 + [True]
    assert len({table.shares for table in tables}) == 1


def test_no_hamlet_is_torn_where_one_ends_near():
    for rows in (ROWS, 75, 82):
        ends = [part.blocks[-1].rows[-1].cells[2] for part in parts_of(long_document(rows=rows))]
        begins = [part.blocks[-1].rows[0].cells[2] for part in parts_of(long_document(rows=rows))]

        assert not set(ends[:-1]) & set(begins[1:])


def test_a_list_that_does_not_go_by_hamlet_names_none():
    document = long_document()
    table = document.blocks[1]
    assert isinstance(table, Table)
    mixed = replace(table, rows=tuple(sorted(table.rows, key=lambda row: int(row.key) % 7)))

    (appendix,) = cut_for_paper(replace(document, blocks=(mixed,))).appendices

    (contents,) = opening(appendix, range(4)).blocks
    assert isinstance(contents, Table)
    assert [column.key for column in contents.columns] == ["part", "span", "rows", "page"]


def test_what_is_short_stays_as_it_is():
    document = long_document(rows=50)

    assert cut_for_paper(document) is document


def test_the_paper_keeps_every_rule(drawn):
    assert lint(drawn, draft=False) == ()


def test_the_contents_name_the_page_where_each_part_begins(reader):
    texts = [" ".join(page.extract_text().split()) for page in reader.pages]
    first = next(at for at, text in enumerate(texts) if text.startswith("Phụ lục"))
    begins = [at for at, text in enumerate(texts) if re.search(r"\b[IVX]+\. TỪ SỐ", text)]
    assert begins[0] - first == 2  # the contents fill a page and go on overleaf

    contents = " ".join(texts[first : begins[0]])
    named = [int(page) for page in re.findall(rf"\b{IN_A_PART} (\d+)(?= |$)", contents)]

    assert named == [at - first + 1 for at in begins]
    assert len(begins) == ROWS // IN_A_PART


def test_pages_are_numbered_through_and_bear_the_head_of_the_table(drawn):
    _, appendix = read_parts(drawn)

    assert [page.number and page.number.text for page in appendix.pages] == [
        None,
        *map(str, range(2, len(appendix.pages) + 1)),
    ]
    assert len(appendix.pages) >= 8
    for page in appendix.pages[1:]:
        assert page.number
        assert all(letter.face.embedded for letter in page.number.letters)
    for page in appendix.pages[2:]:
        assert "Chủ hộ" in " ".join(line.text for line in page.grids[0].lines)


def test_every_row_is_printed_once(reader):
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())

    assert re.findall(r"Hộ thứ (\d+)", text) == [str(number) for number in range(1, ROWS + 1)]
    assert text.count("Tổng cộng") == 1


def test_tags_and_bookmarks_of_all_parts_are_one_tree(reader):
    root = reader.root_object["/StructTreeRoot"]
    numbers = root["/ParentTree"]["/Nums"]
    held = dict(zip(numbers[::2], numbers[1::2], strict=True))
    (document,) = root["/K"]

    assert numbers[::2] == sorted(set(numbers[::2]))
    for page in reader.pages:
        marks = re.findall(rb"/MCID (\d+)", page.get_contents().get_data())
        elements = [element.get_object() for element in held[page["/StructParents"]].get_object()]
        assert len(set(marks)) == len(marks) == len(elements) > 0
        assert {element["/Pg"].get_object()["/StructParents"] for element in elements} == {
            page["/StructParents"]
        }
    assert all(kid.get_object()["/P"].get_object() == document.get_object() for kid in document["/K"])
    marks = [mark for mark in reader.outline if not isinstance(mark, list)]
    pages = [reader.get_destination_page_number(mark) for mark in marks]
    assert [mark.title.split()[0] for mark in marks][2:] == ["I.", "II.", "III.", "IV."]
    assert pages == sorted(set(pages))


def test_names_of_heads_are_of_one_table_alone(reader):
    names = []
    for each in range(1, reader.trailer["/Size"]):
        found = reader.get_object(each)
        if isinstance(found, dict) and found.get("/S") == "/TH":
            names.append(found["/ID"])

    assert len(names) == len(set(names)) > ROWS // IN_A_PART


def test_the_same_list_gives_the_same_bytes(drawn):
    assert render_pdf(long_document()) == drawn


def test_progress_is_told_and_may_end_the_work(told):
    class EndedError(Exception):
        pass

    seen = []

    def end(done, total):
        seen.append((done, total))
        raise EndedError

    with pytest.raises(EndedError):
        render_pdf(long_document(), progress=end)

    assert told[-1][0] == told[-1][1] == told[0][1]
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert len(seen) == 1


def test_a_part_that_cannot_be_drawn_says_so():
    with pytest.raises(PdfError):
        render_pdf(long_document(), limits=Limits(memory=300 << 20, wall=0.05))


def test_what_looks_like_a_reference_in_a_text_stays():
    heading = r"see 5 0 R (or 6 0 R) \ 7 0 R"
    page = f"<!DOCTYPE html><html lang=vi><title>{heading}</title><h1>{heading}</h1>"
    joined = Joined()
    for place in range(3):
        joined.add(render_in_process([page], place=place))

    reader: Any = PdfReader(io.BytesIO(joined.written()))

    assert [mark.title for mark in reader.outline] == [heading] * 3
    assert reader.metadata.title == heading
    assert page_count(render_in_process([page, page], place=0)) == 2
