"""What the import library adds, and what it does not swallow."""

from __future__ import annotations

import pytest

from plans.resources import TableRow
from plans.resources.table import HamletTableResource, LineDraft, TableFormat
from plans.rules import Line


def row_with(hamlet_id: int | None, **values: int) -> TableRow:
    return TableRow(row=1, name="x", hamlet_id=hamlet_id, values=values, cells={})


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        (row_with(1), "skip"),
        (row_with(1, poor=5), "skip"),
        (row_with(1, poor=4), "update"),
        (row_with(2, poor=4), "new"),
        (row_with(2, poor_reduction=4), "update"),
        (row_with(2), "skip"),
        (row_with(None), "new"),
        (row_with(None, poor_reduction=0), "new"),
        (row_with(1, poor=101), "invalid"),
        (row_with(1, poor=-1), "invalid"),
    ],
)
def test_library_says_what_a_row_does(row, kind):
    result = HamletTableResource({1: Line(households=100, poor=5), 2: Line()}).compare((row,))

    assert [each.import_type for each in result.rows] == [kind]
    assert result.totals[kind] == 1


def test_mistake_of_ours_is_not_swallowed_by_the_library(monkeypatch):
    monkeypatch.setattr(LineDraft, "settle", lambda draft: draft.nothing)

    with pytest.raises(AttributeError):
        HamletTableResource({}).compare((row_with(None, poor=1),))


def test_format_writes_through_our_own_writer_and_reads_nothing():
    made = TableFormat()

    assert (made.can_import(), made.can_export(), made.get_extension()) == (False, True, "xlsx")
