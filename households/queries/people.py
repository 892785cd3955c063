"""Reads of people with an account and of their roles."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.utils import timezone

from households.models import Membership
from households.models.people import MembershipQuerySet
from povertyplan.accounts.models import User
from povertyplan.common.audit import last_event
from povertyplan.common.models import AuditEvent
from povertyplan.common.text import fold, given_name_order

PEOPLE_LIMIT = 200


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody with an account, and the roles held today."""

    pk: int
    username: str
    full_name: str
    position: str
    is_active: bool
    last_login: dt.datetime | None
    roles: list[Membership] = field(default_factory=list)


def people_matching(*, text: str) -> list[Person]:
    """Everybody whose names hold each word, with or without diacritics, by given name; 200 at most."""
    words = fold(text).split()
    columns = ("pk", "username", "full_name", "position", "is_active", "last_login")
    people = [
        Person(**row)
        for row in User.objects.values(*columns)
        if all(word in fold(f"{row['full_name']} {row['username']}") for word in words)
    ]
    people.sort(key=lambda person: (given_name_order(person.full_name), person.pk))
    found = {person.pk: person for person in people[:PEOPLE_LIMIT]}
    for role in _with_places(Membership.objects.as_of(timezone.localdate()).filter(user__in=found)):
        found[role.user_id].roles.append(role)
    return list(found.values())


def memberships_of(*, user: User) -> tuple[list[Membership], list[Membership]]:
    """The roles that the person holds today, and those held before, the latest first."""
    held = _with_places(Membership.objects.filter(user=user))
    today = timezone.localdate()
    past = [role for role in held if role.valid_to and role.valid_to <= today]
    past.sort(key=lambda role: (role.valid_to, role.pk), reverse=True)
    return [role for role in held if role not in past], past


def _with_places(memberships: MembershipQuerySet) -> MembershipQuerySet:
    return memberships.select_related("unit", "hamlet").order_by(
        "unit__sort_key", "role", "hamlet__position", "pk"
    )


def user_saved(*, user: User) -> AuditEvent | None:
    """The last change of how a person is called or whether the account is open."""
    return last_event("user_updated", user)
