"""Tokens that bring figures into prose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

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
