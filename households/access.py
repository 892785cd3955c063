"""Which role may do what in a place. Whether a place may be seen at all is `visible_to` on its QuerySet."""

from __future__ import annotations

from django.utils import timezone

from households.models import AdministrativeUnit, Membership
from households.rules import Role
from povertyplan.accounts.models import User


def roles_in(user: User, unit: AdministrativeUnit) -> frozenset[Role]:
    """The user's roles in the whole commune today."""
    rows = Membership.objects.as_of(timezone.localdate()).filter(user=user, unit=unit, hamlet__isnull=True)
    return frozenset(Role(role) for role in rows.values_list("role", flat=True))


def can_edit(user: User, unit: AdministrativeUnit) -> bool:
    """Officers write figures, targets and documents."""
    return Role.OFFICER in roles_in(user, unit)


def can_approve(user: User, unit: AdministrativeUnit) -> bool:
    """Leaders approve or return what was submitted."""
    return Role.LEADER in roles_in(user, unit)


def can_read_log(user: User, unit: AdministrativeUnit) -> bool:
    """Auditors and leaders search the commune's log."""
    return bool({Role.AUDITOR, Role.LEADER} & roles_in(user, unit))


def can_administer(user: User) -> bool:
    """Administrators open communes in this installation and say who works where."""
    return Membership.objects.administrators().filter(user=user).exists()
