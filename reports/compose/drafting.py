"""The words that a report begins with: plain sentences from the figures as they are now."""

from __future__ import annotations

from reports.compose.report import ReportTables
from reports.queries import Progress
from reports.rules import (
    basis_sentence,
    count_sentences,
    fund_sentences,
    help_sentences,
    money_sentences,
    progress_sentences,
)


def drafted(tables: ReportTables, progress: Progress) -> dict[str, str]:
    """The drafted paragraphs by their place in the report's template, one a line."""
    known = {name for name, figure in tables.figures.items() if figure.value is not None}
    sentences = {
        "guidance": count_sentences(documents="so-van-ban" in known, inspections=False),
        "inspections": count_sentences(documents=False, inspections="so-cuoc-kiem-tra" in known),
        "poor": (" ".join(progress_sentences(progress.total.poor)),),
        "near_poor": (" ".join(progress_sentences(progress.total.near_poor)),),
        "basis": (basis_sentence(progress.basis),),
        "capital": money_sentences(allocated="von-giao" in known, disbursed="von-giai-ngan" in known),
        "funds": fund_sentences(received="quy-thu" in known),
        "help": help_sentences(assigned="ho-duoc-giup" in known),
    }
    return {name: "\n".join(said) for name, said in sentences.items()}
