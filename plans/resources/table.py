"""The commune's table of hamlets as a workbook, out and back in.

What a file would change is found here; nothing is written.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import tablib
from django.core.exceptions import ValidationError
from import_export import resources, widgets
from import_export.fields import Field
from import_export.formats.base_formats import Format
from import_export.instance_loaders import BaseInstanceLoader
from import_export.results import Result, RowResult

from households.models import AdministrativeUnit
from households.resources.mapping import SheetMapping
from households.resources.names import HamletName
from plans.actions import TableRefused, checked_figures
from plans.actions.grid import Cells
from plans.compose import column_groups
from plans.queries import TableFigures, remembered_mappings, table_refusal
from plans.resources.content import CellError, LeftOut, TableRow, UnknownName
from plans.resources.headings import NAME
from plans.resources.mapping import SheetMapping as TableMapping
from plans.resources.rows import read_rows
from plans.rules import COLUMN_LABELS, FIGURES, INPUTS, TARGETS, Line
from povertyplan.common.collector import collector_paused
from povertyplan.common.numbers import MAX_COUNT, format_plain, parse_count
from povertyplan.documents.xlsx import EXCEL, ColumnOut, SheetOut, Workbook, write_workbook

NO_ROWS = "Không có dòng số liệu nào dưới hàng tiêu đề."
HAMLET_ID = "hamlet_id"  # a column of the dataset alone: no file says whose row it is by a number


class CountWidget(widgets.Widget):  # type: ignore[misc]
    """A count of households: strictly read, and left a number on the way out."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int | None:
        """The count. Raises ValueError with a Vietnamese sentence."""
        return value if value is None or 0 <= value <= MAX_COUNT else parse_count(str(value))

    def render(self, value: int | None, obj: Any = None, **kwargs: Any) -> int | None:
        """The number itself."""
        return value


class LineDraft:
    """A hamlet's line while a row is laid over it."""

    def __init__(self, before: Line, *, number: int | None = None, name: str = "") -> None:
        self.before = self.line = before
        self.number, self.name = number, name
        vars(self).update(vars(before))

    def settle(self) -> None:
        """Make `line` what the row's values make of it."""
        values = vars(self)
        self.line = Line(**{column: values[column] for column in INPUTS})


class LineLoader(BaseInstanceLoader):  # type: ignore[misc]
    """Finds the line that a row is laid over, without a query."""

    def get_instance(self, row: Mapping[str, Any]) -> LineDraft | None:
        """The stored line of the row's hamlet; None for a new one."""
        stored = self.resource.stored.get(row[HAMLET_ID])
        return stored and LineDraft(stored)


def _count(column: str) -> Field:
    """A column in which blank keeps what is stored."""
    return Field(
        attribute=column, column_name=COLUMN_LABELS[column], widget=CountWidget(), saves_null_values=False
    )


