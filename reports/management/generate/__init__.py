"""Communes of any number and size, invented: the same rows each time for a seed, whatever the database.

Chance is drawn from the seed and the commune's code, so that a commune is the same whichever others are made.
What the clock gives (when a row was recorded) and ids that the database gives are not part of that.
"""

from __future__ import annotations

from reports.management.generate.commune import MOST_HOUSEHOLDS, Commune, Size
from reports.management.generate.making import commune_store
from reports.management.generate.places import communes_free

__all__ = ["MOST_HOUSEHOLDS", "Commune", "Size", "commune_store", "communes_free"]
