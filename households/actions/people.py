"""Every write to people and their roles: one transaction each, with its audit event as the last step."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from households.models import AdministrativeUnit, Membership
from households.rules import Role
from povertyplan.accounts.models import User
from povertyplan.common.audit import record_event
from povertyplan.common.errors import DomainError
from povertyplan.common.models import AuditHead
from povertyplan.common.text import clean_line


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
def user_create(
    *,
    username: str,
    full_name: str,
    password: str,
    role: Role,
    unit: AdministrativeUnit | None,
    by: User | None,
    position: str = "",
    is_demo: bool = False,
) -> User:
    """Create a person with one role, in a commune or (administrator) in the installation.

    The password is known to whoever set it, so the person changes it first, except in the demo.
    """
    user = User(
        username=username,
        full_name=clean_line(full_name),
        position=clean_line(position),
        is_demo=is_demo,
        must_change_password=not is_demo,
    )
    user.set_password(password)
    user.full_clean()
    user.save()
    membership_create(user=user, role=role, unit=unit, by=by)
    return user


@transaction.atomic
def membership_create(
    *, user: User, role: Role, unit: AdministrativeUnit | None, by: User | None
) -> Membership:
    """Give a person a role from today on."""
    membership = Membership(user=user, role=role, unit=unit, valid_from=timezone.localdate())
    membership.full_clean()
    membership.save()
    record_event(
        "membership_created",
        target=membership,
        by=by,
        unit_code=unit.code if unit else "",
        label=user.username,
        details={"role": role},
    )
    return membership
