"""Figures of what only reports need: money, documents, inspections."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from functools import partial
from typing import TypeVar, cast

from django.db.models import QuerySet, Sum

from households.rules import (
    Classification,
)
from povertyplan.common.dates import short_date
from reports.models import CapitalEntry, FundEntry, Guidance, Inspection
from reports.models.facts import Fact
from reports.queries.sources import YearSources
from reports.rules import (
    CAPITAL_FLOW_LABELS,
    CAPITAL_KIND_LABELS,
    FUND_FLOW_LABELS,
    FUND_LABELS,
    CapitalFlow,
    CapitalKind,
    Fund,
    FundFlow,
    KeyedFigure,
    Listing,
    ListKind,
    Origin,
)

Figures = Iterator[KeyedFigure]
F = TypeVar("F", bound=Fact)
POOR, NEAR_POOR = Classification.POOR, Classification.NEAR_POOR


def entries(sources: YearSources, model: type[F]) -> QuerySet[F]:
    """What happened from the first day of the year to the day asked for, as recorded until the moment."""
    found = model._default_manager.filter(
        unit=sources.unit, date__range=(dt.date(sources.year, 1, 1), sources.as_of)
    )
    if sources.known_at:
        found = found.filter(recorded_at__lte=sources.known_at)
    return cast("QuerySet[F]", found)


def _money(
    sources: YearSources, model: type[Fact], kind: ListKind, names: tuple[str, str], label: Callable[..., str]
) -> Figures:
    sums = entries(sources, model).order_by().values_list(*names).annotate(Sum("amount"))
    for first, second, amount in sums:
        yield KeyedFigure(
            key=f"{kind}.{first}.{second}",
            label=label(first, second),
            value=amount,
            origin=Origin.COUNTED,
            unit="đồng",
            basis=f"từ đầu năm đến {short_date(sources.as_of)}",
            listing=Listing(kind=kind, fields=dict(zip(names, (first, second), strict=True))),
        )


def capital_figures(sources: YearSources) -> Figures:
    def label(kind: str, flow: str) -> str:
        return (
            f"{CAPITAL_KIND_LABELS[CapitalKind(kind)]} {CAPITAL_FLOW_LABELS[CapitalFlow(flow)]}".capitalize()
        )

    return _money(sources, CapitalEntry, ListKind.CAPITAL, ("kind", "flow"), label)


def fund_figures(sources: YearSources) -> Figures:
    def label(fund: str, flow: str) -> str:
        return f"{FUND_LABELS[Fund(fund)]}: {FUND_FLOW_LABELS[FundFlow(flow)]}"

    return _money(sources, FundEntry, ListKind.FUND, ("fund", "flow"), label)


def _number(sources: YearSources, *, model: type[Fact], kind: ListKind, label: str, unit: str) -> Figures:
    yield KeyedFigure(
        key=kind.value,
        label=label,
        value=entries(sources, model).count(),
        origin=Origin.COUNTED,
        unit=unit,
        basis=f"từ đầu năm đến {short_date(sources.as_of)}",
        listing=Listing(kind=kind),
    )


guidance_figures = partial(
    _number, model=Guidance, kind=ListKind.GUIDANCE, label="Văn bản đã ban hành", unit="văn bản"
)
inspection_figures = partial(
    _number, model=Inspection, kind=ListKind.INSPECTIONS, label="Cuộc kiểm tra, giám sát", unit="cuộc"
)
