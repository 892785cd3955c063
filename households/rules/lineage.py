"""What a hamlet takes over from those that went into it. A hamlet that was split went nowhere wholly: its
counts stay its own, and its parts have none until somebody gives them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")


def whole_origins(lineage: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    """By hamlet those that went wholly into it, being merged or renamed; `lineage` are (from, to)."""
    pairs = list(lineage)
    parts = Counter(before for before, _ in pairs)
    found: dict[int, list[int]] = {}
    for before, after in pairs:
        if parts[before] == 1:
            found.setdefault(after, []).append(before)
    return found


def taken_over(
    hamlets: Collection[int],
    given: Mapping[int, T],
    origins: Mapping[int, Sequence[int]],
    together: Callable[[Sequence[T]], T],
) -> dict[int, T]:
    """What is given for each hamlet, else for those that went into it, taken together; only where anything
    is.
    """

    def of(hamlet: int) -> T | None:
        if hamlet in given:
            return given[hamlet]
        parts = [of(before) for before in origins.get(hamlet, ())]
        known = [part for part in parts if part is not None]
        return together(known) if known and len(known) == len(parts) else None

    return {hamlet: found for hamlet in hamlets if (found := of(hamlet)) is not None}
