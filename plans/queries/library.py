"""What an officer may put into a plan from the commune's library, and from its other plans."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from plans.models import LIBRARY_FIELDS, LIBRARY_MODELS, LibraryEntry, Plan, entry_detail
from plans.rules import MAX_HITS, LibraryKind, Searched, best_matches, entry_name
from povertyplan.common.text import fold

MAX_ROWS = 3000  # of other plans, the newest
MAX_TEXTS = 8  # that a page carries whole
SEARCHED = 1000  # characters of what is said besides the name


@dataclass(frozen=True, kw_only=True)
class Offer:
    """Something that may be put into a plan; `year` of the plan that holds it, None in the library."""

    key: str
    kind: LibraryKind
    values: Mapping[str, Any]
    year: int | None = None

    @property
    def name(self) -> str:
        return entry_name(self.kind, self.values)

    @property
    def detail(self) -> str:
        """What it says besides its name."""
        return entry_detail(self.kind, self.values)


def offers(*, plan: Plan, kind: LibraryKind) -> list[Offer]:
    """The library's entries of a kind, then rows of the commune's other plans, newest first, each once; but
    what stands in the plan already. Of texts the library's alone. Takes two queries.
    """
    rows = _rows(plan, kind)
    seen = {fold(entry_name(kind, row)) for row in rows if row["plan_id"] == plan.pk}
    found = []
    for offer in (*_kept(plan, kind), *_used(rows, kind)):
        if (key := fold(offer.name)) not in seen:
            seen.add(key)
            found.append(offer)
    return found


def _kept(plan: Plan, kind: LibraryKind) -> Iterator[Offer]:
    for entry in LibraryEntry.objects.in_unit(plan.unit).of_kind(kind).in_order():
        yield Offer(key=str(entry.pk), kind=kind, values=entry.values)


def _rows(plan: Plan, kind: LibraryKind) -> Sequence[dict[str, Any]]:
    if kind == LibraryKind.TEXT:
        return ()
    rows = LIBRARY_MODELS[kind]._default_manager.filter(plan__unit=plan.unit_id)
    names = ("pk", "plan_id", "plan__year", *LIBRARY_FIELDS[kind])
    return list(rows.order_by("-plan__year", "-plan_id", "order", "pk").values(*names)[:MAX_ROWS])


def _used(rows: Sequence[dict[str, Any]], kind: LibraryKind) -> Iterator[Offer]:
    for row in rows:
        values = {name: row[name] for name in LIBRARY_FIELDS[kind]}
        yield Offer(key=f"k{row['pk']}", kind=kind, values=values, year=row["plan__year"])


@dataclass(frozen=True, kw_only=True)
class OfferHits:
    """What a search of offers found, best first; `is_near` when none has all the words."""

    kind: LibraryKind
    offers: Sequence[Offer]
    is_near: bool
    count: int  # of all offers


def offer_hits(*, plan: Plan, kind: LibraryKind, query: str) -> OfferHits:
    """The offers that a few words find, at most 20, or 8 texts; without words the first ones."""
    given = offers(plan=plan, kind=kind)
    searched = (Searched(offer.name, offer.detail[:SEARCHED]) for offer in given)
    matches = best_matches(query, searched, at_most=MAX_TEXTS if kind == LibraryKind.TEXT else MAX_HITS)
    hits = [given[place] for place in matches.places]
    return OfferHits(kind=kind, offers=hits, is_near=matches.is_near, count=len(given))
