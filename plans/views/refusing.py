"""The answer to somebody without the right."""

from __future__ import annotations

from contextlib import suppress

from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.views import defaults

from households.models import AdministrativeUnit
from plans.actions import refusal_keep
from plans.models import Plan
from povertyplan.accounts.models import User


def permission_denied(request: HttpRequest, exception: PermissionDenied) -> HttpResponse:
    """The page that says who may; in a place of the reader's it leaves a line in the log."""
    match = request.resolver_match
    if match and isinstance(request.user, User) and (unit := _own_unit(request.user, **match.kwargs)):
        with suppress(OperationalError):  # a busy database must not turn the answer into an error
            refusal_keep(unit=unit, address=match.view_name, sentence=str(exception), by=request.user)
    return defaults.permission_denied(request, exception)


def _own_unit(user: User, *, unit_id: int = 0, slug: str = "", **_: object) -> AdministrativeUnit | None:
    plan = Plan.objects.visible_to(user).filter(slug=slug).select_related("unit").first() if slug else None
    return plan.unit if plan else AdministrativeUnit.objects.visible_to(user).filter(pk=unit_id).first()
