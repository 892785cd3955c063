"""The list. A round from its list to its closing."""

from __future__ import annotations

import datetime as dt

import pytest

from households.actions import (
    request_add,
    round_add,
    round_list,
)
from households.models import Review
from households.rules import Stage
from povertyplan.common.errors import DomainError
from tests.factories import (
    HouseholdFactory,
)
from tests.households.review_steps.shared import TODAY, round_at

pytestmark = pytest.mark.django_db


def test_household_is_added_by_hand_once(unit, hamlet, officer):
    round, household = round_at(unit, Stage.LISTING), HouseholdFactory.create(hamlet=hamlet)

    counts = [round_add(round=round, households=[household.pk], by=officer) for _ in range(2)]

    assert counts == [1, 0]
    assert Review.objects.get().household == household


def test_foreign_household_is_not_listed(unit, officer):
    with pytest.raises(DomainError, match="không thuộc xã này"):
        round_add(round=round_at(unit, Stage.LISTING), households=[HouseholdFactory.create().pk], by=officer)


@pytest.mark.parametrize("stage", [Stage.MEETING, Stage.POSTING, Stage.DECISION])
def test_list_is_made_before_the_meetings(unit, hamlet, officer, stage):
    household = HouseholdFactory.create(hamlet=hamlet)

    with pytest.raises(DomainError, match="quay lại bước rà soát"):
        round_add(round=round_at(unit, stage), households=[household.pk], by=officer)


def test_household_registered_after_the_start_is_listed_and_one_that_left_before_is_not(
    unit, hamlet, officer
):
    round = round_at(unit, Stage.LISTING)
    new = HouseholdFactory.create(hamlet=hamlet, valid_from=round.start_date + dt.timedelta(days=9))
    gone = HouseholdFactory.create(hamlet=hamlet, valid_to=round.start_date)
    for household in (new, gone):
        request = request_add(hamlet=hamlet, applicant="Lò Văn Mẫu", received_date=TODAY, by=officer)
        request.round, request.household = round, household
        request.save()

    round_list(round=round, by=officer)

    assert [review.household for review in Review.objects.all()] == [new]
