"""The head of a plan, changed with its event."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from plans.actions import plan_save
from tests.factories import officer_of
from tests.plans.writing.shared import events, last_event

pytestmark = pytest.mark.django_db


def test_head_is_changed_with_an_event_from_to(plan):
    by = officer_of(plan.unit)

    saved = plan_save(plan=plan, fields={"subject": "Mới", "month": 4}, version=plan.version, by=by)

    assert (saved.subject, saved.version) == ("Mới", plan.version + 1)
    event = last_event(plan)
    assert (event.action, event.user) == ("plan_saved", by)
    assert event.details == {"subject": ["Giảm nghèo bền vững", "Mới"]}


@pytest.mark.parametrize(
    "fields", [{"subject": "x" * 301}, {"subject": ""}, {"month": 0}, {"total_decimals": 9}]
)
def test_head_that_cannot_be_is_refused(plan, fields):
    with pytest.raises(ValidationError):
        plan_save(plan=plan, fields=fields, version=plan.version, by=None)

    plan.refresh_from_db()
    assert plan.subject == "Giảm nghèo bền vững"
    assert len(events(plan)) == 1
