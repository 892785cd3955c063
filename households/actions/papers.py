"""What is kept of the papers of a round: who took which away, of how many households."""

from __future__ import annotations

from django.db import transaction

from households.models import Hamlet, ReviewRound
from povertyplan.accounts.models import User
from povertyplan.common.audit import record_event


@transaction.atomic
def papers_download(*, round: ReviewRound, hamlet: Hamlet | None, paper: str, count: int, by: User) -> None:
    """Record that somebody took a paper with names away; by its kind, place and count, never a name."""
    details = {"paper": paper, "households": count, "hamlet": hamlet.pk if hamlet else None}
    record_event("paper_downloaded", target=round, by=by, unit_code=round.unit.code, details=details)
