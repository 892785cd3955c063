"""Figures of prospects and of help."""

from __future__ import annotations

from collections.abc import Iterator

from assignments.models import Agency
from assignments.rules import PATH_LABELS, EscapePath
from households.rules import (
    Classification,
)
from reports.queries.sources import YearSources
from reports.rules import (
    TOTAL,
    KeyedFigure,
    Listing,
    ListKind,
    Origin,
)

Figures = Iterator[KeyedFigure]
POOR, NEAR_POOR = Classification.POOR, Classification.NEAR_POOR


def prospect_figures(sources: YearSources) -> Figures:
    rows = [(row.hamlet_id, row.name, row.counts) for row in sources.prospects.rows]
    places = [
        (sources.slug(pk) if pk else "none", name, counts, frozenset({pk})) for pk, name, counts in rows
    ]
    for place, name, counts, hamlets in (
        *places,
        (TOTAL, "toàn xã, phường", sources.prospects.total, None),
    ):
        for path in (*EscapePath, None):
            yield KeyedFigure(
                key=f"prospects.{path.value if path else 'all'}@{place}",
                label=f"Hộ {PATH_LABELS[path] if path else 'dự kiến thoát nghèo'}, {name}",
                value=getattr(counts, path.value) if path else counts.total,
                origin=Origin.COUNTED,
                basis=f"danh sách hộ đã chọn năm {sources.year}",
                listing=Listing(kind=ListKind.PROSPECTS, hamlets=hamlets, path=path),
            )


def help_figures(sources: YearSources) -> Figures:
    helped = sources.helped
    basis = f"phân công giúp đỡ năm {sources.year}, không kể đã rút"
    yield KeyedFigure(
        key="help.households",
        label="Hộ có cơ quan, đơn vị giúp đỡ",
        value=len(set[int]().union(*helped.values())),
        origin=Origin.COUNTED,
        basis=basis,
        listing=Listing(kind=ListKind.HELPED),
    )
    yield KeyedFigure(
        key="help.agencies",
        label="Cơ quan, đơn vị giúp đỡ hộ",
        value=len(helped),
        origin=Origin.COUNTED,
        unit="cơ quan, đơn vị",
        basis=basis,
        listing=Listing(kind=ListKind.AGENCIES),
    )
    for pk, name in Agency.objects.filter(pk__in=helped).in_order().values_list("pk", "name"):
        yield KeyedFigure(
            key=f"help.agency-{pk}",
            label=f"Hộ do {name} giúp đỡ",
            value=len(helped[pk]),
            origin=Origin.COUNTED,
            basis=basis,
            listing=Listing(kind=ListKind.HELPED, agency=pk),
        )
