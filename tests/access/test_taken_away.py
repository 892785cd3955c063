"""What somebody could open is gone once the work there has ended."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from households.actions import membership_end, membership_move, user_update
from households.models import Hamlet, Membership
from povertyplan.accounts.actions import password_reset
from povertyplan.accounts.models import User
from tests.access.marker import MARKER, everything_of
from tests.factories import REFERENCE


@pytest.mark.parametrize(
    "name", ["plans:year", "plans:grid", "plans:plan", "plans:plan_edit", "households:hamlets"]
)
def test_commune_is_gone_for_somebody_whose_work_there_has_ended(place, name):
    Membership.objects.filter(user=place.users["officer"]).update(valid_to=REFERENCE)

    response = place.client("officer").get(place.url(name))

    assert response.status_code == 404
    assert MARKER not in everything_of(response)


TAKEN_AWAY: dict[str, Callable[[Membership, User], object]] = {
    "role": lambda held, by: membership_end(membership=held, by=by),
    "hamlet": lambda held, by: membership_move(
        membership=held, hamlet=Hamlet.objects.filter(unit=held.unit).exclude(memberships=held).get(), by=by
    ),
    "password": lambda held, by: password_reset(user=held.user, by=by),
    "account": lambda held, by: user_update(
        user=held.user, full_name=held.user.full_name, position="", is_active=False, by=by
    ),
}
OF_A_HAMLET = ("plans:my_hamlets", "households:household_list", "households:household", "households:minutes")


@pytest.mark.parametrize("what", TAKEN_AWAY)
def test_nothing_of_the_hamlet_opens_in_three_sessions_once_it_is_taken_away(place, what):
    """A page of the phone, a list, a household, a download: all of them were open in each session."""
    leader, sessions = place.users["hamlet_leader"], [Client(), Client(), Client()]
    for session in sessions:
        session.force_login(leader)
    urls = [place.url(name) for name in OF_A_HAMLET]
    opened = [everything_of(session.get(url)) for session in sessions for url in urls]
    assert all(f"{MARKER} thôn A" in text or f"{MARKER} chủ hộ A" in text for text in opened)

    TAKEN_AWAY[what](Membership.objects.get(user=leader), place.users["administrator"])

    answers = [session.get(url) for session in sessions for url in urls]
    assert not [answer for answer in answers if re.search(f"{MARKER} (thôn|chủ hộ) A", everything_of(answer))]
