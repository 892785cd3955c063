"""What a check of the commune's households and reviews finds."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from households.access import can_see_all_households
from households.queries import data_findings
from households.rules import DataFinding
from households.views.units import visible_unit
from povertyplan.common.pages import SignedInRequest, read_view, require

WHO_SEES = "Chỉ cán bộ, lãnh đạo và người kiểm tra, giám sát của xã, phường được xem số liệu từng hộ."
SHOWN = 50  # of one kind; whoever has more sees them when the first are mended


@dataclass(frozen=True, kw_only=True)
class FindingGroup:
    """Findings that break the same rule: the first of them, and how many there are."""

    first: tuple[DataFinding, ...]
    number: int

    @property
    def left(self) -> int:
        return self.number - len(self.first)


@read_view
def data_check(request: SignedInRequest, unit_id: int) -> HttpResponse:
    """Findings by rule, the gravest first."""
    unit = visible_unit(request, unit_id)
    require(can_see_all_households(request.user, unit), WHO_SEES)
    today = timezone.localdate()
    findings = data_findings(unit=unit, on=today)
    groups = []
    for _, same in groupby(findings, key=lambda finding: finding.code):
        listed = tuple(same)
        groups.append(FindingGroup(first=listed[:SHOWN], number=len(listed)))
    context = {"unit": unit, "year": today.year, "groups": groups, "number": len(findings)}
    return render(request, "households/data_check.html", context)
