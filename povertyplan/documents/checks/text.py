"""Numbers and years in prose: declared figures against their sources, years against the plan's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from povertyplan.documents.blocks import (
    Figure,
    Paragraph,
)
from povertyplan.documents.checks.findings import (
    Code,
    Finding,
    Level,
    finding,
)
from povertyplan.documents.figures import (
    number_text,
    rounded,
)


def check_figures(paragraph: Paragraph) -> Iterator[Finding]:
    """Declared figures of a sentence against their sources."""
    for part in paragraph.inline:
        if isinstance(part, Figure) and (found := differing(part, paragraph.place)):
            yield found


def differing(figure: Figure, place: str) -> Finding | None:
    """A declared figure that is not what the sources give; a matter of rounding is but a notice."""
    if not figure.declared or figure.value is None or figure.computed is None:
        return None
    printed, exact = rounded(figure.value, figure.decimals), Decimal(figure.computed)
    if printed == rounded(exact, figure.decimals):
        return None
    roundings = {rounded(exact, figure.decimals, way) for way in (ROUND_FLOOR, ROUND_CEILING)}
    computed = number_text(exact, figure)
    return finding(
        Code.FIGURE_DIFFERS,
        Level.NOTICE if printed in roundings else Level.ERROR,
        place,
        number_text(printed, figure),
        computed,
        rule="Số in = số tính từ nguồn",
        message=f"In {number_text(printed, figure)}, số tính từ nguồn là {computed}.",
    )


_YEAR = re.compile(r"(?<![\d.,/])(?:19|20)\d\d(?![\d/]|[.,]\d)")
_NOT_YEARS = re.compile(
    r"""
    \d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{4}                        # 31/12/2025
    | ngày\s+\S+\s+tháng\s+\S+\s+năm\s+\d{4}
    | \d*/\d{4}/[\wĐ-]+                                              # 07/2021/NĐ-CP
    | \bsố:?\s*\S*/[A-ZĐ][\w/-]*[^,;:.()]*                           # số 12/KH-UBND ngày … về … năm 2025
    | \d{4}\s*[-–—]\s*\d{4}                                          # 2026-2035
    | từ\s+(?:đầu\s+)?(?:năm\s+)?\d{4}\s+(?:đến|tới)\s+(?:hết\s+|cuối\s+)?(?:năm\s+)?\d{4}
    """,
    re.VERBOSE | re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"\b(?:cuối|đầu|so với|kết quả|đến hết|tính đến|hết|cùng kỳ|rà soát|thời điểm|tại)\b[^.;:]{0,40}$",
    re.IGNORECASE,
)
_AIM = re.compile(
    r"\b(?:phấn đấu|mục tiêu|chỉ tiêu|dự kiến)(?:\s+(?:là|đến|hết|cuối|trong))*\s+(?:năm\s+)?$", re.IGNORECASE
)
_IN_TARGET = re.compile(r"\b(?:so với|cùng kỳ|kết quả|rà soát|từ)\b[^.;:]{0,40}$", re.IGNORECASE)
_CARRIED = re.compile(r"^\s*(?:chuyển|kéo dài)(?:\s+nguồn)?\s+sang\b", re.IGNORECASE)
_HORIZON = re.compile(r"\b(?:đến|tới|tầm nhìn)\s+(?:hết\s+|cuối\s+)?(?:năm\s+)?$", re.IGNORECASE)


def check_years(text: str, place: str, year: int, last_year: int | None = None) -> Iterator[Finding]:
    """Years that are neither the plan's nor clearly a reference: a text carried over from another year.

    In a target (`place` target:<n>) every year is an aim, unless it is compared with. A plan up to
    `last_year` may name every year from its first to that.
    """
    if not _YEAR.search(text):
        return
    masked = _NOT_YEARS.sub(lambda match: "\0" * len(match[0]), text)
    reference = _IN_TARGET if place.startswith("target:") else _REFERENCE
    strange = dict.fromkeys(
        match[0]
        for match in _YEAR.finditer(masked)
        if not (year <= int(match[0]) <= (last_year or year) or _is_reference(masked, match, year, reference))
    )
    for other in strange:
        yield finding(
            Code.YEAR_IN_TEXT,
            Level.WARNING,
            place,
            other,
            f"{year}-{last_year}" if last_year else str(year),
            rule="Năm nêu trong văn bản là năm kế hoạch",
            message=f"Nêu năm {other}, kế hoạch của "
            f"{f'giai đoạn {year}-{last_year}' if last_year else f'năm {year}'}.",
        )


def _is_reference(text: str, match: re.Match[str], year: int, reference: re.Pattern[str]) -> bool:
    named = int(match[0])
    before, after = text[: match.start()], text[match.end() :]
    if named > year:
        return reference is not _IN_TARGET and bool(_HORIZON.search(before))
    if named < year - 1 or _AIM.search(before):
        return False
    return bool(reference.search(before) or _CARRIED.search(after))
