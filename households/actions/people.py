"""Every write to people and their roles: one transaction each, with its audit event as the last step.

Roles begin today and end at once. Rows are locked in one order: administrators, the person, the role.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from households.models import AdministrativeUnit, Hamlet, Membership
from households.queries import user_saved
from households.rules import HAMLET_ROLES, HOUSEHOLD_UNIT_ROLES, Role
from povertyplan.accounts.actions import session_open, sessions_end, user_prepared, user_store
from povertyplan.accounts.models import User
from povertyplan.common.audit import record_event, version_of
from povertyplan.common.errors import DomainError, StaleError
from povertyplan.common.models import AuditHead
from povertyplan.common.text import clean_line

NO_HEALTH = "Chỉ cán bộ, lãnh đạo, kiểm tra của cả xã, phường được xem khuyết tật, bệnh tật."


@transaction.atomic
def first_user_create(*, username: str, full_name: str, password: str) -> User:
    """Create the installation's first person, an administrator; refused as soon as anybody exists."""
    AuditHead.objects.get_or_create(unit_code="")
    AuditHead.objects.select_for_update().get(unit_code="")
    if User.objects.exists():
        raise DomainError("Chương trình đã có người dùng. Mời đăng nhập.")
    user = User(username=username, full_name=clean_line(full_name))
    user.set_password(password)
    user.full_clean()
    user.save()
    membership = Membership(user=user, role=Role.ADMINISTRATOR, valid_from=timezone.localdate())
    membership.full_clean()
    membership.save()
    record_event("first_user_created", target=user, by=user, label=user.username)
    return user


@transaction.atomic
def first_user_start(request: HttpRequest, *, username: str, full_name: str, password: str) -> User:
    """Create the installation's first person and let him in, in one commit."""
    user = first_user_create(username=username, full_name=full_name, password=password)
    session_open(request, user=user)
    return user


def user_create(
    *,
    username: str,
    full_name: str,
    password: str,
    role: Role,
    unit: AdministrativeUnit | None,
    hamlet: Hamlet | None = None,
    sees_health: bool = False,
    by: User | None,
    position: str = "",
    is_demo: bool = False,
) -> User:
    """Create a person with one role, in a commune, a hamlet of it or (administrator) in the installation."""
    user = user_prepared(
        username=username, full_name=full_name, password=password, position=position, is_demo=is_demo
    )
    with transaction.atomic():
        user_store(user)
        membership_create(user=user, role=role, unit=unit, hamlet=hamlet, sees_health=sees_health, by=by)
    return user


@transaction.atomic
def user_update(
    *, user: User, full_name: str, position: str, is_active: bool, version: int | None = None, by: User
) -> None:
    """Set how the person is called and whether the account is open; locking it ends all its sessions.

    Raises StaleError when that is no longer as of `version` (households.queries.user_saved).
    """
    if not is_active:
        if user == by:
            raise DomainError("Không tự khóa tài khoản của mình được; nhờ một người quản trị khác.")
        _administrator_must_remain(without=user)
    person = User.objects.select_for_update().get(pk=user.pk)
    if version is not None and version != version_of(user_saved(user=person)):
        raise StaleError("Người khác vừa sửa thông tin này; lưu lại lần nữa.")
    wanted = {"full_name": clean_line(full_name), "position": clean_line(position), "is_active": is_active}
    changes = {
        name: [before, after] for name, after in wanted.items() if (before := getattr(person, name)) != after
    }
    if not changes:
        return
    for name, value in wanted.items():
        setattr(person, name, value)
    person.full_clean()
    person.save(update_fields=list(changes))
    if not is_active:
        sessions_end(user=person)
    record_event("user_updated", target=person, by=by, label=person.username, details=changes)


def _administrator_must_remain(*, without: User) -> None:
    """Raise unless somebody else can sign in and administer; two who go at once come one after the other."""
    administrators = Membership.objects.administrators()
    list(administrators.select_for_update().order_by("pk").values_list("pk", flat=True))
    # Asked anew behind the lock: whoever had it may have shut an account, which is another table.
    administrators = administrators.filter(user__is_active=True).exclude(user=without)
    if not settings.DEMO:
        administrators = administrators.filter(user__is_demo=False)
    if not administrators.exists():
        raise DomainError(
            "Phải còn ít nhất một người quản trị đăng nhập được. Giao quyền quản trị cho người khác trước."
        )


