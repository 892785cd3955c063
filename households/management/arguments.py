"""What commands are given on the command line, found or refused with exit status 2."""

from __future__ import annotations

from django.core.management.base import CommandError
from django.utils import timezone

from households.models import AdministrativeUnit


def commune(code: str) -> AdministrativeUnit:
    """The commune with that code today, else the last one that had it."""
    units = AdministrativeUnit.objects.commune_level().filter(code=code)
    unit = units.as_of(timezone.localdate()).first() or units.order_by("-valid_to", "pk").first()
    if unit is None:
        raise CommandError(f"Không có xã, phường mã {code}.", returncode=2)
    return unit
