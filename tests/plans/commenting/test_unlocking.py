"""Unlocking. Comments on a plan, and a plan of which only what was commented is unlocked."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from plans.actions import (
    comment_close,
    commune_targets_save,
    declared_save,
    grid_save,
    parts_save,
    plan_save,
    plan_submit,
    plan_unlock,
    section_add,
    section_delete,
    section_move,
    section_save,
    signatory_save,
    writing,
)
from plans.actions.life import NO_COMMENT
from plans.actions.locking import PART_PLACES
from plans.models import Plan, PlanSection
from plans.queries import (
    FIGURES_NOT_COMMENTED,
    NOT_COMMENTED,
    PLAN_CLOSED,
    figures_refusal,
    plans_of,
)
from plans.rules import HEAD_PLACES, PlanPlace, SectionContent
from povertyplan.common.errors import DomainError
from povertyplan.common.models import AuditEvent
from tests.factories import (
    YEAR,
    submitted,
)
from tests.plans.commenting.shared import returned, said, section_of, told

pytestmark = pytest.mark.django_db


def edited(plan: Plan) -> PlanSection:
    return section_of(plan, "GIẢI PHÁP")


def save_section(plan: Plan) -> object:
    section = edited(plan)
    return section_save(
        section=section,
        heading=section.heading,
        body="Mới.",
        content=SectionContent.TEXT,
        version=section.version,
        by=None,
    )


def save_head(plan: Plan, name: str) -> object:
    fields = {
        each: getattr(plan, each) for each in ("subject", "opening", "closing", "drafter_mark")
    }  # as the page sends all of them
    return plan_save(plan=plan, fields=fields | {name: "Đã sửa."}, version=plan.version, by=None)


def save_targets(plan: Plan) -> object:
    return commune_targets_save(unit=plan.unit, year=plan.year, rows=[], by=None)


def save_grid(plan: Plan) -> object:
    return grid_save(unit=plan.unit, year=plan.year, cells={}, seen={}, by=None)


# What may be written, by the place whose comment opens it, and the action that does.
WRITES: list[tuple[PlanPlace, str, Callable[[Plan], object]]] = [
    (PlanPlace.SECTION, "section_save", save_section),
    (PlanPlace.SECTION, "section_move", lambda plan: section_move(section=edited(plan), up=True, by=None)),
    (PlanPlace.SECTION, "section_delete", lambda plan: section_delete(section=edited(plan), by=None)),
    (
        PlanPlace.SECTION,
        "section_add",
        lambda plan: section_add(plan=plan, parent=edited(plan), heading="Con", by=None),
    ),
    *(
        (HEAD_PLACES.get(name, PlanPlace.HEAD), "plan_save", lambda plan, name=name: save_head(plan, name))
        for name in ("subject", "opening", "closing", "drafter_mark")
    ),
    *(
        (
            place,
            "parts_save",
            lambda plan, model=model: parts_save(
                plan=plan, model=model, rows=[], version=plan.version, by=None
            ),
        )
        for model, place in PART_PLACES.items()
    ),
    (
        PlanPlace.SIGNATORY,
        "signatory_save",
        lambda plan: signatory_save(
            plan=plan, lines="CHỦ TỊCH", name="Người Mẫu", version=plan.version, by=None
        ),
    ),
    (
        PlanPlace.FIGURES,
        "declared_save",
        lambda plan: declared_save(plan=plan, figures={(None, "poor"): Decimal(7)}, by=None),
    ),
    (PlanPlace.FIGURES, "commune_targets_save", save_targets),
    (PlanPlace.FIGURES, "grid_save", save_grid),
]


def test_every_way_of_writing_a_plan_is_tried_below():
    own = {
        name
        for name, function in vars(writing).items()
        if inspect.isfunction(function) and function.__module__ == writing.__name__ and name[0] != "_"
    }

    assert own - {"plan_new", "plan_slug", "programmes_save"} == {name for _, name, _ in WRITES} - {
        "grid_save"
    }
    assert {place for place, _, _ in WRITES} == set(PlanPlace)


@pytest.mark.parametrize("commented", PlanPlace)
def test_only_what_was_commented_is_written(plan, leader, commented):
    said(plan, leader, heading="GIẢI PHÁP" if commented == PlanPlace.SECTION else "", place=commented)
    plan = returned(plan, leader)

    for place, _, write in WRITES:
        point = transaction.savepoint()
        opened = place == commented or (place in HEAD_PLACES.values() and commented == PlanPlace.HEAD)
        if opened:
            write(Plan.objects.get(pk=plan.pk))
        else:
            events = AuditEvent.objects.count()
            with pytest.raises(DomainError) as refused:
                write(Plan.objects.get(pk=plan.pk))
            assert str(refused.value) in {NOT_COMMENTED, FIGURES_NOT_COMMENTED}
            assert AuditEvent.objects.count() == events
        transaction.savepoint_rollback(point)


def test_section_is_unlocked_with_what_is_below_and_nothing_beside_or_above(plan, leader):
    said(plan, leader, heading="MỤC TIÊU")
    plan = returned(plan, leader)
    below = section_of(plan, "Chỉ tiêu")

    added = section_add(plan=plan, parent=below, heading="Sâu hơn", by=None)
    section_save(
        section=added, heading="Sâu hơn", body="Lời.", content=SectionContent.TEXT, version=1, by=None
    )

    for parent in (None, section_of(plan, "GIẢI PHÁP")):
        with pytest.raises(DomainError, match=NOT_COMMENTED):
            section_add(plan=plan, parent=parent, heading="Nơi khác", by=None)


def test_section_below_does_not_unlock_the_one_above(plan, leader):
    said(plan, leader, heading="Chỉ tiêu")
    plan = returned(plan, leader)

    with pytest.raises(DomainError, match=NOT_COMMENTED):
        section_delete(section=section_of(plan, "MỤC TIÊU"), by=None)


def test_commented_later_or_closed_later_changes_nothing_of_what_is_unlocked(plan, leader, officer):
    comment = said(plan, leader, place=PlanPlace.BASES)
    plan = returned(plan, leader)

    comment_close(comment=comment, by=leader)
    said(plan, officer, heading="GIẢI PHÁP")

    assert Plan.objects.get(pk=plan.pk).unlocked == ["basis"]


def test_return_without_an_open_comment_unlocks_nothing_and_is_refused(plan, leader):
    comment_close(comment=said(plan, leader), by=leader)
    section = section_of(plan, "GIẢI PHÁP")
    said(plan, leader, heading="GIẢI PHÁP")
    section_delete(section=section, by=None)
    plan = submitted(Plan.objects.get(pk=plan.pk))

    with pytest.raises(DomainError, match=NO_COMMENT):
        returned(plan, leader)

    assert Plan.objects.get(pk=plan.pk).status == "submitted"
    assert returned(plan, leader, only_commented=False).unlocked is None


def test_unlock_ends_with_the_next_submit(plan, leader, officer):
    said(plan, leader)
    plan_submit(plan=returned(plan, leader), by=officer)

    plan = Plan.objects.get(pk=plan.pk)
    assert plan.unlocked is None
    with pytest.raises(DomainError, match=PLAN_CLOSED):
        save_section(plan)
    assert save_section(returned(plan, leader, only_commented=False))


def test_leader_opens_everything_later(plan, leader, officer):
    said(plan, leader)
    plan = returned(plan, leader)
    assert figures_refusal(plans_of(unit=plan.unit, year=YEAR)) == FIGURES_NOT_COMMENTED

    with pytest.raises(DomainError, match="lãnh đạo"):
        plan_unlock(plan=plan, by=officer)
    plan_unlock(plan=plan, by=leader)

    assert told() == ["Mở toàn bộ kế hoạch trả lại", "mở: toàn bộ"]
    assert save_section(plan)
    assert not figures_refusal(plans_of(unit=plan.unit, year=YEAR))
    with pytest.raises(DomainError, match="tải lại trang"):
        plan_unlock(plan=plan, by=leader)


def test_log_tells_what_the_return_unlocked(plan, leader):
    said(plan, leader, heading="GIẢI PHÁP")
    said(plan, leader, place=PlanPlace.BASES)

    returned(plan, leader)

    assert told() == [
        "Trả lại",
        "trước đó: trình ký",
        "ý kiến: Sửa.",
        "chỉ mở những phần được góp ý: Căn cứ; mục “GIẢI PHÁP”",
    ]


@pytest.mark.parametrize("status", ["draft", "submitted", "recalled"])
def test_database_unlocks_in_part_only_what_was_returned(plan, status):
    Plan.objects.filter(pk=plan.pk).update(status=status, return_note="Sửa.")

    with pytest.raises(IntegrityError), transaction.atomic():
        Plan.objects.filter(pk=plan.pk).update(unlocked=["basis"])


def test_plan_that_was_returned_whole_is_written_whole(plan, leader):
    said(plan, leader)
    plan = returned(plan, leader, only_commented=False)

    for _, _, write in WRITES:
        point = transaction.savepoint()
        write(Plan.objects.get(pk=plan.pk))
        transaction.savepoint_rollback(point)
