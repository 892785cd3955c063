"""Hamlets added and removed with a table."""

from __future__ import annotations

import pytest

from households.actions import hamlets_add, hamlets_remove
from households.models import Hamlet
from povertyplan.common.errors import DomainError
from tests.factories import HamletFactory


def test_no_more_hamlets_are_added_than_any_commune_has(table, monkeypatch):
    monkeypatch.setattr("households.actions.places.MAX_HAMLETS", 4)

    with pytest.raises(DomainError, match="Nhiều nhất 4 thôn"):
        hamlets_add(unit=table.unit, names={1: "Dốc", 2: "Đồi"}, by=table.by)

    assert hamlets_add(unit=table.unit, names={7: "Dốc"}, by=table.by) == {7: Hamlet.objects.get(name="Dốc")}


def test_hamlets_of_another_commune_are_not_removed(table):
    other = HamletFactory.create()

    hamlets_remove(unit=table.unit, hamlet_ids=[other.pk, table.cau], by=table.by)

    assert Hamlet.objects.filter(pk=other.pk).exists()
    assert table.names() == ["Ao", "Bãi"]
