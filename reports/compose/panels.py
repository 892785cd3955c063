"""The parts of a commune's dashboard, the same for the page and for paper: each a chart or a table."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from assignments.rules import ALERT_LABELS, RESULT_LABELS, Result
from households.compose import caveats, summary_table
from households.queries import RoundTables
from households.rules import CAUSE_LABELS, HEADS, Classification, total
from plans.rules import Status
from povertyplan.common.dates import short_date
from povertyplan.common.text import upper_first
from povertyplan.documents.blocks import Chart, ChartBreak, ChartKind, Figure, Row, Table, Unit
from povertyplan.documents.figures import rate
from reports.compose.cells import UNKNOWN, count, households, percent
from reports.compose.tables import name_column, number_column
from reports.queries import CAUSES, DEPRIVATIONS, Dashboard, HamletProgress, SeriesPoint
from reports.rules import PERCENT_DECIMALS, RATE_DECIMALS, TOTAL, progress_key

SERIES_SHOWN = 12  # moments, the last ones
PLANS = {
    Status.SUBMITTED: "văn bản chờ duyệt",
    Status.APPROVED: "văn bản đã duyệt, chờ ký",
    Status.SIGNED: "văn bản đã ký, chờ ban hành",
}
PERIODS, DUTY_REPORTS, DIFFICULTIES = "periods", "duty_reports", "difficulties"
OWED = {
    PERIODS: "kỳ báo cáo quá hạn",
    DUTY_REPORTS: "báo cáo của đơn vị quá hạn",
    DIFFICULTIES: "vướng mắc, kiến nghị chờ trả lời",
}


@dataclass(frozen=True, kw_only=True)
class Panel:
    """A part of the dashboard: what it is about, its chart or table, and what has to be known of it."""

    key: str
    title: str
    block: Chart | Table
    notes: tuple[str, ...] = ()
    wide: bool = False  # on paper it takes a page on its side

    @property
    def table(self) -> Table:
        return self.block.table if isinstance(self.block, Chart) else self.block


def dashboard_panels(found: Dashboard) -> tuple[Panel, ...]:
    """The parts, in the order of the page; those of which nothing is known are left out."""
    panels = [_to_do(found), _series(found), _progress(found)]
    if found.tables:
        panels += [_deprivations(found.tables), _causes(found.tables)]
    panels += [_sources(found), _agencies(found)]
    return tuple(panel for panel in panels if panel.table.rows)


# --- what waits ---


def _to_do(found: Dashboard) -> Panel:
    """What waits for somebody; what does not is left out."""
    to_do = found.to_do
    waiting = {alert.value: (label, to_do.alerts.get(alert, 0)) for alert, label in ALERT_LABELS.items()}
    waiting |= {status.value: (label, to_do.plans.get(status, 0)) for status, label in PLANS.items()}
    counts = {PERIODS: to_do.periods, DUTY_REPORTS: to_do.duty_reports, DIFFICULTIES: to_do.difficulties}
    waiting |= {key: (label, counts[key]) for key, label in OWED.items()}
    table = Table(
        key="to_do",
        columns=(name_column("Việc", width=6), number_column("count", "Số")),
        rows=tuple(
            Row(key=key, cells=(upper_first(label), count(f"count@{key}", number)))
            for key, (label, number) in waiting.items()
            if number
        ),
    )
    return Panel(key="to_do", title="Việc cần làm", block=table)


# --- over the years ---


def _series(found: Dashboard) -> Panel:
    points = found.series[-SERIES_SHOWN:]
    rows, breaks = [], []
    for number, point in enumerate(points):
        key = f"{point.date.isoformat()}-{point.standard.code}"
        if number and point.standard != points[number - 1].standard:
            breaks.append(ChartBreak(before=key, label=f"từ đây: {point.standard.name}"))
        rows.append(_series_row(point, key))
    table = Table(
        key="series",
        columns=(
            name_column("Thời điểm", width=2),
            number_column("poor", "Hộ nghèo"),
            number_column("near_poor", "Hộ cận nghèo"),
            number_column("poor_rate", "Tỷ lệ hộ nghèo (%)"),
            name_column("Chuẩn nghèo", key="standard"),
            name_column("Nguồn", key="source"),
        ),
        rows=tuple(rows),
    )
    notes = ("Số liệu theo hai chuẩn nghèo khác nhau không so được với nhau.",) if breaks else ()
    return Panel(
        key="series",
        title="Hộ nghèo, hộ cận nghèo qua các năm",
        block=Chart(
            kind=ChartKind.LINE,
            title="Hộ nghèo, hộ cận nghèo qua các năm",
            table=table,
            label="name",
            series=("poor", "near_poor"),
            breaks=tuple(breaks),
        ),
        notes=notes,
    )


def _series_row(point: SeriesPoint, key: str) -> Row:
    source = "rà soát" if point.round else "công bố"
    if point.published:
        poor, near_poor = (UNKNOWN if each is None else str(each) for each in point.published)
        source += f"; công bố {poor} hộ nghèo, {near_poor} hộ cận nghèo"
    return Row(
        key=key,
        cells=(
            moment(point.date),
            households(f"poor@{key}", point.poor),
            households(f"near_poor@{key}", point.near_poor),
            percent(f"poor_rate@{key}", rate(point.poor, point.households, RATE_DECIMALS), RATE_DECIMALS),
            point.standard.name,
            source,
        ),
    )


def moment(date: dt.date) -> str:
    """The year, where the day is its last one."""
    return str(date.year) if (date.month, date.day) == (12, 31) else short_date(date)


# --- against the targets ---


def _progress(found: Dashboard) -> Panel:
    poor, near_poor = HEADS.values()
    table = Table(
        key="progress",
        columns=(
            name_column("Thôn, tổ"),
            number_column("opening", "Đầu năm", group=poor, summed=True),
            number_column("target", "Chỉ tiêu giảm", group=poor, summed=True),
            number_column("escaped", "Đã thoát", group=poor),
            number_column("net", "Giảm thực", group=poor),
            number_column("now", "Hiện còn", group=poor),
            number_column("percent", "% chỉ tiêu", group=poor),
            number_column("near_target", "Chỉ tiêu giảm", group=near_poor, summed=True),
            number_column("near_net", "Giảm thực", group=near_poor),
            number_column("near_now", "Hiện còn", group=near_poor),
        ),
        rows=tuple(_progress_row(row) for row in found.progress.rows),
        total=_progress_row(found.progress.total) if found.progress.rows else None,
    )
    return Panel(
        key="progress",
        title=f"Kết quả giảm nghèo năm {found.year} so với chỉ tiêu",
        block=Chart(
            kind=ChartKind.BARS,
            title="Giảm hộ nghèo so với chỉ tiêu, theo thôn, tổ",
            table=table,
            label="name",
            series=("target", "net"),
        ),
        notes=(
            "Giảm thực = đầu năm trừ hiện còn; đã thoát là số hộ vượt chuẩn nghèo, chưa trừ hộ tái nghèo,"
            " phát sinh.",
        ),
    )


def _progress_row(row: HamletProgress) -> Row:
    poor, near = (partial(_line_figure, row, of) for of in HEADS)
    return Row(
        key=str(row.hamlet_id) if row.hamlet_id else TOTAL,
        cells=(
            row.name,
            poor("opening"),
            poor("target", blank=""),
            poor("escaped"),
            poor("net_reduction"),
            poor("now"),
            poor("percent_of_target", blank="", decimals=PERCENT_DECIMALS),
            near("target", blank=""),
            near("net_reduction"),
            near("now"),
        ),
    )


def _line_figure(
    row: HamletProgress, of: Classification, name: str, *, blank: str = UNKNOWN, decimals: int = 0
) -> Figure:
    """A number of the hamlet's line by its key, which says where it comes from."""
    value: Decimal | int | None = getattr(row.line(of), name)
    unit = Unit.PERCENT if decimals else Unit.HOUSEHOLD
    key = progress_key(of, name, row.slug)
    return Figure(key=key, value=value, computed=value, unit=unit, decimals=decimals, blank=blank)


