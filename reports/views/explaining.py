"""Where a figure comes from ("Con số này từ đâu")."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from households.access import can_see_all_households, can_see_health
from households.actions import people_seen
from households.models import AdministrativeUnit, Household
from households.queries import Page
from households.views.reading import page_number
from households.views.units import visible_unit
from plans.compose import PlanView, plan_standing
from plans.models import Plan
from povertyplan.common.dates import working_day
from povertyplan.common.pages import SignedInRequest, afterwards, read_view
from povertyplan.common.snapshot import read_snapshot
from reports.forms.explaining import AsOfForm
from reports.models import Report
from reports.queries import (
    Listed,
    YearSources,
    explain,
    households_shown,
    listed,
    report_sources,
    tells_health,
)

WHO_SEES = "Chỉ cán bộ, lãnh đạo và người kiểm tra, giám sát của xã, phường được xem từng hộ."
WHO_SEES_HEALTH = "Danh sách này cho biết hộ có người ốm đau; chỉ người được giao xem sức khỏe được mở."


@dataclass(frozen=True, kw_only=True)
class Shown:
    """The households of a list that the reader sees, a page of them, each with what became of it."""

    page: Page
    rows: list[tuple[int, Household, str]]


@read_view
def figure_page(request: SignedInRequest, unit_id: int, year: int, key: str) -> HttpResponse:
    """What a figure counts, who entered it, or which document says it; 404 where no figure has the key."""
    unit = visible_unit(request, unit_id)
    form = AsOfForm(request.GET)
    today = timezone.localdate()
    is_valid = form.is_valid()
    day = form.cleaned_data.get("ngay") or working_day(year, today=today)
    with read_snapshot():
        view = _plan(request, unit, year)
        sources = _sources(view) or YearSources(
            unit=unit, year=year, as_of=day, known_at=form.known_at if is_valid else None
        )
        found = explain(sources, key, view)
        if found is None:
            raise Http404
        listing, refusal = found.figure.listing, ""
        counted = listed(sources, listing) if listing and found.figure.value is not None else None
        shown = None
        if counted and listing and listing.tells_households:
            if not can_see_all_households(request.user, unit):
                refusal = WHO_SEES
            elif tells_health(listing) and not can_see_health(request.user, unit):
                refusal = WHO_SEES_HEALTH
            else:
                shown = _shown(request, counted)
    if shown and shown.rows:
        what = f"hộ của con số {found.figure.label}"
        seen = partial(people_seen, target=unit, what=what, count=len(shown.rows), unit=unit, by=request.user)
        afterwards(request, seen)
    context = {
        "unit": unit,
        "year": year,
        "section": "plans",
        "form": form,
        "day": sources.as_of,
        "period": sources.period,
        "found": found,
        "counted": counted,
        "shown": shown,
        "refusal": refusal,
        "kept": _kept(request, sources),
    }
    return render(request, "reports/figure.html", context, status=200 if is_valid else 422)


def _plan(request: SignedInRequest, unit: AdministrativeUnit, year: int) -> PlanView | None:
    """The plan that prints the figure, if the address names one of the year."""
    slug = request.GET.get("ke-hoach", "")
    if not slug:
        return None
    plans = Plan.objects.visible_to(request.user).filter(unit=unit, year=year)
    related = plans.select_related("unit", "standard", "approved_document", "issued_document")
    plan = get_object_or_404(
        related.defer("approved_document__pdf", "issued_document__pdf"), slug=slug.replace("\x00", "")
    )
    return plan_standing(plan)


def _sources(view: PlanView | None) -> YearSources | None:
    """What the figures of a report are read from; None for a plan, whose figures are the year's."""
    if view is None or not view.source.plan.is_report:
        return None
    reports = Report.objects.select_related("paper__approved_document", "period__unit")
    return report_sources(reports.defer("paper__approved_document__pdf").get(paper=view.source.plan))


def _kept(request: SignedInRequest, sources: YearSources) -> str:
    """What links to the parts of a figure keep of the address; those of a report stay its own."""
    asked = request.GET.copy()
    for name in ("trang",) if sources.period else ("ke-hoach", "trang"):
        asked.pop(name, None)
    return asked.urlencode()


def _shown(request: SignedInRequest, counted: Listed) -> Shown:
    visible = households_shown(found=counted, visible=Household.objects.visible_to(request.user))
    page = Page(number=1, households=visible.count())
    page = Page(
        number=min(max(1, page_number(request.GET.get("trang", ""))), page.last), households=page.households
    )
    households = visible[page.start : page.start + page.size]
    return Shown(
        page=page,
        rows=[
            (number, household, counted.ways.get(household.pk, ""))
            for number, household in enumerate(households, start=page.start + 1)
        ],
    )
