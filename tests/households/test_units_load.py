"""Loading the national list of administrative units."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.management import call_command

from households.actions import (
    UnitRow,
    units_load,
)
from households.models import AdministrativeUnit
from households.queries import units_matching
from households.resources import unit_rows
from households.rules import UnitKind

REFORM = dt.date(2025, 7, 1)


def row(code: str, name: str, *, province: str = "", **fields: Any) -> UnitRow:
    kind = UnitKind.COMMUNE if province else UnitKind.PROVINCE
    return UnitRow(
        **{
            "code": code,
            "name": name,
            "kind": kind,
            "province_code": province,
            "valid_from": REFORM,
            "valid_to": None,
            "successor_code": "",
            **fields,
        }
    )


@pytest.mark.django_db
def test_loading_units_again_changes_only_what_changed():
    rows = [row("01", "Mẫu"), row("00001", "Một", province="01"), row("00002", "Hai", province="01")]

    assert units_load(rows) == 3
    assert units_load(rows) == 0
    assert units_load([*rows[:2], row("00002", "Hai Mới", province="01")]) == 1

    unit = AdministrativeUnit.objects.get(code="00002")
    assert (unit.name, unit.parent and unit.parent.name) == ("Hai Mới", "Mẫu")
    assert [found.code for found in units_matching(text="hai moi mau", province="01", on=REFORM)] == ["00002"]


@pytest.mark.django_db
def test_unit_that_left_the_list_stays():
    units_load([row("01", "Mẫu"), row("00001", "Một", province="01")])

    assert units_load([row("01", "Mẫu")]) == 0
    assert AdministrativeUnit.objects.count() == 2


@pytest.mark.django_db
def test_units_of_before_the_reform_have_their_old_province_and_their_successor():
    rows = unit_rows()
    assert units_load(rows) == len(rows)

    bac_son = AdministrativeUnit.objects.get(code="14809")
    tan_hoa = AdministrativeUnit.objects.get(code="07567")
    assert bac_son.successor is not None
    assert (bac_son.successor.code, bac_son.successor.valid_from) == ("14818", REFORM)
    assert tan_hoa.parent is not None
    assert (tan_hoa.parent.name, tan_hoa.parent.valid_to) == ("Bắc Giang", REFORM)
    assert tan_hoa.successor is not None
    assert tan_hoa.successor.parent is not None
    assert tan_hoa.successor.parent.name == "Bắc Ninh"
    assert not units_matching(text="Tân Hòa Bắc Giang", province="", on=REFORM)
    assert units_load(rows) == 0


@pytest.mark.django_db
def test_reference_load_twice_changes_nothing():
    call_command("reference_load", verbosity=0)
    before = list(AdministrativeUnit.objects.order_by("pk").values())

    call_command("reference_load", verbosity=0)

    assert list(AdministrativeUnit.objects.order_by("pk").values()) == before


@pytest.mark.django_db
def test_every_unit_that_ended_names_a_successor_that_follows():
    units_load(unit_rows())

    ended = AdministrativeUnit.objects.filter(valid_to__isnull=False).select_related("successor")

    assert ended.count() > 3
    assert [unit.code for unit in ended if unit.successor is None] == []
    assert [
        unit.code for unit in ended if unit.successor and unit.successor.valid_from != unit.valid_to
    ] == []
