"""What the database refuses, with the sentence the reader gets; and who sees which place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from households.access import can_administer, can_approve, can_edit, roles_in
from households.models import AdministrativeUnit, Hamlet, HamletFigures, Membership, Standard, UnitFigures
from households.rules import HAMLET_ROLES, UNIT_ROLES, Area, Counts, HamletLabel, Role, UnitKind, total
from tests.factories import (
    SINCE,
    CommuneFactory,
    HamletFactory,
    HamletFiguresFactory,
    MembershipFactory,
    ProvinceFactory,
    StandardFactory,
    UnitFiguresFactory,
    UserFactory,
    administrator,
    leader_of,
    officer_of,
)

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def prepared(instance: models.Model) -> models.Model:
    """With its stored keys, as `bulk_create` calls no `save`."""
    if isinstance(instance, Hamlet) or (
        isinstance(instance, AdministrativeUnit) and instance.kind in list(UnitKind)
    ):
        instance.prepare_keys()
    return instance


def unit_twice_since_a_day() -> AdministrativeUnit:
    unit = CommuneFactory.create()
    return CommuneFactory.build(code=unit.code, parent=unit.parent, valid_from=unit.valid_from)


def unit_twice_without_start() -> AdministrativeUnit:
    unit = CommuneFactory.create(ended=True)
    return CommuneFactory.build(code=unit.code, parent=unit.parent, ended=True)


def hamlet_named_twice() -> Hamlet:
    hamlet = HamletFactory.create(name="Hòa Bình")
    return HamletFactory.build(unit=hamlet.unit, name="HÒA  bình")


def membership_twice_in_unit() -> Membership:
    held = MembershipFactory.create()
    return MembershipFactory.build(user=held.user, unit=held.unit)


def membership_twice_in_hamlet() -> Membership:
    hamlet = HamletFactory.create()
    role = {"unit": hamlet.unit, "hamlet": hamlet, "role": Role.HAMLET_LEADER}
    held = MembershipFactory.create(**role)
    return MembershipFactory.build(user=held.user, **role)


def administrator_twice() -> Membership:
    return MembershipFactory.build(user=administrator(), unit=None, role=Role.ADMINISTRATOR)


def membership(**fields: Any) -> Membership:
    return MembershipFactory.build(user=UserFactory.create(), **{"unit": CommuneFactory.create(), **fields})


def in_a_hamlet(role: Role) -> Membership:
    hamlet = HamletFactory.create()
    return membership(unit=hamlet.unit, hamlet=hamlet, role=role)


def hamlet(**fields: Any) -> Hamlet:
    return HamletFactory.build(unit=CommuneFactory.create(), **fields)


def figures(**fields: Any) -> HamletFigures:
    return HamletFiguresFactory.build(
        hamlet=HamletFactory.create(), standard=StandardFactory.create(), **fields
    )


def figures_twice() -> HamletFigures:
    given = HamletFiguresFactory.create()
    return HamletFiguresFactory.build(hamlet=given.hamlet, standard=given.standard)


def unit_figures(**fields: Any) -> UnitFigures:
    return UnitFiguresFactory.build(unit=CommuneFactory.create(), standard=StandardFactory.create(), **fields)


def unit_figures_twice() -> UnitFigures:
    given = UnitFiguresFactory.create()
    return UnitFiguresFactory.build(unit=given.unit, standard=given.standard)


def standard_twice() -> Standard:
    StandardFactory.create(code="mau")
    return StandardFactory.build(code="mau")


ORDER = "Ngày kết thúc phải sau ngày bắt đầu."
AMONG = "cộng lại vượt quá"
IMPOSSIBLE: dict[str, tuple[Callable[[], models.Model], str]] = {
    "unit_code_starts_once": (unit_twice_since_a_day, "Mã đơn vị này đã có"),
    "unit_code_is_once_without_start": (unit_twice_without_start, "Mã đơn vị này đã có"),
    "unit_kind_is_known": (
        lambda: CommuneFactory.build(parent=ProvinceFactory.create(), kind="huyen"),
        "Loại đơn vị không có trong danh mục.",
    ),
    "unit_of_commune_level_has_province": (
        lambda: CommuneFactory.build(parent=None),
        "Xã, phường, đặc khu phải thuộc một tỉnh, thành phố.",
    ),
    "province_has_no_province": (
        lambda: ProvinceFactory.build(parent=ProvinceFactory.create()),
        "Xã, phường, đặc khu phải thuộc một tỉnh, thành phố.",
    ),
    "unit_period_is_ordered": (
        lambda: CommuneFactory.build(parent=ProvinceFactory.create(), valid_from=SINCE, valid_to=SINCE),
        ORDER,
    ),
    "hamlet_name_is_unique_in_unit": (hamlet_named_twice, "Tên này đã có trong danh sách của xã."),
    "hamlet_label_is_known": (lambda: hamlet(label="ward"), "Chọn loại: thôn, xóm, tổ dân phố…"),
    "hamlet_area_is_known": (lambda: hamlet(area="sea"), "Chọn khu vực nông thôn hoặc thành thị."),
    "hamlet_has_name": (lambda: hamlet(name=""), "Nhập tên thôn, tổ dân phố."),
    "hamlet_period_is_ordered": (lambda: hamlet(valid_from=SINCE, valid_to=SINCE - DAY), ORDER),
    "membership_role_is_known": (lambda: membership(role="king"), "Vai trò không có trong danh mục."),
    "officer_has_place": (lambda: membership(unit=None), "Chọn đúng nơi"),
    "officer_has_no_hamlet": (lambda: in_a_hamlet(Role.OFFICER), "Chọn đúng nơi"),
    "hamlet_leader_has_hamlet": (lambda: membership(role=Role.HAMLET_LEADER), "Chọn đúng nơi"),
    "administrator_has_none": (lambda: membership(role=Role.ADMINISTRATOR), "Chọn đúng nơi"),
    "membership_runs_once_in_unit": (membership_twice_in_unit, "Người này đang giữ vai trò đó rồi."),
    "membership_runs_once_in_hamlet": (
        membership_twice_in_hamlet,
        "Người này đang giữ vai trò đó ở thôn này rồi.",
    ),
    "membership_runs_once_without_unit": (administrator_twice, "Người này đang giữ vai trò quản trị rồi."),
    "membership_period_is_ordered": (lambda: membership(valid_from=SINCE, valid_to=SINCE), ORDER),
    "standard_code_is_once": (standard_twice, "đã tồn tại"),
    "standard_period_is_ordered": (
        lambda: StandardFactory.build(code="x", valid_from=SINCE, valid_to=SINCE),
        ORDER,
    ),
    "hamlet_poor_are_among_households": (
        lambda: figures(households=10, poor=11, near_poor=None),
        "không thể là 11",
    ),
    "hamlet_near_poor_are_among_households": (
        lambda: figures(households=10, poor=None, near_poor=11),
        "không thể là 11",
    ),
    "hamlet_poor_and_near_poor_are_among_households": (
        lambda: figures(households=10, poor=6, near_poor=5),
        AMONG,
    ),
    "hamlet_figures_source_is_known": (
        lambda: figures(source="guessed"),
        "Nguồn số liệu không có trong danh mục.",
    ),
    "hamlet_figures_are_given_once": (figures_twice, "Thôn này đã có số liệu tại thời điểm đó."),
    "hamlet_households_are_not_negative": (lambda: figures(households=-1, poor=None, near_poor=None), "0"),
    "unit_poor_are_among_households": (lambda: unit_figures(households=10, poor=6, near_poor=5), AMONG),
    "unit_figures_source_is_known": (
        lambda: unit_figures(source="guessed"),
        "Nguồn số liệu không có trong danh mục.",
    ),
    "unit_figures_are_given_once_by_source": (unit_figures_twice, "Đã có số liệu của xã tại thời điểm đó."),
}
BROKEN = pytest.mark.parametrize("name", IMPOSSIBLE)


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


# --- who sees what ---


def test_officer_and_leader_see_their_own_commune_only():
    unit, other = CommuneFactory.create_batch(2)
    officer_of(other)
    for user in (officer_of(unit), leader_of(unit)):
        assert list(AdministrativeUnit.objects.visible_to(user)) == [unit]


def test_two_roles_in_one_commune_show_it_once():
    unit = CommuneFactory.create()
    held = MembershipFactory.create(unit=unit)
    MembershipFactory.create(user=held.user, unit=unit, role=Role.LEADER)
    HamletFactory.create(unit=unit)

    assert AdministrativeUnit.objects.visible_to(held.user).count() == 1
    assert Hamlet.objects.visible_to(held.user).count() == 1
    assert roles_in(held.user, unit) == {Role.OFFICER, Role.LEADER}


@pytest.mark.parametrize("role", UNIT_ROLES)
def test_whoever_works_in_the_commune_sees_all_its_hamlets(role):
    unit = commune_with_figures()
    held = MembershipFactory.create(unit=unit, role=role)

    assert list(AdministrativeUnit.objects.visible_to(held.user)) == [unit]
    assert {row.unit for row in Hamlet.objects.visible_to(held.user)} == {unit}


@pytest.mark.parametrize("role", HAMLET_ROLES)
def test_whoever_works_in_a_hamlet_sees_it_and_nothing_else(role):
    unit = commune_with_figures()
    own, neighbour = HamletFigures.objects.get().hamlet, HamletFactory.create(unit=unit)
    HamletFiguresFactory.create(hamlet=neighbour)
    held = MembershipFactory.create(unit=unit, hamlet=own, role=role)

    assert list(Hamlet.objects.visible_to(held.user)) == [own]
    assert [row.hamlet for row in HamletFigures.objects.visible_to(held.user)] == [own]
    assert not AdministrativeUnit.objects.visible_to(held.user).exists()
    assert not UnitFigures.objects.visible_to(held.user).exists()
    assert roles_in(held.user, unit) == set()


def test_hamlet_of_a_role_lies_in_its_commune():
    with pytest.raises(ValidationError, match="không thuộc xã"):
        membership(hamlet=HamletFactory.create(), role=Role.HAMLET_LEADER).full_clean()


def sees_nothing(user: Any) -> bool:
    return not any(
        model.objects.visible_to(user).exists()
        for model in (AdministrativeUnit, Hamlet, HamletFigures, UnitFigures)
    )


def commune_with_figures() -> AdministrativeUnit:
    given = HamletFiguresFactory.create()
    UnitFiguresFactory.create(unit=given.hamlet.unit)
    return given.hamlet.unit


def test_officer_sees_hamlets_and_figures_of_the_own_commune_only():
    unit, other = commune_with_figures(), commune_with_figures()
    user = officer_of(unit)

    assert {row.unit for row in Hamlet.objects.visible_to(user)} == {unit}
    assert {row.hamlet.unit for row in HamletFigures.objects.visible_to(user)} == {unit}
    assert {row.unit for row in UnitFigures.objects.visible_to(user)} == {unit}
    assert not can_edit(user, other)


@pytest.mark.parametrize(
    ("starts", "ends", "sees"),
    [(0, None, True), (-1, 1, True), (-2, 0, False), (-2, -1, False), (1, None, False), (1, 2, False)],
)
def test_role_counts_from_its_first_day_until_before_its_end(starts, ends, sees):
    unit, today = commune_with_figures(), timezone.localdate()
    held = MembershipFactory.create(
        unit=unit,
        valid_from=today + starts * DAY,
        valid_to=None if ends is None else today + ends * DAY,
    )

    assert sees_nothing(held.user) != sees
    assert can_edit(held.user, unit) == sees


def test_one_persons_ended_role_does_not_pass_with_anothers_running_one():
    unit = commune_with_figures()
    officer_of(unit)
    ended = MembershipFactory.create(unit=unit, valid_to=SINCE + DAY)

    assert sees_nothing(ended.user)


def test_administrator_sees_no_commune_and_may_open_one():
    unit, user = commune_with_figures(), administrator()

    assert sees_nothing(user)
    assert can_administer(user)
    assert not can_edit(user, unit)
    assert not can_approve(user, unit)


def test_person_without_a_role_sees_nothing():
    commune_with_figures()
    user = UserFactory.create(is_superuser=True, is_staff=True)

    assert sees_nothing(user)
    assert not can_administer(user)


@pytest.mark.parametrize(
    ("role", "edits", "approves"), [(Role.OFFICER, True, False), (Role.LEADER, False, True)]
)
def test_officer_writes_and_leader_approves(role, edits, approves):
    unit = CommuneFactory.create()
    held = MembershipFactory.create(role=role, unit=unit)

    assert (can_edit(held.user, unit), can_approve(held.user, unit)) == (edits, approves)
    assert not can_administer(held.user)


def test_role_in_one_hamlet_is_no_role_in_the_commune():
    hamlet = HamletFactory.create()
    held = MembershipFactory.create(unit=hamlet.unit, hamlet=hamlet, role=Role.HAMLET_LEADER)

    assert not can_edit(held.user, hamlet.unit)


# --- rules ---


@pytest.mark.parametrize(
    ("counts", "fields"),
    [
        (Counts(), set()),
        (Counts(poor=5, near_poor=5), set()),
        (Counts(households=10, poor=5, near_poor=5), set()),
        (Counts(households=10, poor=6, near_poor=5), {"near_poor"}),
        (Counts(households=10, poor=11), {"poor"}),
        (Counts(households=10, poor=11, near_poor=12), {"poor", "near_poor"}),
        (Counts(households=0, poor=0, near_poor=1), {"near_poor"}),
        (Counts(households=0), set()),
        (Counts(poor=5, no_labour=5), set()),
        (Counts(poor=5, no_labour=6), {"no_labour"}),
        (Counts(no_labour=6), set()),
        (Counts(households=10, poor=11, no_labour=12), {"poor", "no_labour"}),
    ],
)
def test_poor_and_near_poor_are_among_the_households(counts, fields):
    assert counts.violations().keys() == fields


@pytest.mark.parametrize(
    ("values", "summed"), [([], None), ([None, None], None), ([0, None], 0), ([1, None, 2], 3)]
)
def test_total_of_what_is_given_is_blank_where_nothing_is(values, summed):
    assert total(values) == summed


def test_ward_is_urban_by_default_and_its_hamlets_may_be_rural():
    hamlet = HamletFactory.create(unit=CommuneFactory.create(ward=True), area=Area.RURAL)

    assert hamlet.unit.kind == UnitKind.WARD
    assert hamlet.area == Area.RURAL
