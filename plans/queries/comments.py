"""What was said of a plan."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from plans.models import Comment, Plan


@dataclass(frozen=True)
class Thread:
    """A comment with its answers, oldest first."""

    comment: Comment
    answers: tuple[Comment, ...]

    @property
    def is_open(self) -> bool:
        return self.comment.is_open

    @property
    def is_unanswered(self) -> bool:
        return self.is_open and not self.answers


def plan_threads(*, plan: Plan) -> tuple[Thread, ...]:
    """Every comment on a plan with its answers, oldest first, in one query."""
    answers: defaultdict[int | None, list[Comment]] = defaultdict(list)
    for row in plan.comments.select_related("by", "closed_by").order_by("at", "pk"):
        answers[row.thread_id].append(row)
    return tuple(Thread(comment, tuple(answers[comment.pk])) for comment in answers[None])
