"""Nothing of a commune reaches whoever does not belong to it."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.test import Client

from households.models import AdministrativeUnit, Membership
from tests.access.addresses import ids_of
from tests.access.answers import OF_A_PLACE
from tests.access.marker import MARKER, everything_of
from tests.access.sent import SENT
from tests.access.state import state
from tests.access.table import ACCESS
from tests.assignments.factories import (
    AgencyFactory,
    AgencyMembershipFactory,
    AssignmentFactory,
    DifficultyFactory,
)
from tests.factories import (
    HamletFactory,
    HouseholdFactory,
    MembershipFactory,
    ReviewRoundFactory,
    leader_of_hamlets,
    small_plan,
)
from tests.reports.calendar_world import half_year


@pytest.mark.parametrize("name", OF_A_PLACE)
def test_nothing_of_a_commune_reaches_a_stranger_by_rarer_methods(place, name):
    """By those of links and forms: test_answers.py."""
    client, url = place.client("foreign"), place.url(name)

    for response in (client.head(url), client.options(url)):
        assert response.status_code in {302, 404, 405}
        assert MARKER not in everything_of(response)


DOORS = [model for model in apps.get_models() if hasattr(model._default_manager, "visible_to")]


@pytest.mark.parametrize("model", DOORS, ids=lambda model: model.__name__)
def test_no_row_of_a_commune_is_visible_to_a_stranger(place, model):
    """Whether a page asks for it yet or not. All rows are the place's, but for the stranger's own commune."""
    rows = model.objects.all()
    if model is AdministrativeUnit:
        rows = rows.filter(pk=place.unit.pk)

    assert rows.visible_to(place.users["officer"]).exists()
    for reader in ("foreign", "administrator"):
        assert not rows.visible_to(place.users[reader]).exists(), reader


@pytest.mark.parametrize("name", [name for name in OF_A_PLACE if len(ids_of(name)) > 1])
def test_foreign_part_has_no_address_under_an_own_place(place, name):
    """An own commune, plan, round, period or household in the address, and in it what belongs to another; for
    somebody who is an officer of both, and would find it under its own address.
    """
    foreign = place.users["foreign"]
    unit = Membership.objects.get(user=foreign).unit
    assert unit
    MembershipFactory.create(user=foreign, unit=place.unit)
    household = HouseholdFactory.create(hamlet=HamletFactory.create(unit=unit))
    own = {
        "unit_id": unit.pk,
        "slug": small_plan(unit).slug,
        "round_id": ReviewRoundFactory.create(unit=unit).pk,
        "period_id": half_year(unit).pk,
    }
    if {"household_id", "member_id"} <= ids_of(name):
        own["household_id"] = household.pk
    url, before = place.url(name, **own), state(place.unit)
    client = place.client("foreign")

    responses = [client.post(url, SENT)] if "officer" in ACCESS[name][1] else []
    if "officer" in ACCESS[name][0]:
        responses.append(client.get(url))

    assert [response.status_code for response in responses] == [404] * len(responses)
    assert state(place.unit) == before


OF_ONESELF = (
    *("plans:my_hamlets", "plans:my_hamlets_kept", "plans:agency_duties", "households:my_reviews"),
    *("assignments:my_agency", "assignments:difficulties_mine", "assignments:difficulty_new"),
    *("households:commune_list", "households:phones"),
)


@pytest.mark.parametrize("name", OF_ONESELF)
def test_pages_of_oneself_hold_nothing_of_another_commune(place, name):
    """For people who have there what the place's have here: a hamlet, an agency that helps, an office."""
    hamlet = HamletFactory.create(unit=Membership.objects.get(user=place.users["foreign"]).unit)
    household = HouseholdFactory.create(hamlet=hamlet)
    membership = AgencyMembershipFactory.create(agency=AgencyFactory.create(unit=hamlet.unit))
    AssignmentFactory.create(household=household, lead_agency=membership.agency)
    DifficultyFactory.create(unit=hamlet.unit, raised_by=membership.user)

    for user in (place.users["foreign"], leader_of_hamlets(hamlet), membership.user):
        client = Client()
        client.force_login(user)

        assert MARKER not in everything_of(client.get(place.url(name)))
