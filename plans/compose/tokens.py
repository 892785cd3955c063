"""Figures that prose names: what a token stands for, prose with its figures, and the search for one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from plans.compose.source import PlanSource, figure_of
from plans.rules import (
    FIGURES,
    GROUP_TOKEN,
    HAMLET_COUNT_TOKEN,
    NO_LABOUR_SHARE_TOKEN,
    PATH_TOKEN_LABELS,
    PATH_TOKENS,
    RATES,
    ROADMAP_TOKENS,
    SERIES_TOKENS,
    TARGETS,
    TOKENS,
    BrokenToken,
    Line,
    Searched,
    Token,
    best_matches,
    prose_parts,
)
from povertyplan.common.numbers import parse_decimal
from povertyplan.common.text import slug, upper_first
from povertyplan.documents.blocks import Figure, Inline, InlinePart, Unit
from povertyplan.documents.figures import exact_rate, figure_text, rate

UNKNOWN = "…"  # what stands in prose for a figure that is not given


def resolve(token: Token, source: PlanSource) -> Figure | None:
    """The live figure a token names; None when the name or the place is unknown."""
    figure = _figure(token, source)
    if figure is None or not token.declared:
        return figure
    return replace(figure, value=parse_decimal(token.declared), declared=True)


def _figure(token: Token, source: PlanSource) -> Figure | None:
    name, place = token.name, token.place
    if name in TOKENS:
        return _of_line(token, source)
    if name in ROADMAP_TOKENS:
        return _of_roadmap(token, source)
    if name in SERIES_TOKENS:
        return _of_series(token, source)
    if name in PATH_TOKENS.values():
        return _of_prospects(token, source)
    if name == GROUP_TOKEN and place.isdigit() and 0 < int(place) <= len(source.groups):
        return _count(token, source.group_counts[int(place) - 1])
    if name == HAMLET_COUNT_TOKEN and not place:
        return _count(token, len(source.figures.rows), unit=Unit.NONE)
    if name == NO_LABOUR_SHARE_TOKEN and not place:
        share = rate(source.total.no_labour, source.total.poor, source.plan.total_decimals)
        return replace(source.percent(token.key, share), blank=UNKNOWN)
    return source.paper.figure(token) if source.paper else None


def _count(token: Token, value: int | None, unit: Unit = Unit.HOUSEHOLD) -> Figure:
    return Figure(key=token.key, value=value, computed=value, unit=unit, blank=UNKNOWN)


def _of_line(token: Token, source: PlanSource) -> Figure | None:
    """A figure of a hamlet's line, or of the commune's: as published where no hamlet has figures."""
    column, line = TOKENS[token.name].column, source.line(token)
    if line is None:
        return None
    plan = source.plan
    decimals = plan.row_decimals if token.place else plan.total_decimals
    figure = figure_of(token.key, line, column, decimals=decimals, blank=UNKNOWN, mark=plan.decimal_mark)
    published = source.declared.get((None, column))
    if token.place or published is None or source.figures.total.has_figures:
        return figure
    exact = exact_rate(line.count(RATES[column]), line.households) if column in RATES else figure.computed
    return replace(figure, value=published, computed=exact, declared=True)


def _of_roadmap(token: Token, source: PlanSource) -> Figure | None:
    row = next((row for row in source.roadmap if str(row.year) == token.place), None)
    if row is None:
        return None
    column = ROADMAP_TOKENS[token.name].column
    name = column.removesuffix("_fall").removesuffix("_rate")
    left = getattr(row, name)
    if column.endswith("_fall"):
        before = source.left_before(name, row.year)
        return _count(token, None if before is None or left is None else before - left)
    if column.endswith("_rate"):
        computed = rate(left, row.households, source.plan.total_decimals)
        figure = source.percent(token.key, computed, declared=getattr(row, column))
        return replace(figure, blank=UNKNOWN)
    return _count(token, left)


def _of_series(token: Token, source: PlanSource) -> Figure | None:
    """A published figure of a year's end: `@2021` under the newest standard, `@2021-2016-2020` under that."""
    held = [
        row
        for row in source.series
        if token.place in (str(row.date.year), f"{row.date.year}-{slug(row.standard.code)}")
    ]
    if not held:
        return None
    row, column = max(held, key=lambda row: row.standard.code), SERIES_TOKENS[token.name].column
    line = Line(households=row.households, poor=row.poor, near_poor=row.near_poor)
    plan = source.plan
    return figure_of(
        token.key, line, column, decimals=plan.total_decimals, blank=UNKNOWN, mark=plan.decimal_mark
    )


