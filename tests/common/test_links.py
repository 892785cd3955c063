"""Addresses in long lists are those that the routes have."""

from __future__ import annotations

import pytest
from django.urls import NoReverseMatch, reverse

from povertyplan.common.templatetags.links import link


@pytest.mark.parametrize("name", ["households:household", "assignments:visit_attend"])
@pytest.mark.parametrize("pk", [1, 9_223_372_036_854_775_807])
def test_address_is_that_of_the_route(name: str, pk: int) -> None:
    assert link(pk, name) == reverse(name, args=[pk])


def test_page_that_is_not_there_is_told() -> None:
    with pytest.raises(NoReverseMatch):
        link(1, "households:nothing")
