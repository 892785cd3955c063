"""Where a figure comes from: what it counts, who entered it when, which document declares it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from decimal import Decimal
from typing import Any

from households.models import UnitFigures
from plans.compose import PlanView
from plans.compose.history import figure_events
from plans.models import Plan, TableImport
from plans.rules import GROUP_TOKEN, PATH_TOKEN_LABELS, PATH_TOKENS, TARGETS
from povertyplan.accounts.models import User
from povertyplan.common.audit import action_label
from povertyplan.common.dates import short_date
from povertyplan.common.text import lower_first, upper_first
from povertyplan.documents.blocks import Document, Figure, Unit
from reports.models import IndicatorActual, PolicyResult
from reports.queries.keyed import figure
from reports.queries.sources import YearSources
from reports.rules import TOTAL, KeyedFigure, Listing, ListKind, Origin


@dataclass(frozen=True, kw_only=True)
class Trace:
    """Who made a cell what it is, when and how; `file` is the check sum of the workbook it came from."""

    at: dt.datetime
    by: User | None
    action: str
    file: str = ""


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """A figure with what it was computed from, who entered it, and the document that says it."""

    figure: KeyedFigure
    parts: tuple[KeyedFigure, ...] = ()
    trace: Trace | None = None
    plan: Plan | None = None


def explain(sources: YearSources, key: str, view: PlanView | None = None) -> Explanation | None:
    """The explanation of a year's figure, or of one that a plan prints; None where there is none. Of a report
    also figures that it does not print: what its own are computed from.
    """
    printed = _printed(sources, key, view) if view else None
    found = printed or (figure(sources, key) if view is None or sources.period else None)
    if found is None:
        return None
    parts = (figure(sources, part) for part in found.parts)
    return Explanation(
        figure=found,
        parts=tuple(part for part in parts if part),
        trace=_trace(sources, found) if found.cell else _recorded(found),
        plan=view.source.plan if view and printed else None,
    )


# --- who entered a cell ---


def _trace(sources: YearSources, found: KeyedFigure) -> Trace | None:
    """The last event that made the cell what it is."""
    assert found.cell
    hamlet, column = found.cell
    action = "hamlet_targets_recorded" if column in TARGETS else "figures_recorded"
    events = figure_events(unit=sources.unit, year=sources.year).filter(action=action)
    for event in events.select_related("user").order_by("-sequence").iterator(chunk_size=50):
        before, after = event.details["hamlets"].get(str(hamlet), (None, None))
        place = [*event.details["columns"]].index(column)
        if after and before[place] != after[place]:
            by = event.user
            return Trace(
                at=event.at,
                by=by if isinstance(by, User) else None,
                action=action_label(event.action),
                file=_file(sources, hamlet, column, event.at),
            )
    return None


_RECORDS: Mapping[str, tuple[type[PolicyResult] | type[IndicatorActual], str]] = {
    "policy": (PolicyResult, "policy_results_saved"),
    "indicator": (IndicatorActual, "indicator_actuals_saved"),
}


def _recorded(found: KeyedFigure) -> Trace | None:
    """Who entered a result of a period, and when."""
    if found.record is None:
        return None
    name, pk = found.record
    model, action = _RECORDS[name]
    row = model._default_manager.select_related("recorded_by").get(pk=pk)
    return Trace(at=row.recorded_at, by=row.recorded_by, action=action_label(action))


def _file(sources: YearSources, hamlet: int, column: str, at: dt.datetime) -> str:
    """The check sum of the workbook that brought a cell in at that moment; '' where none did."""
    close = (at - dt.timedelta(minutes=1), at + dt.timedelta(minutes=1))
    imports = TableImport.objects.filter(unit=sources.unit, at__range=close, undone_at__isnull=True)
    for record in imports.order_by("-at"):
        if column in record.cells.get(str(hamlet), {}):
            return record.sha256
    return ""


# --- what a plan prints ---

_UNITS = {
    Unit.HOUSEHOLD: "hộ",
    Unit.PERSON: "người",
    Unit.PERCENT: "%",
    Unit.PERCENTAGE_POINT: "điểm %",
    Unit.NONE: "",
}


def printed_figures(document: Document) -> dict[str, Figure]:
    """The figures of a document by key, as each is first printed."""
    found: dict[str, Figure] = {}
    for each in _figures(document):
        found.setdefault(each.key, each)
    return found


def _figures(part: object) -> Iterator[Figure]:
    match part:
        case Figure():
            yield part
        case tuple():
            for each in part:
                yield from _figures(each)
        case _ if is_dataclass(part):
            for field in fields(part):
                yield from _figures(getattr(part, field.name))


def _printed(sources: YearSources, key: str, view: PlanView) -> KeyedFigure | None:
    printed = printed_figures(view.document).get(key)
    if printed is None:
        return None
    live = figure(sources, key.replace("@start", f"@{TOTAL}"))
    given: dict[str, Any] = {
        "key": key,
        "value": printed.value,
        "unit": _UNITS[printed.unit],
        "decimals": printed.decimals,
    }
    if live and printed.declared:
        return KeyedFigure(
            label=live.label,
            origin=Origin.DECLARED,
            basis="số ghi trong kế hoạch",
            parts=(live.key,),
            rule="chương trình tính từ số liệu hiện nay",
            **given,
        )
    if live and _same(live, printed):
        return replace(live, key=key, value=printed.value, decimals=printed.decimals)
    if live and live.value is None:
        basis = "số đã công bố, chỉ tiêu giao cho cả xã, phường"
        return KeyedFigure(label=live.label, origin=Origin.DECLARED, basis=basis, **given)
    if live:
        note = "Số hiện nay khác số in trong văn bản."
        return KeyedFigure(
            label=live.label,
            origin=Origin.DECLARED,
            basis="số in trong văn bản",
            parts=(live.key,),
            note=note,
            **given,
        )
    return _of_plan(view, key, printed, given)


def _same(live: KeyedFigure, printed: Figure) -> bool:
    if live.value is None or printed.value is None:
        return live.value is printed.value
    decimals = min(live.decimals, printed.decimals)
    if not decimals:
        return live.value == printed.value
    return abs(Decimal(live.value) - Decimal(printed.value)) <= Decimal(1).scaleb(-decimals)


def _of_plan(view: PlanView, key: str, printed: Figure, given: dict[str, Any]) -> KeyedFigure:
    """What stands in the plan's own lists."""
    name, _, place = key.partition("@")
    if name == GROUP_TOKEN and place.isdigit() and 0 < int(place) <= len(view.source.groups):
        group, counted = view.source.groups[int(place) - 1], view.source.counted
        if group.is_counted and counted and view.source.group_counts[int(place) - 1] == printed.value:
            listing = Listing(kind=ListKind.MARKED, round_id=counted.round.pk, group=group.pk)
            return KeyedFigure(
                label=f"Hộ nghèo thuộc nhóm {group.name}",
                origin=Origin.COUNTED,
                basis=str(counted.round),
                listing=listing,
                **given,
            )
        return KeyedFigure(label=f"Hộ nghèo thuộc nhóm {group.name}", origin=Origin.ENTERED, **given)
    if place.isdigit():
        return KeyedFigure(label=f"Lộ trình, cuối năm {place}", origin=Origin.ENTERED, **given)
    if name in PATH_TOKENS.values():
        label = upper_first(PATH_TOKEN_LABELS[name])
        return KeyedFigure(label=label, origin=Origin.ENTERED, basis="danh sách ghi trong kế hoạch", **given)
    return KeyedFigure(
        label=f"Số ghi trong {lower_first(view.source.plan.title_kind)}",
        origin=Origin.DECLARED,
        basis=_published(view, place),
        **given,
    )


def _published(view: PlanView, place: str) -> str:
    """The publication that a key's place names: "số công bố ngày 31/12/2023"."""
    rows: list[UnitFigures] = [row for row in view.source.series if place.startswith(str(row.date.year))]
    return f"số công bố ngày {short_date(rows[-1].date)}" if rows else ""
