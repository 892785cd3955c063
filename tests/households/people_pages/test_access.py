"""Pages of people: access."""

from __future__ import annotations

import pytest

from households.rules import Role
from tests.factories import (
    MembershipFactory,
    StandardFactory,
    officer_of,
)
from tests.households.people_pages.pages import PEOPLE

pytestmark = pytest.mark.django_db


def test_whoever_does_not_administer_is_refused_with_a_sentence(client, commune):
    client.force_login(officer_of(commune))

    response = client.get(PEOPLE)

    assert response.status_code == 403
    assert "Chỉ người quản trị" in response.text


@pytest.mark.parametrize("of_a_place", [True, False])
def test_link_stands_in_the_menu_of_administrators_alone(client, commune, of_a_place):
    StandardFactory.create()
    officer = officer_of(commune)
    both = MembershipFactory.create(
        user=MembershipFactory.create(unit=None, role=Role.ADMINISTRATOR).user, unit=commune
    ).user
    url = f"/xa/{commune.pk}/thon/" if of_a_place else "/xa/"

    shown = []
    for person in (officer, both):
        client.force_login(person)
        shown.append(f'href="{PEOPLE}"' in client.get(url).text)

    assert shown == [False, True]
