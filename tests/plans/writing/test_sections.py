"""Sections of a plan: saved, added, moved, deleted, never over a newer one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError

from plans.actions import section_add, section_delete, section_move
from plans.models import Plan, PlanSection
from povertyplan.common.errors import StaleError
from tests.factories import small_plan
from tests.plans.writing.shared import events, last_event, save_section, section_of, tree

pytestmark = pytest.mark.django_db


def test_section_is_saved_cleaned_with_an_event_from_to(plan):
    section = section_of(plan, "GIẢI PHÁP")

    saved = save_section(section, heading=" GIẢI  PHÁP\x00 CHÍNH ", body="Một. \n\n Hai.")

    assert (saved.heading, saved.body, saved.version) == (
        "GIẢI PHÁP CHÍNH",
        "Một.\nHai.",
        section.version + 1,
    )
    event = last_event(plan)
    assert event.action == "section_saved"
    assert event.details["from"] == ["GIẢI PHÁP", "Cho vay vốn.", "text"]
    assert event.details["to"] == ["GIẢI PHÁP CHÍNH", "Một.\nHai.", "text"]
    assert Plan.objects.get().version == plan.version + 1


def test_two_write_different_sections_at_the_same_time(plan):
    one, other = section_of(plan, "MỤC TIÊU"), section_of(plan, "GIẢI PHÁP")

    save_section(one, body="Một.")
    save_section(other, body="Hai.")

    assert set(PlanSection.objects.filter(body__in=["Một.", "Hai."]).values_list("body", flat=True)) == {
        "Một.",
        "Hai.",
    }


def test_section_that_somebody_saved_meanwhile_is_not_overwritten(plan):
    section = section_of(plan, "GIẢI PHÁP")
    save_section(section, body="Của người khác.")
    number = len(events(plan))

    with pytest.raises(StaleError, match="Người khác vừa sửa"):
        save_section(section, body="Của tôi.")

    assert section_of(plan, "GIẢI PHÁP").body == "Của người khác."
    assert len(events(plan)) == number


@pytest.mark.parametrize(
    "fields",
    [{"heading": "x" * 301}, {"heading": " \x00 "}, {"content": "poem"}],
)
def test_section_that_cannot_be_is_refused(plan, fields):
    with pytest.raises(ValidationError):
        save_section(section_of(plan, "GIẢI PHÁP"), **fields)

    assert len(events(plan)) == 1


def test_section_is_added_at_the_end_of_its_parent_and_of_the_plan(plan):
    section_add(plan=plan, parent=section_of(plan, "MỤC TIÊU"), heading=" Mới ", by=None)
    section_add(plan=plan, parent=None, heading="CUỐI", by=None)

    assert tree(plan) == ["MỤC TIÊU", ["Chỉ tiêu", "Mới"], "GIẢI PHÁP", "TỔ CHỨC THỰC HIỆN", "CUỐI"]
    assert [event.action for event in events(plan)[1:]] == ["section_added"] * 2
    assert last_event(plan).details["heading"] == "CUỐI"


@pytest.mark.parametrize("heading", ["", " \x00", "x" * 301])
def test_section_with_an_impossible_heading_is_not_added(plan, heading):
    with pytest.raises(ValidationError):
        section_add(plan=plan, parent=None, heading=heading, by=None)


def test_section_is_not_added_below_another_plans(plan):
    other = small_plan()

    with pytest.raises(StaleError):
        section_add(plan=plan, parent=section_of(other, "MỤC TIÊU"), heading="Mới", by=None)

    assert "Mới" not in str(tree(plan) + tree(other))


def test_section_moves_among_its_siblings_only(plan):
    section_move(section=section_of(plan, "GIẢI PHÁP"), up=True, by=None)
    assert tree(plan) == ["GIẢI PHÁP", "MỤC TIÊU", ["Chỉ tiêu"], "TỔ CHỨC THỰC HIỆN"]

    section_move(section=section_of(plan, "MỤC TIÊU"), up=False, by=None)

    assert tree(plan) == ["GIẢI PHÁP", "TỔ CHỨC THỰC HIỆN", "MỤC TIÊU", ["Chỉ tiêu"]]
    assert [event.action for event in events(plan)[1:]] == ["section_moved"] * 2


@pytest.mark.parametrize(
    ("heading", "up"),
    [("MỤC TIÊU", True), ("TỔ CHỨC THỰC HIỆN", False), ("Chỉ tiêu", True), ("Chỉ tiêu", False)],
)
def test_section_at_the_end_stays_and_nothing_is_said(plan, heading, up):
    before = tree(plan)

    section_move(section=section_of(plan, heading), up=up, by=None)

    assert tree(plan) == before
    assert len(events(plan)) == 1


def test_sections_with_the_same_order_can_still_be_moved(plan):
    PlanSection.objects.update(order=1)

    section_move(section=section_of(plan, "TỔ CHỨC THỰC HIỆN"), up=True, by=None)

    assert tree(plan) == ["MỤC TIÊU", ["Chỉ tiêu"], "TỔ CHỨC THỰC HIỆN", "GIẢI PHÁP"]


def test_section_is_deleted_with_those_below_and_its_words_stay_in_the_log(plan):
    section_delete(section=section_of(plan, "MỤC TIÊU"), by=None)

    assert tree(plan) == ["GIẢI PHÁP", "TỔ CHỨC THỰC HIỆN"]
    event = last_event(plan)
    assert event.action == "section_deleted"
    assert (event.details["heading"], event.details["body"]) == (
        "MỤC TIÊU",
        "Giảm {{giam-ho-ngheo}} hộ nghèo.",
    )


GONE: dict[str, Callable[[PlanSection], object]] = {
    "save": lambda section: save_section(section, body="Của tôi."),
    "move": lambda section: section_move(section=section, up=True, by=None),
    "delete": lambda section: section_delete(section=section, by=None),
    "add below": lambda section: section_add(plan=section.plan, parent=section, heading="Mới", by=None),
}


@pytest.mark.parametrize("name", GONE)
def test_section_that_somebody_deleted_meanwhile_is_stale(plan, name):
    section = section_of(plan, "GIẢI PHÁP")
    section_delete(section=section_of(plan, "GIẢI PHÁP"), by=None)
    number = len(events(plan))

    with pytest.raises(StaleError, match="vừa bị người khác xóa"):
        GONE[name](section)

    assert len(events(plan)) == number
