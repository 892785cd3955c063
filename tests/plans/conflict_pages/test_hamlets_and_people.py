"""Hamlets and people that two hold open, and actions that refuse another version."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from assignments.actions import area_assignments_save
from households.actions import HamletLine, hamlets_save, user_update
from households.models import Hamlet
from households.rules import Area, HamletLabel
from plans.actions import commune_targets_save
from plans.models import Plan
from povertyplan.accounts.models import User
from povertyplan.common.errors import StaleError
from tests.conflicts import sent_on
from tests.factories import YEAR, UserFactory, administrator, officer_of

pytestmark = pytest.mark.django_db


def test_hamlet_that_they_removed_and_i_renamed_comes_back_when_i_say_so(
    plan: Plan, officer: Client, other: User
) -> None:
    url = reverse("households:hamlets", args=[plan.unit_id])
    first, second = Hamlet.objects.in_unit(plan.unit).order_by("position")
    typed = sent_on(officer.get(url), **{"rows-1-name": "Tên Mới"})
    line = HamletLine(hamlet_id=first.pk, name=first.name, label=HamletLabel.THON, area=Area.RURAL, line=1)
    hamlets_save(unit=plan.unit, lines=[line], by=other)

    page = officer.post(url, typed)
    [choice] = page.context["conflict"].choices
    assert (choice.title, choice.theirs, choice.who) == ("Tên Mới", "", "both")
    answer = officer.post(url, sent_on(page, **{choice.field_name: "mine"}))

    assert answer.status_code == 302
    current = Hamlet.objects.in_unit(plan.unit).filter(valid_to__isnull=True).order_by("position")
    assert [hamlet.name for hamlet in current] == [first.name, "Tên Mới"]
    assert second.pk not in {hamlet.pk for hamlet in current}


def test_two_administrators_at_one_person_see_both(client: Client) -> None:
    person, admin = UserFactory.create(full_name="Tên Cũ"), administrator()
    client.force_login(administrator())
    url = reverse("households:user", args=[person.pk])
    typed = sent_on(client.get(url), position="Chức mới")
    user_update(user=person, full_name="Tên Của Người Kia", position="", is_active=True, by=admin)

    page = client.post(url, typed)

    assert page.status_code == 409
    assert client.post(url, sent_on(page)).status_code == 302
    person.refresh_from_db()
    assert (person.full_name, person.position) == ("Tên Của Người Kia", "Chức mới")


@pytest.mark.parametrize(
    "save",
    [
        lambda plan, by: commune_targets_save(unit=plan.unit, year=YEAR, rows=[], version=7, by=by),
        lambda plan, by: area_assignments_save(unit=plan.unit, year=YEAR, lines=[], version=7, by=by),
        lambda plan, by: hamlets_save(unit=plan.unit, lines=[], version=7, by=by),
        lambda plan, by: user_update(user=by, full_name="X", position="", is_active=True, version=7, by=by),
    ],
    ids=["targets", "areas", "hamlets", "user"],
)
def test_action_refuses_another_version(plan: Plan, save: Callable[[Plan, User], object]) -> None:
    by = officer_of(plan.unit)

    with pytest.raises(StaleError):
        save(plan, by)

    assert Hamlet.objects.in_unit(plan.unit).filter(valid_to__isnull=True).count() == 2
