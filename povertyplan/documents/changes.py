"""What two versions of a document say differently, as a reader of the paper would tell it.

Lines are set side by side, so that what was put in or taken out is one change, not twenty; tables are
compared by the keys of rows and columns. What stands on no paper ("DỰ THẢO", what a declared number computes
to) is no change, and neither is a number that only counts (STT, the number of a section).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from povertyplan.documents.blocks import Block, Chart, Document, Paragraph, Section, Table
from povertyplan.documents.checks import TITLE, cell_place, heading_place, place_label, row_place
from povertyplan.documents.checks.findings import column_name, row_name
from povertyplan.documents.figures import cell_text, inline_text
from povertyplan.documents.layout import date_line, number_line
from povertyplan.documents.numbering import numbered, section_label

SHORT = 160  # letters of a text that is quoted
CONTEXT = 4  # words kept on both sides of what differs
ALONE = 100  # what a line without a partner costs; a pair costs 0 when equal
FAR = 10 * ALONE  # for lines that never stand side by side, as a heading and a paragraph
ALIGNED = 250_000  # pairs looked at; where more lines differ, all are taken out and put in


class ChangeKind(StrEnum):
    """What happened at a place."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"

    @property
    def label(self) -> str:
        return _KIND_LABELS[self]


_KIND_LABELS = {ChangeKind.ADDED: "thêm", ChangeKind.REMOVED: "bỏ", ChangeKind.CHANGED: "sửa"}


@dataclass(frozen=True, kw_only=True)
class Change:
    """One difference. `place` is where it stands now, or stood when it is gone; `label` says so in words.

    `before` and `after` are cut to what differs; blank where there was or is nothing.
    """

    place: str
    kind: ChangeKind
    label: str
    before: str
    after: str


def changes(before: Document, after: Document) -> tuple[Change, ...]:
    """Everything printed that differs: head, bases, text, tables, closing, appendices; in reading order."""
    return tuple(_changes(before, after))


def _changes(before: Document, after: Document) -> Iterator[Change]:
    for lines in (_head_lines, _addressee_lines, _basis_lines, _body_lines, _recipient_lines, _signing_lines):
        yield from _side_by_side(lines(before), lines(after))
    olds, news = _appendix_lines(before), _appendix_lines(after)
    for key in dict.fromkeys((*olds, *news)):
        one, other = olds.get(key), news.get(key)
        yield from _pair(one[0] if one else None, other[0] if other else None)
        if one and other:  # one that came or went is told by its title
            yield from _side_by_side(one[1:], other[1:])


# --- lines ---


@dataclass(frozen=True, kw_only=True)
class _Line:
    """What is set side by side with its like: a heading, a paragraph, a table, a row, a cell, a recipient."""

    document: Document
    kind: str
    text: str
    place: str = ""
    named: str = ""  # its label where the grammar of places has none
    path: tuple[int, ...] = ()  # of a heading
    table: Table | None = None
    cells: Mapping[str, _Line] = field(default_factory=dict)  # of a row, by column

    @cached_property
    def words(self) -> list[str]:
        return self.text.split()

    @cached_property
    def counted(self) -> Counter[str]:
        return Counter(self.words)

    @property
    def label(self) -> str:
        return self.named or (place_label(self.document, self.place) if self.place else "")

    def says_what(self, other: _Line) -> bool:
        """Whether both say the same, spaces aside, on the same level of the tree."""
        return (self.kind, len(self.path), self.words) == (other.kind, len(other.path), other.words)


def _head_lines(document: Document) -> list[_Line]:
    head, title = document.letterhead, document.title
    lines = {
        "Cơ quan chủ quản": head.superior,
        "Cơ quan ban hành": " ".join(head.issuer),
        "Số, ký hiệu": number_line(head),
        "Địa danh và ngày tháng": date_line(head),
    }
    return [
        *(
            _Line(document=document, kind=label, text=text, place="letterhead", named=label)
            for label, text in lines.items()
        ),
        _Line(document=document, kind=TITLE, text=f"{title.kind} {title.subject}", place=TITLE),
    ]


def _addressee_lines(document: Document) -> list[_Line]:
    return [
        _Line(document=document, kind="addressee", text=name, place=f"addressee:{number}", named="Kính gửi")
        for number, name in enumerate(document.addressees, 1)
    ]


def _basis_lines(document: Document) -> list[_Line]:
    return [
        _Line(document=document, kind="basis", text=basis.text, place=basis.place) for basis in document.bases
    ]


def _body_lines(document: Document) -> list[_Line]:
    return _block_lines(document, document.blocks)


