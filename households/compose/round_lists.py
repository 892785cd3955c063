"""Lists of a round's households as blocks: a row for each, or for each of its members."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from households.compose.round_tables import TOTAL_KEY, RoundTable, column_of
from households.queries import (
    Details,
    MemberLine,
    Reviewed,
    Standing,
)
from households.rules import (
    CLASSIFICATION_LABELS,
    NEED_LABELS,
    OFFICIAL_NEEDS,
    Classification,
    Measure,
    Need,
    Sex,
    table_title,
)
from povertyplan.common.text import sort_key, upper_first
from povertyplan.documents.blocks import (
    Align,
    Column,
    Figure,
    Row,
    Table,
)

TICK = "x"


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
    yield column_of("household", "STT chủ hộ"), lambda line: str(line.household_number)
    yield column_of("member", "STT thành viên"), lambda line: str(line.number)
    yield column_of("person", "Họ và tên", width=6), lambda line: line.name
    yield column_of("male", "Nam", group="Năm sinh"), lambda line: _born(line, Sex.MALE)
    yield column_of("female", "Nữ", group="Năm sinh"), lambda line: _born(line, Sex.FEMALE)
    yield column_of("ethnicity", "Dân tộc", width=3), lambda line: line.ethnicity
    yield column_of("relation", "Quan hệ với chủ hộ", width=3), lambda line: line.relation
    for standing, label in (
        (Standing.NEW, f"{poverty} mới"),
        (Standing.AGAIN, f"tái {poverty}"),
        (Standing.OLD, f"{poverty} cũ"),
    ):
        yield (
            column_of(standing, upper_first(label), group="Thuộc diện"),
            partial(_ticked, lambda line, standing: line.standing is standing, standing),
        )
    yield column_of("merit", "CSCC"), lambda line: _tick(line.merit)
    yield column_of("local_minority", "DTTC"), lambda line: _tick(line.local_minority)
    yield column_of("no_labour", "KCKNLĐ"), lambda line: _tick(bool(line.no_labour))
    for need in OFFICIAL_NEEDS:
        yield (
            column_of(need, upper_first(NEED_LABELS[need]), group="Nhu cầu hỗ trợ"),
            partial(_ticked, lambda line, need: need in line.needs, need),
        )


def _tick(is_so: bool) -> str:
    return TICK if is_so else ""


def _ticked(holds: Callable[[MemberLine, str], bool], what: str, line: MemberLine) -> str:
    return _tick(holds(line, what))


def _born(line: MemberLine, sex: Sex) -> str:
    """The birth year stands under the sex; of an unknown year a tick says the sex."""
    if line.sex != sex:
        return ""
    return str(line.birth_year) if line.birth_year else TICK


def by_hamlet(found: Reviewed) -> Reviewed:
    """The same list hamlet by hamlet, numbered anew."""
    lines = sorted(found.lines, key=lambda line: sort_key(line.hamlet))
    numbered = [replace(line, number=number) for number, line in enumerate(lines, start=1)]
    return replace(found, lines=numbered)


def list_table(found: Reviewed) -> Table:
    """A list of reviewed households; without personal numbers, birth dates and health."""
    return Table(
        key="list",
        columns=(
            column_of("number", "STT"),
            column_of("head", "Chủ hộ", width=6),
            column_of("hamlet", "Thôn, tổ", width=4),
            Column(key="people", label="Số khẩu", width=2, align=Align.CENTER, summed=True),
            column_of("before", "Đợt trước", group="Phân loại", width=6),
            column_of("after", "Đợt này", group="Phân loại", width=6),
            column_of("movement", "Biến động", width=6),
            column_of("income_score", "B1"),
            column_of("deprivation_score", "B2"),
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
