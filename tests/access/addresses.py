"""Every address of the program, and what of a place its keys name."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from tests.access.readers import Readers


def url_patterns(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address with its namespaced name; one without a name gives its route."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from url_patterns(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)
        else:
            yield f"{namespace}{entry.name or entry.pattern}", entry


PATTERNS = dict(url_patterns(get_resolver()))
PLACED_BY = {  # keys that lead to a commune, by themselves
    *("unit_id", "slug", "household_id", "round_id", "request_id", "complaint_id", "review_id"),
    *("difficulty_id", "assignment_id", "scenario_id", "item_id", "proof_id", "visit_id", "period_id"),
    *("phone_id", "job_id"),
}


def ids_of(name: str) -> Readers:
    """The keys of an address that name something of a place."""
    keys = PATTERNS[name].pattern.converters.keys()
    return {key for key in keys if key == "slug" or key.endswith("_id")}
