"""What a user's roles of today open to him, as the ids of places: statements that name places are planned and
written in a fraction of the time of those that look for a user's roles again inside.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.utils import timezone

from households.rules import Role
from povertyplan.accounts.models import User
from povertyplan.common.once import once

if TYPE_CHECKING:
    from households.models.people import Membership


def roles_held(user: User) -> tuple[Membership, ...]:
    """The user's roles of today, each with its commune and its province."""

    def ask() -> tuple[Membership, ...]:
        return tuple(user.memberships.as_of(timezone.localdate()).select_related("unit__parent"))

    return once(("roles", user.pk), ask)


def units_held(user: User, roles: Collection[Role]) -> list[int]:
    """The ids of the communes in the whole of which the user has one of the roles."""
    held = (each.unit_id for each in roles_held(user) if each.role in roles and each.hamlet_id is None)
    return sorted({pk for pk in held if pk})


def hamlets_held(user: User, roles: Collection[Role]) -> list[int]:
    """The ids of the hamlets in which the user has one of the roles."""
    return sorted({each.hamlet_id for each in roles_held(user) if each.role in roles and each.hamlet_id})
