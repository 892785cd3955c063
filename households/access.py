"""Which role may do what in a place. Whether a place may be seen at all is `visible_to` on its QuerySet."""

from __future__ import annotations

from collections.abc import Iterator

from households.models import AdministrativeUnit, Hamlet, Membership
from households.models.roles import hamlets_held, roles_held, units_held
from households.rules import HAMLET_ROLES, HOUSEHOLD_HAMLET_ROLES, HOUSEHOLD_UNIT_ROLES, Role
from povertyplan.accounts.models import User


def _held(user: User, unit: AdministrativeUnit) -> Iterator[Membership]:
    return (each for each in roles_held(user) if each.unit_id == unit.pk)


def roles_in(user: User, unit: AdministrativeUnit) -> frozenset[Role]:
    """The user's roles in the whole commune today."""
    return frozenset(Role(each.role) for each in _held(user, unit) if each.hamlet_id is None)


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
    return any(each.role == Role.ADMINISTRATOR for each in roles_held(user))


def can_read_reviews(user: User, unit: AdministrativeUnit) -> bool:
    """Officers, leaders and auditors see the rounds of their commune with all households in them."""
    return bool(set(HOUSEHOLD_UNIT_ROLES) & roles_in(user, unit))


def can_survey(user: User, hamlet: Hamlet) -> bool:
    """Officers record reviews of the whole commune, surveyors and hamlet leaders those of their hamlets."""
    if hamlet.unit_id in units_held(user, [Role.OFFICER]):
        return True
    return hamlet.pk in hamlets_held(user, HAMLET_ROLES)


def can_see_households(user: User, unit: AdministrativeUnit) -> bool:
    """Whether the user reads households of the commune, all or those of his hamlets."""
    roles = {*HOUSEHOLD_UNIT_ROLES, *HOUSEHOLD_HAMLET_ROLES}
    return any(each.role in roles for each in _held(user, unit))


def can_see_all_households(user: User, unit: AdministrativeUnit) -> bool:
    """Officers, leaders and auditors see all households of the commune."""
    return bool(set(HOUSEHOLD_UNIT_ROLES) & roles_in(user, unit))


def hamlets_read(user: User, unit: AdministrativeUnit) -> frozenset[int] | None:
    """The ids of the hamlets whose households the user reads in a commune; None is all, empty none."""
    if can_see_all_households(user, unit):
        return None
    held = (each for each in _held(user, unit) if each.role in HOUSEHOLD_HAMLET_ROLES)
    return frozenset(each.hamlet_id for each in held if each.hamlet_id)


def can_see_numbers(user: User, unit: AdministrativeUnit) -> bool:
    """Officers and leaders may ask for a whole personal number; each time is recorded."""
    return bool({Role.OFFICER, Role.LEADER} & roles_in(user, unit))


def can_see_health(user: User, unit: AdministrativeUnit) -> bool:
    """Disability and illness are seen by those alone to whom the administrator gave it."""
    return any(each.sees_health and each.role in HOUSEHOLD_UNIT_ROLES for each in _held(user, unit))


def hamlets_led(user: User, unit: AdministrativeUnit) -> frozenset[int]:
    """The hamlets of the commune (by id) that the user leads or surveys today."""
    held = (each for each in _held(user, unit) if each.role in HAMLET_ROLES)
    return frozenset(each.hamlet_id for each in held if each.hamlet_id)
