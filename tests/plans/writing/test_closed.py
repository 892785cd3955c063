"""Every write: refused with the leader or over a newer one, kept by one event."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from plans.actions import (
    commune_targets_save,
    declared_save,
    parts_save,
    plan_save,
    section_add,
    section_delete,
    section_move,
    signatory_save,
)
from plans.models import Duty, Plan
from povertyplan.common.errors import DomainError, StaleError
from tests.factories import approved, submitted
from tests.plans.writing.shared import events, last_event, save_section, section_of

pytestmark = pytest.mark.django_db

OLD: dict[str, Callable[[Plan], object]] = {
    "head": lambda plan: plan_save(plan=plan, fields={"subject": "Mới"}, version=plan.version - 1, by=None),
    "list": lambda plan: parts_save(plan=plan, model=Duty, rows=[], version=plan.version - 1, by=None),
    "signatory": lambda plan: signatory_save(
        plan=plan, lines="x", name="x", version=plan.version - 1, by=None
    ),
}


@pytest.mark.parametrize("name", OLD)
def test_plan_that_somebody_saved_meanwhile_is_not_overwritten(plan, name):
    with pytest.raises(StaleError, match="Người khác vừa sửa"):
        OLD[name](plan)

    assert len(events(plan)) == 1


WRITES: dict[str, Callable[[Plan], object]] = {
    "head": lambda plan: plan_save(plan=plan, fields={"subject": "Mới"}, version=plan.version, by=None),
    "list": lambda plan: parts_save(plan=plan, model=Duty, rows=[], version=plan.version, by=None),
    "signatory": lambda plan: signatory_save(plan=plan, lines="x", name="x", version=plan.version, by=None),
    "section save": lambda plan: save_section(section_of(plan, "GIẢI PHÁP"), body="x"),
    "section add": lambda plan: section_add(plan=plan, parent=None, heading="x", by=None),
    "section move": lambda plan: section_move(section=section_of(plan, "GIẢI PHÁP"), up=True, by=None),
    "section delete": lambda plan: section_delete(section=section_of(plan, "GIẢI PHÁP"), by=None),
    "declared": lambda plan: declared_save(plan=plan, figures={(None, "poor"): Decimal(1)}, by=None),
    "targets": lambda plan: commune_targets_save(unit=plan.unit, year=plan.year, rows=[], by=None),
}


@pytest.mark.parametrize("name", WRITES)
@pytest.mark.parametrize("close", [submitted, approved])
def test_plan_with_the_leader_is_closed_for_writing(plan, name, close):
    plan = close(plan)
    number = len(events(plan))

    with pytest.raises(DomainError, match="đang trình, đã duyệt hoặc đã ban hành"):
        WRITES[name](plan)

    assert len(events(plan)) == number


@pytest.mark.parametrize("name", WRITES)
def test_every_write_leaves_one_event_and_a_chain_that_holds(plan, name):
    WRITES[name](plan)

    assert len(events(plan)) == 2
    assert last_event(plan).unit_code == plan.unit.code
