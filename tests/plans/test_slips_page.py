"""What a correction sets right, on its page."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from plans.actions import plan_amend
from plans.models import Slip
from plans.rules import PlanRelation
from tests.conflicts import sent_on
from tests.factories import issued, officer_of, small_plan


@pytest.mark.django_db
def test_slip_is_written_down(client: Client) -> None:
    original = issued(small_plan())
    officer = officer_of(original.unit)
    draft = plan_amend(original=original, relation=PlanRelation.CORRECTS, by=officer)
    client.force_login(officer)
    page = reverse("plans:slips", args=[draft.slug])
    typed = {"rows__0__where": "Mục I", "rows__0__printed": "10 hộ", "rows__0__correct": "12 hộ"}

    response = client.post(page, sent_on(client.get(page), **typed))

    assert response["Location"] == reverse("plans:plan_edit", args=[draft.slug])
    assert Slip.objects.values_list("where", "printed", "correct").get() == ("Mục I", "10 hộ", "12 hộ")
