"""Reads of agencies, of who signs in for them, and of how much they help."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from django.db.models import Count, QuerySet

from assignments.models import Agency, AgencyMembership, Assignment, AssignmentSupporter
from assignments.models.agencies import AgencyQuerySet
from assignments.models.assignments import AssignmentQuerySet
from households.models import AdministrativeUnit
from povertyplan.accounts.models import User
from povertyplan.common.periods import valid_on


@dataclass(frozen=True, kw_only=True)
class AgencyRow:
    """An agency, how many people sign in for it, and how many households it helps in a year."""

    agency: Agency
    members: int
    households: int
    is_ended: bool


def agencies_of(*, unit: AdministrativeUnit, on: dt.date) -> AgencyQuerySet:
    """The agencies of a commune on a day, in order."""
    return Agency.objects.in_unit(unit).as_of(on).in_order()


def agency_rows(*, unit: AdministrativeUnit, year: int, on: dt.date) -> list[AgencyRow]:
    """All agencies that a commune has or had, in order; members are those of the day."""
    members = Count("memberships", filter=valid_on(on, prefix="memberships__"))
    agencies = Agency.objects.in_unit(unit).annotate(member_count=members).in_order()
    helped = households_helped(unit=unit, year=year)
    return [
        AgencyRow(
            agency=agency,
            members=vars(agency)["member_count"],
            households=len(helped.get(agency.pk, ())),
            is_ended=agency.valid_to is not None and agency.valid_to <= on,
        )
        for agency in agencies
    ]


def households_helped(*, unit: AdministrativeUnit, year: int) -> dict[int, set[int]]:
    """The households (ids) that each agency (id) leads or supports in a year, withdrawn help left out."""
    leading = Assignment.objects.in_year(unit, year).standing().values_list("lead_agency", "household")
    return helped_by(leading, supported(unit=unit, year=year))


def supported(*, unit: AdministrativeUnit, year: int) -> QuerySet[AssignmentSupporter, tuple[int, int]]:
    """The agencies (ids) that support in a year, each with the household (id)."""
    standing = Assignment.objects.in_year(unit, year).standing()
    found = AssignmentSupporter.objects.filter(assignment__in=standing)
    return found.values_list("agency", "assignment__household")


def helped_by(*pairs: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    """Agencies and households (ids) as the households of each agency."""
    found: dict[int, set[int]] = {}
    for agency, household in chain(*pairs):
        found.setdefault(agency, set()).add(household)
    return found


def help_running(*, agency: Agency, on: dt.date) -> AssignmentQuerySet:
    """What an agency still leads or supports on a day or later."""
    agencies = Agency.objects.filter(pk=agency.pk)
    return Assignment.objects.of_agencies(agencies).standing().filter(valid_to__gt=on)


def agency_members(*, agency: Agency, on: dt.date) -> list[AgencyMembership]:
    """Who signs in for an agency on a day."""
    members = AgencyMembership.objects.as_of(on).filter(agency=agency).select_related("user")
    return list(members.order_by("valid_from", "pk"))


def agencies_joined(*, user: User) -> list[Agency]:
    """The agencies that the user signs in for today, with their communes."""
    joined = Agency.objects.joined_by(user).select_related("unit")
    return list(joined.order_by("unit__sort_key", "order", "pk"))
