"""Tables beyond the hamlets' of a year: results of earlier years, who is expected to leave poverty, the
roadmap of a period, and what is to be reached of each service.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from assignments.rules import PATH_LABELS, EscapePath
from households.models import UnitFigures
from households.rules import DIMENSION_LABELS, Dimension
from plans.compose.source import PlanSource
from plans.models import ProspectCount, RoadmapYear
from plans.rules import PATH_TOKENS, Comparator, Measure, target_wording
from povertyplan.common.dates import short_date
from povertyplan.common.text import upper_first
from povertyplan.documents.blocks import Align, AtMost, Cell, Column, Figure, Rate, Row, Table, Unit
from povertyplan.documents.figures import rate

POOR, NEAR_POOR = "Hộ nghèo", "Hộ cận nghèo"


def series_table(source: PlanSource) -> Table:
    """What was published of earlier years, a row for each date and standard.

    A change is the difference of the printed rates, in percentage points, since the date before under the
    same standard.
    """
    plan = source.plan
    rows = [row for row in source.series if row.date <= plan.reference_date]
    return Table(
        key="series",
        columns=(
            Column(key="date", label="Thời điểm", width=3, align=Align.CENTER),
            Column(key="standard", label="Chuẩn nghèo", width=3, align=Align.CENTER),
            Column(key="households", label="Tổng số hộ", width=2, align=Align.CENTER),
            *(
                column
                for name, group in (("poor", POOR), ("near_poor", NEAR_POOR))
                for column in (
                    Column(
                        key=name,
                        label="Số hộ",
                        group=group,
                        width=2,
                        align=Align.CENTER,
                        relations=(AtMost(limit="households"),),
                    ),
                    Column(
                        key=f"{name}_rate",
                        label="Tỷ lệ %",
                        group=group,
                        width=2,
                        align=Align.CENTER,
                        relations=(Rate(numerator=name, denominator="households"),),
                    ),
                    Column(
                        key=f"{name}_fall", label="Giảm (điểm %)", group=group, width=2, align=Align.CENTER
                    ),
                )
            ),
        ),
        rows=tuple(
            Row(key=f"{row.date}-{row.standard.code}", cells=_series_cells(row, _before(row, rows), source))
            for row in rows
        ),
    )


def _before(row: UnitFigures, rows: list[UnitFigures]) -> UnitFigures | None:
    same = [each for each in rows if each.standard_id == row.standard_id and each.date < row.date]
    return same[-1] if same else None


def _series_cells(row: UnitFigures, before: UnitFigures | None, source: PlanSource) -> tuple[Cell, ...]:
    plan, cells = source.plan, []
    for name in ("poor", "near_poor"):
        now = rate(getattr(row, name), row.households, plan.total_decimals)
        then = rate(getattr(before, name), before.households, plan.total_decimals) if before else None
        fall = None if now is None or then is None else then - now
        cells += [
            Figure(key=f"{name}@{row.date}", value=getattr(row, name), unit=Unit.HOUSEHOLD),
            source.percent(f"{name}_rate@{row.date}", now),
            source.percent(f"{name}_fall@{row.date}", fall, unit=Unit.PERCENTAGE_POINT),
        ]
    households = Figure(key=f"households@{row.date}", value=row.households, unit=Unit.HOUSEHOLD)
    return (short_date(row.date), row.standard.code, households, *cells)


def prospect_table(source: PlanSource) -> Table:
    """Households expected to leave poverty, a row for each residential group, a column for each path."""
    places = dict.fromkeys(_prospect_place(count) for count in source.prospects)
    return Table(
        key="prospects",
        columns=(
            Column(key="number", label="STT", align=Align.CENTER),
            Column(key="name", label=f"Tên {source.figures.hamlet_word}", width=5, align=Align.LEFT),
            *(
                Column(
                    key=path, label=upper_first(PATH_LABELS[path]), width=3, align=Align.CENTER, summed=True
                )
                for path in EscapePath
            ),
            Column(key="all", label="Cộng", width=2, align=Align.CENTER, summed=True),
        ),
        rows=tuple(
            Row(
                key=str(number),
                cells=(str(number), _prospect_name(place, source), *_prospect_cells(source, place)),
            )
            for number, place in enumerate(places, start=1)
        ),
        total=Row(key="total", cells=("", "Tổng cộng", *_prospect_cells(source))) if places else None,
    )


ProspectPlace = tuple[int | None, str]  # hamlet, or else the reason given instead


def _prospect_place(count: ProspectCount) -> ProspectPlace:
    return (count.hamlet_id, "" if count.hamlet_id else count.reason)


def _prospect_name(place: ProspectPlace, source: PlanSource) -> str:
    hamlet, reason = place
    if hamlet:
        return source.hamlet_names[hamlet]
    return f"Chưa ghi theo {source.figures.hamlet_word}: {reason}" if reason else ""


def _prospect_cells(source: PlanSource, place: ProspectPlace | None = None) -> Iterator[Figure]:
    counts = [count for count in source.prospects if place in (None, _prospect_place(count))]
    for path in (*EscapePath, None):
        held = [count.households for count in counts if path in (None, count.path)]
        key = f"{PATH_TOKENS[path]}@{'total' if place is None else source.slug_of(place[0])}"
        yield Figure(key=key, value=sum(held) if held else None, unit=Unit.HOUSEHOLD)


def roadmap_table(source: PlanSource) -> Table:
    """Households left at the end of each year of the period, after those of its reference date.

    A year that nothing is given for stands with blanks: what is not known is not zero.
    """
    plan = source.plan
    given = {row.year: row for row in source.roadmap}
    years = sorted({*range(plan.year, (plan.last_year or plan.year) + 1), *given})
    return Table(
        key="roadmap",
        columns=(
            Column(key="year", label="Thời điểm", width=6, align=Align.LEFT),
            Column(key="households", label="Tổng số hộ", width=2, align=Align.CENTER),
            *(
                Column(
                    key=key,
                    label=label,
                    group=group,
                    width=3,
                    align=Align.CENTER,
                    relations=(Rate(numerator=name, denominator="households"),)
                    if key == f"{name}_rate"
                    else (),
                )
                for name, group in (("poor", POOR), ("near_poor", NEAR_POOR))
                for key, label in (
                    (name, "Số hộ còn"),
                    (f"{name}_fall", "Số hộ giảm"),
                    (f"{name}_rate", "Tỷ lệ còn %"),
                )
            ),
        ),
        rows=(
            Row(key="start", cells=(f"Ngày {short_date(plan.reference_date)}", *_start_cells(source))),
            *(
                Row(
                    key=str(year),
                    cells=(f"Cuối năm {year}", *_year_cells(given.get(year, RoadmapYear(year=year)), source)),
                )
                for year in years
            ),
        ),
    )


def _start_cells(source: PlanSource) -> tuple[Cell, ...]:
    total = source.total
    cells: list[Cell] = [Figure(key="households@start", value=total.households, unit=Unit.HOUSEHOLD)]
    for name in ("poor", "near_poor"):
        cells += [
            Figure(key=f"{name}@start", value=total.count(name), unit=Unit.HOUSEHOLD),
            "",
            source.total_percent(f"{name}_rate", f"{name}_rate@start"),
        ]
    return tuple(cells)


def _year_cells(row: RoadmapYear, source: PlanSource) -> tuple[Cell, ...]:
    cells: list[Cell] = [Figure(key=f"households@{row.year}", value=row.households, unit=Unit.HOUSEHOLD)]
    for name in ("poor", "near_poor"):
        left, before = getattr(row, name), source.left_before(name, row.year)
        fall = None if left is None or before is None else before - left
        cells += [
            _left(row, name),
            Figure(key=f"{name}_fall@{row.year}", value=fall, unit=Unit.HOUSEHOLD),
            _rate_left(row, name, source),
        ]
    return tuple(cells)


def _left(row: RoadmapYear, name: str) -> Cell:
    left, comparator = getattr(row, name), Comparator(getattr(row, f"{name}_comparator"))
    if left is None or comparator == Comparator.EXACTLY:
        return Figure(key=f"{name}@{row.year}", value=left, unit=Unit.HOUSEHOLD)
    return target_wording(comparator=comparator, value=Decimal(left), measure=Measure.HOUSEHOLD)


def _rate_left(row: RoadmapYear, name: str, source: PlanSource) -> Cell:
    """The rate as given, else of the counts; "dưới 0,2%" where it is not meant exactly."""
    given, comparator = getattr(row, f"{name}_rate"), Comparator(getattr(row, f"{name}_comparator"))
    mark = source.plan.decimal_mark
    if given is not None and comparator != Comparator.EXACTLY:
        return target_wording(comparator=comparator, value=given, measure=Measure.PERCENT, mark=mark)
    computed = rate(getattr(row, name), row.households, source.plan.total_decimals)
    return source.percent(f"{name}_rate@{row.year}", computed, declared=given)


def indicator_table(source: PlanSource) -> Table:
    """What is to be reached of each service, in the plan's order."""
    return Table(
        key="indicators",
        columns=(
            Column(key="number", label="STT", align=Align.CENTER),
            Column(key="dimension", label="Chiều thiếu hụt", width=3, align=Align.LEFT),
            Column(key="subject", label="Nội dung phải đạt", width=8, align=Align.LEFT),
            Column(key="level", label="Mức", width=3, align=Align.CENTER),
        ),
        rows=tuple(
            Row(
                key=str(number),
                cells=(
                    str(number),
                    upper_first(DIMENSION_LABELS[Dimension(row.dimension)]) if row.dimension else "Chung",
                    row.subject,
                    row.level(source.plan.decimal_mark) or "không nêu mức",
                ),
            )
            for number, row in enumerate(source.indicators, start=1)
        ),
    )
