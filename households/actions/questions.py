"""Bringing in the questionnaire that makes the income score (B1), a table a standard and region."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from households.models import Question, Review, Standard
from povertyplan.common.audit import record_event
from povertyplan.common.errors import DomainError


@dataclass(frozen=True, kw_only=True)
class QuestionRow:
    """One answer of the table: question and answer by their numbers, and the points that it is worth."""

    region: str
    number: int
    text: str
    answer_number: int
    answer: str
    points: int

    @property
    def key(self) -> tuple[str, int, int]:
        return (self.region, self.number, self.answer_number)


@dataclass(frozen=True, kw_only=True)
class QuestionsImported:
    """How many answers of the file were new, otherwise than stored, or as they were."""

    created: int
    updated: int
    unchanged: int


@transaction.atomic
def questions_import(*, standard: Standard, rows: Sequence[QuestionRow]) -> QuestionsImported:
    """Make the stored tables of the regions in the file what the file says.

    Once a review was scored by a region's table its points stand: DomainError when the file has others,
    or leaves some out. Wording may still be corrected.
    """
    regions = {row.region for row in rows}
    stored = {
        (question.region, question.number, question.answer_number): question
        for question in Question.objects.filter(standard=standard, region__in=regions).select_for_update()
    }
    given = {row.key: row for row in rows}
    gone = [question for key, question in stored.items() if key not in given]
    new = [row for key, row in given.items() if key not in stored]
    rescored = [
        stored[key] for key, row in given.items() if key in stored and stored[key].points != row.points
    ]
    used = _used_regions(standard)
    if used & {question.region for question in (*gone, *rescored)} or used & {row.region for row in new}:
        raise DomainError(
            "Bảng điểm B1 này đã dùng để chấm điểm, không đổi điểm hay phương án được nữa; "
            "chỉ sửa được câu chữ."
        )
    changed = []
    for key, row in given.items():
        if (question := stored.get(key)) and (question.text, question.answer, question.points) != (
            row.text,
            row.answer,
            row.points,
        ):
            question.text, question.answer, question.points = row.text, row.answer, row.points
            changed.append(question)
    Question.objects.filter(pk__in=[question.pk for question in gone]).delete()
    Question.objects.bulk_update(changed, ["text", "answer", "points"])
    Question.objects.bulk_create(
        Question(
            standard=standard,
            region=row.region,
            number=row.number,
            text=row.text,
            answer_number=row.answer_number,
            answer=row.answer,
            points=row.points,
        )
        for row in new
    )
    imported = QuestionsImported(
        created=len(new), updated=len(changed), unchanged=len(given) - len(new) - len(changed)
    )
    if new or changed or gone:
        details = {"created": imported.created, "updated": imported.updated, "removed": len(gone)}
        record_event("questions_imported", target=standard, by=None, details=details)
    return imported


def _used_regions(standard: Standard) -> set[str]:
    """Regions by whose table some review was scored."""
    answered = Review.objects.filter(round__standard=standard).exclude(answers=[])
    chosen = {pk for answers in answered.values_list("answers", flat=True) for pk in answers}
    return set(Question.objects.filter(pk__in=chosen).values_list("region", flat=True))
