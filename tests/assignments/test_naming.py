"""A hamlet names its households."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from assignments.models import EndangeredHousehold, EscapeProspect
from assignments.rules import Origin, ProspectStatus
from households.models import Household
from tests.factories import (
    YEAR,
    HamletFactory,
    ReviewFactory,
    ReviewRoundFactory,
    StandardFactory,
    leader_of_hamlets,
)

pytestmark = pytest.mark.django_db


def household(client: Client, kind: str) -> Household:
    """A household of a hamlet whose leader `client` is."""
    StandardFactory.create()
    hamlet = HamletFactory.create()
    round = ReviewRoundFactory.create(unit=hamlet.unit, closed=True)
    client.force_login(leader_of_hamlets(hamlet))
    found: Household = ReviewFactory.create(round=round, household__hamlet=hamlet, **{kind: True}).household
    return found


def url(found: Household) -> str:
    return reverse("assignments:household_name", args=[found.pk])


def test_poor_household_is_proposed_and_waits(client: Client) -> None:
    found = household(client, "poor")

    client.post(url(found), {"path": "by_itself", "reason": "Đã xây nhà"})

    prospect = EscapeProspect.objects.get(household=found, year=YEAR)
    assert (prospect.status, prospect.origin) == (ProspectStatus.PROPOSED, Origin.HAMLET)
    assert "chờ xã, phường xem xét" in client.get("/thon-toi/").text


def test_other_household_is_named_in_danger_and_stands_on_the_page(client: Client) -> None:
    found = household(client, "other")

    client.post(url(found), {"reason": "Cháy nhà"})

    assert EndangeredHousehold.objects.get(household=found, year=YEAR).reason == "Cháy nhà"
    assert "có nguy cơ nghèo" in client.get("/thon-toi/").text


@pytest.mark.parametrize(
    ("kind", "sent"), [("poor", {"path": "x"}), ("poor", {"path": "by_itself"}), ("other", {"reason": ""})]
)
def test_bad_form_comes_back(client: Client, kind: str, sent: dict[str, str]) -> None:
    found = household(client, kind)

    assert client.post(url(found), sent).status_code == 200
    assert not EscapeProspect.objects.exists()
    assert not EndangeredHousehold.objects.exists()


def test_second_time_says_so(client: Client) -> None:
    found = household(client, "poor")
    client.post(url(found), {"path": "helped", "reason": ""})

    assert "đang chờ xã xem xét" in client.post(url(found), {"path": "helped", "reason": ""}).text
