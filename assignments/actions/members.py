"""Every write to who signs in for an agency. Memberships begin today and end at once, with the sessions."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from assignments.models import Agency, AgencyMembership
from povertyplan.accounts.actions import sessions_end, user_prepared, user_store
from povertyplan.accounts.models import User
from povertyplan.common.audit import record_event
from povertyplan.common.errors import DomainError

GONE = "Cơ quan, đơn vị này đã thôi; không thêm người được."
LOCKED = "Tài khoản này đang khóa; nhờ người quản trị mở trước."


@transaction.atomic
def agency_member_join(*, agency: Agency, user: User, by: User | None) -> AgencyMembership:
    """Have somebody with an account sign in for the agency from today on."""
    if not user.is_active:
        raise DomainError(LOCKED)
    User.objects.select_for_update().get(pk=user.pk)  # given twice at once is refused once
    if Agency.objects.filter(pk=agency.pk, valid_to__isnull=False).exists():
        raise DomainError(GONE)
    membership = AgencyMembership(user=user, agency=agency, valid_from=timezone.localdate())
    membership.full_clean()
    membership.save()
    _record("agency_member_joined", membership, by=by)
    return membership


def agency_member_create(
    *,
    agency: Agency,
    username: str,
    full_name: str,
    position: str,
    password: str,
    by: User | None,
    is_demo: bool = False,
) -> AgencyMembership:
    """Create a person who signs in for the agency and has no other work here."""
    user = user_prepared(
        username=username, full_name=full_name, position=position, password=password, is_demo=is_demo
    )
    with transaction.atomic():
        user_store(user)
        return agency_member_join(agency=agency, user=user, by=by)


@transaction.atomic
def agency_member_leave(*, membership: AgencyMembership, by: User | None) -> None:
    """End the membership from this moment on, and the person's sessions."""
    User.objects.select_for_update().get(pk=membership.user_id)
    running = AgencyMembership.objects.as_of(timezone.localdate()).select_related("user", "agency__unit")
    held = running.filter(pk=membership.pk).first()
    if held is None:
        raise DomainError("Người này vừa được cho thôi; tải lại trang.")
    _close(held, timezone.localdate())
    _record("agency_member_left", held, by=by)


def memberships_close(*, agency: Agency, on: dt.date) -> int:
    """End all memberships of an agency on a day, within the action that ends it; how many."""
    longer = Q(valid_to__isnull=True) | Q(valid_to__gt=on)
    found = list(AgencyMembership.objects.filter(longer, agency=agency).select_related("user"))
    for membership in found:
        _close(membership, on)
    return len(found)


def _close(membership: AgencyMembership, on: dt.date) -> None:
    """One of today that ends today never was: no period is empty."""
    if membership.valid_from < on:
        membership.valid_to = on
        membership.save(update_fields=["valid_to"])
    else:
        AgencyMembership.objects.filter(pk=membership.pk).delete()
    sessions_end(user=membership.user)


def _record(action: str, membership: AgencyMembership, *, by: User | None) -> None:
    agency, user = membership.agency, membership.user
    record_event(
        action,
        target=agency,
        by=by,
        unit_code=agency.unit.code,
        details={"agency": agency.name, "user": user.username},
    )
