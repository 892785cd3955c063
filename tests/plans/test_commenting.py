"""Comments on a plan, and a plan of which only what was commented is unlocked."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from plans.actions import (
    comment_add,
    comment_answer,
    comment_close,
    comment_reopen,
    commune_targets_save,
    declared_save,
    finding_comment,
    grid_save,
    parts_save,
    plan_return,
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
from plans.actions.commenting import CLOSED_MEANWHILE, COMMENTS_KEPT, FINDING_GONE, WHO_CLOSES
from plans.actions.life import NO_COMMENT
from plans.actions.locking import PART_PLACES
from plans.compose import plan_view
from plans.models import Comment, Plan, PlanSection
from plans.queries import (
    FIGURES_NOT_COMMENTED,
    NOT_COMMENTED,
    PLAN_CLOSED,
    figures_refusal,
    plan_threads,
    plans_of,
)
from plans.rules import HEAD_PLACES, PRINTED, PlanPlace, SectionContent, fingerprint
from povertyplan.accounts.models import User
from povertyplan.common.errors import DomainError, StaleError
from povertyplan.common.history import lines
from povertyplan.common.models import AuditEvent
from tests.factories import (
    YEAR,
    DeclaredFigureFactory,
    approved,
    counted_hamlets,
    leader_of,
    officer_of,
    small_plan,
    submitted,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    plan = small_plan()
    counted_hamlets(plan.unit, 1)
    return plan


@pytest.fixture
def leader(plan: Plan) -> User:
    return leader_of(plan.unit)


@pytest.fixture
def officer(plan: Plan) -> User:
    return officer_of(plan.unit)


def section_of(plan: Plan, heading: str) -> PlanSection:
    return PlanSection.objects.select_related("plan__unit").get(plan=plan, heading=heading)


def said(plan: Plan, by: User, *, heading: str = "", place: PlanPlace | None = None) -> Comment:
    """A comment at a section, or elsewhere."""
    section = section_of(plan, heading) if heading else None
    place = place or (PlanPlace.SECTION if section else PlanPlace.BASES)
    return comment_add(plan=plan, place=place, section=section, text="Viết lại.", by=by)


def returned(plan: Plan, by: User, *, only_commented: bool = True) -> Plan:
    plan = plan if plan.status == "submitted" else submitted(Plan.objects.get(pk=plan.pk))
    return plan_return(plan=plan, note="Sửa.", only_commented=only_commented, by=by)


def told() -> list[str]:
    """What the newest event says."""
    event = AuditEvent.objects.order_by("pk").last()
    assert event
    [line] = lines([event])
    return [line.what, *(f"{change.what}: {change.after}" for change in line.changes)]


# --- saying, answering, closing ---


def test_thread_is_read_in_order_with_who_closed_it(plan, leader, officer):
    first = said(plan, leader, heading="GIẢI PHÁP")
    second = said(plan, officer, place=PlanPlace.BASES)
    comment_answer(comment=first, text="Đã sửa.", by=officer)
    comment_answer(comment=first, text=" Chưa  đủ. ", by=leader)
    comment_close(comment=second, by=officer)

    threads = plan_threads(plan=plan)

    assert [
        (each.comment.text, [answer.text for answer in each.answers], each.is_open) for each in threads
    ] == [
        ("Viết lại.", ["Đã sửa.", "Chưa đủ."], True),
        ("Viết lại.", [], False),
    ]
    assert [each.is_unanswered for each in threads] == [False, False]
    assert threads[1].comment.closed_by == officer


@pytest.mark.parametrize("number", [1, 4])
def test_comments_take_one_query_however_many(plan, leader, officer, number, django_assert_num_queries):
    for _ in range(number):
        comment = said(plan, leader, heading="GIẢI PHÁP")
        comment_answer(comment=comment, text="Đã sửa.", by=officer)
        comment_close(comment=comment, by=leader)

    with django_assert_num_queries(1):
        threads = plan_threads(plan=plan)
        names = {str(each.comment.closed_by) for each in threads} | {
            str(answer.by) for each in threads for answer in each.answers
        }

    assert len(threads) == number
    assert names == {str(leader), str(officer)}


def test_log_keeps_where_and_never_the_words(plan, leader, officer):
    comment = said(plan, leader, heading="GIẢI PHÁP")
    assert told() == ["Góp ý", "tại: Mục “GIẢI PHÁP”"]
    comment_answer(comment=comment, text="Đã sửa.", by=officer)
    assert told() == ["Trả lời góp ý", "tại: Mục “GIẢI PHÁP”"]
    comment_close(comment=comment, by=leader)
    assert told() == ["Đóng góp ý", "tại: Mục “GIẢI PHÁP”"]
    comment_reopen(comment=comment, by=leader)
    assert told() == ["Mở lại góp ý", "tại: Mục “GIẢI PHÁP”"]

    details = [event.details for event in AuditEvent.objects.filter(action__startswith="comment_")]

    section = section_of(plan, "GIẢI PHÁP")
    assert details == [{"comment": comment.pk, "place": "section", "section": section.pk}] * 4


def test_closed_comment_is_not_answered_nor_closed_again(plan, leader, officer):
    comment = said(plan, leader)
    comment_close(comment=comment, by=leader)

    with pytest.raises(StaleError, match=CLOSED_MEANWHILE):
        comment_answer(comment=comment, text="Muộn.", by=officer)
    with pytest.raises(StaleError, match=f"đã được {leader} đóng"):
        comment_close(comment=comment, by=leader)
    assert comment_reopen(comment=comment, by=leader).is_open
    with pytest.raises(StaleError, match="đang mở"):
        comment_reopen(comment=comment, by=leader)
    assert comment_answer(comment=comment, text="Kịp.", by=officer).thread == comment


def test_only_who_put_it_or_a_leader_closes(plan, leader, officer):
    of_leader, of_officer = said(plan, leader), said(plan, officer)

    with pytest.raises(DomainError, match=WHO_CLOSES):
        comment_close(comment=of_leader, by=officer)
    with pytest.raises(DomainError, match=WHO_CLOSES):
        comment_close(comment=of_officer, by=officer_of(plan.unit))
    comment_close(comment=of_officer, by=leader)
    with pytest.raises(DomainError, match=WHO_CLOSES):
        comment_reopen(comment=of_officer, by=officer_of(plan.unit))

    assert comment_reopen(comment=of_officer, by=officer).is_open


@pytest.mark.parametrize("text", ["", " \n\t ", "\u200b"])
def test_nothing_said_is_refused(plan, leader, text):
    with pytest.raises(DomainError, match="Chưa ghi gì"):
        comment_add(plan=plan, place=PlanPlace.BASES, text=text, by=leader)


def test_too_much_said_is_refused(plan, leader):
    with pytest.raises(DomainError, match="Dài quá"):
        comment_add(plan=plan, place=PlanPlace.BASES, text="n" * 2001, by=leader)

    assert not Comment.objects.exists()


def test_section_keeps_its_comment_through_moves_and_its_last_heading_after_deletion(plan, leader):
    said(plan, leader, heading="Chỉ tiêu")
    section = section_of(plan, "Chỉ tiêu")
    section_save(
        section=section, heading="Chỉ tiêu mới", body="", content=SectionContent.TEXT, version=1, by=None
    )
    section_move(section=section_of(plan, "MỤC TIÊU"), up=False, by=None)
    assert Comment.objects.get().section_id == section.pk

    section_delete(section=section_of(plan, "MỤC TIÊU"), by=None)  # with what is below it

    comment = Comment.objects.get()
    assert (comment.section_id, comment.where, comment.place) == (None, "Chỉ tiêu mới", PlanPlace.SECTION)


def test_deleted_or_foreign_section_is_not_commented(plan, leader):
    gone, foreign = section_of(plan, "GIẢI PHÁP"), section_of(small_plan(), "GIẢI PHÁP")
    section_delete(section=gone, by=None)

    for section in (gone, foreign, None):
        with pytest.raises(StaleError, match="xóa"):
            comment_add(plan=plan, place=PlanPlace.SECTION, section=section, text="Lạc.", by=leader)


def test_finding_is_commented_where_it_stands(plan, leader):
    DeclaredFigureFactory.create(plan=plan, column="poor", value=99)
    finding = next(each for each in plan_view(plan).findings if each.place.startswith("table:"))

    comment = finding_comment(plan=plan, seen=fingerprint(finding), text="Vì sao?", by=leader)

    assert (comment.place, comment.section_id, comment.finding) == (PlanPlace.FIGURES, None, finding.message)
    assert comment.where
    assert comment.where != finding.place
    DeclaredFigureFactory._meta.model.objects.filter(plan=plan).update(value=98)
    with pytest.raises(StaleError, match=FINDING_GONE):
        finding_comment(plan=plan, seen=fingerprint(finding), text="Vì sao?", by=leader)


def test_finding_in_prose_is_commented_at_its_section(plan, leader):
    section = section_of(plan, "GIẢI PHÁP")
    section_save(
        section=section,
        heading=section.heading,
        body="Phấn đấu giảm 77 hộ nghèo.",
        content=SectionContent.TEXT,
        version=section.version,
        by=None,
    )
    finding = next(each for each in plan_view(plan).findings if each.place.startswith("section:2/"))

    comment = finding_comment(plan=plan, seen=fingerprint(finding), text="Lấy ở đâu?", by=leader)

    assert (comment.place, comment.section_id) == (PlanPlace.SECTION, section.pk)


def test_approved_plan_keeps_its_comments_as_they_are(plan, leader, officer):
    comment = said(plan, leader)
    approved(submitted(plan))
    assert Plan.objects.get(pk=plan.pk).status in PRINTED

    for refused in (
        lambda: said(plan, leader),
        lambda: comment_answer(comment=comment, text="Muộn.", by=officer),
        lambda: comment_close(comment=comment, by=leader),
        lambda: comment_reopen(comment=comment, by=leader),
    ):
        with pytest.raises(DomainError, match=COMMENTS_KEPT):
            refused()


@pytest.mark.parametrize(
    "facts",
    [
        {"text": ""},
        {"place": ""},
        {"place": "nowhere"},
        {"closed_at": "2026-01-01T00:00:00Z"},
    ],
)
def test_database_holds_what_a_comment_is(plan, leader, facts):
    said(plan, leader)

    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.update(**facts)


# --- unlocking ---


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
