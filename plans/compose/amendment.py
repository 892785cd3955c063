"""What an amending or replacing plan changes: figures by hamlet as old, new and ±, and the words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from plans.compose.document import appendix_reference, compose_plan
from plans.compose.source import PlanSource
from plans.models import Plan
from plans.rules import PlanRelation
from povertyplan.documents.blocks import (
    Align,
    Appendix,
    Cell,
    Column,
    Difference,
    Document,
    Figure,
    Row,
    Table,
    Unit,
)
from povertyplan.documents.changes import Change, changes
from povertyplan.documents.checks.findings import row_name, rows_of
from povertyplan.documents.frozen import from_json

APPENDIX_KEY = "changes"
PORTRAIT_COLUMNS = 8  # a wider table lies on its side
VERSIONS = (("old", "Cũ"), ("new", "Mới"), ("change", "+/−"))
RATES = frozenset({Unit.PERCENT, Unit.PERCENTAGE_POINT})  # they follow from the counts


@dataclass(frozen=True, kw_only=True)
class PlanChanges:
    """What differs from the plan that was issued: one table for each of its tables of figures, and the rest
    as texts.
    """

    original: Plan
    tables: tuple[Table, ...]
    texts: tuple[Change, ...]

    @property
    def blocks(self) -> tuple[Table, ...]:
        """All of it as tables; none where nothing changed."""
        return (*self.tables, *_text_table(self.texts))


def plan_changes(source: PlanSource) -> PlanChanges | None:
    """What the plan changes of the one it amends or replaces; None when it does neither."""
    plan, original = source.plan, source.original
    if original is None or plan.relation == PlanRelation.CORRECTS or original.issued_document is None:
        return None
    new = compose_plan(replace(source, original=None), draft=False)
    old = from_json(original.issued_document.blocks)
    # Number, date and the line below an appendix's title always differ, and say nothing.
    old = replace(
        old,
        letterhead=new.letterhead,
        appendices=tuple(
            replace(each, reference=appendix_reference(plan))
            for each in old.appendices
            if each.key != APPENDIX_KEY  # of an amendment that is amended again
        ),
    )
    olds = {table.key: table for table in old.tables()}
    compared = {table.key: (olds[table.key], table) for table in new.tables() if table.key in olds}
    tables = [table for pair in compared.values() if (table := _figure_changes(*pair))]
    told = tuple(f"{table.place}/" for pair in compared.values() for table in pair if _counted(table))
    texts = tuple(change for change in changes(old, new) if not change.place.startswith(told))
    return PlanChanges(original=original, tables=tuple(tables), texts=texts)


def with_changes(source: PlanSource, document: Document) -> Document:
    """The document with what it changes as its last appendix, where it amends another."""
    if source.plan.relation != PlanRelation.AMENDS:
        return document
    found = plan_changes(source)
    if found is None or not found.blocks:
        return document
    appendix = Appendix(
        key=APPENDIX_KEY,
        title=f"Nội dung thay đổi so với {found.original.citation}",
        reference=appendix_reference(source.plan),
        blocks=found.blocks,
        landscape=any(len(table.columns) > PORTRAIT_COLUMNS for table in found.tables),
    )
    return replace(document, appendices=(*document.appendices, appendix))


def _counted(table: Table) -> dict[str, Column]:
    """The columns that hold counts, by their key."""
    return {
        column.key: column
        for index, column in enumerate(table.columns)
        if any(_is_count(row.cells[index]) for row in rows_of(table))
    }


def _is_count(cell: Cell) -> bool:
    return isinstance(cell, Figure) and cell.unit not in RATES


def _figure_changes(old: Table, new: Table) -> Table | None:
    """Old, new and difference of every count that changed, by row; None when none did."""
    before = {row.key: row for row in rows_of(old)}
    after = {row.key: row for row in rows_of(new)}
    shared = [key for key in _counted(new) if key in _counted(old)]

    def values(key: str, column: str) -> tuple[Figure | None, Figure | None]:
        one, other = before.get(key), after.get(key)
        return (
            _figure(old.cell(one, column)) if one else None,
            _figure(new.cell(other, column)) if other else None,
        )

    keys = dict.fromkeys((*after, *before))
    differing = {(key, column) for key in keys for column in shared if _differ(*values(key, column))}
    columns = [column for column in shared if any(found == column for _, found in differing)]
    rows = [key for key in keys if any(found == key for found, _ in differing)]
    if not rows:
        return None
    total = new.total.key if new.total else ""
    made = {
        key: Row(
            key=key,
            cells=(
                "" if key == total else str(number),
                row_name(new, after[key]) if key in after else row_name(old, before[key]),
                *(cell for column in columns for cell in _three(key, column, *values(key, column))),
            ),
        )
        for number, key in enumerate(rows, start=1)
    }
    heads = _counted(new)
    return Table(
        key=f"{APPENDIX_KEY}-{new.key}",
        caption="Số liệu và chỉ tiêu thay đổi",
        columns=(
            Column(key="number", label="TT", align=Align.CENTER),
            Column(key="name", label="Tên", width=4, align=Align.LEFT),
            *(
                Column(
                    key=f"{column}-{version}",
                    label=label,
                    group=_head(heads[column]),
                    width=2,
                    align=Align.CENTER,
                    relations=(Difference(minuend=f"{column}-new", subtrahend=f"{column}-old"),)
                    if version == "change"
                    else (),
                )
                for column in columns
                for version, label in VERSIONS
            ),
        ),
        rows=tuple(row for key, row in made.items() if key != total),
        total=made.get(total),
    )


def _figure(cell: Cell) -> Figure | None:
    return cell if isinstance(cell, Figure) else None


def _differ(old: Figure | None, new: Figure | None) -> bool:
    return (old.value if old else None) != (new.value if new else None)


def _three(key: str, column: str, old: Figure | None, new: Figure | None) -> Iterator[Cell]:
    """The number as it was, as it is, and how much it grew."""
    yield replace(old, key=f"{column}-old@{key}") if old else ""
    yield replace(new, key=f"{column}-new@{key}") if new else ""
    if old and new and old.value is not None and new.value is not None:
        difference = new.value - old.value
        yield replace(
            new, key=f"{column}-change@{key}", value=difference, computed=difference, declared=False
        )
    else:
        yield ""


def _head(column: Column) -> str:
    return f"{column.label} ({column.group})" if column.group else column.label


def _text_table(texts: tuple[Change, ...]) -> Iterator[Table]:
    """The words that changed; none where only numbers did."""
    if not texts:
        return
    yield Table(
        key=f"{APPENDIX_KEY}-words",
        caption="Lời văn thay đổi",
        columns=(
            Column(key="number", label="TT", align=Align.CENTER),
            Column(key="where", label="Vị trí", width=4, align=Align.LEFT),
            Column(key="before", label="Trước", width=7, align=Align.LEFT),
            Column(key="after", label="Nay", width=7, align=Align.LEFT),
        ),
        rows=tuple(
            Row(key=str(number), cells=(str(number), change.label, change.before, change.after))
            for number, change in enumerate(texts, start=1)
        ),
    )
