"""What happens in the life of a household: every event has the day it happened and the moment it was
recorded, and nothing is deleted.

Who goes to another household leaves a row behind that ends on that day, and has a new one there. An event of
two households is stored once: a split with the one that came into being, a merge with the one that ended.
"""

from __future__ import annotations

import copy
import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from households.actions.households import built_member
from households.actions.register import held, touch
from households.models import Hamlet, Household, HouseholdEvent, Member
from households.rules import (
    ENDING_EVENTS,
    MEMBER_EVENTS,
    EventKind,
    MemberContent,
    Relation,
    event_date_violation,
)
from povertyplan.accounts.models import User
from povertyplan.common.audit import record_event
from povertyplan.common.errors import DomainError

Relations = Mapping[uuid.UUID, Relation]  # of members, by their id, to a head
NOT_HERE = "Có nhân khẩu vừa rời hộ này; tải lại trang."
OF_MEMBERS = Q(kind__in=MEMBER_EVENTS)


@transaction.atomic
def household_split(
    *,
    household: Household,
    relations: Relations,
    date: dt.date,
    by: User,
    hamlet: Hamlet | None = None,
    code: str = "",
    address: str = "",
    note: str = "",
) -> Household:
    """Those in `relations` become a household of their own, one of them its head, in `hamlet` or where they
    lived; returns it. The head of the household they leave stays.
    """
    locked = held(household)
    people = _present(locked, relations)
    if locked.head_id in relations:
        raise ValidationError("Chủ hộ không tách ra được: đổi chủ hộ trước, hoặc tách những người khác.")
    if list(relations.values()).count(Relation.HEAD) != 1:
        raise ValidationError("Chọn đúng một người là chủ hộ mới.")
    _require_date(date, _follows(locked, ~OF_MEMBERS), *people)
    where = hamlet or locked.hamlet
    _require_hamlet(locked, where)
    head = next(member for member in people if relations[member.pk] is Relation.HEAD)
    moved = {member.pk: _copied(member, relations[member.pk], date) for member in people}
    made = Household(
        unit=locked.unit,
        hamlet=where,
        head_id=moved[head.pk].pk,
        code=code,
        address=address,
        farming=locked.farming,
        local_minority=locked.local_minority,
        valid_from=date,
        version=0,
    )
    touch(made, head_name=head.name)
    _leave(people, date)
    _arrive(made, moved.values())
    _touch(locked)
    _event(made, EventKind.SPLIT, date=date, by=by, other=locked, note=note)
    _record("household_split", locked, date=date, by=by, other=made.pk, people=len(people))
    return made


@transaction.atomic
def household_merge(
    *, household: Household, into: Household, relations: Relations, date: dt.date, by: User, note: str = ""
) -> None:
    """Everybody of a household goes to another one of the commune, each in a relation to its head, and the
    household ends.
    """
    if household.pk == into.pk:
        raise ValidationError("Một hộ không nhập vào chính nó được; chọn hộ khác.")
    both = {each.pk: held(each) for each in sorted((household, into), key=lambda each: each.pk)}
    locked, target = both[household.pk], both[into.pk]
    if locked.unit_id != target.unit_id:
        raise ValidationError("Chỉ nhập được vào một hộ của cùng xã, phường.")
    people = _present(locked, relations)
    if len(people) != locked.members.present().count():
        raise ValidationError("Chọn quan hệ với chủ hộ mới cho từng nhân khẩu.")
    if Relation.HEAD in relations.values():
        raise ValidationError("Hộ nhận đã có chủ hộ; chọn quan hệ khác.")
    _require_date(date, max(_follows(locked), target.valid_from), *people)
    _end(locked, date)
    _leave(people, date)
    _arrive(target, [_copied(member, relations[member.pk], date) for member in people])
    _touch(target)
    _event(locked, EventKind.MERGED, date=date, by=by, other=target, note=note)
    _record("household_merged", locked, date=date, by=by, other=target.pk, people=len(people))


@transaction.atomic
def household_move(
    *, household: Household, hamlet: Hamlet, date: dt.date, by: User, address: str = "", note: str = ""
) -> None:
    """The household lives in another hamlet of the commune from a day on."""
    locked = held(household)
    if hamlet.pk == locked.hamlet_id:
        raise ValidationError({"hamlet": f"Hộ đang ở {hamlet.full_name}; chọn thôn, tổ khác."})
    _require_hamlet(locked, hamlet)
    _require_date(date, _follows(locked, ~OF_MEMBERS))
    before = locked.hamlet
    touch(locked, head_name=locked.head.name, hamlet=hamlet, address=address)
    _event(locked, EventKind.MOVED_HAMLET, date=date, by=by, hamlet_before=before, note=note)
    _record("household_moved", locked, date=date, by=by, hamlet=[before.name, hamlet.name])


@transaction.atomic
def household_end(*, household: Household, kind: EventKind, date: dt.date, reason: str, by: User) -> None:
    """The household leaves the list: it moved out of the commune, or is kept no longer for a reason."""
    if kind not in ENDING_EVENTS or kind is EventKind.MERGED:
        raise DomainError("Chọn chuyển đi hoặc xóa khỏi danh sách quản lý.")
    locked = held(household)
    _require_date(date, _follows(locked))
    _end(locked, date)
    _event(locked, kind, date=date, by=by, note=reason)
    _record("household_ended", locked, date=date, by=by, kind=kind, reason=reason)


