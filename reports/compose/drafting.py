"""The words that a report begins with, and where they no longer fit the figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from plans.rules import Token, prose_parts
from povertyplan.documents.blocks import Figure
from povertyplan.documents.checks import Code, Finding, Level
from povertyplan.documents.figures import figure_text
from reports.rules import (
    CLASS_KEYS,
    CLASS_TOKENS,
    Basis,
    ProgressLine,
    Topic,
    basis_topic,
    capital_topic,
    fund_topic,
    guidance_topic,
    help_topic,
    inspection_topic,
    progress_topics,
)

Figures = Mapping[str, Figure]


def topics(figures: Figures, basis: Basis) -> dict[str, tuple[Topic, ...]]:
    """What there is to say, by its place in the report's template."""
    known = {name for name, figure in figures.items() if figure.value is not None}
    return {
        "guidance": (guidance_topic(issued="so-van-ban" in known),),
        "inspections": (inspection_topic(held="so-cuoc-kiem-tra" in known),),
        **{key: tuple(progress_topics(line)) for key, line in _lines(figures)},
        "basis": (basis_topic(basis),),
        "capital": (capital_topic(allocated="von-giao" in known, disbursed="von-giai-ngan" in known),),
        "funds": (fund_topic(received="quy-thu" in known),),
        "help": (help_topic(assigned="ho-duoc-giup" in known),),
    }


def _lines(figures: Figures) -> Iterator[tuple[str, ProgressLine]]:
    """The commune's lines as far as sentences tell of them, from the figures that stand in the tables."""
    for of, token in CLASS_TOKENS.items():

        def number(name: str, token: str = token) -> int | None:
            value = figures[f"{token}-{name}"].value
            return None if value is None else int(value)

        line = ProgressLine(
            of=of,
            target=number("chi-tieu"),
            opening=number("dau-nam"),
            now=number("hien-nay"),
            above=number("da-thoat"),
            to_other_class=0,  # counted among those who escaped
            fell_back=number("tai-ngheo"),
            newly=number("phat-sinh"),
        )
        yield CLASS_KEYS[of], line


def drafted(figures: Figures, basis: Basis) -> dict[str, str]:
    """The drafted paragraph of each place."""
    return {
        place: " ".join(topic.sentence for topic in held if topic.sentence)
        for place, held in topics(figures, basis).items()
    }


def drafting_findings(figures: Figures, basis: Basis, prose: Iterable[tuple[str, str]]) -> Iterator[Finding]:
    """Paragraphs (place, text) that tell of another case than the figures do now."""
    held = [topic for each in topics(figures, basis).values() for topic in each]
    for place, text in prose:
        for topic in held:
            if written := topic.outdated(text):
                now = _said(topic.sentence, figures)
                advice = f"Câu gợi ý nay là: “{now}”" if now else "Bỏ hoặc viết lại câu này."
                yield Finding(
                    code=Code.SENTENCE_OUTDATED,
                    level=Level.WARNING,
                    place=place,
                    printed=_said(written, figures),
                    computed=now,
                    rule="Lời văn phải hợp với số liệu trong biểu.",
                    message=f"“{_said(written, figures)}” không còn hợp với số liệu. {advice}",
                )


def _said(sentence: str, figures: Figures) -> str:
    """A sentence with its figures as they are printed."""
    return "".join(
        figure_text(figures[part.name]) if isinstance(part, Token) else str(part)
        for part in prose_parts(sentence)
    )
