"""Events of difficulties and proposals in words."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from povertyplan.common.history import Tell, Told, facts, tells
from povertyplan.common.models import AuditEvent
from povertyplan.common.text import upper_first

LABELS = {"place": "của", "answer": "trả lời"}


@tells("difficulty_raised", "difficulty_answered", "difficulty_closed")
def _difficulties(events: Sequence[AuditEvent]) -> Tell:
    def tell(event: AuditEvent) -> Told:
        return Told(
            about=upper_first(event.target_label),
            url=reverse("assignments:difficulty", args=[int(event.target_id)]),
            changes=facts(event.details, LABELS),
        )

    return tell
