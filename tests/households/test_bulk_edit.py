"""The same change for all households that a list's filters mean."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from households.models import Review
from households.rules import Cause, Need
from povertyplan.common.models import AuditEvent
from tests.factories import (
    CommuneFactory,
    HamletFactory,
    HouseholdFactory,
    ReviewFactory,
    ReviewRoundFactory,
    ThresholdFactory,
    leader_of,
    officer_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def round():
    ThresholdFactory.create()
    unit = CommuneFactory.create()
    round = ReviewRoundFactory.create(unit=unit)
    for hamlet in HamletFactory.create_batch(2, unit=unit):
        for found in ("poor", "near_poor"):
            household = HouseholdFactory.create(hamlet=hamlet)
            ReviewFactory.create(round=round, household=household, **{found: True})
    return round


@pytest.fixture
def inside(round) -> Client:
    client = Client()
    client.force_login(officer_of(round.unit))
    return client


def edit(inside, round, query: str, **given):
    url = f"{reverse('households:reviewed_edit', args=[round.pk])}?{query}"
    seen = re.search(r'name="seen" value="([^"]+)"', inside.get(url).text)
    assert seen
    return inside.post(url, {"seen": seen[1], **given})


def test_change_reaches_the_filter_and_nobody_else(inside, round):
    answer = edit(inside, round, "loai=poor", causes_added=[Cause.LAND], needs_added=[Need.CREDIT], merit="1")

    assert answer.status_code == 302
    for review in Review.objects.all():
        changed = review.classification == "poor"
        assert (Cause.LAND in review.cause_list) is changed
        assert (Need.CREDIT in review.need_list) is changed
        assert review.merit is changed
        assert review.version == (2 if changed else 1)
    assert AuditEvent.objects.filter(action="reviews_edited").count() == 1


def test_one_that_cannot_be_changed_keeps_all_as_they_were(inside, round):
    average = ReviewFactory.create(
        round=round,
        household__hamlet__unit=round.unit,
        other=True,
        farming=True,
        average_standard=True,
        computed="average",
        classification="average",
    )

    answer = edit(inside, round, "", farming="0")

    assert answer.status_code == 422
    assert average.head_name in answer.text
    assert not Review.objects.filter(version__gt=1).exists()


def test_list_that_changed_meanwhile_is_looked_at_again(inside, round):
    url = f"{reverse('households:reviewed_edit', args=[round.pk])}?loai=poor"
    answer = inside.post(url, {"seen": "0" * 64, "merit": "1"})

    assert answer.status_code == 409
    assert not Review.objects.filter(merit=True).exists()


def test_nothing_chosen_and_both_ways_are_refused(inside, round):
    assert "Chưa chọn thay đổi nào" in edit(inside, round, "").text
    both = edit(inside, round, "", causes_added=[Cause.LAND], causes_dropped=[Cause.LAND])
    assert "vừa thêm vừa bỏ" in both.text


def test_link_is_for_who_may(inside, round):
    page = reverse("households:reviewed", args=[round.pk])
    leader = Client()
    leader.force_login(leader_of(round.unit))

    assert "Sửa hàng loạt" in inside.get(page).text
    assert "Sửa hàng loạt" not in leader.get(page).text
