"""A hamlet that an official answers for is ended, never forgotten."""

from __future__ import annotations

import pytest

from assignments.actions import AreaLine, area_assignments_save
from assignments.models import AreaAssignment
from households.actions import hamlets_save
from households.models import Hamlet
from tests.factories import CommuneFactory, HamletFactory

pytestmark = pytest.mark.django_db


def test_hamlet_in_somebodys_charge_is_kept_when_removed() -> None:
    unit = CommuneFactory.create()
    hamlet = HamletFactory.create(unit=unit)
    line = AreaLine(official="Người Phụ Trách", position="", hamlets=(hamlet.pk,))
    area_assignments_save(unit=unit, year=2026, lines=[line], by=None)

    hamlets_save(unit=unit, lines=[], by=None)

    assert Hamlet.objects.get(pk=hamlet.pk).valid_to is not None
    assert AreaAssignment.objects.get().hamlets.get().pk == hamlet.pk
