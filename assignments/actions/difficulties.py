"""Every write to difficulties and proposals: raised by those who help, answered and closed by the officer."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from assignments.actions.areas import STALE
from assignments.models import Agency, Assignment, Difficulty
from assignments.queries import Place
from households.models import Household
from povertyplan.accounts.models import User
from povertyplan.common.audit import record_event
from povertyplan.common.errors import DomainError, StaleError
from povertyplan.common.text import clean_text

CLOSED = "Kiến nghị này đã đóng; nêu kiến nghị mới nếu còn vướng mắc."


@transaction.atomic
def difficulty_raise(*, place: Place, household: Household | None = None, text: str, by: User) -> Difficulty:
    """Raise what an agency, a hamlet or the commune cannot solve alone; a household named with it is one that
    the agency helps, or one of the hamlet.
    """
    if household and place.hamlet and household.hamlet_id != place.hamlet.pk:
        raise DomainError(f"Hộ này không ở {place.hamlet.full_name}; chọn lại hộ hoặc nơi nêu.")
    if household and place.agency:
        agencies = Agency.objects.filter(pk=place.agency.pk)
        helped = Assignment.objects.of_agencies(agencies).standing().filter(household=household)
        if not helped.exists():
            raise DomainError(f"{place.agency} không giúp đỡ hộ này; chọn lại hộ hoặc nơi nêu.")
    difficulty = Difficulty(
        unit=place.unit,
        agency=place.agency,
        hamlet=place.hamlet,
        household=household,
        text=clean_text(text),
        raised_by=by,
    )
    difficulty.full_clean()
    difficulty.save()
    _record("difficulty_raised", difficulty, by=by, place=place.label)
    return difficulty


@transaction.atomic
def difficulty_answer(*, difficulty: Difficulty, answer: str, version: int | None = None, by: User) -> None:
    """Answer it, or word the answer anew. Raises StaleError when it is no longer of `version`."""
    held = Difficulty.objects.select_for_update().get(pk=difficulty.pk)
    if held.closed_at:
        raise DomainError(CLOSED)
    if version is not None and version != held.version:
        raise StaleError(STALE)
    before, held.answer = held.answer, clean_text(answer)
    if before == held.answer:
        return
    held.answered_by, held.answered_at = by, timezone.now()
    held.version += 1
    held.full_clean()
    held.save()
    _record("difficulty_answered", held, by=by, answer=[before, held.answer])


@transaction.atomic
def difficulty_close(*, difficulty: Difficulty, by: User) -> None:
    """Be done with it, once it is answered."""
    held = Difficulty.objects.select_for_update().get(pk=difficulty.pk)
    if held.closed_at:
        raise DomainError(CLOSED)
    if not held.answer:
        raise DomainError("Trả lời trước khi đóng.")
    held.closed_at = timezone.now()
    held.version += 1
    held.save(update_fields=["closed_at", "version"])
    _record("difficulty_closed", held, by=by)


def _record(action: str, difficulty: Difficulty, *, by: User, **details: Any) -> None:
    record_event(action, target=difficulty, by=by, unit_code=difficulty.unit.code, details=details)
