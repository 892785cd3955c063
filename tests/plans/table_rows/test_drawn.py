"""Tables drawn from known figures come back as drawn, and each planted error is named."""

from __future__ import annotations

import io

import openpyxl
import pytest

from plans.resources import propose, read_rows
from povertyplan.documents.xlsx import Workbook, read_workbook
from tests.plans.officer_tables.drawing import draw
from tests.plans.officer_tables.planting import plant
from tests.plans.officer_tables.reading import named_cells
from tests.plans.officer_tables.words import YEAR

TABLES = 60  # the benchmark draws more


@pytest.mark.parametrize("seed", range(TABLES))
def test_drawn_table_comes_back_as_it_was_drawn(seed):
    table = draw(seed)

    proposal = propose(table.workbook, hamlets=table.hamlets, year=YEAR)
    content = read_rows(table.workbook, proposal.mapping, hamlets=table.hamlets, unit="Xã Phú Thịnh")

    assert proposal.problems == ()
    assert proposal.mapping.columns == table.columns
    assert (content.errors, content.unknown) == ((), ())
    assert {row.hamlet_id: row.values for row in content.rows} == table.given
    assert {row.hamlet_id: row.row for row in content.rows} == {pk: table.rows[pk] for pk in table.given}
    assert [note for note in content.notes if "tổng" in note] == []


@pytest.mark.parametrize("seed", range(TABLES))
def test_every_planted_error_is_named_at_its_cell(seed):
    table = draw(seed)
    planted = plant(table, seed)

    named = named_cells(table)

    assert planted <= named
    assert len(named - planted) <= 1


@pytest.mark.parametrize("seed", range(4))
def test_drawn_table_comes_back_from_real_bytes(seed):
    table = draw(seed)
    book = read_workbook(_written(table.workbook))

    mapping = propose(book, hamlets=table.hamlets, year=YEAR).mapping
    content = read_rows(book, mapping, hamlets=table.hamlets)

    assert mapping.columns == table.columns
    assert {row.hamlet_id: row.values for row in content.rows} == table.given


def _written(book: Workbook) -> bytes:
    written = openpyxl.Workbook()
    del written[written.sheetnames[0]]
    for sheet in book.sheets:
        target = written.create_sheet(sheet.name)
        target.sheet_state = "hidden" if sheet.hidden else "visible"
        for row, cells in enumerate(sheet.rows, 1):
            for column, cell in enumerate(cells, 1):
                if cell:
                    target.cell(row, column, cell.text if cell.number is None else cell.number)
        for row in sheet.hidden_rows:
            target.row_dimensions[row].hidden = True
        for top, left, bottom, right in sheet.merged:
            target.merge_cells(None, top, left, bottom, right)
    stream = io.BytesIO()
    written.save(stream)
    return stream.getvalue()
