"""Models of households: what no database may take."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import models

from households.models import AdministrativeUnit, Hamlet, HamletFigures, Membership, Standard, UnitFigures
from households.rules import Role, UnitKind
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
)

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
