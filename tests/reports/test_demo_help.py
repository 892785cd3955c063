"""The demo's ward that helps households: as many of each as its plan says."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from assignments.models import Agency, Assignment, AssignmentBlock, EscapeProspect, SupportItem, Visit
from assignments.rules import EscapePath
from households.models import AdministrativeUnit, Household
from households.queries import data_findings, known_reviews
from households.rules import Classification
from povertyplan.accounts.models import User

pytestmark = pytest.mark.usefixtures("demo")


@pytest.fixture
def unit() -> AdministrativeUnit:
    return AdministrativeUnit.objects.get(code="05528", valid_to=None)


def test_poor_households_are_those_of_the_plan(unit):
    poor = known_reviews(unit=unit, year=2026).filter(classification=Classification.POOR)

    assert (poor.count(), poor.filter(no_labour=True).count()) == (41, 23)
    assert data_findings(unit=unit, on=dt.date(2026, 11, 20)) == []


def test_prospects_are_counted_as_the_plan_counts_them(unit):
    prospects = EscapeProspect.objects.in_year(unit, 2026)
    paths = Counter(prospects.values_list("path", "hamlet__name"))

    assert {name: count for (path, name), count in paths.items() if path == EscapePath.HELPED} == {
        "Sau": 2,
        "Kè": 1,
        "Trước": 1,
        "Cũ": 1,
        "Cầu": 1,
        "Tân Trung": 1,
        "Làng Mới": 1,
        "Tân Mỹ 1": 1,
        None: 2,
    }
    assert {name: count for (path, name), count in paths.items() if path == EscapePath.TO_NEAR_POOR} == {
        "Kè": 2,
        "Phú Thái": 1,
        "Làng Mới": 1,
        "Pha": 1,
    }
    assert prospects.filter(path=EscapePath.BY_ITSELF).exclude(reason="").count() == 3
    poor = known_reviews(unit=unit, year=2026).filter(classification=Classification.POOR)
    assert set(prospects.values_list("household", flat=True)) <= set(poor.values_list("household", flat=True))


def test_every_household_to_be_helped_has_an_agency_of_a_block(unit):
    helped = EscapeProspect.objects.in_year(unit, 2026).filter(path=EscapePath.HELPED)
    assignments = Assignment.objects.in_year(unit, 2026)

    assert set(assignments.values_list("household", flat=True)) == set(
        helped.values_list("household", flat=True)
    )
    assert assignments.count() == 11
    assert not assignments.filter(block=None).exists()
    assert (Agency.objects.in_unit(unit).count(), AssignmentBlock.objects.in_year(unit, 2026).count()) == (
        30,
        5,
    )
    assert SupportItem.objects.owed().filter(unit=unit).count() == 2
    assert Visit.objects.filter(needs_attention=True, attended_at=None).count() == 1


def test_agencys_member_sees_its_household_and_no_other(unit):
    user = User.objects.get(username="coquan")

    assert [each.lead_agency.name for each in Assignment.objects.visible_to(user)] == [
        "Hội Liên hiệp Phụ nữ phường"
    ]
    assert not Household.objects.visible_to(user).exists()


def test_hamlet_leader_sees_households_of_ke(unit):
    user = User.objects.get(username="totruong.bachquang")

    assert set(Household.objects.visible_to(user).values_list("hamlet__name", flat=True)) == {"Kè"}
