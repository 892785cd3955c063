"""A list of a plan and what goes from it into the library are one commit."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.db import OperationalError, connection

from plans.actions import library_entry_add, parts_save, save_and_keep
from plans.models import LibraryEntry, Plan, Recipient
from plans.rules import LibraryKind
from povertyplan.common.models import AuditEvent
from tests.factories import officer_of, small_plan

pytestmark = pytest.mark.django_db
ROWS: list[dict[str, Any]] = [{"name": "Trạm Y tế", "mark": ""}, {"name": "Lưu: VT", "mark": ""}]


@pytest.fixture
def plan() -> Plan:
    return small_plan()


def save(plan: Plan, rows: list[dict[str, Any]]) -> tuple[list[LibraryEntry], list[str]]:
    """Save the recipients of the plan and keep them all."""
    plan.refresh_from_db()
    by = officer_of(plan.unit)
    parts = partial(parts_save, plan=plan, model=Recipient, rows=rows, version=plan.version, by=by)
    return save_and_keep(parts, unit=plan.unit, kind=LibraryKind.RECIPIENT, rows=rows, by=by)


def test_list_is_not_saved_when_the_library_cannot_be_written(plan: Plan) -> None:
    """Seen failing where the rows are kept in a commit of their own after the list's."""

    def fail(execute: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith('INSERT INTO "plans_libraryentry"'):
            raise OperationalError("planned")
        return execute(sql, *rest)

    before = list(Recipient.objects.filter(plan=plan).values()), AuditEvent.objects.count()

    with connection.execute_wrapper(fail), pytest.raises(OperationalError, match="planned"):
        save(plan, ROWS)

    assert (list(Recipient.objects.filter(plan=plan).values()), AuditEvent.objects.count()) == before
    assert not LibraryEntry.objects.exists()


def test_row_that_the_library_refuses_leaves_the_list_and_the_other_rows(plan: Plan) -> None:
    library_entry_add(unit=plan.unit, kind=LibraryKind.RECIPIENT, fields=ROWS[0], by=None)

    kept, refusals = save(plan, ROWS)

    assert [str(entry) for entry in kept] == ["Lưu: VT"]
    assert refusals == ["Thư viện đã có “Trạm Y tế”: sửa mục đó trong thư viện, hoặc đặt tên khác."]
    assert list(Recipient.objects.filter(plan=plan).order_by("order").values("name", "mark")) == ROWS
