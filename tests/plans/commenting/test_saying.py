"""Saying, answering, closing. Comments on a plan, and a plan of which only what was commented is unlocked."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from plans.actions import (
    comment_add,
    comment_answer,
    comment_close,
    comment_reopen,
    finding_comment,
    section_delete,
    section_move,
    section_save,
)
from plans.actions.commenting import CLOSED_MEANWHILE, COMMENTS_KEPT, FINDING_GONE, WHO_CLOSES
from plans.compose import plan_view
from plans.models import Comment, Plan
from plans.queries import (
    plan_threads,
)
from plans.rules import PRINTED, PlanPlace, SectionContent, fingerprint
from povertyplan.common.errors import DomainError, StaleError
from povertyplan.common.models import AuditEvent
from tests.factories import (
    DeclaredFigureFactory,
    approved,
    officer_of,
    small_plan,
    submitted,
)
from tests.plans.commenting.shared import number_typed, said, section_of, told

pytestmark = pytest.mark.django_db


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
    number_typed(section)
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
