"""Tokens that bring figures into prose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assignments.rules import EscapePath
from povertyplan.documents.blocks import Unit


@dataclass(frozen=True, kw_only=True)
class TokenSpec:
    """What a token's name stands for: a column, its unit, and how the list of tokens explains it."""

    column: str
    unit: Unit
    label: str


TOKENS = {
    "so-ho": TokenSpec(column="households", unit=Unit.HOUSEHOLD, label="tổng số hộ đầu năm"),
    "ho-ngheo": TokenSpec(column="poor", unit=Unit.HOUSEHOLD, label="số hộ nghèo đầu năm"),
    "ho-can-ngheo": TokenSpec(column="near_poor", unit=Unit.HOUSEHOLD, label="số hộ cận nghèo đầu năm"),
    "ho-ngheo-khong-lao-dong": TokenSpec(
        column="no_labour", unit=Unit.HOUSEHOLD, label="số hộ nghèo không có khả năng lao động"
    ),
    "ty-le-ho-ngheo": TokenSpec(column="poor_rate", unit=Unit.PERCENT, label="tỷ lệ hộ nghèo đầu năm"),
    "ty-le-ho-can-ngheo": TokenSpec(
        column="near_poor_rate", unit=Unit.PERCENT, label="tỷ lệ hộ cận nghèo đầu năm"
    ),
    "giam-ho-ngheo": TokenSpec(
        column="poor_reduction", unit=Unit.HOUSEHOLD, label="số hộ nghèo giảm trong năm"
    ),
    "giam-ho-can-ngheo": TokenSpec(
        column="near_poor_reduction", unit=Unit.HOUSEHOLD, label="số hộ cận nghèo giảm trong năm"
    ),
    "ty-le-giam-ho-ngheo": TokenSpec(
        column="poor_reduction_rate", unit=Unit.PERCENTAGE_POINT, label="mức giảm tỷ lệ hộ nghèo"
    ),
    "ty-le-giam-ho-can-ngheo": TokenSpec(
        column="near_poor_reduction_rate", unit=Unit.PERCENTAGE_POINT, label="mức giảm tỷ lệ hộ cận nghèo"
    ),
    "ho-ngheo-cuoi-nam": TokenSpec(column="end_poor", unit=Unit.HOUSEHOLD, label="số hộ nghèo cuối năm"),
    "ho-can-ngheo-cuoi-nam": TokenSpec(
        column="end_near_poor", unit=Unit.HOUSEHOLD, label="số hộ cận nghèo cuối năm"
    ),
    "ty-le-ho-ngheo-cuoi-nam": TokenSpec(
        column="end_rate", unit=Unit.PERCENT, label="tỷ lệ hộ nghèo cuối năm"
    ),
    "ty-le-ho-can-ngheo-cuoi-nam": TokenSpec(
        column="end_near_poor_rate", unit=Unit.PERCENT, label="tỷ lệ hộ cận nghèo cuối năm"
    ),
}
HAMLET_COUNT_TOKEN = "so-thon"
NO_LABOUR_SHARE_TOKEN = "ty-le-khong-lao-dong"  # of the poor households
GROUP_TOKEN = "nhom-ho"  # of a plan's groups, by their number: `{{nhom-ho@2}}`
ROADMAP_TOKENS = {  # by the year: `{{lo-trinh-ho-ngheo@2030}}`
    "lo-trinh-ho-ngheo": TokenSpec(column="poor", unit=Unit.HOUSEHOLD, label="số hộ nghèo còn"),
    "lo-trinh-ho-can-ngheo": TokenSpec(column="near_poor", unit=Unit.HOUSEHOLD, label="số hộ cận nghèo còn"),
    "lo-trinh-giam-ho-ngheo": TokenSpec(
        column="poor_fall", unit=Unit.HOUSEHOLD, label="số hộ nghèo giảm đến"
    ),
    "lo-trinh-giam-ho-can-ngheo": TokenSpec(
        column="near_poor_fall", unit=Unit.HOUSEHOLD, label="số hộ cận nghèo giảm đến"
    ),
    "lo-trinh-ty-le-ho-ngheo": TokenSpec(column="poor_rate", unit=Unit.PERCENT, label="tỷ lệ hộ nghèo còn"),
    "lo-trinh-ty-le-ho-can-ngheo": TokenSpec(
        column="near_poor_rate", unit=Unit.PERCENT, label="tỷ lệ hộ cận nghèo còn"
    ),
}
SERIES_TOKENS = {  # by the year, or by year and standard: `{{cong-bo-ho-ngheo@2021-2016-2020}}`
    "cong-bo-so-ho": TokenSpec(column="households", unit=Unit.HOUSEHOLD, label="tổng số hộ công bố"),
    "cong-bo-ho-ngheo": TokenSpec(column="poor", unit=Unit.HOUSEHOLD, label="số hộ nghèo công bố"),
    "cong-bo-ho-can-ngheo": TokenSpec(
        column="near_poor", unit=Unit.HOUSEHOLD, label="số hộ cận nghèo công bố"
    ),
    "cong-bo-ty-le-ho-ngheo": TokenSpec(
        column="poor_rate", unit=Unit.PERCENT, label="tỷ lệ hộ nghèo công bố"
    ),
    "cong-bo-ty-le-ho-can-ngheo": TokenSpec(
        column="near_poor_rate", unit=Unit.PERCENT, label="tỷ lệ hộ cận nghèo công bố"
    ),
}
PATH_TOKENS = {  # of the whole commune, or of a hamlet: `{{ho-duoc-giup-do@tan-trung}}`
    EscapePath.HELPED: "ho-duoc-giup-do",
    EscapePath.BY_ITSELF: "ho-tu-thoat-ngheo",
    EscapePath.TO_NEAR_POOR: "ho-len-can-ngheo",
    None: "ho-thoat-ngheo",
}
PATH_TOKEN_LABELS = {
    "ho-duoc-giup-do": "số hộ được giúp đỡ để thoát nghèo",
    "ho-tu-thoat-ngheo": "số hộ có khả năng tự thoát nghèo",
    "ho-len-can-ngheo": "số hộ dự kiến lên hộ cận nghèo",
    "ho-thoat-ngheo": "số hộ dự kiến thoát nghèo",
}


