"""Events with broken details do not break the page."""

from __future__ import annotations

import pytest
from django.utils import timezone

from plans.compose.history import PLAN_CHANGES
from povertyplan.common.audit import action_label
from povertyplan.common.models import AuditEvent
from tests.factories import YEAR, leader_of
from tests.plans.history.shared import figures_url, log_url, plan_url, text

pytestmark = pytest.mark.django_db

BROKEN = [
    *([], "chữ", 7, {}, {"from": 1}, {"from": [1], "to": None}, {"subject": 1}, {"month": ["a"]}),
    *({"total/poor": ["x", "y"]}, {"total/poor": [1, "Infinity"]}, {"list": "lạ", "from": [], "to": []}),
    *(
        {"heading": {"a": 1}},
        {"status": "lạ"},
        {"kind": []},
        {"reason": 1, "findings": [{}]},
        {"sentence": None},
    ),
    *(
        {"hamlets": {"1": [[1], [2]]}, "columns": ["poor", "lạ"], "date": "2025-12-31"},
        {"year": "x", "hamlets": {}},
    ),
    *(
        {"hamlets": {"1": [["a"], [{}]]}, "columns": ["poor"], "year": 99999},
        {"date": "31/12/2025", "created": 1},
    ),
    {"from": [1, 2, 3], "to": [{}, [], None], "year": YEAR},
]


@pytest.mark.parametrize("details", BROKEN, ids=repr)
def test_broken_details_do_not_break_the_page(plan, unit, officer, details):
    plain = ("figures_recorded", "hamlet_targets_recorded", "commune_targets_saved", "area_assignments_saved")
    more = ("table_imported", "table_uploaded", "hamlets_saved", "membership_created", "refused")
    actions = [*PLAN_CHANGES, *plain, *more]
    first = AuditEvent.objects.filter(unit_code=unit.code).count() + 1
    AuditEvent.objects.bulk_create(
        AuditEvent(
            unit_code=unit.code,
            sequence=number,
            at=timezone.now(),
            action=action,
            target_type="plans.plan",
            target_id=str(plan.pk),
            target_label=plan.slug,
            details=details,
        )
        for number, action in enumerate(actions, start=first)
        if details is not None or action  # the column knows JSON's null
    )

    shown = text(leader_of(unit), log_url(unit))

    assert all(action_label(action) in shown for action in actions)
    assert text(officer, plan_url(plan))
    assert text(officer, figures_url(unit))
