"""The program as it must not be: an import saved a hundred households at a time, each hundred for itself.

Served in the place of `povertyplan.wsgi` to see that the trials find it out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from povertyplan.wsgi import application

# isort: split
from households.actions import HouseholdsGiven, households_import
from households.actions.imports import versions_of
from households.models import HouseholdImport
from households.views import imports

PIECE = 100


def _pieces(given: HouseholdsGiven) -> Iterator[HouseholdsGiven]:
    for first in range(0, len(given.added), PIECE):
        added = given.added[first : first + PIECE]
        reviews = {at: given.added_reviews[first + at] for at in range(len(added))}
        yield replace(given, added=added, added_reviews=reviews)


def _saved_in_pieces(*, given: HouseholdsGiven, **where: Any) -> HouseholdImport | None:
    record = None
    for piece in _pieces(given):
        seen = versions_of(unit=where["unit"], round=where["round"])
        record = households_import(given=replace(piece, seen=seen), **where)
    return record


vars(imports)["households_import"] = _saved_in_pieces
__all__ = ["application"]