def _block_lines(document: Document, blocks: tuple[Block, ...], above: tuple[int, ...] = ()) -> list[_Line]:
    """Headings, paragraphs and tables in reading order."""
    lines: list[_Line] = []
    for block, path in numbered(blocks, above):
        match block:
            case Section():
                place = heading_place(block) if block.place else ""
                lines.append(
                    _Line(document=document, kind="heading", text=block.heading, place=place, path=path)
                )
                lines += _block_lines(document, block.blocks, path)
            case Paragraph():
                text = inline_text(block.inline)
                lines.append(_Line(document=document, kind="paragraph", text=text, place=block.place))
            case Table() | Chart():
                table = block.table if isinstance(block, Chart) else block
                lines.append(
                    _Line(document=document, kind=table.place, text="bảng", place=table.place, table=table)
                )
    return lines


def _recipient_lines(document: Document) -> list[_Line]:
    return [
        _Line(
            document=document,
            kind="recipient",
            text=f"{line.name} {line.mark}".strip(),
            place=f"recipient:{number}",
            named="Nơi nhận",
        )
        for number, line in enumerate(document.closing.recipients, 1)
    ]


def _signing_lines(document: Document) -> list[_Line]:
    closing = document.closing
    lines = {
        "Quyền hạn của người ký": " ".join(closing.authority),
        "Người ký": closing.signer,
        "Ký hiệu người soạn thảo": closing.drafter_mark,
    }
    return [
        _Line(document=document, kind=label, text=text, place="signer", named=label)
        for label, text in lines.items()
    ]


def _appendix_lines(document: Document) -> dict[str, list[_Line]]:
    """The lines of each appendix by its key: title, reference, then what it holds."""
    return {
        appendix.key: [
            _Line(document=document, kind="appendix", text=appendix.title, place=appendix.place),
            _Line(
                document=document,
                kind="reference",
                text=appendix.reference,
                place=appendix.place,
                named=f"{place_label(document, appendix.place)}, dòng kèm theo",
            ),
            *_block_lines(document, appendix.blocks),
        ]
        for appendix in document.appendices
    }


# --- setting side by side ---

Pair = tuple[_Line | None, _Line | None]


def _side_by_side(before: Sequence[_Line], after: Sequence[_Line]) -> Iterator[Change]:
    for one, other in _aligned(before, after):
        yield from _pair(one, other)


def _aligned(before: Sequence[_Line], after: Sequence[_Line]) -> list[Pair]:
    """Both sequences side by side in the cheapest way; the same whichever is called the first."""
    start = _common(before, after)
    end = _common(before[start:][::-1], after[start:][::-1])
    return [
        *zip(before[:start], after[:start], strict=True),
        *_cheapest(before[start : len(before) - end], after[start : len(after) - end]),
        *zip(before[len(before) - end :], after[len(after) - end :], strict=True),
    ]


