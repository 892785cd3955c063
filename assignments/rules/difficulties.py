"""How far a difficulty is."""

from __future__ import annotations

from enum import StrEnum


class DifficultyState(StrEnum):
    """Whether a difficulty waits, is answered, or is done with."""

    WAITING = "waiting"
    ANSWERED = "answered"
    CLOSED = "closed"


DIFFICULTY_STATE_LABELS = {
    DifficultyState.WAITING: "chờ trả lời",
    DifficultyState.ANSWERED: "đã trả lời",
    DifficultyState.CLOSED: "đã đóng",
}
