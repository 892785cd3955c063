"""The steps of a review round: where it goes from one, and what keeps it there (decision 24/2021/QĐ-TTg)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from households.rules.review import Stage


@dataclass(frozen=True, kw_only=True)
class RoundFacts:
    """What decides whether a round may go on.

    `unheard` are the names of the hamlets with listed households that held no meeting, `disagreed` of those
    whose last meeting did not agree. `changed_since_posting` counts what was found or re-checked after the
    last list was hung up.
    """

    listed: int = 0
    pending: int = 0
    requests_unlisted: int = 0
    unheard: tuple[str, ...] = ()
    disagreed: tuple[str, ...] = ()
    posting_end: dt.date | None = None
    complaints_open: int = 0
    changed_since_posting: int = 0
    decision_date: dt.date | None = None


def next_stage(stages: Sequence[str], stage: Stage) -> Stage | None:
    """The step that follows in the round's own procedure; None after the last."""
    later = stages[stages.index(stage) + 1 :]
    return Stage(later[0]) if later else None


def earlier_stages(stages: Sequence[str], stage: Stage) -> tuple[Stage, ...]:
    """The steps that a round may go back to."""
    return tuple(Stage(each) for each in stages[: stages.index(stage)])


def decision_violation(date: dt.date, posting_end: dt.date | None) -> str:
    """What is wrong with the day of a decision, as a Vietnamese sentence; '' when nothing is."""
    if posting_end and date < posting_end:
        return f"Niêm yết đến hết ngày {posting_end:%d/%m/%Y}; quyết định không thể ra trước ngày đó."
    return ""


def obstacles(stage: Stage, facts: RoundFacts, *, today: dt.date) -> list[str]:
    """What is still missing before the round may leave a step, as Vietnamese sentences."""
    match stage:
        case Stage.LISTING:
            return _of_the_list(facts)
        case Stage.ENTRY:
            return _of_the_list(facts) + _of_the_results(facts)
        case Stage.MEETING:
            return _of_the_results(facts) + _of_the_meetings(facts)
        case Stage.POSTING:
            return _of_the_results(facts) + _of_the_posting(facts, today)
        case Stage.DECISION:
            return _of_the_results(facts) + _of_the_decision(facts)
    return []


def _of_the_list(facts: RoundFacts) -> list[str]:
    found = [] if facts.listed else ["Danh sách rà soát chưa có hộ nào."]
    if facts.requests_unlisted:
        found.append(f"Còn {facts.requests_unlisted} giấy đề nghị chưa đưa hộ vào danh sách.")
    return found


def _of_the_results(facts: RoundFacts) -> list[str]:
    return [f"Còn {facts.pending} hộ chưa có kết quả rà soát."] if facts.pending else []


def _of_the_meetings(facts: RoundFacts) -> list[str]:
    found = []
    if facts.unheard:
        found.append(f"Chưa họp dân: {', '.join(facts.unheard)}.")
    if facts.disagreed:
        found.append(
            f"Họp dân chưa đạt 50% đồng ý: {', '.join(facts.disagreed)}; rà soát lại rồi họp lần nữa."
        )
    return found


def _of_the_posting(facts: RoundFacts, today: dt.date) -> list[str]:
    if facts.posting_end is None:
        return ["Chưa niêm yết danh sách."]
    found = []
    if today < facts.posting_end:
        found.append(f"Niêm yết đến hết ngày {facts.posting_end:%d/%m/%Y}.")
    if facts.complaints_open:
        found.append(f"Còn {facts.complaints_open} kiến nghị chưa phúc tra.")
    if facts.changed_since_posting:
        found.append(
            f"Có {facts.changed_since_posting} kết quả sửa hoặc phúc tra sau lần niêm yết cuối; niêm yết lại."
        )
    return found


def _of_the_decision(facts: RoundFacts) -> list[str]:
    if facts.decision_date is None:
        return ["Chưa ghi số và ngày quyết định công nhận."]
    violation = decision_violation(facts.decision_date, facts.posting_end)
    return [violation] if violation else []
