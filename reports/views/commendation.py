"""Who might be commended for a year, with the rule: on screen and on paper."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from assignments.actions import year_reading_keep
from households.access import can_see_all_households, roles_in
from households.views.units import visible_unit
from povertyplan.common.pages import SignedInRequest, afterwards, read_view, require
from povertyplan.documents.screen import Links, linked_table
from povertyplan.jobs.printing import Print, print_view
from reports.access import can_commend
from reports.compose import commendation_document, commendation_tables, commendation_words
from reports.queries import Commendation
from reports.queries import commendation as commendation_of
from reports.rules import FEW_SAID, GROUP_LABELS, RULES, SHARED, Group

WHO_COMMENDS = "Chỉ cán bộ, lãnh đạo của xã, phường được xem danh sách xem xét khen thưởng."


def _found(request: SignedInRequest, unit_id: int, year: int, file: str = "") -> Commendation:
    """404 where the reader does not work in the whole commune, 403 in another role; that households were
    named is kept.
    """
    unit = visible_unit(request, unit_id)
    require(can_commend(roles_in(request.user, unit)), WHO_COMMENDS)
    found = commendation_of(
        unit=unit,
        year=year,
        today=timezone.localdate(),
        with_households=can_see_all_households(request.user, unit),
    )
    if found.households:
        keep = partial(year_reading_keep, unit=unit, year=year, shown="commendation", by=request.user)
        afterwards(request, partial(keep, households=len(found.households), file=file))
    return found


@read_view
def commendation(request: SignedInRequest, unit_id: int, year: int) -> HttpResponse:
    """Agencies, hamlets, officials and households by result."""
    found = _found(request, unit_id, year)
    parts = [
        {
            "title": GROUP_LABELS[group],
            "rule": RULES[group],
            "table": linked_table(
                table,
                label=GROUP_LABELS[group],
                links=_links(found, group, [row.key for row in table.rows]),
            ),
        }
        for group, table in commendation_tables(found).items()
    ]
    context = {"unit": found.unit, "year": year, "section": "dashboard", "parts": parts}
    context |= {"standing": commendation_words(found), "shared": SHARED, "few": FEW_SAID}
    return render(request, "reports/commendation.html", context)


@print_view
def commendation_pdf(request: SignedInRequest, unit_id: int, year: int) -> HttpResponse | Print:
    """The same on paper."""
    found = _found(request, unit_id, year, "pdf")
    document = commendation_document(found)
    return Print(
        documents=[document],
        name=f"{document.name}.pdf",
        title=f"In danh sách xem xét khen thưởng năm {year}, {found.unit.full_name}",
        unit_code=found.unit.code,
        back=reverse("reports:commendation", args=[unit_id, year]),
        context={"year": year, "section": "dashboard"},
    )


def _links(found: Commendation, group: Group, keys: list[str]) -> Links:
    match group:
        case Group.AGENCIES:
            return {
                (key, "name"): reverse("assignments:agency", args=[found.unit.pk, int(key)]) for key in keys
            }
        case Group.HOUSEHOLDS:
            return {(key, "name"): reverse("households:household", args=[int(key)]) for key in keys}
    return {}
