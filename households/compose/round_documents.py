"""The tables of a round and lists of its households as documents."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from households.compose.round_lists import by_hamlet, detail_table, list_table
from households.compose.round_tables import RoundTable, caveats, summary_table
from households.models import ReviewRound
from households.queries import (
    Reviewed,
    RoundTables,
    details,
    round_tables,
)
from households.rules import (
    DETAIL_TABLES,
    Measure,
)
from povertyplan.common.dates import short_date
from povertyplan.common.errors import DomainError
from povertyplan.common.numbers import format_number
from povertyplan.documents.blocks import (
    Appendix,
    Block,
    Closing,
    Document,
    Letterhead,
    Paragraph,
    ParagraphStyle,
    RecipientLine,
    Relation,
    Row,
    Table,
    Title,
)
from povertyplan.documents.layout import ended
from povertyplan.documents.long_lists import LONG


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
PAPER_CELLS = 60_000  # 6,000 households, or 3,500 people; two cores draw them in a minute or two
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


def list_document(round: ReviewRound, found: Reviewed, *, said: Sequence[str]) -> Document:
    """A list of households with what it was chosen by; a long one goes hamlet by hamlet.

    DomainError where it is too long for paper.
    """
    table = list_table(by_hamlet(found) if len(found.lines) > LONG else found)
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
