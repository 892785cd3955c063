"""Every figure of a year by key: which part of the year it is of follows from the key."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from plans.rules import HAMLET_COUNT_TOKEN, INPUTS, RATES, TOKENS
from reports.queries.keyed.facts import (
    capital_figures,
    fund_figures,
    guidance_figures,
    indicator_figures,
    inspection_figures,
    policy_figures,
)
from reports.queries.keyed.help import help_figures, prospect_figures
from reports.queries.keyed.progress import progress_figures
from reports.queries.keyed.round_tables import round_figures
from reports.queries.keyed.table import ENDS, table_figures
from reports.queries.sources import YearSources
from reports.rules import (
    TOTAL,
    KeyedFigure,
    ListKind,
)

Figures = Iterator[KeyedFigure]


def figures(sources: YearSources) -> dict[str, KeyedFigure]:
    """All figures of the year by key."""
    found: dict[str, KeyedFigure] = {}
    for provider in dict.fromkeys(_PROVIDERS.values()):
        found |= _provided(sources, provider)
    return found


def figure(sources: YearSources, key: str) -> KeyedFigure | None:
    """The figure of a key, or of the name that prose has for it; None where there is none."""
    key = canonical(key)
    provider = _PROVIDERS.get(key.partition("@")[0].partition(".")[0])
    return _provided(sources, provider).get(key) if provider else None


def _provided(sources: YearSources, provider: Callable[[YearSources], Figures]) -> dict[str, KeyedFigure]:
    if provider not in sources.provided:
        sources.provided[provider] = {each.key: each for each in provider(sources)}
    return sources.provided[provider]


def canonical(key: str) -> str:
    """The key behind a name that prose uses ("ho-ngheo@khu-pho-chin", "so-thon"); other keys as they are."""
    name, _, place = key.partition("@")
    if name in TOKENS:
        return f"{TOKENS[name].column}@{place or TOTAL}"
    return "hamlets" if name == HAMLET_COUNT_TOKEN else key


_PROVIDERS: dict[str, Callable[[YearSources], Figures]] = {
    **dict.fromkeys((*INPUTS, *ENDS, *RATES, "hamlets"), table_figures),
    "progress": progress_figures,
    "prospects": prospect_figures,
    "help": help_figures,
    ListKind.CAPITAL: capital_figures,
    ListKind.FUND: fund_figures,
    "policy": policy_figures,
    "indicator": indicator_figures,
    ListKind.GUIDANCE: guidance_figures,
    ListKind.INSPECTIONS: inspection_figures,
    **{f"table-{number}": partial(round_figures, number=number) for number in range(1, 14)},
}
