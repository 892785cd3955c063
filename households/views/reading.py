"""What every page about a round's households begins with: the round, and how much of it the reader sees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from households.access import can_see_health, hamlets_read
from households.models import ReviewRound
from povertyplan.common.pages import SignedInRequest, require
from povertyplan.documents.blocks import Document
from povertyplan.jobs.printing import Print

WHO_READS = "Chỉ cán bộ, lãnh đạo, người kiểm tra và người phụ trách thôn, tổ được xem hộ rà soát."


@dataclass(frozen=True, kw_only=True)
class RoundReading:
    """A round as somebody may read it: `hamlets` are the ids of those he sees, None is all."""

    round: ReviewRound
    hamlets: frozenset[int] | None
    sees_health: bool

    @property
    def context(self) -> Mapping[str, Any]:
        """What the frame and the head of a page need; hamlet people have no pages of the whole commune."""
        unit = self.round.unit
        frame = {"unit": unit, "year": self.round.year} if self.hamlets is None else {}
        return {"round": self.round, "commune": unit, "section": "reviews", **frame}

    def file_name(self, what: str, ending: str) -> str:
        """A file's name: of the commune and the round, of no person."""
        month = f"-{self.round.month:02d}" if self.round.month else ""
        return f"{what}-{self.round.unit.slug}-{self.round.year}{month}.{ending}"

    def print(self, document: Document, what: str, title: str, back: str) -> Print:
        """A document about the round, to be printed."""
        return Print(
            documents=[document],
            name=self.file_name(what, "pdf"),
            title=f"{title}, {self.round.unit.full_name}",
            unit_code=self.round.unit.code,
            back=back,
            context=self.context,
        )


def round_reading(request: SignedInRequest, round_id: int) -> RoundReading:
    """The round as the user reads it; 404 where he sees nothing of its commune, 403 where no households."""
    rounds = ReviewRound.objects.visible_to(request.user).select_related("unit__parent", "standard", "base")
    round = get_object_or_404(rounds, pk=round_id)
    hamlets = hamlets_read(request.user, round.unit)
    require(hamlets is None or bool(hamlets), WHO_READS)
    return RoundReading(round=round, hamlets=hamlets, sees_health=can_see_health(request.user, round.unit))


def no_pdf(request: SignedInRequest, reading: RoundReading, error: Exception, back: str) -> HttpResponse:
    """Why there never will be such a PDF, with the way back."""
    context = {**reading.context, "sentence": str(error), "back": back}
    return render(request, "households/no_pdf.html", context, status=422)


def is_id(text: str) -> bool:
    """Whether a text of an address may be an id or a page's number."""
    return text.isascii() and text.isdigit() and len(text) < 10


def page_number(text: str) -> int:
    """The page that an address asks for; the first where it asks for none."""
    return int(text) if is_id(text) else 1