def _of_prospects(token: Token, source: PlanSource) -> Figure | None:
    path = next(path for path, name in PATH_TOKENS.items() if name == token.name)
    if not token.place:
        return _count(token, source.prospect_count(path))
    row = source.by_slug.get(token.place)
    return _count(token, source.prospect_count(path, row.hamlet_id)) if row else None


def inline(text: str, source: PlanSource) -> Inline:
    """Prose with its tokens as figures; a token that names nothing stays as typed."""
    parts: list[InlinePart] = []
    for part in prose_parts(text):
        if isinstance(part, str):
            parts.append(part)
        elif isinstance(part, BrokenToken):
            parts.append(part.text)
        else:
            parts.append(resolve(part, source) or str(part))
    return tuple(parts)


def unknown_tokens(text: str, source: PlanSource) -> list[str]:
    """What stands in double braces and names nothing."""
    return [
        part.text if isinstance(part, BrokenToken) else str(part)
        for part in prose_parts(text)
        if isinstance(part, BrokenToken) or (isinstance(part, Token) and resolve(part, source) is None)
    ]


@dataclass(frozen=True, kw_only=True)
class TokenChoice:
    """One figure that officers may pick."""

    token: str
    label: str
    value: str


@dataclass(frozen=True, kw_only=True)
class TokenHits:
    """What a search of figures found, best first; `is_near` when none has all the words."""

    choices: tuple[TokenChoice, ...]
    is_near: bool


def token_hits(source: PlanSource, query: str) -> TokenHits:
    """The figures that prose may name by words of them, at most 20; without words the commune's own."""
    named = list(_named(source))
    hits = best_matches(query, (Searched(each.label, each.also) for each in named))
    return TokenHits(
        choices=tuple(_choice(named[place], source) for place in hits.places), is_near=hits.is_near
    )


@dataclass(frozen=True)
class _Named:
    token: Token
    label: str
    also: str  # words that find it as well


def _named(source: PlanSource) -> Iterator[_Named]:
    """Every figure that prose may name: the commune's, those of the plan's own tables, then each hamlet's."""
    for token, label in source.paper.tokens() if source.paper else ():
        yield _Named(token, label, token.key)
    for token, label in _of_commune(source):
        yield _Named(token, label, f"toàn xã phường {token.key}")
    for hamlet in source.figures.rows:
        for name, spec in TOKENS.items():
            if spec.column in OF_HAMLETS:
                yield _Named(
                    Token(name=name, place=hamlet.slug), f"{spec.label} của {hamlet.name}", hamlet.label
                )


def _of_commune(source: PlanSource) -> Iterator[tuple[Token, str]]:
    yield Token(name=HAMLET_COUNT_TOKEN), "số thôn, tổ dân phố"
    yield from ((Token(name=name), spec.label) for name, spec in TOKENS.items())
    yield Token(name=NO_LABOUR_SHARE_TOKEN), "tỷ lệ hộ không có khả năng lao động trong số hộ nghèo"
    if source.prospects:
        yield from ((Token(name=name), PATH_TOKEN_LABELS[name]) for name in PATH_TOKENS.values())
    for number, group in enumerate(source.groups, start=1):
        yield Token(name=GROUP_TOKEN, place=str(number)), f"số hộ của nhóm {number}: {group.name}"
    for year in source.roadmap:
        for name, spec in ROADMAP_TOKENS.items():
            yield Token(name=name, place=str(year.year)), f"{spec.label} cuối năm {year.year}"
    for row in source.series:
        place = f"{row.date.year}-{slug(row.standard.code)}"
        for name, spec in SERIES_TOKENS.items():
            label = f"{spec.label} năm {row.date.year}, chuẩn {row.standard.code}"
            yield Token(name=name, place=place), label


OF_HAMLETS = {*FIGURES, *TARGETS} - {"no_labour"}


def _choice(named: _Named, source: PlanSource) -> TokenChoice:
    figure = resolve(named.token, source)
    return TokenChoice(
        token=str(named.token),
        label=upper_first(named.label),
        value=figure_text(figure) if figure else UNKNOWN,
    )
