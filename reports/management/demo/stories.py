"""What happens to each invented household from year to year: drawn from decks, so that the list of 2025 has
in each hamlet as many poor and near-poor households as the fixtures say, and every movement occurs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from households.rules import Classification, EventKind
from reports.management.demo.families import Family, Registry, family

P, N, O = Classification.POOR, Classification.NEAR_POOR, Classification.OTHER  # noqa: E741
FIRST_YEAR, CLOSED_YEAR, OPEN_YEAR = 2023, 2025, 2026
YEARS = range(FIRST_YEAR, OPEN_YEAR + 1)
MOVED_IN, SPLIT = EventKind.MOVED_IN, EventKind.SPLIT

_Path = tuple[Classification | None, Classification | None, Classification | None]  # 2023, 2024, 2025
_POOR_DECK: tuple[tuple[int, _Path, EventKind], ...] = (
    (92, (P, P, P), EventKind.REGISTERED),
    (8, (None, P, P), EventKind.REGISTERED),
    (9, (N, N, P), EventKind.REGISTERED),
    (5, (P, O, P), EventKind.REGISTERED),
    (9, (None, None, P), EventKind.REGISTERED),
    (2, (None, None, P), SPLIT),
    (2, (None, None, P), MOVED_IN),
)
_NEAR_POOR_DECK: tuple[tuple[int, _Path, EventKind], ...] = (
    (60, (N, N, N), EventKind.REGISTERED),
    (7, (P, N, N), EventKind.REGISTERED),
    (6, (None, N, N), EventKind.REGISTERED),
    (24, (P, P, N), EventKind.REGISTERED),
    (4, (N, O, N), EventKind.REGISTERED),
    (11, (None, None, N), EventKind.REGISTERED),
    (3, (None, None, N), SPLIT),
    (3, (None, None, N), MOVED_IN),
)
_NO_LONGER: tuple[tuple[int, _Path, EventKind | None], ...] = (
    (28, (P, P, O), None),
    (30, (N, N, O), None),
    (2, (P, P, None), EventKind.MOVED_OUT),
    (2, (N, N, None), EventKind.CLOSED),
    (4, (None, None, O), None),  # asked, and not found poor
)
_ASKING_ANEW = (P, P, N, N, N, O, O)


@dataclass
class Story:
    """One household: who lives there, when it came and went, what each year's round found or will find."""

    hamlet: str
    family: Family
    classes: dict[int, Classification]
    came: EventKind = EventKind.REGISTERED
    left: EventKind | None = None
    origin: Story | None = None  # from which it was split off
    number: int = 0

    @property
    def since(self) -> int:
        return min(self.classes)

    @property
    def left_year(self) -> int | None:
        """The year before whose round it was taken off the list."""
        return max(self.classes) + 1 if self.left else None

    def was_listed(self, year: int) -> bool:
        """Whether the year's round had to look at it because the one before found it poor or near-poor."""
        return self.classes.get(year - 1) in {P, N}

    def asked(self, year: int) -> bool:
        """Whether it came into the year's round by its own request."""
        return year in self.classes and year > FIRST_YEAR and not self.was_listed(year)


@dataclass(frozen=True, kw_only=True)
class HamletCounts:
    """How many households of a hamlet the round of 2025 found poor, near-poor, and how many shall escape."""

    name: str
    poor: int
    near_poor: int
    poor_reduction: int = 0
    near_poor_reduction: int = 0


@dataclass
class _Teller:
    registry: Registry
    stories: list[Story] = field(default_factory=list)

    def add(self, hamlet: str, path: _Path, *, came: EventKind, left: EventKind | None = None) -> None:
        classes = {year: each for year, each in zip(YEARS, path, strict=False) if each}
        origin = self._origin(hamlet) if came == SPLIT else None
        people = family(self.registry, of=origin.family if origin else None, shape="couple" if origin else "")
        self.stories.append(Story(hamlet, people, classes, came=came, left=left, origin=origin))

    def _origin(self, hamlet: str) -> Story | None:
        """A household of the hamlet that has been there from the beginning."""
        here = [story for story in self.stories if story.hamlet == hamlet and story.since == FIRST_YEAR]
        return here[0] if here else None


def stories_told(hamlets: Sequence[HamletCounts], registry: Registry) -> list[Story]:
    """The households of all hamlets, numbered; in a hamlet by the year in which they came."""
    teller = _Teller(registry)
    rng = registry.rng
    for deck, stock in ((_POOR_DECK, "poor"), (_NEAR_POOR_DECK, "near_poor")):
        cards = _dealt(rng, deck)
        for hamlet in hamlets:
            for _ in range(getattr(hamlet, stock)):
                path, came = cards.pop()
                teller.add(hamlet.name, path, came=came or EventKind.REGISTERED)
    places = [hamlet.name for hamlet in hamlets for _ in range(hamlet.poor + hamlet.near_poor)]
    for path, left in _dealt(rng, _NO_LONGER):
        teller.add(rng.choice(places), path, came=EventKind.REGISTERED, left=left)
    _open_year(teller, hamlets)
    order = [hamlet.name for hamlet in hamlets]
    told = sorted(teller.stories, key=lambda story: (order.index(story.hamlet), story.since))
    for number, story in enumerate(told, start=1):
        story.number = number
    return told


def _dealt(
    rng: Random, deck: Sequence[tuple[int, _Path, EventKind | None]]
) -> list[tuple[_Path, EventKind | None]]:
    cards = [(path, event) for number, path, event in deck for _ in range(number)]
    rng.shuffle(cards)
    return cards


def _open_year(teller: _Teller, hamlets: Sequence[HamletCounts]) -> None:
    """What the round of 2026 finds where it has come: about as many escapes as were planned, some who fall
    back, some who ask anew.
    """
    rng = teller.registry.rng
    for hamlet in hamlets:
        here = [story for story in teller.stories if story.hamlet == hamlet.name]
        poor, near_poor = (
            [story for story in here if story.classes.get(CLOSED_YEAR) == each] for each in (P, N)
        )
        for story in poor + near_poor:
            story.classes[OPEN_YEAR] = story.classes[CLOSED_YEAR]
        for story in _able(poor)[: max(0, hamlet.poor_reduction - (rng.random() < 0.1))]:
            story.classes[OPEN_YEAR] = N if rng.random() < 0.55 else O
        for story in _able(near_poor)[: max(0, hamlet.near_poor_reduction - (rng.random() < 0.15))]:
            story.classes[OPEN_YEAR] = O
    near_poor = [story for story in teller.stories if story.classes.get(OPEN_YEAR) == N]
    rng.choice([story for story in near_poor if story.classes[CLOSED_YEAR] == N]).classes[OPEN_YEAR] = P
    escaped = [s for s in teller.stories if s.classes.get(CLOSED_YEAR) == O and s.was_listed(CLOSED_YEAR)]
    for story in rng.sample(escaped, 3):
        story.classes[OPEN_YEAR] = story.classes[CLOSED_YEAR - 1]
    places = [hamlet.name for hamlet in hamlets]
    for found in _ASKING_ANEW:
        story = Story(rng.choice(places), family(teller.registry), {OPEN_YEAR: found})
        teller.stories.append(story)


def _able(stories: Sequence[Story]) -> list[Story]:
    """Those with somebody able to work: the others do not escape."""
    return [story for story in stories if not story.family.no_labour]
