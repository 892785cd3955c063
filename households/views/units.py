"""The commune that a page is about, with its province, to somebody whose roles of today open it."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import Http404

from households.models import AdministrativeUnit, Membership
from households.models.roles import roles_held
from households.rules import UNIT_ROLES
from povertyplan.common.pages import SignedInRequest


def visible_unit(request: SignedInRequest, unit_id: int) -> AdministrativeUnit:
    """The commune if the user works in the whole of it, else 404."""
    return _unit(
        each for each in _held(request, unit_id) if each.hamlet_id is None and each.role in UNIT_ROLES
    )


def worked_unit(request: SignedInRequest, unit_id: int) -> AdministrativeUnit:
    """The commune if the user works there, even if just in a hamlet of it, else 404."""
    return _unit(_held(request, unit_id))


def _held(request: SignedInRequest, unit_id: int) -> Iterator[Membership]:
    return (each for each in roles_held(request.user) if each.unit_id == unit_id)


def _unit(held: Iterator[Membership]) -> AdministrativeUnit:
    for each in held:
        if each.unit:
            return each.unit
    raise Http404