# --- why, and what is lacking ---


def _deprivations(tables: RoundTables) -> Panel:
    shape = tables.shape(DEPRIVATIONS)
    made = summary_table(tables, DEPRIVATIONS)
    return Panel(
        key="deprivations",
        title=f"Thiếu hụt của hộ nghèo theo thôn, tổ, {tables.round}",
        block=Chart(
            kind=ChartKind.HEAT,
            title=made.title,
            table=made.table,
            label="place",
            series=tuple(column.key for column in shape.columns if column.key.startswith("deprived_")),
        ),
        notes=(*caveats(tables), "Ô càng đậm, càng nhiều hộ thiếu hụt."),
        wide=True,
    )


def _causes(tables: RoundTables) -> Panel:
    columns = {column.key: column for column in tables.shape(CAUSES).columns}
    table = Table(
        key="causes",
        columns=(
            name_column("Nguyên nhân"),
            *(number_column(of.value, label) for of, label in HEADS.items()),
        ),
        rows=tuple(
            Row(
                key=cause.value,
                cells=(
                    upper_first(label),
                    *(
                        households(f"{of}_{cause}", tables.total.value(columns[f"{of}_{cause}"]))
                        for of in HEADS
                    ),
                ),
            )
            for cause, label in CAUSE_LABELS.items()
        ),
    )
    return Panel(
        key="causes",
        title=f"Nguyên nhân nghèo, {tables.round}",
        block=Chart(
            kind=ChartKind.BARS,
            title="Số hộ theo nguyên nhân",
            table=table,
            label="name",
            series=tuple(of.value for of in HEADS),
        ),
        notes=("Một hộ có thể có nhiều nguyên nhân.",),
    )


