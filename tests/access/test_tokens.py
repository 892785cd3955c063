"""A form is taken with its token and refused without."""

from __future__ import annotations

import re

import pytest

from plans.models import Plan
from plans.rules import Status
from tests.access.answers import ALLOWED, POST
from tests.access.sent import SENT
from tests.access.state import state


@pytest.mark.parametrize("name", POST)
def test_post_without_the_forms_token_is_refused(place, name):
    reader = next((reader for reader, status in POST[name].items() if status == ALLOWED), "officer")
    url, before = place.url(name), state(place.unit)

    response = place.client(reader, enforce_csrf_checks=True).post(url, SENT)

    assert response.status_code == 403
    assert "Phiên làm việc đã hết" in response.text
    assert state(place.unit) == before


def test_post_with_the_forms_token_is_taken(place):
    client = place.client("officer", enforce_csrf_checks=True)
    page = client.get(place.url("plans:plan")).text
    token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[-1]

    response = client.post(place.url("plans:plan_submit"), {"csrfmiddlewaretoken": token})

    assert response.status_code == 302
    assert Plan.objects.get(pk=place.plan.pk).status == Status.SUBMITTED
