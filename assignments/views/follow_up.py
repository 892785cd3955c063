"""What has to be looked after in a commune, and that it was."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from assignments import actions
from assignments.models import Visit
from assignments.queries import FollowUpLine, day_of, follow_up
from assignments.rules import Alert
from assignments.views.appendices import watched_unit
from households.access import can_edit
from povertyplan.common.errors import DomainError
from povertyplan.common.pages import SignedInRequest, afterwards, read_view, require, write_view
from povertyplan.common.snapshot import read_snapshot

SHOWN = 30  # lines of a kind before it is asked for alone
WHO_ATTENDS = "Chỉ cán bộ của xã, phường được ghi đã xử lý."


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of thing to look after: all its lines, and those that the page shows."""

    alert: Alert
    lines: list[FollowUpLine]
    shown: list[FollowUpLine]

    @property
    def label(self) -> str:
        return self.lines[0].label


def _kinds(lines: list[FollowUpLine], alone: str) -> list[Kind]:
    """The lines by kind, the first of each; those of the kind that is asked for alone in full."""
    by_alert = ((alert, list(found)) for alert, found in groupby(lines, key=lambda line: line.alert))
    kinds = [Kind(alert=alert, lines=found, shown=found[:SHOWN]) for alert, found in by_alert]
    return [replace(kind, shown=kind.lines) for kind in kinds if kind.alert == alone] or kinds


@read_view
def year_follow_up(request: SignedInRequest, unit_id: int, year: int) -> HttpResponse:
    """The alerts of a commune and year, the most urgent first; `loai` asks for one kind in full."""
    unit = watched_unit(request, unit_id)
    on = day_of(year, today=timezone.localdate())
    with read_snapshot():
        lines = follow_up(unit=unit, year=year, on=on)
    households = len({line.household.pk for line in lines})
    keep = partial(actions.year_reading_keep, unit=unit, year=year, shown="follow_up", by=request.user)
    afterwards(request, partial(keep, households=households))
    kinds = _kinds(lines, request.GET.get("loai", ""))
    context = {
        "unit": unit,
        "year": year,
        "section": "areas",
        "on": on,
        "lines": lines,
        "kinds": kinds,
        "is_alone": sum(len(kind.lines) for kind in kinds) < len(lines),
        "households": households,
        "editable": can_edit(request.user, unit),
    }
    return render(request, "assignments/follow_up.html", context)


@require_POST
@write_view
def visit_attend(request: SignedInRequest, visit_id: int) -> HttpResponse:
    """The officer has attended to what a visit asked for."""
    visits = Visit.objects.visible_to(request.user).select_related("unit", "household")
    visit = get_object_or_404(visits, pk=visit_id)
    require(can_edit(request.user, visit.unit), WHO_ATTENDS)
    try:
        actions.visit_attend(visit=visit, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Đã ghi là đã xử lý.")
    return redirect("assignments:follow_up", visit.unit_id, visit.date.year)