class HamletTableResource(resources.Resource):  # type: ignore[misc]
    """The rows of a hamlet table, out and in; `stored` are the lines as they stand, by hamlet id."""

    number = Field(attribute="number", column_name="STT", widget=CountWidget(), readonly=True)
    name = Field(attribute="name", column_name="Tên", readonly=True)
    households = _count("households")
    poor = _count("poor")
    near_poor = _count("near_poor")
    no_labour = _count("no_labour")
    poor_reduction = _count("poor_reduction")
    near_poor_reduction = _count("near_poor_reduction")

    class Meta:
        instance_loader_class = LineLoader
        import_id_fields = ()
        skip_diff = True  # its copies and HTML take longer than all the rest; `skip_row` compares
        store_instance = True

    def __init__(self, stored: Mapping[int, Line]) -> None:
        super().__init__()
        self.stored = stored
        self.import_fields = [self.fields[column] for column in INPUTS]

    def compare(self, rows: tuple[TableRow, ...]) -> Result:
        """What each row would do. Not `import_data`: that opens a transaction even for a dry run, which on
        SQLite takes the write lock.
        """
        dataset = tablib.Dataset(headers=[HAMLET_ID, *(COLUMN_LABELS[column] for column in INPUTS)])
        for row in rows:
            dataset.append([row.hamlet_id, *(row.values.get(column) for column in INPUTS)])
        result = self.import_data_inner(
            dataset, dry_run=True, raise_errors=False, using_transactions=False, collect_failed_rows=False
        )
        for error in (*result.base_errors, *(error for row in result.error_rows for error in row.errors)):
            raise error.error  # anything but a refused cell is our own mistake
        return result

    def get_import_fields(self) -> list[Field]:
        return self.import_fields

    def init_instance(self, row: Any = None) -> LineDraft:
        return LineDraft(Line())

    def import_instance(self, instance: LineDraft, row: Mapping[str, Any], **kwargs: Any) -> None:
        super().import_instance(instance, row, **kwargs)
        instance.settle()

    def skip_row(
        self,
        instance: LineDraft,
        original: None,
        row: Mapping[str, Any],
        import_validation_errors: Any = None,
    ) -> bool:
        unchanged = instance.line == instance.before and not import_validation_errors
        return unchanged and row[HAMLET_ID] is not None

    def validate_instance(
        self, instance: LineDraft, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        if errors := import_validation_errors or instance.line.violations():
            raise ValidationError(errors)

    def after_import_row(self, row: Any, row_result: RowResult, **kwargs: Any) -> None:
        if row_result.instance.line.brings_figures(row_result.instance.before):
            row_result.import_type = RowResult.IMPORT_TYPE_NEW


class TableFormat(Format):  # type: ignore[misc]
    """Our own .xlsx: the library's would write any text that begins with "=" as a formula."""

    def get_title(self) -> str:
        return "xlsx"

    def get_extension(self) -> str:
        return "xlsx"

    def get_content_type(self) -> str:
        return EXCEL

    def can_export(self) -> bool:
        return True

    def export_data(self, dataset: tablib.Dataset, **kwargs: Any) -> bytes:
        """The dataset as one sheet; `kwargs` are those of `SheetOut` but for its rows."""
        return write_workbook([SheetOut(rows=tuple(dataset), **kwargs)])


class Outcome(StrEnum):
    """What bringing a row in does to the hamlet's line."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


OUTCOMES = {
    RowResult.IMPORT_TYPE_NEW: Outcome.CREATED,
    RowResult.IMPORT_TYPE_UPDATE: Outcome.UPDATED,
    RowResult.IMPORT_TYPE_SKIP: Outcome.UNCHANGED,
    RowResult.IMPORT_TYPE_INVALID: Outcome.REFUSED,
}


@dataclass(frozen=True, kw_only=True)
class ValueChange:
    """One value from → to, and the cell it comes from."""

    column: str
    before: int | None
    after: int
    cell: str


@dataclass(frozen=True, kw_only=True)
class PreviewRow:
    """One row of the sheet as it would be brought in."""

    row: TableRow
    outcome: Outcome
    changes: tuple[ValueChange, ...]


@dataclass(frozen=True, kw_only=True)
class TablePreview:
    """What bringing a workbook in would change; the page and the command show the same.

    `lines` are the rows that were read, in the sheet's order; `seen` is what the table holds now. Nothing can
    be brought in when the table is closed: `refusal` says why.
    """

    figures: TableFigures
    sheet: str
    lines: tuple[PreviewRow, ...]
    refusal: str
    errors: tuple[CellError, ...]
    unknown: tuple[UnknownName, ...]
    left_out: tuple[LeftOut, ...]
    notes: tuple[str, ...]
    seen: Cells

    @property
    def rows(self) -> tuple[TableRow, ...]:
        """What `table_import` is to be given."""
        return tuple(line.row for line in self.lines)

    @property
    def can_be_imported(self) -> bool:
        """Whether the table is open, every cell is fine, and every name known or to be added."""
        return not self.refusal and not self.errors and not self.unknown

    def cell_errors(self, refused: TableRefused) -> list[CellError]:
        """What `table_import` refused all the same, at its cells."""
        rows = {line.row.row: line.row for line in self.lines}
        return [
            CellError(
                sheet=self.sheet,
                cell=rows[row].cells.get(column, ""),
                value=rows[row].name if column == NAME else format_plain(rows[row].values.get(column)),
                message=sentence,
            )
            for (row, column), sentence in refused.errors.items()
        ]

    def count(self, outcome: Outcome) -> int:
        """How many rows come out so."""
        return sum(line.outcome == outcome for line in self.lines)


def hamlet_names(figures: TableFigures) -> list[HamletName]:
    """The hamlets of the table, to recognise names by."""
    return [HamletName(pk=row.hamlet_id, name=row.name, label=row.label) for row in figures.rows]


def remembered(unit: AdministrativeUnit) -> Callable[[str], SheetMapping | None]:
    """How the commune's headings were read the last time, by fingerprint."""
    kept = remembered_mappings(unit=unit)
    return lambda headings: TableMapping.from_json(kept[headings]) if headings in kept else None


@collector_paused()
def table_preview(
    *,
    workbook: Workbook,
    mapping: SheetMapping,
    unit: AdministrativeUnit,
    date: dt.date,
    year: int | None,
) -> TablePreview:
    """What the rows of the mapped sheet would change in the commune's table. Writes nothing.

    Without a year the columns of targets are not read.
    """
    notes: tuple[str, ...] = ()
    if year is None and mapping.columns.keys() & set(TARGETS):
        columns = {key: column for key, column in mapping.columns.items() if key not in TARGETS}
        mapping = replace(mapping, columns=columns)
        notes = ("Các cột chỉ tiêu không được nhập vì chưa chọn năm.",)
    figures = checked_figures(unit=unit, date=date, year=year)
    content = read_rows(workbook, mapping, hamlets=hamlet_names(figures), unit=unit.name)
    stored = {row.hamlet_id: row.line for row in figures.rows}
    results = HamletTableResource(stored).compare(content.rows).rows
    lines, errors = [], list(content.errors)
    for row, result in zip(content.rows, results, strict=True):
        before = stored[row.hamlet_id] if row.hamlet_id else Line()
        changes = _changes(row, before)
        lines.append(PreviewRow(row=row, outcome=OUTCOMES[result.import_type], changes=changes))
        if result.validation_error:
            errors += _cell_errors(row, changes, result.validation_error, sheet=mapping.sheet)
    if not (lines or errors or content.unknown):
        errors.append(CellError(sheet=mapping.sheet, cell="", value="", message=NO_ROWS))
    return TablePreview(
        figures=figures,
        sheet=mapping.sheet,
        lines=tuple(lines),
        refusal=table_refusal(unit=unit, date=date, year=year),
        errors=tuple(errors),
        unknown=content.unknown,
        left_out=content.left_out,
        notes=content.notes + notes,
        seen={(hamlet, column): line.count(column) for hamlet, line in stored.items() for column in INPUTS},
    )


def _changes(row: TableRow, before: Line) -> tuple[ValueChange, ...]:
    return tuple(
        ValueChange(column=column, before=before.count(column), after=value, cell=row.cells[column])
        for column, value in row.values.items()
        if before.count(column) != value
    )


def _cell_errors(
    row: TableRow, changes: tuple[ValueChange, ...], error: ValidationError, *, sheet: str
) -> list[CellError]:
    """The row's errors at their cells; one about a value that the file does not give stands at the first
    cell that changes.
    """
    found = []
    for column, sentences in error.message_dict.items():
        at = column if column in row.values else changes[0].column
        value = format_plain(row.values[at])
        found.append(CellError(sheet=sheet, cell=row.cells[at], value=value, message=" ".join(sentences)))
    return found


def table_workbook(figures: TableFigures) -> bytes:
    """The table as an .xlsx file to edit and bring back; brought back as it is, it changes nothing."""
    columns = INPUTS if figures.year else FIGURES
    groups = column_groups(date=figures.date, year=figures.year)
    dataset = HamletTableResource({}).export(
        [
            LineDraft(row.line, number=number, name=row.name)
            for number, row in enumerate(figures.rows, start=1)
        ],
        export_fields=["number", "name", *columns],
    )
    total = figures.total
    data: bytes = TableFormat().export_data(
        dataset,
        name="Biểu",
        columns=(
            ColumnOut(label="STT", width=5, decimals=0),
            ColumnOut(label=f"Tên {figures.hamlet_word}", width=28),
            *(
                ColumnOut(label=COLUMN_LABELS[column], group=groups[column], width=14, decimals=0)
                for column in columns
            ),
        ),
        total=(None, "Tổng cộng", *(total.count(column) for column in columns)),
        title=("BIỂU SỐ LIỆU HỘ NGHÈO, HỘ CẬN NGHÈO", figures.unit.full_name),
        notes=("Sửa số trong bảng rồi tải tệp lên lại ở trang “Nhập từ Excel”. Ô để trống giữ số đang có.",),
        landscape=True,
        frozen_columns=2,
    )
    return data
