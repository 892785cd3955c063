"""Who might be commended, as a list to print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from povertyplan.common.dates import short_date
from povertyplan.documents.blocks import (
    Block,
    Closing,
    CoSigner,
    Document,
    Letterhead,
    Paragraph,
    ParagraphStyle,
    Row,
    Section,
    Table,
    Title,
)
from reports.compose.cells import count, households, percent
from reports.compose.tables import name_column, number_column
from reports.queries import Commendation, EscapedHousehold
from reports.rules import (
    BASIS_LABELS,
    FEW_SAID,
    GROUP_LABELS,
    PERCENT_DECIMALS,
    RULES,
    SHARED,
    Group,
    Ranked,
)

NO_PLACE = "không xếp"


def commendation_tables(found: Commendation) -> dict[Group, Table]:
    """The groups of which there is somebody."""
    tables = {
        Group.AGENCIES: _ranking(
            Group.AGENCIES, found.agencies, "Cơ quan, đơn vị", "Hộ nghèo được giúp", "Đã thoát"
        ),
        Group.HAMLETS: _ranking(Group.HAMLETS, found.hamlets, "Thôn, tổ", "Chỉ tiêu giảm", "Giảm thực"),
        Group.OFFICIALS: _ranking(
            Group.OFFICIALS, found.officials, "Họ và tên, chức vụ", "Chỉ tiêu giảm", "Giảm thực"
        ),
        Group.HOUSEHOLDS: _households(found.households or ()),
    }
    return {group: table for group, table in tables.items() if table.rows}


def commendation_words(found: Commendation) -> str:
    """On what the order stands."""
    return f"Kết quả đến ngày {short_date(found.on)}, theo {BASIS_LABELS[found.progress.basis]}."


def commendation_document(found: Commendation) -> Document:
    """The lists with their rules: a working paper without number, to be decided on."""
    return Document(
        name=f"khen-thuong-{found.unit.slug}-{found.year}",
        letterhead=Letterhead(
            issuer=("ỦY BAN NHÂN DÂN", str(found.unit).upper()),
            symbol="",
            locality=found.unit.name,
            year=found.on.year,
        ),
        title=Title(kind="DANH SÁCH", subject=f"Xem xét khen thưởng công tác giảm nghèo năm {found.year}"),
        bases=(),
        blocks=(
            Paragraph(
                inline=(f"{commendation_words(found)} {SHARED} {FEW_SAID}",), place="opening/paragraph:1"
            ),
            *(
                Section(
                    heading=GROUP_LABELS[group],
                    blocks=tuple(_blocks(group, table)),
                    place=f"section:{number}",
                )
                for number, (group, table) in enumerate(commendation_tables(found).items(), 1)
            ),
        ),
        closing=Closing(recipients=(), authority=("NGƯỜI LẬP DANH SÁCH",), signer="", co_signer=CoSigner()),
        draft=False,
        properties={"year": str(found.year)},
    )


def _blocks(group: Group, table: Table) -> Iterator[Block]:
    yield Paragraph(inline=(RULES[group],), style=ParagraphStyle.NOTE, place=f"table:{table.key}/paragraph:1")
    yield table


def _ranking(group: Group, ranking: Sequence[Ranked], name: str, of: str, reached: str) -> Table:
    promises = group is Group.AGENCIES
    return Table(
        key=group.value,
        columns=(
            number_column("place", "Hạng", width=1),
            name_column(name, width=5),
            number_column("of", of),
            number_column("reached", reached),
            number_column("percent", "Tỷ lệ (%)"),
            *((number_column("kept", "Khoản đã trao (%)"),) if promises else ()),
            name_column("Ghi chú", key="note", width=3),
        ),
        rows=tuple(_ranked_row(each, promises=promises) for each in ranking),
    )


def _ranked_row(each: Ranked, *, promises: bool) -> Row:
    merit, key = each.merit, str(each.merit.key)
    notes = (
        "" if each.place else NO_PLACE,
        "cùng hạng" if each.is_shared else "",
        "ít hộ" if merit.is_few else "",
    )
    kept = percent(f"kept@{key}", merit.kept_percent, PERCENT_DECIMALS, blank="")
    return Row(
        key=key,
        cells=(
            count(f"place@{key}", each.place, blank=""),
            merit.name,
            households(f"of@{key}", merit.of, blank=""),
            households(f"reached@{key}", merit.reached),
            percent(f"percent@{key}", merit.percent, PERCENT_DECIMALS, blank=""),
            *((kept,) if promises else ()),
            ", ".join(filter(None, notes)),
        ),
    )


def _households(households: Sequence[EscapedHousehold]) -> Table:
    return Table(
        key=Group.HOUSEHOLDS.value,
        columns=(
            name_column("Chủ hộ", width=4),
            name_column("Thôn, tổ", key="hamlet", width=4),
            name_column("Kết quả", key="result", width=3),
            name_column("Cách thoát", key="way", width=5),
        ),
        rows=tuple(
            Row(
                key=str(each.household.pk),
                cells=(
                    each.household.head.name,
                    each.household.hamlet.full_name,
                    "lên cận nghèo" if each.to_near_poor else "vượt chuẩn cận nghèo",
                    f"được giúp: {', '.join(each.agencies)}" if each.agencies else "tự thoát",
                ),
            )
            for each in households
        ),
    )
