"""The front page of the section."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from assignments.queries import PARTS
from households.rules import Role
from tests.assignments.factories import AssignmentFactory
from tests.factories import (
    YEAR,
    AreaAssignmentFactory,
    CommuneFactory,
    HamletFactory,
    HouseholdFactory,
    MembershipFactory,
    officer_of,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("count", [1, 4])
def test_every_part_has_its_figure(client: Client, count, django_assert_num_queries):
    unit = CommuneFactory.create()
    for _ in range(count):
        household = HouseholdFactory.create(hamlet=HamletFactory.create(unit=unit))
        AssignmentFactory.create_batch(2, household=household)
        AssignmentFactory.create(household=household, withdrawn_reason="Nhầm hộ")
        AreaAssignmentFactory.create(unit=unit).hamlets.add(household.hamlet)
        AreaAssignmentFactory.create(unit=unit)
    AssignmentFactory.create(household__hamlet=household.hamlet, withdrawn_reason="Nhầm hộ")
    client.force_login(officer_of(unit))

    figures = sum(part.figure is not None for part in PARTS) + 2  # of prospects and of help two
    with django_assert_num_queries(3 + figures):
        page = client.get(reverse("assignments:overview", args=[unit.pk, YEAR])).content.decode()

    assert f"{count} hộ có cơ quan giúp" in page
    assert f"{count} nơi có người phụ trách" in page
    for part in PARTS:
        assert reverse(part.name, args=[unit.pk, YEAR] if part.of_year else [unit.pk]) in page


def test_who_reads_no_households_is_not_led_to_them(client: Client):
    unit = CommuneFactory.create()
    client.force_login(MembershipFactory.create(unit=unit, role=Role.CLERK).user)

    page = client.get(reverse("assignments:overview", args=[unit.pk, YEAR])).content.decode()

    assert reverse("assignments:areas", args=[unit.pk, YEAR]) in page
    assert reverse("assignments:board", args=[unit.pk, YEAR]) not in page
