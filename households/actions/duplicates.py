"""Two rows that look like one person: kept as one, or said to be two."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from households.actions.life import household_end, member_leave
from households.actions.register import held
from households.models import AdministrativeUnit, Household, KeptApart, Member
from households.rules import EventKind
from povertyplan.accounts.models import User
from povertyplan.common.audit import record_event

FILLED = ("sex", "birth_date", "birth_year", "ethnicity", "personal_number", "labour_capacity")
WRITTEN_TWICE = "ghi trùng"


@transaction.atomic
def members_merge(*, keep: Member, drop: Member, by: User) -> None:
    """Two rows are one person: what only the dropped one says goes to the kept one, and it leaves its
    household today; a household of which it is all leaves the list.

    ValidationError where it heads a household of others: that is theirs to settle first.
    """
    if keep.pk == drop.pk:
        raise ValidationError("Chọn hai người khác nhau.")
    for pk in sorted({keep.household_id, drop.household_id}):
        held(Household(pk=pk))
    rows = Member.objects.select_related("household__unit", "household__hamlet").kept()
    people = rows.select_for_update(of=("self",)).in_bulk([keep.pk, drop.pk])
    if len(people) != 2:
        raise ValidationError("Một trong hai người vừa rời hộ; tải lại trang.")
    keep, drop = people[keep.pk], people[drop.pk]
    if keep.household.unit_id != drop.household.unit_id:
        raise ValidationError("Hai người ở hai xã khác nhau.")
    for name in FILLED:
        if getattr(keep, name) in (None, ""):
            setattr(keep, name, getattr(drop, name))
    keep.clean()
    keep.save()
    today = timezone.localdate()
    note = f"{WRITTEN_TWICE} với {keep.household}"
    if drop.pk != drop.household.head_id:
        member_leave(
            household=drop.household, member=drop, kind=EventKind.MEMBER_LEFT, date=today, by=by, note=note
        )
    elif drop.household.members.present().count() == 1:
        household_end(household=drop.household, kind=EventKind.CLOSED, date=today, reason=note, by=by)
    else:
        raise ValidationError(
            "Người bỏ đi đang là chủ hộ có nhân khẩu khác: đổi chủ hộ hoặc nhập hộ trước, hoặc giữ người đó."
        )
    _record("members_merged", keep, drop, by=by)


@transaction.atomic
def members_keep_apart(*, one: Member, other: Member, by: User) -> None:
    """Two people who look alike are two; they are not asked about again."""
    first, second = sorted((one, other), key=lambda member: member.pk)
    if first.pk == second.pk or first.household.unit_id != second.household.unit_id:
        raise ValidationError("Chọn hai người khác nhau của cùng xã, phường.")
    _, is_new = KeptApart.objects.get_or_create(first=first, second=second, defaults={"decided_by": by})
    if is_new:
        _record("members_kept_apart", first, second, by=by)


def _record(action: str, one: Member, other: Member, *, by: User) -> None:
    unit: AdministrativeUnit = one.household.unit
    details = {"households": [one.household_id, other.household_id], "members": [str(one.pk), str(other.pk)]}
    record_event(action, target=one.household, by=by, unit_code=unit.code, details=details)
