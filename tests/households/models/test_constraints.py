"""Models of households: constraints."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from households.models import AdministrativeUnit, Hamlet, HamletFigures, Membership, Standard, UnitFigures
from households.rules import Counts, HamletLabel
from tests.factories import (
    SINCE,
    CommuneFactory,
    HamletFactory,
    HamletFiguresFactory,
    MembershipFactory,
    ProvinceFactory,
)
from tests.households.models.impossible import BROKEN, DAY, IMPOSSIBLE, prepared

pytestmark = pytest.mark.django_db


@BROKEN
def test_what_cannot_be_is_refused_by_save(name):
    instance = IMPOSSIBLE[name][0]()

    with pytest.raises((IntegrityError, ValueError)), transaction.atomic():  # a kind must have a label
        instance.save(force_insert=True)


@BROKEN
def test_what_cannot_be_is_refused_by_bulk_create(name):
    instance = prepared(IMPOSSIBLE[name][0]())

    with pytest.raises(IntegrityError), transaction.atomic():
        type(instance)._default_manager.bulk_create([instance])


def sentences(check: Callable[[], None]) -> list[str]:
    try:
        check()
    except ValidationError as error:
        return error.messages
    return []


@BROKEN
def test_what_cannot_be_is_said_in_vietnamese(name):
    build, sentence = IMPOSSIBLE[name]
    instance = build()

    cleaned = sentences(instance.full_clean)
    # A value outside the choices is named by its field first; the constraint has its sentence all the same.
    held = sentences(instance.validate_constraints)

    assert cleaned
    assert any(sentence in message for message in [*cleaned, *held]), [*cleaned, *held]


def test_every_constraint_stands_in_this_database():
    with connection.cursor() as cursor:
        for model in (AdministrativeUnit, Hamlet, Membership, Standard, HamletFigures, UnitFigures):
            stored = connection.introspection.get_constraints(cursor, model._meta.db_table)

            assert {constraint.name for constraint in model._meta.constraints} <= stored.keys()


def test_blank_counts_break_no_constraint():
    given = HamletFiguresFactory.create(households=None, poor=None, near_poor=None)
    zero = HamletFiguresFactory.create(households=0, poor=0, near_poor=0)

    given.refresh_from_db()
    assert given.counts == Counts()
    assert zero.counts == Counts(households=0, poor=0, near_poor=0) != given.counts


def test_ended_hamlet_gives_its_name_back():
    ended = HamletFactory.create(name="Hòa Bình", valid_to=SINCE)

    again = HamletFactory.create(unit=ended.unit, name="Hòa Bình")

    assert again.name_key == ended.name_key


def test_ended_role_can_be_given_again():
    ended = MembershipFactory.create(valid_to=SINCE + DAY)

    again = MembershipFactory.create(user=ended.user, unit=ended.unit, valid_from=SINCE + DAY)

    assert again.pk != ended.pk


def test_code_of_a_unit_starts_again_on_another_day():
    first = ProvinceFactory.create(valid_from=None, valid_to=SINCE)
    second = ProvinceFactory.create(code=first.code, valid_from=SINCE, valid_to=SINCE + DAY)
    third = ProvinceFactory.create(code=first.code, valid_from=SINCE + DAY)

    found = {
        day: AdministrativeUnit.objects.as_of(day).get(code=first.code)
        for day in (SINCE - DAY, SINCE, SINCE + DAY)
    }

    assert found == {SINCE - DAY: first, SINCE: second, SINCE + DAY: third}


def test_hamlets_are_those_of_the_day():
    unit = CommuneFactory.create()
    old = HamletFactory.create(unit=unit, valid_to=SINCE)
    new = HamletFactory.create(unit=unit, valid_from=SINCE)
    always = HamletFactory.create(unit=unit)

    assert set(Hamlet.objects.in_unit(unit).as_of(SINCE - DAY)) == {old, always}
    assert set(Hamlet.objects.in_unit(unit).as_of(SINCE)) == {new, always}


def test_hamlets_stand_in_the_order_of_the_commune_then_by_name():
    unit = CommuneFactory.create()
    names = ("Tổ 10", "Tổ 9", "Đồi")
    for name in names:
        HamletFactory.create(unit=unit, name=name, position=2)
    HamletFactory.create(unit=unit, name="Ao", position=3)
    HamletFactory.create(unit=unit, name="Vườn", position=1)

    found = [hamlet.name for hamlet in Hamlet.objects.in_unit(unit).in_order()]

    assert found == ["Vườn", "Đồi", "Tổ 9", "Tổ 10", "Ao"]


@pytest.mark.parametrize("text", ["phu thinh", "Phú Thịnh", "xã PHÚ", "thịnh mẫu", "", "  "])
def test_units_match_with_and_without_diacritics(text):
    unit = CommuneFactory.create(name="Phú Thịnh", parent=ProvinceFactory.create(name="Mẫu"))

    assert unit in AdministrativeUnit.objects.matching(text)


@pytest.mark.parametrize("text", ["phu thin hx", "phường phú", "%", "_"])
def test_units_do_not_match_other_words(text):
    unit = CommuneFactory.create(name="Phú Thịnh")

    assert unit not in AdministrativeUnit.objects.matching(text)


@pytest.mark.parametrize(
    ("name", "label", "full_name"),
    [
        ("Ba Giăng", HamletLabel.XOM, "Xóm Ba Giăng"),
        ("Khu phố 1", HamletLabel.KHU_PHO, "Khu phố 1"),
        ("khu phố 1", HamletLabel.KHU_PHO, "khu phố 1"),
        ("7", HamletLabel.TO_DAN_PHO, "Tổ dân phố 7"),
    ],
)
def test_hamlet_carries_its_label_once(name, label, full_name):
    assert Hamlet(name=name, label=label).full_name == full_name


def test_unit_is_named_with_its_kind():
    unit = CommuneFactory.build(name="Phú Thịnh", ward=True)

    assert (str(unit), unit.full_name, unit.slug) == ("phường Phú Thịnh", "Phường Phú Thịnh", "phu-thinh")
