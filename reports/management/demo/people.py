"""Who signs in to the demo: one person for each role."""

from __future__ import annotations

from collections.abc import Mapping

from households.actions import membership_create, user_create
from households.models import AdministrativeUnit, Hamlet
from households.rules import Role
from povertyplan.accounts.forms import DEMO_PASSWORD
from povertyplan.accounts.models import User

PEOPLE = (
    ("canbo", "Lò Thị Mận", "Cán bộ giảm nghèo xã Phú Thịnh", Role.OFFICER, "05800"),
    ("lanhdao", "Hà Văn Thuận", "Phó Chủ tịch UBND xã Phú Thịnh", Role.LEADER, "05800"),
    ("vanthu", "Bùi Thu Trang", "Văn thư UBND xã Phú Thịnh", Role.CLERK, "05800"),
    ("kiemtra", "Nông Quốc Việt", "Ban Kinh tế - Xã hội HĐND xã Phú Thịnh", Role.AUDITOR, "05800"),
    ("canbo.bacson", "Đỗ Minh Khang", "Cán bộ giảm nghèo phường Bắc Sơn", Role.OFFICER, "14809"),
    ("canbo.bachquang", "Đàm Thu Phương", "Cán bộ giảm nghèo phường Bách Quang", Role.OFFICER, "05528"),
    ("lanhdao.bachquang", "Lê Hoàng Tùng", "Phó Chủ tịch UBND phường Bách Quang", Role.LEADER, "05528"),
    ("quantri", "Vũ Ngọc Lam", "Quản trị hệ thống", Role.ADMINISTRATOR, ""),
)
HAMLET_LEADER, SURVEYOR, AGENCY_MEMBER = "totruong", "rasoat", "coquan"
HAMLET_PEOPLE = (
    (
        HAMLET_LEADER,
        "Lý A Páo",
        "Trưởng xóm Ba Giăng và Lê Lợi",
        Role.HAMLET_LEADER,
        "05800",
        ("Ba Giăng", "Lê Lợi"),
    ),
    (
        SURVEYOR,
        "Ma Thị Duyên",
        "Rà soát viên xóm Văn Cường 1 và Văn Cường 2",
        Role.SURVEYOR,
        "05800",
        ("Văn Cường 1", "Văn Cường 2"),
    ),
    (
        "totruong.bachquang",
        "Nguyễn Thị Minh Nguyệt",
        "Tổ trưởng tổ dân phố Kè",
        Role.HAMLET_LEADER,
        "05528",
        ("Kè",),
    ),
)


def agency_member_create() -> User:
    """Who will sign in for an agency: a person without a role in any place."""
    user = User(
        username=AGENCY_MEMBER,
        full_name="Dương Thị Thoa",
        position="Chủ tịch Hội Phụ nữ phường Bách Quang",
        is_demo=True,
    )
    user.set_password(DEMO_PASSWORD)
    user.full_clean()
    user.save()
    return user


def people_create(units: Mapping[str, AdministrativeUnit]) -> None:
    """Those who work for a whole commune, by its code, or for the installation."""
    for username, full_name, position, role, code in PEOPLE:
        user_create(
            username=username,
            full_name=full_name,
            position=position,
            password=DEMO_PASSWORD,
            role=role,
            unit=units.get(code),
            by=None,
            is_demo=True,
        )


def hamlet_people_create(units: Mapping[str, AdministrativeUnit]) -> None:
    """Those who work in hamlets, by the code of their commune."""
    for username, full_name, position, role, code, names in HAMLET_PEOPLE:
        unit = units[code]
        first, *others = (Hamlet.objects.in_unit(unit).get(name=name) for name in names)
        user = user_create(
            username=username,
            full_name=full_name,
            position=position,
            password=DEMO_PASSWORD,
            role=role,
            unit=unit,
            hamlet=first,
            by=None,
            is_demo=True,
        )
        for hamlet in others:
            membership_create(user=user, role=role, unit=unit, hamlet=hamlet, by=None)
