"""Hamlets that are merged, renamed or split: what was stays as it was, what is moves along. One transaction
each, with its audit event as the last step.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone

from households.actions.people import membership_end, membership_move
from households.models import (
    AdministrativeUnit,
    Hamlet,
    HamletLineage,
    Household,
    HouseholdEvent,
    Membership,
    Review,
    ReviewRequest,
)
from households.rules import Area, EventKind, HamletLabel, Stage
from povertyplan.accounts.models import User
from povertyplan.common.audit import record_event
from povertyplan.common.errors import DomainError
from povertyplan.common.readings import record_reading
from povertyplan.common.text import clean_line, name_key


@dataclass(frozen=True, kw_only=True)
class NewHamlet:
    """What a hamlet that comes into being is called."""

    name: str
    label: HamletLabel
    area: Area


@transaction.atomic
def hamlets_join(
    *, unit: AdministrativeUnit, hamlets: Collection[int], into: NewHamlet, date: dt.date, by: User
) -> Hamlet:
    """Make one new hamlet of several (by their id), or of one that is only renamed.

    Their households, open reviews and requests, and those who work there, go along.
    """
    before = _ending(unit, hamlets, date)
    _names_are_free(unit, [into], before)
    (after,) = _succeed(before, [into], date)
    Hamlet.objects.filter(pk__in=hamlets).update(successor=after)
    households = Household.objects.filter(hamlet__in=hamlets, valid_to__isnull=True)
    moved = _move(households, after, date=date, by=by)
    _follow(before, after, by=by)
    record_event(
        "hamlets_joined",
        target=after,
        by=by,
        unit_code=unit.code,
        details={
            "from": [hamlet.name for hamlet in before],
            "to": after.name,
            "date": date.isoformat(),
            "households": moved,
        },
    )
    return after


@transaction.atomic
def hamlet_split(
    *, unit: AdministrativeUnit, hamlet: int, parts: Sequence[NewHamlet], date: dt.date, by: User
) -> list[Hamlet]:
    """Make several new hamlets of one. Its households stay where they are until each is allotted, and so do
    those who work there until somebody says where.
    """
    if len(parts) < 2:
        raise DomainError("Chia tách thì phải có ít nhất hai thôn mới; nếu chỉ đổi tên, dùng Nhập, đổi tên.")
    before = _ending(unit, [hamlet], date)
    _names_are_free(unit, parts, before)
    after = _succeed(before, parts, date)
    record_event(
        "hamlet_split",
        target=before[0],
        by=by,
        unit_code=unit.code,
        details={"to": [part.name for part in after], "date": date.isoformat()},
    )
    return after


@transaction.atomic
def households_allot(*, hamlet: Hamlet, chosen: Mapping[int, int], by: User) -> int:
    """Allot households (by their id) of a hamlet that was split to its parts; returns how many moved.

    What somebody else has allotted meanwhile stays as it is.
    """
    AdministrativeUnit.objects.hold(hamlet.unit_id)
    parts = {
        link.successor_id: link
        for link in HamletLineage.objects.filter(predecessor=hamlet).select_related("successor")
    }
    if set(chosen.values()) - parts.keys():
        raise DomainError(f"Chỉ phân hộ về các thôn được chia tách từ {hamlet}; tải lại trang.")
    moved = 0
    for part, link in parts.items():
        ids = [household for household, into in chosen.items() if into == part]
        households = Household.objects.filter(pk__in=ids, hamlet=hamlet, valid_to__isnull=True)
        moved += _move(households, link.successor, date=link.date, by=by)
    if moved:
        record_event(
            "households_allotted",
            target=hamlet,
            by=by,
            unit_code=hamlet.unit.code,
            details={"households": {str(key): value for key, value in chosen.items()}},
        )
    return moved


def households_shown(*, unit: AdministrativeUnit, filter: str, count: int, by: User) -> None:
    """Keep that somebody read a list of households with the names of their heads."""
    details = {"filter": filter, "count": count}
    record_reading("households_shown", target=unit, by=by, unit_code=unit.code, details=details)


def _ending(unit: AdministrativeUnit, ids: Collection[int], date: dt.date) -> list[Hamlet]:
    """The hamlets as they stand, locked with the commune's list; DomainError where they cannot end then."""
    AdministrativeUnit.objects.hold(unit.pk)
    hamlets = list(
        Hamlet.objects.in_unit(unit)
        .filter(pk__in=ids, valid_to__isnull=True)
        .select_for_update(of=("self",))
        .in_order()
    )
    if not hamlets or len(hamlets) != len(set(ids)):
        raise DomainError("Danh sách thôn vừa thay đổi; tải lại trang.")
    if date > timezone.localdate():
        raise DomainError("Ngày thay đổi chưa tới; ghi khi việc sáp nhập, chia tách đã có hiệu lực.")
    for hamlet in hamlets:
        if hamlet.valid_from and date <= hamlet.valid_from:
            raise DomainError(f"{hamlet} có từ ngày {hamlet.valid_from:%d/%m/%Y}; chọn ngày sau đó.")
    return hamlets