@transaction.atomic
def membership_create(
    *,
    user: User,
    role: Role,
    unit: AdministrativeUnit | None,
    hamlet: Hamlet | None = None,
    sees_health: bool = False,
    by: User | None,
) -> Membership:
    """Give a person a role from today on; surveyors and hamlet leaders have it in a hamlet of the unit.

    `sees_health` also shows disability and illness, to those who see the households of the whole unit.
    """
    if sees_health and role not in HOUSEHOLD_UNIT_ROLES:
        raise ValidationError({"sees_health": NO_HEALTH})
    User.objects.select_for_update().get(pk=user.pk)  # the same role given twice at once is refused once
    membership = _begin(user=user, role=role, unit=unit, hamlet=hamlet, sees_health=sees_health)
    details: dict[str, Any] = {"sees_health": True} if sees_health else {}
    _record("membership_created", membership, by=by, **details, **_hamlet_details(membership))
    return membership


@transaction.atomic
def membership_end(*, membership: Membership, by: User) -> None:
    """End the role from this moment on, and the person's sessions."""
    if membership.role == Role.ADMINISTRATOR:
        _administrator_must_remain(without=membership.user)
    held = _held(membership)
    _end(held)
    _record("membership_ended", held, by=by, **_hamlet_details(held))


@transaction.atomic
def membership_move(*, membership: Membership, hamlet: Hamlet, by: User) -> Membership:
    """Have a surveyor or hamlet leader work in another hamlet of the commune from now on."""
    held = _held(membership)
    if held.role not in HAMLET_ROLES or hamlet.unit_id != held.unit_id:
        raise DomainError("Chỉ chuyển được trưởng thôn, rà soát viên sang thôn khác của cùng xã, phường.")
    if hamlet == held.hamlet:
        raise DomainError(f"Người này đang ở {hamlet.full_name}; chọn thôn khác.")
    _end(held)
    moved = _begin(user=held.user, role=Role(held.role), unit=held.unit, hamlet=hamlet)
    _record("membership_moved", moved, by=by, hamlet=[str(held.hamlet), str(hamlet)])
    return moved


def _begin(
    *,
    user: User,
    role: Role,
    unit: AdministrativeUnit | None,
    hamlet: Hamlet | None,
    sees_health: bool = False,
) -> Membership:
    membership = Membership(
        user=user,
        role=role,
        unit=unit,
        hamlet=hamlet,
        sees_health=sees_health,
        valid_from=timezone.localdate(),
    )
    membership.full_clean()
    membership.save()
    return membership


def _held(membership: Membership) -> Membership:
    """The role as it stands now, locked with its person; raises when somebody has ended it meanwhile."""
    User.objects.select_for_update().get(pk=membership.user_id)
    rows = Membership.objects.as_of(timezone.localdate()).select_related("user", "unit", "hamlet")
    held = rows.filter(pk=membership.pk).first()
    if held is None:
        raise DomainError("Vai trò này vừa được người khác cho thôi; tải lại trang.")
    return held


def _end(membership: Membership) -> None:
    """A role of today that ends today never was: no period is empty."""
    today = timezone.localdate()
    if membership.valid_from < today:
        membership.valid_to = today
        membership.save(update_fields=["valid_to"])
    else:
        Membership.objects.filter(pk=membership.pk).delete()
    sessions_end(user=membership.user)


def _hamlet_details(membership: Membership) -> dict[str, str]:
    return {"hamlet": membership.hamlet.name} if membership.hamlet else {}


def _record(action: str, membership: Membership, *, by: User | None, **details: Any) -> None:
    record_event(
        action,
        target=membership,
        by=by,
        unit_code=membership.unit.code if membership.unit else "",
        label=membership.user.username,
        details={"role": membership.role, **details},
    )
