"""Papers that an app above makes with the machinery of plans, as a report on progress (decision 0017).

Such an app registers how the source of its papers is read; what they print beside their own words, which
figures their prose may name and to whom they go is asked of that source alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from plans.models import Plan
from plans.rules import PlanKind, SectionContent, Token
from povertyplan.documents.blocks import Appendix, Block, Figure
from povertyplan.documents.checks import Finding


@dataclass(frozen=True, kw_only=True)
class PaperPage:
    """A page of the other app, in words and by its address."""

    label: str
    url: str


class PaperSource(Protocol):
    """What a paper has beside its words, read at the same moment as these."""

    @property
    def home(self) -> PaperPage:
        """What the paper tells of: where its tables come from, and where its reader goes back to."""

    @property
    def pages(self) -> tuple[PaperPage, ...]:
        """Where the rest of the paper is written."""

    @property
    def addressees(self) -> tuple[str, ...]:
        """Whom "Kính gửi:" names."""

    @property
    def appendices(self) -> tuple[Appendix, ...]:
        """What follows the body, in order; the paper writes what they are enclosed with."""

    def content(self, content: SectionContent) -> Iterable[Block]:
        """What a section prints after its text."""

    def figure(self, token: Token) -> Figure | None:
        """The figure that a token names; None when there is none of that name or place."""

    def tokens(self) -> Iterable[tuple[Token, str]]:
        """Every token that names a figure, with what it stands for."""

    def findings(self, prose: Iterable[tuple[str, str]]) -> Iterable[Finding]:
        """What of the written paragraphs (place, text with tokens) does not fit what only the paper knows."""


_READERS: dict[PlanKind, Callable[[Plan], PaperSource]] = {}


def paper_register(kind: PlanKind, read: Callable[[Plan], PaperSource]) -> None:
    """Say how the source of papers of a kind is read; once, when the app is ready."""
    _READERS[kind] = read


def paper_source(plan: Plan) -> PaperSource | None:
    """The paper's own source; None for a plan."""
    read = _READERS.get(PlanKind(plan.kind))
    return read(plan) if read else None
