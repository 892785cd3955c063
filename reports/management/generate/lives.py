"""What happens to the households of a commune in five years of rounds: most stay what they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from random import Random
from typing import TypeVar

from households.rules import Classification, EventKind
from reports.management.demo.families import Family, Registry, family
from reports.management.demo.stories import Story
from reports.management.generate.commune import FIRST_YEAR, REVIEWED

Drawn = TypeVar("Drawn")
P, N, OTHER = Classification.POOR, Classification.NEAR_POOR, Classification.OTHER
_SINCE = (76, 7, 6, 6, 5)  # of a hundred households, by the round that first sees them
_CAME = {EventKind.REGISTERED: 74, EventKind.SPLIT: 13, EventKind.MOVED_IN: 13}
_FOUND_FIRST = {P: 46, N: 46, OTHER: 8}
_Chances = Mapping[Classification | None, int]
_NEXT: Mapping[
    Classification, _Chances
] = {  # what the next round finds, of a hundred; None: it has moved away or died out
    P: {P: 75, N: 12, OTHER: 11, None: 2},
    N: {N: 75, P: 3, OTHER: 20, None: 2},
}
_UNABLE_NEXT: Mapping[Classification, _Chances] = {
    P: {P: 95, N: 1, None: 4},
    N: {N: 93, P: 3, None: 4},
}  # with nobody who can work
ASKS_AGAIN = 0.05
_FOUND_AGAIN = {P: 40, N: 35, OTHER: 25}


def lives(registry: Registry, hamlets: Sequence[str], households: int) -> list[Story]:
    """The households of the hamlets, numbered in their order and by the year in which they came."""
    rng = registry.rng
    weights = [rng.uniform(0.5, 1.5) for _ in hamlets]
    counts = Counter(rng.choices(hamlets, weights=weights, k=households))
    told: list[Story] = []
    for hamlet in hamlets:
        here: list[Story] = []
        for since in sorted(rng.choices(REVIEWED, weights=_SINCE, k=counts[hamlet])):
            here.append(_story(registry, hamlet, since, here))
        told += here
    for number, story in enumerate(told, start=1):
        story.number = number
    return told


def _story(registry: Registry, hamlet: str, since: int, here: Sequence[Story]) -> Story:
    rng = registry.rng
    came = EventKind.REGISTERED if since == FIRST_YEAR else _drawn(rng, _CAME)
    origin = None
    if came == EventKind.SPLIT:
        origins = [each for each in here if each.since < since and not each.left]
        origin = rng.choice(origins) if origins else None
        came = came if origin else EventKind.REGISTERED
    people = family(registry, of=origin.family if origin else None, shape="couple" if origin else "")
    classes, left = _years(rng, people, since)
    return Story(hamlet, people, classes, came=came, left=left, origin=origin)


def _years(rng: Random, people: Family, since: int) -> tuple[dict[int, Classification], EventKind | None]:
    """What each round finds of a household, and how it left if it did."""
    chances = _UNABLE_NEXT if people.no_labour else _NEXT
    found = _drawn(rng, _FOUND_FIRST)
    classes = {since: found}
    for year in range(since + 1, REVIEWED.stop):
        if found == OTHER:
            if rng.random() >= ASKS_AGAIN:
                continue
            found = _drawn(rng, _FOUND_AGAIN)
        else:
            following = _drawn(rng, chances[found])
            if following is None:
                return classes, EventKind.CLOSED if people.no_labour else EventKind.MOVED_OUT
            found = following
        classes[year] = found
    return classes, None


def _drawn(rng: Random, chances: Mapping[Drawn, int]) -> Drawn:
    return rng.choices(list(chances), weights=list(chances.values()))[0]
