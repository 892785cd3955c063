"""What is written of a household that is on the list, and who looked at whom.

Events of the log name fields that hold personal data, never what stands in them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from households.actions.households import HOUSEHOLD_FIELDS, MEMBER_FIELDS, built_member
from households.models import AdministrativeUnit, Household, Member
from households.rules import HouseholdContent, MemberContent, Relation, Sex
from povertyplan.accounts.models import User
from povertyplan.common.audit import record_event
from povertyplan.common.errors import DomainError, StaleError
from povertyplan.common.readings import record_reading

STALE = "Trong lúc anh/chị sửa, người khác đã lưu hộ này. Xem bản đang lưu dưới đây rồi lưu lại."
EDITED_FIELDS = tuple(name for name in HOUSEHOLD_FIELDS if name != "hamlet_id")  # moving is an event
SAID_FIELDS = ("code", "local_minority", "merit", "social_protection", "farming")  # hold nothing personal


@dataclass(frozen=True, kw_only=True)
class MemberLine:
    """A person as wanted in a household: one who is there already, or (`id` None) one who was left out."""

    id: UUID | None
    content: MemberContent


def held(household: Household, *, version: int | None = None) -> Household:
    """The household as it is now, locked until the transaction ends.

    DomainError when it has left the list, StaleError when it is not at the version that was shown.
    """
    rows = Household.objects.select_for_update(of=("self",)).select_related("unit", "hamlet", "head")
    locked = rows.get(pk=household.pk)
    if locked.valid_to:
        raise DomainError("Hộ này đã thôi quản lý, không sửa được nữa.")
    if version is not None and locked.version != version:
        raise StaleError(STALE)
    return locked


def content_of(member: Member) -> MemberContent:
    """What is written of a person, as it is typed or imported."""
    return MemberContent(
        relation=Relation(member.relation),
        sex=Sex(member.sex) if member.sex else None,
        ethnicity=member.ethnicity_id or "",
        **{name: getattr(member, name) for name in MEMBER_FIELDS if name != "relation"},
    )


def touch(household: Household, *, head_name: str, **values: Any) -> None:
    """Save the household, with `values` set, as its next version."""
    for name, value in values.items():
        setattr(household, name, value)
    household.prepare_keys(head_name=head_name)
    household.version += 1
    household.clean_fields(exclude={"head"})
    household.clean()
    try:
        with transaction.atomic():
            household.save()
    except IntegrityError as error:
        raise ValidationError({"code": "Mã hộ này đã có ở một hộ khác của xã."}) from error


@transaction.atomic
def household_save(
    *, household: Household, content: HouseholdContent, ids: Sequence[UUID | None], version: int, by: User
) -> Household:
    """Set what is written of a household and its members; `ids` says who each of the content's members is,
    None for somebody who was left out. Who has left meanwhile is passed over, who has come stays as written.

    The head stays, and nobody is taken out: those are events. Returns the household as saved, its head
    included. ValidationError where the members cannot be so, StaleError when the household is not at the
    version that was shown.
    """
    locked = held(household, version=version)
    stored = {member.pk: member for member in locked.members.present().order_by("position", "pk")}
    given = [MemberLine(id=id, content=member) for id, member in zip(ids, content.members, strict=True)]
    lines = [line for line in given if line.id is None or line.id in stored]
    unsaid = stored.keys() - {line.id for line in lines}
    lines += [MemberLine(id=id, content=content_of(member)) for id, member in stored.items() if id in unsaid]
    if violations := replace(content, members=tuple(line.content for line in lines)).violations():
        raise ValidationError(violations)
    head = next(line for line in lines if line.content.relation is Relation.HEAD)
    if head.id != locked.head_id:
        raise ValidationError("Đổi chủ hộ là một sự việc có ngày: ghi ở mục “Đổi chủ hộ” của trang hộ.")
    before = {name: getattr(locked, name) for name in EDITED_FIELDS}
    changed = {name: value for name in EDITED_FIELDS if (value := getattr(content, name)) != before[name]}
    members = _members_save(locked, stored, lines)
    locked.head = stored[head.id]
    touch(locked, head_name=locked.head.name, **changed)
    details: dict[str, Any] = {
        name: [before[name], value] for name, value in changed.items() if name in SAID_FIELDS
    }
    details["fields"] = [name for name in changed if name not in SAID_FIELDS]
    _record("household_saved", locked, by=by, details=details | {"members": members})
    return locked


def _members_save(
    household: Household, stored: Mapping[UUID, Member], lines: Sequence[MemberLine]
) -> dict[str, list[str]]:
    """Store the members as wanted; returns the names of the fields that changed, by member."""
    edited, added, changes = [], [], {}
    for position, line in enumerate(lines, start=1):
        wanted = built_member(line.content, position)
        if line.id is None:
            wanted.household = household
            added.append(wanted)
            changes[str(wanted.pk)] = ["added"]
            continue
        member = stored[line.id]
        names = [
            name
            for name in (*MEMBER_FIELDS, "sex", "ethnicity_id")
            if getattr(member, name) != getattr(wanted, name)
        ]
        for name in names:
            setattr(member, name, getattr(wanted, name))
        member.position = position
        member.prepare()
        edited.append(member)
        if names:
            changes[str(member.pk)] = names
    for member in (*edited, *added):
        member.clean_fields(exclude={"household", "ethnicity"})
        member.clean()
    columns = [*MEMBER_FIELDS, "sex", "ethnicity", "position", "name_key", "personal_number_key"]
    Member.objects.bulk_update(edited, columns)
    Member.objects.bulk_create(added)
    return changes


def _record(action: str, household: Household, *, by: User, details: Mapping[str, Any] | None = None) -> None:
    record_event(action, target=household, by=by, unit_code=household.unit.code, details=details)


def household_reading_keep(*, household: Household, by: User) -> None:
    """Record that somebody read a household's page."""
    record_reading("household_read", target=household, by=by, unit_code=household.unit.code)


def households_reading_keep(
    *, unit: AdministrativeUnit, shown: str, filters: Mapping[str, Any], count: int, by: User
) -> None:
    """Record that somebody read a list with names in it, by what it was filtered and how many it held."""
    details = {"list": shown, **filters, "count": count}
    record_reading("households_read", target=unit, by=by, unit_code=unit.code, details=details)


@transaction.atomic
def personal_number_show(*, member: Member, by: User) -> str:
    """The person's whole number, with the record that it was asked for."""
    _record("personal_number_shown", member.household, by=by, details={"member": str(member.pk)})
    return member.personal_number