# --- help ---


def _sources(found: Dashboard) -> Panel:
    table = Table(
        key="sources",
        columns=(
            name_column("Nguồn"),
            number_column("given", "Khoản đã trao", summed=True),
            number_column("value", "Giá trị (đồng)", width=3, summed=True),
            number_column("unvalued", "Khoản chưa quy ra tiền", summed=True),
            number_column("owed", "Khoản còn nợ", summed=True),
        ),
        rows=tuple(
            Row(
                key=str(each.key),
                cells=(
                    upper_first(each.label),
                    count(f"given@{each.key}", each.given),
                    count(f"value@{each.key}", each.value),
                    count(f"unvalued@{each.key}", each.unvalued),
                    count(f"owed@{each.key}", each.owed),
                ),
            )
            for each in found.sources
        ),
        total=Row(
            key=TOTAL,
            cells=(
                "Tổng cộng",
                *(
                    count(
                        f"{name}@{TOTAL}",
                        total(getattr(each, name) for each in found.sources),
                    )
                    for name in ("given", "value", "unvalued", "owed")
                ),
            ),
        )
        if found.sources
        else None,
    )
    return Panel(
        key="sources",
        title=f"Hỗ trợ đã trao năm {found.year} theo nguồn",
        block=Chart(
            kind=ChartKind.BARS,
            title="Giá trị hỗ trợ theo nguồn (đồng)",
            table=table,
            label="name",
            series=("value",),
        ),
    )


def _agencies(found: Dashboard) -> Panel:
    told = (Result.ESCAPED, Result.TO_NEAR_POOR, Result.NOT_ESCAPED, Result.OPEN)
    table = Table(
        key="agencies",
        columns=(
            name_column("Cơ quan, đơn vị"),
            number_column("households", "Số hộ giúp đỡ"),
            *(
                number_column(
                    result.value, upper_first(RESULT_LABELS[result]), group="Hộ chủ trì, kết quả cơ quan báo"
                )
                for result in told
            ),
            number_column("given", "Khoản đã trao", group="Hỗ trợ"),
            number_column("value", "Giá trị (đồng)", group="Hỗ trợ", width=3),
            number_column("owed", "Khoản còn nợ", group="Hỗ trợ"),
        ),
        rows=tuple(
            Row(
                key=str(each.agency.pk),
                cells=(
                    each.agency.name,
                    households(f"households@{each.agency.pk}", len(each.households)),
                    *(households(f"{result}@{each.agency.pk}", each.told.get(result, 0)) for result in told),
                    count(f"given@{each.agency.pk}", each.given),
                    count(f"value@{each.agency.pk}", each.value),
                    count(f"owed@{each.agency.pk}", each.owed),
                ),
            )
            for each in found.agencies
        ),
    )
    return Panel(
        key="agencies",
        title=f"Cơ quan, đơn vị giúp đỡ hộ năm {found.year}",
        block=Chart(
            kind=ChartKind.STACKED,
            title="Hộ chủ trì giúp đỡ, theo kết quả cơ quan báo",
            table=table,
            label="name",
            series=tuple(result.value for result in told),
        ),
    )
