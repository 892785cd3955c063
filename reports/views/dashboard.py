"""A commune's dashboard: on screen with a way behind its numbers, and on paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from assignments.rules import ALERT_LABELS
from households.access import roles_in
from households.models import AdministrativeUnit, ReviewRound
from households.rules import CountColumn, Measure, Role, Selection
from households.views.units import visible_unit
from povertyplan.common.pages import SignedInRequest, file_response, read_view, require
from povertyplan.documents.blocks import Figure
from povertyplan.documents.pdf import PdfError, render_pdf
from povertyplan.documents.screen import chart_pictures, linked_table
from reports.access import can_commend, can_watch
from reports.compose import Panel, dashboard_document, dashboard_panels, standing_words
from reports.compose.panels import DIFFICULTIES, DUTY_REPORTS, PERIODS, PLANS
from reports.queries import CAUSES, DEPRIVATIONS, Dashboard
from reports.queries import dashboard as dashboard_of
from reports.rules import TOTAL

PDF = "application/pdf"
WHO_WATCHES = "Chỉ cán bộ, lãnh đạo, người kiểm tra của xã, phường được xem bảng theo dõi."


def _watched(request: SignedInRequest, unit_id: int) -> tuple[AdministrativeUnit, frozenset[Role]]:
    """The commune and the reader's roles in it: 404 where he does not work in the whole of it, 403 in another
    role.
    """
    unit = visible_unit(request, unit_id)
    roles = roles_in(request.user, unit)
    require(can_watch(roles), WHO_WATCHES)
    return unit, roles


@read_view
def dashboard(request: SignedInRequest, unit_id: int, year: int) -> HttpResponse:
    """What waits, how poverty went over the years, against the targets, why, and what was done."""
    unit, roles = _watched(request, unit_id)
    found = dashboard_of(unit=unit, year=year, today=timezone.localdate())
    context = {
        "unit": unit,
        "year": year,
        "section": "dashboard",
        "found": found,
        "standing": standing_words(found),
        "panels": [_shown(found, panel) for panel in dashboard_panels(found)],
        "commends": can_commend(roles),
    }
    return render(request, "reports/dashboard.html", context)


@read_view
def dashboard_pdf(request: SignedInRequest, unit_id: int, year: int) -> HttpResponse:
    """The same on paper."""
    unit, _ = _watched(request, unit_id)
    document = dashboard_document(dashboard_of(unit=unit, year=year, today=timezone.localdate()))
    try:
        content = render_pdf(document)
    except PdfError as error:
        context = {"year": year, "section": "dashboard", "sentence": str(error)}
        context["back"] = reverse("reports:dashboard", args=[unit_id, year])
        return render(request, "households/no_pdf.html", context, status=503)
    return file_response(content, f"{document.name}.pdf", PDF, inline=True)


def _shown(found: Dashboard, panel: Panel) -> dict[str, Any]:
    behind = BEHIND.get(panel.key)
    links = dict(behind(found, panel)) if behind else {}
    return {
        "panel": panel,
        "pictures": chart_pictures(panel.block),
        "table": linked_table(panel.block, label=panel.title, links=links),
    }


# --- what stands behind the numbers: addresses of lists by keys of row and column ---

Addresses = Iterator[tuple[tuple[str, str], str]]


def _to_do_links(found: Dashboard, panel: Panel) -> Addresses:
    follow_up = reverse("assignments:follow_up", args=[found.unit.pk, found.year])
    plans = reverse("plans:plan_list", args=[found.unit.pk, found.year])
    calendar = reverse("reports:periods", args=[found.unit.pk, found.year])
    addresses = {
        **{alert.value: follow_up for alert in ALERT_LABELS},
        **{status.value: plans for status in PLANS},
        DIFFICULTIES: reverse("assignments:difficulties", args=[found.unit.pk]),
        **dict.fromkeys((PERIODS, DUTY_REPORTS), calendar),
    }
    return (((row.key, "count"), addresses.get(row.key, "")) for row in panel.table.rows)


def _series_links(found: Dashboard, panel: Panel) -> Addresses:
    rows = panel.table.rows
    for row, point in zip(rows, found.series[-len(rows) :], strict=True):
        if point.round:
            yield (row.key, "name"), reverse("households:round_tables", args=[point.round.pk])


def _progress_links(found: Dashboard, panel: Panel) -> Addresses:
    """Each known number says by its key where it comes from."""
    page = reverse("reports:figure", args=[found.unit.pk, found.year, "x"]).removesuffix("x/")
    rows = [*panel.table.rows, *([panel.table.total] if panel.table.total else [])]
    for row in rows:
        for column, cell in zip(panel.table.columns, row.cells, strict=True):
            if isinstance(cell, Figure) and cell.value is not None:
                yield (row.key, column.key), f"{page}{cell.key}/"


def _deprivation_links(found: Dashboard, panel: Panel) -> Addresses:
    """Where a number is 0 there is nobody to show."""
    if not (tables := found.tables):
        return
    columns = {column.key: place for place, column in enumerate(panel.table.columns)}
    rows = [*panel.table.rows, *([panel.table.total] if panel.table.total else [])]
    for column in tables.shape(DEPRIVATIONS).columns:
        if isinstance(column, CountColumn) and column.count.measure is Measure.HOUSEHOLDS:
            address = _lists(tables.round, column.count.selection)
            for row in rows:
                cell = row.cells[columns[column.key]]
                if isinstance(cell, Figure) and cell.value:
                    yield (row.key, column.key), address(row.key)


def _cause_links(found: Dashboard, _panel: Panel) -> Addresses:
    """Whose illness is a cause is shown on the round's own page, to those alone who may see it."""
    if not (tables := found.tables):
        return
    for column in tables.shape(CAUSES).columns:
        selection = column.count.selection if isinstance(column, CountColumn) else Selection()
        if selection.cause and selection.classification and not selection.tells_health:
            place = selection.cause.value, selection.classification.value
            yield place, _lists(tables.round, selection)(TOTAL)


def _source_links(found: Dashboard, panel: Panel) -> Addresses:
    address = reverse("assignments:support_list", args=[found.unit.pk, found.year])
    for row in panel.table.rows:
        yield (row.key, "given"), f"{address}?{urlencode({'nguon': row.key})}"
        yield (row.key, "owed"), f"{address}?{urlencode({'nguon': row.key, 'no': '1'})}"
    yield (TOTAL, "given"), address
    yield (TOTAL, "owed"), f"{address}?{urlencode({'no': '1'})}"


def _agency_links(found: Dashboard, panel: Panel) -> Addresses:
    address = reverse("assignments:support_list", args=[found.unit.pk, found.year])
    for row in panel.table.rows:
        yield (row.key, "name"), reverse("assignments:agency", args=[found.unit.pk, int(row.key)])
        yield (row.key, "given"), f"{address}?{urlencode({'coquan': row.key})}"
        yield (row.key, "owed"), f"{address}?{urlencode({'coquan': row.key, 'no': '1'})}"


BEHIND: Mapping[str, Callable[[Dashboard, Panel], Addresses]] = {
    "to_do": _to_do_links,
    "series": _series_links,
    "progress": _progress_links,
    "deprivations": _deprivation_links,
    "causes": _cause_links,
    "sources": _source_links,
    "agencies": _agency_links,
}


def _lists(round: ReviewRound, selection: Selection) -> Callable[[str], str]:
    """The address of the list of a selection in the hamlet of a row."""
    address = f"{reverse('households:reviewed', args=[round.pk])}?{urlencode(selection.parameters)}"
    return lambda row: address if row == TOTAL else f"{address}&thon={row}"