TOKEN = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_REFERENCE = re.compile(
    r"(?P<name>[a-z0-9-]+)(?:@(?P<place>[a-z0-9-]+))?(?:=(?P<declared>\d[\d.]*(?:,\d+)?))?"
)


@dataclass(frozen=True, kw_only=True)
class Token:
    """A figure named in prose: `{{ho-ngheo}}`, `{{ho-ngheo@khu-pho-9}}`; `{{giam-ho-ngheo=7}}` prints 7 as
    declared.
    """

    name: str
    place: str = ""
    declared: str = ""

    @property
    def key(self) -> str:
        return f"{self.name}@{self.place}" if self.place else self.name

    def __str__(self) -> str:
        return f"{{{{{self.key}{f'={self.declared}' if self.declared else ''}}}}}"


@dataclass(frozen=True, kw_only=True)
class BrokenToken:
    """Something in double braces that is no token."""

    text: str


def prose_parts(text: str) -> Iterator[str | Token | BrokenToken]:
    """The text cut into words and tokens, in order."""
    position = 0
    for match in TOKEN.finditer(text):
        if match.start() > position:
            yield text[position : match.start()]
        reference = _REFERENCE.fullmatch(match.group(1))
        if reference is None:
            yield BrokenToken(text=match.group(0))
        else:
            yield Token(
                name=reference["name"], place=reference["place"] or "", declared=reference["declared"] or ""
            )
        position = match.end()
    if position < len(text):
        yield text[position:]
