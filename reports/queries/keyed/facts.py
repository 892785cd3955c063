"""Figures of what only reports need: money, what policies and outcomes came to, documents, inspections."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from plans.rules import MEASURE_LABELS, Measure
from povertyplan.common.dates import short_date
from povertyplan.common.text import upper_first
from povertyplan.documents.figures import rate
from reports.queries.facts import (
    CapitalSum,
    capital_sums,
    fund_sums,
    guidance_of,
    inspections_of,
    outcome_lines,
    policy_results,
)
from reports.queries.sources import YearSources
from reports.rules import (
    CAPITAL_FLOW_LABELS,
    CAPITAL_KIND_LABELS,
    FUND_FLOW_LABELS,
    FUND_LABELS,
    PERCENT_DECIMALS,
    POLICY_LABELS,
    TOTAL,
    CapitalFlow,
    CapitalKind,
    FundFlow,
    KeyedFigure,
    Listing,
    ListKind,
    Origin,
    decimals_of,
    summed,
)

Figures = Iterator[KeyedFigure]


def _money(
    sources: YearSources,
    kind: ListKind,
    key: str,
    label: str,
    value: Decimal | None,
    fields: Mapping[str, str],
) -> KeyedFigure:
    """A sum of entries; what nobody entered is not known."""
    listing = None if value is None else Listing(kind=kind, fields=fields)
    return KeyedFigure(
        key=key,
        label=label,
        value=value,
        origin=Origin.COUNTED,
        unit="đồng",
        basis=_since(sources),
        listing=listing,
    )


def _since(sources: YearSources) -> str:
    return f"từ đầu năm đến {short_date(sources.as_of)}"


def capital_figures(sources: YearSources) -> Figures:
    """By project, source and kind; by kind; of all."""
    sums = capital_sums(sources.window)
    for each in sums:
        kind = CAPITAL_KIND_LABELS[each.kind]
        fields = {"project": each.project, "source": each.source, "kind": each.kind.value}
        yield from _capital(sources, str(each.key), f"{each.project}, {each.source}, {kind}", [each], fields)
    for of in CapitalKind:
        held = [each for each in sums if each.kind is of]
        yield from _capital(sources, of.value, CAPITAL_KIND_LABELS[of], held, {"kind": of.value})
    yield from _capital(sources, TOTAL, "vốn các dự án", sums, {})


def _capital(
    sources: YearSources, place: str, label: str, sums: Iterable[CapitalSum], fields: Mapping[str, str]
) -> Figures:
    sums = list(sums)
    amounts = {flow: summed(getattr(each, flow) for each in sums) for flow in CapitalFlow}
    for flow, amount in amounts.items():
        said = f"{upper_first(label)}: {CAPITAL_FLOW_LABELS[flow]}"
        key = f"capital.{place}.{flow}"
        yield _money(sources, ListKind.CAPITAL, key, said, amount, {**fields, "flow": flow.value})
    yield KeyedFigure(
        key=f"capital.{place}.share",
        label=f"{upper_first(label)}: tỷ lệ giải ngân",
        value=rate(amounts[CapitalFlow.DISBURSED], amounts[CapitalFlow.ALLOCATED], PERCENT_DECIMALS),
        origin=Origin.COMPUTED,
        unit="%",
        decimals=PERCENT_DECIMALS,
        parts=(f"capital.{place}.{CapitalFlow.DISBURSED}", f"capital.{place}.{CapitalFlow.ALLOCATED}"),
        rule="100 × giải ngân / giao",
    )


def fund_figures(sources: YearSources) -> Figures:
    """By fund, and of all."""
    sums = fund_sums(sources.window)
    places = [(each.fund.value, FUND_LABELS[each.fund], [each], {"fund": each.fund.value}) for each in sums]
    for place, label, held, fields in (*places, (TOTAL, "Các quỹ", sums, {})):
        amounts = {
            FundFlow.RECEIPT: summed(each.received for each in held),
            FundFlow.PAYMENT: summed(each.paid for each in held),
        }
        for flow, amount in amounts.items():
            said, key = f"{label}: {FUND_FLOW_LABELS[flow]}", f"fund.{place}.{flow}"
            yield _money(sources, ListKind.FUND, key, said, amount, {**fields, "flow": flow.value})
        yield KeyedFigure(
            key=f"fund.{place}.left",
            label=f"{label}: thu trừ chi",
            value=summed(each.left for each in held),
            origin=Origin.COMPUTED,
            unit="đồng",
            parts=tuple(f"fund.{place}.{flow}" for flow in FundFlow),
            rule="thu − chi",
        )


def policy_figures(sources: YearSources) -> Figures:
    """What was entered for the period's policies."""
    if sources.period is None:
        return
    for policy, row in policy_results(sources.period, sources.window).items():
        for name, label, unit in (
            ("households", "số hộ", "hộ"),
            ("people", "số người", "người"),
            ("amount", "kinh phí", "đồng"),
        ):
            yield KeyedFigure(
                key=f"policy.{policy}.{name}",
                label=f"{upper_first(POLICY_LABELS[policy])}: {label}",
                value=getattr(row, name),
                origin=Origin.ENTERED,
                unit=unit,
                basis=row.source or "nguồn không ghi",
                record=("policy", row.pk),
            )


def indicator_figures(sources: YearSources) -> Figures:
    """What was entered for the outcomes of the period's plans."""
    if sources.period is None:
        return
    for line in outcome_lines(sources.period, sources.window):
        if actual := line.actual:
            yield KeyedFigure(
                key=f"indicator.{actual.pk}",
                label=actual.subject,
                value=actual.value,
                origin=Origin.ENTERED,
                unit=MEASURE_LABELS[Measure(actual.measure)],
                decimals=decimals_of(actual.value),
                basis=actual.source,
                record=("indicator", actual.pk),
            )


def _number(sources: YearSources, *, read: Any, kind: ListKind, label: str, unit: str) -> Figures:
    start = sources.window.start
    yield KeyedFigure(
        key=kind.value,
        label=label,
        value=len(read(sources.window)),
        origin=Origin.COUNTED,
        unit=unit,
        basis=f"từ {short_date(start)} đến {short_date(sources.as_of)}",
        listing=Listing(kind=kind),
    )


guidance_figures = partial(
    _number, read=guidance_of, kind=ListKind.GUIDANCE, label="Văn bản đã ban hành", unit="văn bản"
)
inspection_figures = partial(
    _number, read=inspections_of, kind=ListKind.INSPECTIONS, label="Cuộc kiểm tra, giám sát", unit="cuộc"
)