def _names_are_free(unit: AdministrativeUnit, wanted: Sequence[NewHamlet], before: Sequence[Hamlet]) -> None:
    staying = (
        Hamlet.objects.in_unit(unit).filter(valid_to__isnull=True).exclude(pk__in=[h.pk for h in before])
    )
    taken = set(staying.values_list("name_key", flat=True))
    for each in wanted:
        key = name_key(each.name)
        if key in taken:
            raise DomainError(f"“{clean_line(each.name)}” đã có trong danh sách; chọn tên khác.")
        taken.add(key)


def _succeed(before: Sequence[Hamlet], wanted: Sequence[NewHamlet], date: dt.date) -> list[Hamlet]:
    """End the hamlets of before and begin the wanted ones at their place in the list."""
    Hamlet.objects.filter(pk__in=[hamlet.pk for hamlet in before]).update(valid_to=date)
    first, after = before[0], []
    for each in wanted:
        hamlet = Hamlet(
            unit_id=first.unit_id,
            name=each.name,
            label=each.label,
            area=each.area,
            position=first.position,
            valid_from=date,
        )
        hamlet.full_clean()
        hamlet.save()
        after.append(hamlet)
    HamletLineage.objects.bulk_create(
        HamletLineage(predecessor=old, successor=new, date=date) for old in before for new in after
    )
    return after


def _move(households: models.QuerySet[Household], into: Hamlet, *, date: dt.date, by: User) -> int:
    """Have households live in the new hamlet from a day on, with what is open of their reviews; returns how
    many. A review that was entered keeps its area, from which its class follows.
    """
    rows = list(households.select_for_update().order_by("pk").values_list("pk", "hamlet_id"))
    ids = [household for household, _ in rows]
    HouseholdEvent.objects.bulk_create(
        HouseholdEvent(
            household_id=household,
            kind=EventKind.MOVED_HAMLET,
            date=date,
            hamlet_before_id=hamlet,
            recorded_by=by,
        )
        for household, hamlet in rows
    )
    Household.objects.filter(pk__in=ids).update(
        hamlet=into, version=F("version") + 1, recorded_at=timezone.now()
    )
    # A round whose results stand for a day before keeps the hamlets of that day.
    reviews = Review.objects.filter(household__in=ids, round__reference_date__gte=date)
    reviews = reviews.exclude(round__stage=Stage.CLOSED)
    reviews.pending().update(area=into.area)
    reviews.update(hamlet=into)
    ReviewRequest.objects.filter(household__in=ids, answered_date__isnull=True).update(hamlet=into)
    return len(rows)


def _follow(before: Sequence[Hamlet], after: Hamlet, *, by: User) -> None:
    """Whoever worked in one of the hamlets works in the new one; in several, once."""
    placed = set()
    held = Membership.objects.as_of(timezone.localdate()).filter(hamlet__in=before)
    for membership in held.order_by("pk"):
        role = membership.user_id, membership.role
        if role in placed:
            membership_end(membership=membership, by=by)
        else:
            membership_move(membership=membership, hamlet=after, by=by)
        placed.add(role)
    ReviewRequest.objects.filter(
        hamlet__in=before, household__isnull=True, answered_date__isnull=True
    ).update(hamlet=after)