@transaction.atomic
def head_change(
    *, household: Household, relations: Relations, date: dt.date, by: User, note: str = ""
) -> None:
    """Another member is the head from a day on; `relations` are everybody's to the new head."""
    locked = held(household)
    people = _present(locked, relations)
    if len(people) != locked.members.present().count():
        raise ValidationError("Chọn quan hệ với chủ hộ mới cho từng nhân khẩu.")
    heads = [member for member in people if relations[member.pk] is Relation.HEAD]
    if len(heads) != 1:
        raise ValidationError("Chọn đúng một người là chủ hộ mới.")
    (head,) = heads
    if head.pk == locked.head_id:
        raise ValidationError(f"{head.name} đang là chủ hộ; chọn người khác.")
    _require_date(date, _follows(locked, ~OF_MEMBERS), head)
    for member in people:
        member.relation = relations[member.pk]
    Member.objects.bulk_update(people, ["relation"])
    touch(locked, head_name=head.name, head=head)
    _event(locked, EventKind.HEAD_CHANGED, date=date, by=by, member=head, note=note)
    _record("head_changed", locked, date=date, by=by, member=str(head.pk))


@transaction.atomic
def member_join(
    *, household: Household, content: MemberContent, date: dt.date, by: User, note: str = ""
) -> Member:
    """Somebody is born into the household, or comes to live there."""
    locked = held(household)
    if content.relation is Relation.HEAD:
        raise ValidationError({"relation": "Hộ đã có chủ hộ; chọn quan hệ khác, hoặc đổi chủ hộ sau."})
    _require_date(date, locked.valid_from)
    member = built_member(content, locked.members.count() + 1)
    member.household, member.joined_date = locked, date
    if content.birth_date and content.birth_date > date:
        raise ValidationError({"date": "Ngày vào hộ không thể trước ngày sinh."})
    member.clean_fields(exclude={"household", "ethnicity"})
    member.clean()
    member.save(force_insert=True)
    _touch(locked)
    _event(locked, EventKind.MEMBER_JOINED, date=date, by=by, member=member, note=note)
    _record("member_joined", locked, date=date, by=by, member=str(member.pk))
    return member


@transaction.atomic
def member_leave(
    *, household: Household, member: Member, kind: EventKind, date: dt.date, by: User, note: str = ""
) -> None:
    """Somebody lives in the household no longer, or died."""
    if kind not in {EventKind.MEMBER_LEFT, EventKind.MEMBER_DIED}:
        raise DomainError("Chọn chuyển đi hoặc qua đời.")
    locked = held(household)
    (leaving,) = _present(locked, [member.pk])
    if leaving.pk == locked.head_id:
        raise ValidationError(
            "Chủ hộ đi thì đổi chủ hộ trước; cả hộ không còn ai thì ghi chuyển đi hoặc xóa khỏi danh sách."
        )
    _require_date(date, _follows(locked, Q(member=leaving)), leaving)
    _leave([leaving], date)
    _touch(locked)
    _event(locked, kind, date=date, by=by, member=leaving, note=note)
    _record("member_left", locked, date=date, by=by, member=str(leaving.pk), kind=kind)


def _present(household: Household, ids: Iterable[uuid.UUID]) -> list[Member]:
    """The members of these ids, who must all live there now, and at least one."""
    wanted = set(ids)
    if not wanted:
        raise ValidationError("Chọn ít nhất một người.")
    people = list(household.members.present().filter(pk__in=wanted).order_by("position", "pk"))
    if len(people) != len(wanted):
        raise DomainError(NOT_HERE)
    return people


def _follows(household: Household, which: Q | None = None) -> dt.date:
    """The day of the last of such events of the household (of all, unless said which)."""
    mine = HouseholdEvent.objects.filter(Q(household=household) | Q(other=household))
    dates = mine.filter(which or Q()).order_by("-date", "-pk").values_list("date", flat=True)
    last: dt.date | None = dates.first()
    return max(last or household.valid_from, household.valid_from)


def _require_date(date: dt.date, follows: dt.date, *people: Member) -> None:
    """Raise unless the event can have happened then: after `follows`, and after each of them had come."""
    came = [member.joined_date for member in people if member.joined_date]
    latest = max([follows, *came])
    if violation := event_date_violation(date, today=timezone.localdate(), follows=latest):
        raise ValidationError({"date": violation})


def _require_hamlet(household: Household, hamlet: Hamlet) -> None:
    if hamlet.unit_id != household.unit_id or hamlet.valid_to:
        raise ValidationError({"hamlet": "Thôn, tổ này không thuộc xã, phường của hộ hoặc đã thôi."})


def _copied(member: Member, relation: Relation, date: dt.date) -> Member:
    """The person as of the next household, not stored yet."""
    copied = copy.copy(member)
    copied._state = copy.copy(member._state)
    copied.pk, copied._state.adding = uuid.uuid4(), True
    copied.relation, copied.joined_date = relation, date
    return copied


def _leave(people: Iterable[Member], date: dt.date) -> None:
    Member.objects.filter(pk__in=[member.pk for member in people]).update(left_date=date)


def _arrive(household: Household, people: Iterable[Member]) -> None:
    arriving = list(people)
    last = household.members.count()
    for position, member in enumerate(arriving, start=last + 1):
        member.household, member.position = household, position
    Member.objects.bulk_create(arriving)


def _end(household: Household, date: dt.date) -> None:
    """A household of a day is kept for that day at least: no period is empty."""
    _touch(household, valid_to=max(date, household.valid_from + dt.timedelta(days=1)))


def _touch(household: Household, **values: Any) -> None:
    touch(household, head_name=household.head.name, **values)


def _event(household: Household, kind: EventKind, *, date: dt.date, by: User, **values: Any) -> None:
    event = HouseholdEvent(household=household, kind=kind, date=date, recorded_by=by, **values)
    event.clean_fields()
    event.save()


def _record(action: str, household: Household, *, date: dt.date, by: User, **details: Any) -> None:
    record_event(
        action,
        target=household,
        by=by,
        unit_code=household.unit.code,
        details={"date": date.isoformat(), **details},
    )
