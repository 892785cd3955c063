"""Who and when. Pages of rounds and of one review."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from households.models import (
    ReviewRequest,
)
from households.rules import Stage
from povertyplan.common.models import AuditEvent
from tests.factories import (
    HamletFactory,
    ReviewFactory,
    ReviewRoundFactory,
    leader_of,
    leader_of_hamlets,
)
from tests.households.review_pages.shared import TODAY, answers, listed, stored, url

pytestmark = pytest.mark.django_db


def test_surveyor_enters_his_hamlet_and_no_other(client, round, hamlet, review):
    client.force_login(leader_of_hamlets(hamlet))
    other = listed(round, HamletFactory.create(unit=hamlet.unit), "Lò Văn Xa")

    assert client.post(url("review", review.pk), answers(review)).status_code == 302
    assert client.get(url("review", other.pk)).status_code == 404
    assert client.post(url("review", other.pk), answers(other)).status_code == 404
    assert client.get(url("hamlet_reviews", round.pk, other.hamlet_id)).status_code == 404
    assert not stored(other).is_entered
    assert hamlet.full_name in client.get(url("my_reviews")).text


def test_hamlet_of_another_commune_is_no_page_of_the_round(officer_client, round, hamlet):
    foreign = HamletFactory.create()

    assert (
        officer_client.get(url("hamlet_reviews", ReviewRoundFactory.create().pk, hamlet.pk)).status_code
        == 404
    )
    assert officer_client.get(url("hamlet_reviews", round.pk, foreign.pk)).status_code == 404
    assert officer_client.get(url("meetings", round.pk, foreign.pk)).status_code == 404


def test_surveyor_is_led_nowhere_that_is_closed_to_him(client, round, hamlet, review):
    client.force_login(leader_of_hamlets(hamlet))

    for page in (url("review", review.pk), url("hamlet_reviews", round.pk, hamlet.pk), url("my_reviews")):
        for address in re.findall(r'href="(/(?!static)[^"]*)"', client.get(page).text):
            assert client.get(address).status_code in {200, 302}, (page, address)


def test_leader_looks_and_cannot_enter(client, hamlet, review):
    client.force_login(leader_of(hamlet.unit))

    page = client.get(url("review", review.pk))

    assert "Chỉ cán bộ của xã và người rà soát" in page.text
    assert "Lưu và sang hộ tiếp theo" not in page.text
    assert client.post(url("review", review.pk), answers(review)).status_code == 403


@pytest.mark.parametrize("stage", [Stage.LISTING, Stage.DECISION, Stage.CLOSED])
def test_round_that_takes_no_results_says_so(officer_client, round, review, stage):
    round.stage, round.closed_at = stage, timezone.now() if stage is Stage.CLOSED else None
    round.save()

    page = officer_client.get(url("review", review.pk))
    response = officer_client.post(url("review", review.pk), answers(review))

    assert "không nhập kết quả" in page.text
    assert "Lưu và sang hộ tiếp theo" not in page.text
    assert response.status_code == 200
    assert not stored(review).is_entered
    assert url("review", review.pk) == officer_client.get(url("review_unchanged", review.pk)).url


def test_reading_leaves_one_event_without_a_name(officer_client, round, hamlet, review):
    pages = {
        url("review", review.pk): "review_seen",
        url("hamlet_reviews", round.pk, hamlet.pk): "people_seen",
        url("review_requests", hamlet.unit_id): "people_seen",
        url("postings", round.pk): "people_seen",
    }
    for page, action in pages.items():
        before = AuditEvent.objects.count()

        officer_client.get(page)

        assert AuditEvent.objects.count() == before + 1
        assert AuditEvent.objects.latest("pk").action == action
    assert "Lò Văn An" not in str(list(AuditEvent.objects.values_list("target_label", "details")))


@pytest.mark.parametrize("size", [1, 4])
def test_queries_do_not_grow(officer_client, round, hamlet, django_assert_num_queries, size):
    reviews = [listed(round, hamlet, f"Lò Văn Mẫu {n}") for n in range(size)]
    for _ in range(size):
        ReviewFactory.create(round=round, household__hamlet=HamletFactory.create(unit=hamlet.unit), poor=True)
        ReviewRequest.objects.create(
            unit=hamlet.unit, hamlet=hamlet, applicant="Lò Văn Mẫu", received_date=TODAY
        )
    counts = {
        url("rounds", hamlet.unit_id): 4,
        url("round", round.pk): 11,
        url("hamlet_reviews", round.pk, hamlet.pk): 15,
        url("review", reviews[0].pk): 14,
        url("review_requests", hamlet.unit_id): 13,
    }
    officer_client.get(url("rounds", hamlet.unit_id))

    for page, count in counts.items():
        with django_assert_num_queries(count):
            assert officer_client.get(page).status_code == 200
