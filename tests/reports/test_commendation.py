"""Who might be commended: by the year's progress, with the rule on the page."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assignments.queries import households_helped
from households.models import Review
from households.rules import Classification
from plans.models import HamletTarget
from povertyplan.common.models import AuditEvent
from povertyplan.documents.figures import cell_text
from reports.compose import commendation_document, commendation_tables
from reports.queries import commendation
from reports.rules import RULES, Group
from tests.factories import CommuneFactory, StandardFactory, leader_of, officer_of
from tests.households.round_world import round_of
from tests.reports.year_world import YEAR, year_world

pytestmark = pytest.mark.django_db
END = dt.date(YEAR + 1, 1, 10)
POOR, NEAR_POOR, OTHER = Classification.POOR, Classification.NEAR_POOR, Classification.OTHER


@pytest.fixture
def world():
    """This year's round is closed: of the poor households of each hamlet the first became near-poor, the
    second is poor no more, the others stay.
    """
    world = year_world(households=200)
    round = round_of(world.unit, YEAR, world.rounds[-1], closed=True)
    for hamlet in world.hamlets:
        poor = list(
            Review.objects.filter(round=world.rounds[-1], hamlet=hamlet, classification=POOR).order_by("pk")
        )
        for at, review in enumerate(poor):
            found = (NEAR_POOR, OTHER)[at] if at < 2 else POOR
            review.pk, review.round, review.entered_at = None, round, timezone.now()
            review.classification = review.computed = found
            review.save(force_insert=True)
    return world


def found_of(world, **given):
    return commendation(unit=world.unit, year=YEAR, today=END, with_households=True, **given)


def test_agencies_hamlets_and_officials_are_ranked_by_what_the_year_brought(world):
    HamletTarget.objects.filter(hamlet=world.hamlets[0]).update(poor_reduction=1)
    HamletTarget.objects.filter(hamlet=world.hamlets[1]).update(poor_reduction=0)
    HamletTarget.objects.filter(hamlet=world.hamlets[2]).update(poor_reduction=None)

    found = found_of(world)

    hamlets = [(each.merit.key, each.place, each.merit.percent) for each in found.hamlets]
    assert hamlets == [
        (world.hamlets[0].pk, 1, Decimal(200)),
        (world.hamlets[3].pk, 2, Decimal(100)),
        (world.hamlets[1].pk, None, None),
        (world.hamlets[2].pk, None, None),
    ]
    officials = {each.merit.name: (each.merit.reached, each.merit.of) for each in found.officials}
    assert officials == {world.areas[0].official: (4, 1), world.areas[1].official: (4, 2)}
    escaped = {each.household.pk for each in found.households or ()}
    helped = households_helped(unit=world.unit, year=YEAR)
    reached = {each.merit.key: each.merit.reached for each in found.agencies}
    assert reached == {agency: len(households & escaped) for agency, households in helped.items()}
    assert any(reached.values())


def test_households_that_left_poverty_stand_with_who_helped(world):
    found = found_of(world)

    order = [(bool(each.agencies), each.to_near_poor) for each in found.households]
    assert len(order) == 2 * len(world.hamlets)
    assert order == sorted(order)
    assert {by_itself for by_itself, _ in order} == {True, False}
    assert commendation(unit=world.unit, year=YEAR, today=END, with_households=False).households is None


def test_a_target_that_was_not_given_is_blank_and_not_zero(world):
    HamletTarget.objects.all().delete()

    table = commendation_tables(found_of(world))[Group.HAMLETS]

    assert {cell_text(table.cell(row, "of")) for row in table.rows} == {""}
    assert {table.cell(row, "note") for row in table.rows} == {"không xếp"}


def test_the_page_says_the_rules_and_that_households_were_read_is_kept(world, monkeypatch):
    monkeypatch.setattr("reports.views.commendation.timezone.localdate", lambda: END)
    client = Client()
    client.force_login(leader_of(world.unit))

    response = client.get(reverse("reports:commendation", args=[world.unit.pk, YEAR]))

    page = response.content.decode()
    assert response.status_code == 200
    for group in (Group.AGENCIES, Group.HAMLETS, Group.OFFICIALS):
        assert RULES[group] in page
    (event,) = AuditEvent.objects.filter(action="help_read")
    assert event.details["shown"] == "commendation"
    assert world.households[0].head.name.split()[0] in page


def test_the_list_on_paper_has_the_tables_and_their_rules(world):
    document = commendation_document(found_of(world))

    assert [table.key for table in document.tables()] == [group.value for group in Group]
    assert len(document.blocks) == 1 + len(Group)


def test_a_commune_without_anybody_says_what_to_do():
    unit = CommuneFactory.create()
    StandardFactory()
    client = Client()
    client.force_login(officer_of(unit))

    response = client.get(reverse("reports:commendation", args=[unit.pk, YEAR]))

    assert "Chưa có gì để xếp" in response.content.decode()
