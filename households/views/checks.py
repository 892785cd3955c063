"""What checks find: of the commune's households and reviews, and of one round."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from households.access import can_see_all_households
from households.queries import RoundFinding, data_findings, round_findings
from households.rules import LISTING_STAGES, DataFinding
from households.views.rounds import readable_round, round_context
from households.views.units import visible_unit
from povertyplan.common.dates import year_reading
from povertyplan.common.pages import SignedInRequest, read_view, require

WHO_SEES = "Chỉ cán bộ, lãnh đạo và người kiểm tra, giám sát của xã, phường được xem số liệu từng hộ."
SHOWN = 50  # of one kind; whoever has more sees them when the first are mended


@dataclass(frozen=True, kw_only=True)
class FindingGroup:
    """Findings that break the same rule: the first of them, and how many there are."""

    first: tuple[DataFinding | RoundFinding, ...]
    number: int

    @property
    def left(self) -> int:
        return self.number - len(self.first)


def _groups(findings: Iterable[DataFinding | RoundFinding]) -> list[FindingGroup]:
    """By rule, in their order."""
    groups = []
    for _, same in groupby(findings, key=lambda finding: finding.code):
        listed = tuple(same)
        groups.append(FindingGroup(first=listed[:SHOWN], number=len(listed)))
    return groups


@read_view
def data_check(request: SignedInRequest, unit_id: int) -> HttpResponse:
    """Findings by rule, the gravest first."""
    unit = visible_unit(request, unit_id)
    require(can_see_all_households(request.user, unit), WHO_SEES)
    today = timezone.localdate()
    groups = _groups(data_findings(unit=unit, on=today))
    return render(request, "households/data_check.html", {"unit": unit, "year": today.year, "groups": groups})


@read_view
def round_check(request: SignedInRequest, round_id: int) -> HttpResponse:
    """What does not fit in a round, by rule; before it is closed each leads to where it is mended."""
    round = readable_round(request, round_id)
    context = round_context(round) | {
        "groups": _groups(round_findings(round=round)),
        "lists": round.stage in LISTING_STAGES,
        "figures_year": year_reading(round.reference_date),
    }
    return render(request, "households/round_check.html", context)
