"""Forms of rounds and of pairs, sent as the page sends them, are done and lead back."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from households.models import Hamlet, KeptApart, ReviewRound
from households.rules import Stage
from tests.factories import (
    HamletFactory,
    HouseholdFactory,
    MemberFactory,
    ReviewFactory,
    ReviewRoundFactory,
    ThresholdFactory,
    officer_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def hamlet() -> Hamlet:
    ThresholdFactory.create()
    return HamletFactory.create()


@pytest.fixture
def inside(client: Client, hamlet: Hamlet) -> Client:
    client.force_login(officer_of(hamlet.unit))
    return client


def test_round_goes_on(hamlet: Hamlet, inside: Client) -> None:
    round = ReviewRoundFactory.create(unit=hamlet.unit, stage=Stage.LISTING)
    ReviewFactory.create(round=round, household__hamlet=hamlet)

    response = inside.post(reverse("households:round_advance", args=[round.pk]), {"version": "1"})

    assert response["Location"] == reverse("households:round", args=[round.pk])
    assert ReviewRound.objects.get().stage == Stage.ENTRY


def test_round_is_decided(hamlet: Hamlet, inside: Client) -> None:
    round = ReviewRoundFactory.create(unit=hamlet.unit, stage=Stage.DECISION)
    sent = {"number": "12/QĐ-UBND", "date": f"{timezone.localdate():%d/%m/%Y}", "version": "1"}

    response = inside.post(reverse("households:round_decide", args=[round.pk]), sent)

    assert response["Location"] == reverse("households:round", args=[round.pk])
    assert ReviewRound.objects.get().decision_number == "12/QĐ-UBND"


def test_pair_is_decided(hamlet: Hamlet, inside: Client) -> None:
    one, other = (
        MemberFactory.create(household=HouseholdFactory.create(hamlet=hamlet), name="Lò Thị Hòa")
        for _ in range(2)
    )
    page = reverse("households:duplicates", args=[hamlet.unit_id])

    response = inside.post(page, {"first": str(one.pk), "second": str(other.pk), "decision": "apart"})

    assert response["Location"] == page
    assert KeptApart.objects.count() == 1
