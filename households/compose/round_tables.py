"""The tables of a round and lists of its households as blocks: one making for paper, workbook and JSON."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby

from households.models import ReviewRound
from households.queries import (
    Details,
    MemberLine,
    PlaceRow,
    Reviewed,
    RoundTables,
    Standing,
    details,
    round_tables,
)
from households.rules import (
    CLASSIFICATION_LABELS,
    DETAIL_TABLES,
    LINE_LABELS,
    NEED_LABELS,
    OFFICIAL_NEEDS,
    RATE_DECIMALS,
    Classification,
    CountColumn,
    Given,
    GivenColumn,
    Measure,
    Need,
    RateColumn,
    Sex,
    TableColumn,
    TableShape,
    table_title,
)
from povertyplan.common.dates import short_date
from povertyplan.common.errors import DomainError
from povertyplan.common.numbers import format_number
from povertyplan.common.text import upper_first
from povertyplan.documents.blocks import (
    Align,
    Appendix,
    AtMost,
    Block,
    Cell,
    Closing,
    Column,
    Document,
    Figure,
    Letterhead,
    Paragraph,
    ParagraphStyle,
    Rate,
    RecipientLine,
    Relation,
    Row,
    Table,
    Title,
    Unit,
)
from povertyplan.documents.layout import ended

UNKNOWN = "…"
TICK = "x"
TOTAL_KEY = "total"


@dataclass(frozen=True, kw_only=True)
class RoundTable:
    """A numbered table with its title."""

    number: int
    title: str
    table: Table


@dataclass(frozen=True, kw_only=True)
class RoundParts:
    """Some of the fifteen tables, and how many households those among them that name people have."""

    tables: RoundTables
    parts: tuple[RoundTable, ...]
    named: int


def round_parts(
    *,
    round: ReviewRound,
    numbers: Collection[int],
    hamlets: Collection[int] | None,
    with_health: bool = False,
) -> RoundParts:
    """The tables asked for, over the hamlets whose ids are given (None is all), in at most 13 queries."""
    tables = round_tables(round=round, hamlets=hamlets, numbers=numbers)
    parts, named = [], 0
    for number in sorted(numbers):
        if number not in DETAIL_TABLES:
            parts.append(summary_table(tables, number))
            continue
        found = details(
            round=round, of=DETAIL_TABLES[number], hamlets=hamlets, page=None, with_health=with_health
        )
        named += found.page.households
        parts.append(detail_table(found, number=number, with_health=with_health))
    return RoundParts(tables=tables, parts=tuple(parts), named=named)


def summary_table(tables: RoundTables, number: int) -> RoundTable:
    """One of the tables 1 to 13."""
    shape = tables.shape(number)
    rows = [row for at, place in enumerate(tables.rows, start=1) for row in _place_rows(shape, place, at)]
    total = _place_rows(shape, tables.total, None)
    one_total = None if shape.has_lines else total[0]
    return RoundTable(
        number=number,
        title=shape.title,
        table=Table(
            key=f"table-{number}",
            columns=tuple(_columns(shape, tables.total)),
            rows=(*rows, *(() if one_total else total)),
            total=one_total,
            column_numbers=True,
        ),
    )


def _columns(shape: TableShape, total: PlaceRow) -> Iterator[Column]:
    """The columns with their equations; what is not known of all has no sum."""
    yield _column("number", "STT")
    yield _column("place", "Địa bàn", width=6)
    if shape.has_lines:
        yield _column("line", "Phân tổ", width=3)
    for column in shape.columns:
        yield Column(
            key=column.key,
            label=column.label,
            group=column.group,
            width=3 if isinstance(column, RateColumn) else 2,
            align=Align.CENTER,
            summed=not (isinstance(column, RateColumn) or shape.has_lines or total.value(column) is None),
            relations=tuple(_relations(shape, column)),
        )


def _relations(shape: TableShape, column: TableColumn) -> Iterator[Relation]:
    """A rate of columns that stand in the table; poor and near-poor are not above all."""
    given = {each.given: each.key for each in shape.columns if isinstance(each, GivenColumn)}
    if isinstance(column, RateColumn):
        counted = {each.count: each.key for each in shape.columns if isinstance(each, CountColumn)}
        numerator, whole = counted.get(column.numerator), column.denominator
        denominator = given.get(whole) if isinstance(whole, Given) else counted.get(whole)
        if numerator and denominator and whole is not Given.UNKNOWN:
            yield Rate(numerator=numerator, denominator=denominator)
    elif isinstance(column, CountColumn) and (limit := _limit(column, given)):
        yield AtMost(limit=limit)


def _limit(column: CountColumn, given: dict[Given, str]) -> str | None:
    if column.count.measure in {Measure.HOUSEHOLDS, Measure.PEOPLE}:
        return given.get(Given(column.count.measure.value))
    return None


def _place_rows(shape: TableShape, place: PlaceRow, number: int | None) -> list[Row]:
    """The lines of a hamlet, or without a number of the total; its name stands on the first."""
    key = str(place.hamlet_id) if place.hamlet_id else TOTAL_KEY
    rows = []
    for line in shape.lines:
        first = line is shape.lines[0]
        head: list[Cell] = [str(number) if number and first else "", place.name if first else ""]
        if shape.has_lines:
            head.append(LINE_LABELS[line])
        line_key = key if first else f"{key}-{line}"
        cells = (_figure(column, place, line, line_key) for column in shape.columns)
        rows.append(Row(key=line_key, cells=(*head, *cells)))
    return rows


def _figure(column: TableColumn, place: PlaceRow, line: Measure, row: str) -> Figure:
    is_rate = isinstance(column, RateColumn)
    value = place.value(column, line)
    return Figure(
        key=f"{column.key}@{row}",
        value=value,
        computed=value,
        unit=Unit.PERCENT if is_rate else Unit.PERSON if line is Measure.PEOPLE else Unit.NONE,
        decimals=RATE_DECIMALS if is_rate else 0,
        blank=UNKNOWN,
    )


# --- lists of households ---


def detail_table(found: Details, *, number: int, with_health: bool) -> RoundTable:
    """Table 14 or 15: a row for each member; what tells of health only when asked for."""
    columns = [
        (column, text)
        for column, text in _detail_columns(found.of)
        if with_health or column.key not in {"no_labour", Need.HEALTH}
    ]
    return RoundTable(
        number=number,
        title=table_title(number),
        table=Table(
            key=f"table-{number}",
            columns=tuple(column for column, _ in columns),
            rows=tuple(
                Row(
                    key=f"{line.household_number}-{line.number}",
                    cells=tuple(text(line) for _, text in columns),
                )
                for line in found.lines
            ),
            column_numbers=True,
        ),
    )


DetailColumn = tuple[Column, Callable[[MemberLine], str]]


def _detail_columns(of: Classification) -> Iterator[DetailColumn]:
    poverty = CLASSIFICATION_LABELS[of].removeprefix("hộ ")
    yield _column("household", "STT chủ hộ"), lambda line: str(line.household_number)
    yield _column("member", "STT thành viên"), lambda line: str(line.number)
    yield _column("person", "Họ và tên", width=6), lambda line: line.name
    yield _column("male", "Nam", group="Năm sinh"), lambda line: _born(line, Sex.MALE)
    yield _column("female", "Nữ", group="Năm sinh"), lambda line: _born(line, Sex.FEMALE)
    yield _column("ethnicity", "Dân tộc", width=3), lambda line: line.ethnicity
    yield _column("relation", "Quan hệ với chủ hộ", width=3), lambda line: line.relation
    for standing, label in (
        (Standing.NEW, f"{poverty} mới"),
        (Standing.AGAIN, f"tái {poverty}"),
        (Standing.OLD, f"{poverty} cũ"),
    ):
        yield (
            _column(standing, upper_first(label), group="Thuộc diện"),
            partial(_ticked, lambda line, standing: line.standing is standing, standing),
        )
    yield _column("merit", "CSCC"), lambda line: _tick(line.merit)
    yield _column("local_minority", "DTTC"), lambda line: _tick(line.local_minority)
    yield _column("no_labour", "KCKNLĐ"), lambda line: _tick(bool(line.no_labour))
    for need in OFFICIAL_NEEDS:
        yield (
            _column(need, upper_first(NEED_LABELS[need]), group="Nhu cầu hỗ trợ"),
            partial(_ticked, lambda line, need: need in line.needs, need),
        )


def _column(key: str, label: str, *, group: str = "", width: int = 2) -> Column:
    """A column of a list; text stands to the left, what is short in the middle."""
    align = Align.LEFT if width > 2 else Align.CENTER
    return Column(key=key, label=label, group=group, width=width, align=align)


def _tick(is_so: bool) -> str:
    return TICK if is_so else ""


def _ticked(holds: Callable[[MemberLine, str], bool], what: str, line: MemberLine) -> str:
    return _tick(holds(line, what))


def _born(line: MemberLine, sex: Sex) -> str:
    """The birth year stands under the sex; of an unknown year a tick says the sex."""
    if line.sex != sex:
        return ""
    return str(line.birth_year) if line.birth_year else TICK


def list_table(found: Reviewed) -> Table:
    """A list of reviewed households; without personal numbers, birth dates and health."""
    return Table(
        key="list",
        columns=(
            _column("number", "STT"),
            _column("head", "Chủ hộ", width=6),
            _column("hamlet", "Thôn, tổ", width=5),
            Column(key="people", label="Số khẩu", width=2, align=Align.CENTER, summed=True),
            _column("before", "Đợt trước", group="Phân loại", width=4),
            _column("after", "Đợt này", group="Phân loại", width=4),
            _column("movement", "Biến động", width=6),
            _column("income_score", "Điểm B1"),
            _column("deprivation_score", "Điểm B2"),
        ),
        rows=tuple(
            Row(
                key=str(line.number),
                cells=(
                    str(line.number),
                    line.head_name,
                    line.hamlet,
                    _count(f"people@{line.number}", line.people),
                    upper_first(line.before),
                    upper_first(line.after),
                    upper_first(line.movement),
                    _count(f"income_score@{line.number}", line.income_score),
                    _count(f"deprivation_score@{line.number}", line.deprivation_score),
                ),
            )
            for line in found.lines
        ),
        total=Row(
            key=TOTAL_KEY,
            cells=("", "Tổng cộng", "", _count("people@total", found.sums[Measure.PEOPLE]), *("",) * 5),
        ),
    )


def _count(key: str, value: int | None) -> Figure:
    return Figure(key=key, value=value, computed=value)


# --- documents ---


def tables_document(made: RoundParts) -> Document:
    """The tables as a report of the commune with an appendix for each; a draft until the round is closed.

    DomainError where there is too much for paper.
    """
    tables, parts, round = made.tables, made.parts, made.tables.round
    _refuse_too_long(part.table for part in parts)
    date, place = short_date(round.reference_date), str(round.unit)
    return _document(
        round,
        kind="BÁO CÁO",
        symbol="BC-UBND",
        subject=f"Kết quả {round.result_label} {round}",
        blocks=(
            Paragraph(
                inline=(
                    f"Ủy ban nhân dân {place} báo cáo kết quả {round.result_label} {round}, tính đến ngày"
                    f" {date}, theo {round.standard}. Các biểu kèm theo gồm:",
                ),
                place="opening/paragraph:1",
            ),
            *(
                Paragraph(
                    inline=(f"{part.title};" if part is not parts[-1] else f"{part.title}.",),
                    style=ParagraphStyle.BULLET,
                    place=f"opening/paragraph:{number}",
                )
                for number, part in enumerate(parts, start=2)
            ),
            *_caveats(tables),
            Paragraph(
                inline=("Số liệu chi tiết tại các phụ lục kèm theo",)
                if len(parts) > 1
                else ("Số liệu chi tiết tại phụ lục kèm theo",),
                style=ParagraphStyle.CLOSING,
                place="closing/paragraph:1",
            ),
        ),
        appendices=tuple(
            Appendix(
                key=part.table.key,
                title=part.title,
                reference=f"(Kèm theo Báo cáo số        /BC-UBND ngày     tháng     năm {round.year}"
                f" của Ủy ban nhân dân {place})",
                blocks=tuple(_on_paper(part.table)),
                landscape=len(part.table.columns) > PORTRAIT_COLUMNS,
            )
            for part in parts
        ),
    )


PORTRAIT_COLUMNS, LANDSCAPE_COLUMNS = 8, 18
PAPER_CELLS = 20_000  # a thousand lines of people; they take the PDF up to 20 seconds
TOO_LONG = "Bảng quá dài để tạo PDF; hãy tải bản Excel rồi in."


def _on_paper(table: Table) -> Iterator[Table]:
    """The table, or where it is too wide for a page some with the same rows, cut between its groups."""
    heads = [at for at, column in enumerate(table.columns) if column.key in {"number", "place", "line"}]
    groups = [
        list(group)
        for _, group in groupby(range(len(heads), len(table.columns)), lambda at: table.columns[at].group)
    ]
    if len(table.columns) <= LANDSCAPE_COLUMNS or not heads:
        yield table
        return
    kept: list[list[int]] = [[]]
    for group in groups:
        if kept[-1] and len(heads) + len(kept[-1]) + len(group) > LANDSCAPE_COLUMNS:
            kept.append([])
        kept[-1] += group
    for number, columns in enumerate(kept, start=1):
        yield _with_columns(table, (*heads, *columns), key=f"{table.key}-{number}")


def _with_columns(table: Table, places: Sequence[int], *, key: str) -> Table:
    """Some columns of a table, with the equations that hold among them."""
    keys = {table.columns[at].key for at in places}

    def held(relation: Relation) -> bool:
        return set(vars(relation).values()) <= keys

    def cut(row: Row) -> Row:
        return replace(row, cells=tuple(row.cells[at] for at in places))

    columns = (table.columns[at] for at in places)
    return replace(
        table,
        key=key,
        columns=tuple(replace(column, relations=tuple(filter(held, column.relations))) for column in columns),
        rows=tuple(map(cut, table.rows)),
        total=table.total and cut(table.total),
    )


def _caveats(tables: RoundTables) -> Iterator[Paragraph]:
    for number, sentence in enumerate(caveats(tables), start=1):
        yield Paragraph(inline=(sentence,), place=f"closing/paragraph:{number + 1}")


def caveats(tables: RoundTables) -> Iterator[str]:
    """What the tables cannot know, one sentence each."""
    if tables.pending:
        yield f"Còn {tables.pending} hộ chưa có kết quả rà soát, chưa tính vào các biểu."
    if tables.round.base is None:
        yield "Chưa có đợt rà soát trước để so sánh nên chưa có số liệu diễn biến."
    if missing := tables.hamlets_without_households:
        yield (
            f"Chưa có tổng số hộ tại {short_date(tables.round.reference_date)} của {len(missing)}"
            f" thôn, tổ ({', '.join(missing)}) nên chưa tính được tỷ lệ."
        )
    if tables.score_only:
        yield f"Có {tables.score_only} hộ chỉ biết điểm B2, chưa rõ chỉ số thiếu hụt."


def list_document(round: ReviewRound, found: Reviewed, *, said: Sequence[str]) -> Document:
    """A list of households with what it was chosen by. DomainError where it is too long for paper."""
    table = list_table(found)
    _refuse_too_long([table])
    chosen = f": {', '.join(said)}" if said else ""
    return _document(
        round,
        kind="DANH SÁCH",
        symbol="DS-UBND",
        subject=f"Hộ {round}{chosen}",
        blocks=(
            Paragraph(
                inline=(f"Kết quả {round.result_label}, tính đến ngày {short_date(round.reference_date)}.",),
                place="opening/paragraph:1",
            ),
            table,
            Paragraph(
                inline=(
                    f"Danh sách có {format_number(found.page.households)} hộ,"
                    f" {format_number(found.sums[Measure.PEOPLE])} khẩu",
                ),
                style=ParagraphStyle.CLOSING,
                place="closing/paragraph:1",
            ),
        ),
    )


def _refuse_too_long(tables: Iterable[Table]) -> None:
    if sum(len(table.rows) * len(table.columns) for table in tables) > PAPER_CELLS:
        raise DomainError(TOO_LONG)


def _document(
    round: ReviewRound,
    *,
    kind: str,
    symbol: str,
    subject: str,
    blocks: tuple[Block, ...],
    appendices: tuple[Appendix, ...] = (),
) -> Document:
    unit = round.unit
    return Document(
        name=f"ra-soat-{unit.slug}-{round.year}",
        letterhead=Letterhead(
            issuer=("ỦY BAN NHÂN DÂN", str(unit).upper()),
            symbol=symbol,
            locality=unit.name,
            year=round.year,
        ),
        title=Title(kind=kind, subject=subject),
        bases=(),
        blocks=ended(blocks),
        closing=Closing(
            recipients=(RecipientLine(name="Lưu: VT"),),
            authority=("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"),
            signer="",
        ),
        appendices=appendices,
        draft=not round.is_closed,
        properties={"year": str(round.year)},
    )
