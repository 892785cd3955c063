"""Which role may do what in a place. Whether a place may be seen at all is `visible_to` on its QuerySet."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone

from households.models import AdministrativeUnit, Hamlet, Membership
from households.rules import HAMLET_ROLES, HOUSEHOLD_HAMLET_ROLES, HOUSEHOLD_UNIT_ROLES, Role
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


def can_comment(user: User, unit: AdministrativeUnit) -> bool:
    """Officers and leaders comment on plans and answer."""
    return bool({Role.OFFICER, Role.LEADER} & roles_in(user, unit))


def can_number(user: User, unit: AdministrativeUnit) -> bool:
    """Clerks number what was signed, issue it, and keep what comes back."""
    return Role.CLERK in roles_in(user, unit)


def can_choose_signers(user: User, unit: AdministrativeUnit) -> bool:
    """Leaders and clerks say who holds which office."""
    return bool({Role.LEADER, Role.CLERK} & roles_in(user, unit))


def can_read_log(user: User, unit: AdministrativeUnit) -> bool:
    """Auditors and leaders search the commune's log."""
    return bool({Role.AUDITOR, Role.LEADER} & roles_in(user, unit))


def can_administer(user: User) -> bool:
    """Administrators open communes in this installation and say who works where."""
    return Membership.objects.administrators().filter(user=user).exists()


def can_read_reviews(user: User, unit: AdministrativeUnit) -> bool:
    """Officers, leaders and auditors see the rounds of their commune with all households in them."""
    return bool(set(HOUSEHOLD_UNIT_ROLES) & roles_in(user, unit))


def can_survey(user: User, hamlet: Hamlet) -> bool:
    """Officers record reviews of the whole commune, surveyors and hamlet leaders those of their hamlets."""
    held = Membership.objects.as_of(timezone.localdate()).filter(user=user, unit=hamlet.unit_id)
    return held.filter(
        Q(role=Role.OFFICER, hamlet__isnull=True) | Q(role__in=HAMLET_ROLES, hamlet=hamlet)
    ).exists()


def can_see_households(user: User, unit: AdministrativeUnit) -> bool:
    """Whether the user reads households of the commune, all or those of his hamlets."""
    held = Membership.objects.as_of(timezone.localdate()).filter(user=user, unit=unit)
    return held.filter(role__in=(*HOUSEHOLD_UNIT_ROLES, *HOUSEHOLD_HAMLET_ROLES)).exists()


def can_see_all_households(user: User, unit: AdministrativeUnit) -> bool:
    """Officers, leaders and auditors see all households of the commune."""
    return bool(set(HOUSEHOLD_UNIT_ROLES) & roles_in(user, unit))


def hamlets_read(user: User, unit: AdministrativeUnit) -> frozenset[int] | None:
    """The ids of the hamlets whose households the user reads in a commune; None is all, empty none."""
    held = Membership.objects.as_of(timezone.localdate()).filter(user=user, unit=unit)
    places = list(held.values_list("role", "hamlet"))
    if any(hamlet is None and role in HOUSEHOLD_UNIT_ROLES for role, hamlet in places):
        return None
    return frozenset(hamlet for role, hamlet in places if hamlet and role in HOUSEHOLD_HAMLET_ROLES)


def can_see_numbers(user: User, unit: AdministrativeUnit) -> bool:
    """Officers and leaders may ask for a whole personal number; each time is recorded."""
    return bool({Role.OFFICER, Role.LEADER} & roles_in(user, unit))


def can_see_health(user: User, unit: AdministrativeUnit) -> bool:
    """Disability and illness are seen by those alone to whom the administrator gave it."""
    held = Membership.objects.as_of(timezone.localdate()).filter(user=user, unit=unit, sees_health=True)
    return held.filter(role__in=HOUSEHOLD_UNIT_ROLES, hamlet__isnull=True).exists()


def hamlets_led(user: User, unit: AdministrativeUnit) -> frozenset[int]:
    """The hamlets of the commune (by id) that the user leads or surveys today."""
    held = Membership.objects.as_of(timezone.localdate()).filter(user=user, unit=unit, role__in=HAMLET_ROLES)
    return frozenset(pk for pk in held.values_list("hamlet", flat=True) if pk)
