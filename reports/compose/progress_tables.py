"""What became of poor and near-poor households in a year: of the commune, and by hamlet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from households.compose import column_of
from households.rules import Classification
from povertyplan.documents.blocks import (
    Balance,
    Cell,
    Column,
    Figure,
    Rate,
    Relation,
    Row,
    Table,
    Unit,
)
from reports.compose.cells import UNKNOWN, number_column
from reports.queries import HamletProgress, Progress
from reports.rules import (
    CLASS_KEYS,
    PERCENT_DECIMALS,
    RATE_DECIMALS,
    TOTAL,
    ProgressLine,
    progress_key,
)

POOR, NEAR_POOR = Classification.POOR, Classification.NEAR_POOR
CLASS_LABELS = {POOR: "Hộ nghèo", NEAR_POOR: "Hộ cận nghèo"}

MOVES = "Tăng, giảm từ đầu năm"
REVIEW = "Cuối năm"
PROGRESS_COLUMNS: Mapping[str, tuple[str, str, tuple[Relation, ...]]] = {  # label, group, equations
    "households": ("Tổng số hộ", "", ()),
    "opening": ("Đầu năm", "", ()),
    "target": ("Chỉ tiêu giảm", "", ()),
    "escaped": ("Thoát", MOVES, ()),
    "fell_back": ("Tái nghèo", MOVES, ()),
    "newly": ("Phát sinh", MOVES, ()),
    "other": ("Khác (±)", MOVES, ()),
    "now": (
        "Hiện nay",
        "",
        (Balance(added=("opening", "fell_back", "newly", "other"), taken=("escaped",)),),
    ),
    "net": ("Giảm thực", "", (Balance(added=("opening",), taken=("now",)),)),
    "percent": ("% chỉ tiêu", "", (Rate(numerator="net", denominator="target"),)),
    "rate": ("Tỷ lệ (%)", "", (Rate(numerator="now", denominator="households"),)),
    "preliminary": ("Sơ bộ", REVIEW, ()),
    "estimate": ("Ước cả năm", REVIEW, ()),
    "official": ("Chính thức", REVIEW, ()),
}
PROGRESS_VALUES: Mapping[str, Callable[[ProgressLine], Decimal | int | None]] = {
    "households": lambda line: line.households,
    "opening": lambda line: line.opening,
    "target": lambda line: line.target,
    "escaped": lambda line: line.escaped,
    "fell_back": lambda line: line.fell_back,
    "newly": lambda line: line.newly,
    "other": lambda line: line.other,
    "now": lambda line: line.now,
    "net": lambda line: line.net_reduction,
    "percent": lambda line: line.percent_of_target,
    "rate": lambda line: line.rate,
    "preliminary": lambda line: line.preliminary,
    "estimate": lambda line: line.estimate,
    "official": lambda line: line.official,
}
KEY_NAMES = {"net": "net_reduction", "percent": "percent_of_target"}  # where `ProgressLine` says otherwise
PERCENTS = {"percent": PERCENT_DECIMALS, "rate": RATE_DECIMALS}
MOVED = ("opening", "target", "escaped", "fell_back", "newly", "other", "now", "net", "percent")
REVIEWED = ("preliminary", "estimate", "official")


def _columns(names: tuple[str, ...]) -> Iterator[Column]:
    """The columns with the equations whose other columns stand beside them."""
    for name in names:
        label, group, relations = PROGRESS_COLUMNS[name]
        whole = tuple(relation for relation in relations if _named(relation) <= {*names})
        yield number_column(name, label, *whole, group=group, summed=name not in PERCENTS)


def _named(relation: Relation) -> set[str]:
    terms = vars(relation).values()
    return {key for term in terms for key in ((term,) if isinstance(term, str) else term)}


def _cell(name: str, line: ProgressLine, row: str) -> Figure:
    key, value = progress_key(line.of, KEY_NAMES.get(name, name), row), PROGRESS_VALUES[name](line)
    blank = "" if name == "target" or (name == "percent" and not line.target) else UNKNOWN
    unit = Unit.PERCENT if name in PERCENTS else Unit.HOUSEHOLD
    return Figure(
        key=key, value=value, computed=value, unit=unit, decimals=PERCENTS.get(name, 0), blank=blank
    )


def progress_table(progress: Progress) -> Table:
    """Poor and near-poor households of the commune against its hamlets' targets."""
    return _of_commune("progress", MOVED, progress)


def review_table(progress: Progress) -> Table:
    """What the year's end is expected to leave, and what its review left."""
    return _of_commune("review", ("households", "now", "rate", *REVIEWED), progress)


def _of_commune(key: str, names: tuple[str, ...], progress: Progress) -> Table:
    lines = [progress.total.line(of) for of in CLASS_KEYS]
    return Table(
        key=key,
        columns=(column_of("class", "Loại hộ", width=4), *_columns(names)),
        rows=tuple(
            Row(
                key=CLASS_KEYS[line.of],
                cells=(CLASS_LABELS[line.of], *(_cell(name, line, TOTAL) for name in names)),
            )
            for line in lines
        ),
    )


def progress_by_hamlet(progress: Progress, of: Classification) -> Table:
    """A class of poverty by hamlet against each one's target."""
    names = ("households", *MOVED, "rate", *REVIEWED)

    def cells(row: HamletProgress) -> tuple[Cell, ...]:
        return tuple(_cell(name, row.line(of), row.slug) for name in names)

    return Table(
        key=f"progress_{CLASS_KEYS[of]}",
        columns=(
            column_of("number", "STT", width=1),
            column_of("name", "Tên thôn, tổ dân phố", width=5),
            *_columns(names),
        ),
        rows=tuple(
            Row(key=row.slug, cells=(str(number), row.name, *cells(row)))
            for number, row in enumerate(progress.rows, start=1)
        ),
        total=Row(key=TOTAL, cells=("", "Tổng cộng", *cells(progress.total))),
    )
