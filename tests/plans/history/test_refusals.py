"""What is refused leaves a line, once an hour, and only in an own place."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from plans.actions.refusal import ONCE_IN, refusal_keep
from plans.views.document import WHO_APPROVES
from povertyplan.common.history import lines
from tests.factories import CommuneFactory, at_once, officer_of
from tests.plans.history.shared import kept, log_url, plan_url, signed_in

pytestmark = pytest.mark.django_db


def test_refusal_in_an_own_place_is_kept_once_an_hour(plan, unit, officer, monkeypatch):
    client, now = signed_in(officer), timezone.now()

    for _ in range(3):
        assert client.get(log_url(unit)).status_code == 403
    client.post(reverse("plans:plan_approve", args=[plan.slug]))
    other = officer_of(unit)
    signed_in(other).get(log_url(unit))

    assert [(event.target_label, event.user) for event in kept("refused")] == [
        ("households:log", officer),
        ("plans:plan_approve", officer),
        ("households:log", other),
    ]
    assert lines(kept("refused"))[1].about == WHO_APPROVES

    monkeypatch.setattr("plans.actions.refusal.timezone.now", lambda: now + ONCE_IN + dt.timedelta(minutes=1))
    signed_in(officer).get(log_url(unit))  # the session of an hour ago has ended

    assert len(kept("refused")) == 4


def test_neither_foreign_places_nor_strangers_leave_a_line(plan, unit):
    stranger = signed_in(officer_of(CommuneFactory.create()))

    for url in (log_url(unit), plan_url(plan), reverse("plans:plan_edit", args=[plan.slug])):
        assert stranger.get(url).status_code == 404
        assert Client().get(url).status_code == 302
    assert stranger.post(reverse("households:commune_start", args=[unit.pk])).status_code == 403
    assert stranger.get(reverse("households:unit_choose")).status_code == 403
    assert kept("refused") == []


def test_form_without_its_token_leaves_no_line(plan, officer):
    client = Client(enforce_csrf_checks=True)
    client.force_login(officer)

    assert client.post(reverse("plans:plan_approve", args=[plan.slug])).status_code == 403
    assert kept("refused") == []


@pytest.mark.django_db(transaction=True)
def test_refusals_at_the_same_moment_are_one(unit, officer):
    def refuse():
        refusal_keep(unit=unit, address="households:log", sentence="Không.", by=officer)

    assert at_once([refuse] * 8) == [None] * 8
    assert len(kept("refused")) == 1
