"""A whole commune in one transaction."""

from __future__ import annotations

from django.db import transaction

from reports.management.generate.agencies import agencies_store, areas_store
from reports.management.generate.commune import Commune
from reports.management.generate.figures import figures_store
from reports.management.generate.helped import help_store
from reports.management.generate.households import households_store
from reports.management.generate.places import people_store, places_store
from reports.management.generate.plans import plans_store
from reports.management.generate.rounds import rounds_store


@transaction.atomic
def commune_store(commune: Commune, *, password: str) -> None:
    """Fill an empty commune with all that five years leave; `password` is that of its people, as stored."""
    places_store(commune)
    people_store(commune, password=password)
    households_store(commune)
    figures_store(commune, rounds_store(commune))
    help_store(commune, agencies_store(commune))
    areas_store(commune)
    plans_store(commune)