def _common(one: Sequence[_Line], other: Sequence[_Line]) -> int:
    """How many lines say the same from the start on."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((number for number, (a, b) in pairs if not a.says_what(b)), min(len(one), len(other)))


def _cost(one: _Line, other: _Line) -> int:
    """0 for lines that say the same; else the less the more words they share, and less than both alone."""
    if one.says_what(other):
        return 0
    if one.kind != other.kind:
        return FAR
    shared, words = (one.counted & other.counted).total(), len(one.words) + len(other.words)
    return 2 * ALONE - 1 - 2 * ALONE * shared // (words or 1)


def _cheapest(old: Sequence[_Line], new: Sequence[_Line]) -> list[Pair]:
    if len(old) * len(new) > ALIGNED:
        return [*((line, None) for line in old), *((None, line) for line in new)]
    total = [[ALONE * (row + column) for column in range(len(new) + 1)] for row in range(len(old) + 1)]
    for row, one in enumerate(old, 1):
        for column, other in enumerate(new, 1):
            total[row][column] = min(
                total[row - 1][column - 1] + _cost(one, other),
                total[row - 1][column] + ALONE,
                total[row][column - 1] + ALONE,
            )
    pairs: list[Pair] = []
    row, column = len(old), len(new)
    while row and column:
        one, other, here = old[row - 1], new[column - 1], total[row][column]
        gone, come = (here == total[r][c] + ALONE for r, c in ((row - 1, column), (row, column - 1)))
        if here == total[row - 1][column - 1] + _cost(one, other):
            row, column = row - 1, column - 1
            pairs.append((one, other))
        elif gone and (not come or one.text < other.text):  # the text decides, not which is called the first
            row -= 1
            pairs.append((one, None))
        else:
            column -= 1
            pairs.append((None, other))
    pairs += [*((None, line) for line in new[:column][::-1]), *((line, None) for line in old[:row][::-1])]
    return pairs[::-1]


def _pair(one: _Line | None, other: _Line | None) -> Iterator[Change]:
    """What two lines side by side differ in; None is not there."""
    if one and other and one.table and other.table:
        yield from _table(one, other, one.table, other.table)
    elif one and other and other.cells:
        for column, cell in other.cells.items():
            yield from _pair(one.cells.get(column, cell), cell)
    elif (one.words if one else []) != (other.words if other else []):
        yield _change(one, other, *_cut(one.words if one else [], other.words if other else []))
    elif one and other and len(one.path) != len(other.path):
        yield _change(one, other, *(f"{section_label(line.path)} {line.text}" for line in (one, other)))


def _change(one: _Line | None, other: _Line | None, before: str, after: str) -> Change:
    line = other or one
    assert line
    kind = ChangeKind.CHANGED if before and after else ChangeKind.ADDED if after else ChangeKind.REMOVED
    return Change(place=line.place, kind=kind, label=line.label, before=before, after=after)


def _cut(before: list[str], after: list[str]) -> tuple[str, str]:
    """Two texts around what differs, with a few words on both sides."""
    same = [one == other for one, other in zip(before, after, strict=False)]
    start = (same.index(False) if False in same else len(same)) - CONTEXT
    room = len(same) - max(start + CONTEXT, 0)
    ends = [one == other for one, other in zip(before[::-1], after[::-1], strict=False)][:room]
    end = (ends.index(False) if False in ends else len(ends)) - CONTEXT
    return _quoted(before, start, end), _quoted(after, start, end)


def _quoted(words: list[str], start: int, end: int) -> str:
    """The words from `start`, without the last `end` ones, marked where they were cut."""
    first, last = max(start, 0), len(words) - max(end, 0)
    text = " ".join(words[first:last])
    cut = len(text) > SHORT
    text = text[:SHORT].rstrip() if cut else text
    return ("… " if first else "") + text + (" …" if cut or last < len(words) else "")


# --- tables ---


def _table(one: _Line, other: _Line, old: Table, new: Table) -> Iterator[Change]:
    for what, before, after in (
        ("tên bảng", old.caption, new.caption),
        *_columns(old, new),
        _order(old, new),
    ):
        pair = (
            _Line(
                document=side.document, kind=what, text=text, place=side.place, named=f"{side.label}, {what}"
            )
            for side, text in ((one, before), (other, after))
        )
        yield from _pair(*pair)
    for rows in _row_pairs(_row_lines(one.document, old), _row_lines(other.document, new)):
        yield from _pair(*rows)


def _columns(old: Table, new: Table) -> Iterator[tuple[str, str, str]]:
    """Columns put in, taken out or named anew; a group that is named anew is told once."""
    olds = {column.key: column for column in old.columns}
    news = {column.key: column for column in new.columns}
    groups = {}
    for key in dict.fromkeys((*olds, *news)):
        one, other = olds.get(key), news.get(key)
        if one and other:
            yield "tên cột", one.label, other.label
            groups[one.group, other.group] = "tên nhóm cột"
        else:
            yield "cột", column_name(one) if one else "", column_name(other) if other else ""
    yield from ((what, *names) for names, what in groups.items())


def _order(old: Table, new: Table) -> tuple[str, str, str]:
    """The rows that both have, as each orders them."""
    shared = {row.key for row in old.rows} & {row.key for row in new.rows}
    names = {row.key: row_name(new, row) for row in new.rows}
    before, after = (
        ", ".join(names[row.key] for row in table.rows if row.key in shared) for table in (old, new)
    )
    return "thứ tự các dòng", before, after


def _row_lines(document: Document, table: Table) -> dict[str, _Line]:
    """Every row with its cells, by the row's key, the total last; a cell that only counts the rows says
    nothing.
    """
    lines = {}
    for number, row in enumerate((*table.rows, *((table.total,) if table.total else ())), 1):
        cells = {
            column.key: _Line(
                document=document,
                kind="cell",
                text="" if cell == str(number) else cell_text(cell),
                place=cell_place(table, row, column),
            )
            for column, cell in zip(table.columns, row.cells, strict=True)
        }
        lines[row.key] = _Line(
            document=document,
            kind="total" if row is table.total else "row",
            text="; ".join(cell.text for cell in cells.values() if cell.text),
            place=row_place(table, row),
            cells=cells,
        )
    return lines


def _row_pairs(old: Mapping[str, _Line], new: Mapping[str, _Line]) -> list[Pair]:
    """Rows of one key side by side; where the keys only count the rows, those that say nearly the same."""
    if all(key == str(number) for rows in (old, new) for number, key in enumerate(_keys(rows), 1)):
        return _aligned([*old.values()], [*new.values()])
    return [(old.get(key), new.get(key)) for key in dict.fromkeys((*new, *old))]


def _keys(rows: Mapping[str, _Line]) -> list[str]:
    return [key for key, line in rows.items() if line.kind == "row"]
