"""Numbers typed by hand in prose."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plans.rules.target import TargetIndicator

_TYPED_COUNT = re.compile(
    r"(?<![\d.,/@=-])(\d{1,3}(?:\.\d{3})+|\d+)\s+hộ\s+(cận\s+nghèo|nghèo)\b", re.IGNORECASE
)


def typed_counts(text: str) -> Iterator[tuple[str, TargetIndicator]]:
    """Numbers of poor or near-poor households typed by hand in prose: "29 hộ nghèo"."""
    for match in _TYPED_COUNT.finditer(text):
        near = match[2].lower().startswith("cận")
        yield match[1], TargetIndicator.NEAR_POOR if near else TargetIndicator.POOR
