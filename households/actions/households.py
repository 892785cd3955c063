"""Every write to households and their members: one transaction each, with its audit event as the last step.

Events name households by id and hamlet, never a person: the log must not become a second register.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, fields
from itertools import chain, repeat

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from households.models import AdministrativeUnit, Hamlet, Household, HouseholdEvent, Member
from households.rules import EventKind, HouseholdContent, MemberContent, Relation
from povertyplan.accounts.models import User
from povertyplan.common.audit import record_event
from povertyplan.common.errors import DomainError
from povertyplan.common.table_rows import TableRows

HOUSEHOLD_FIELDS = tuple(field.name for field in fields(HouseholdContent) if field.name != "members")
MEMBER_FIELDS = tuple(field.name for field in fields(MemberContent) if field.name not in {"sex", "ethnicity"})


@transaction.atomic
def households_add(
    *,
    unit: AdministrativeUnit,
    contents: Sequence[HouseholdContent],
    valid_from: dt.date,
    by: User | None,
    kind: EventKind = EventKind.REGISTERED,
) -> Sequence[Household]:
    """Put households on the commune's list, with their members, in the order given; all or none.

    DomainError where a hamlet is not the commune's or a code is there already, ValidationError where a
    household's members cannot be so.
    """
    new = new_households(unit=unit, contents=contents, valid_from=valid_from, by=by, kind=kind)
    households = insert_households(new)
    record_event(
        "households_added",
        target=unit,
        by=by,
        unit_code=unit.code,
        details={"households": [household.pk for household in households], "date": valid_from.isoformat()},
    )
    return households


@dataclass(frozen=True)
class NewHouseholds:
    """Households of a commune, made ready for their tables before anything is held."""

    unit: AdministrativeUnit
    households: Sequence[Household]
    people: Sequence[int]  # of each household
    rows: TableRows[Household]
    members: TableRows[Member]
    events: TableRows[HouseholdEvent]


def new_households(
    *,
    unit: AdministrativeUnit,
    contents: Sequence[HouseholdContent],
    valid_from: dt.date,
    by: User | None,
    kind: EventKind = EventKind.REGISTERED,
) -> NewHouseholds:
    """What `insert_households` is to insert, in the order given; ValidationError where a household's members
    cannot be so.
    """
    households, members = [], []
    for content in contents:
        if violations := content.violations():
            raise ValidationError(violations)
        household, people = _built(unit, content, valid_from)
        households.append(household)
        members.append(people)
    events = (HouseholdEvent(kind=kind, date=valid_from, recorded_by=by) for _ in households)
    return NewHouseholds(
        unit=unit,
        households=households,
        people=[*map(len, members)],
        rows=TableRows(Household, households),
        members=TableRows(Member, chain.from_iterable(members)),
        events=TableRows(HouseholdEvent, events),
    )


def insert_households(new: NewHouseholds) -> Sequence[Household]:
    """What `households_add` does, inside the transaction of an action that says in its own event what it
    was.
    """
    if {household.hamlet_id for household in new.households} - set(
        Hamlet.objects.in_unit(new.unit).values_list("pk", flat=True)
    ):
        raise DomainError("Có thôn không thuộc xã này; tải lại trang.")
    try:
        keys = new.rows.insert()
    except IntegrityError as error:
        raise DomainError("Mã hộ đã có ở một hộ khác của xã; tải lại trang rồi kiểm tra.") from error
    new.members.fill("household_id", chain.from_iterable(map(repeat, keys, new.people)))
    new.members.insert()
    new.events.fill("household_id", keys)
    new.events.insert()
    for household, key in zip(new.households, keys, strict=True):
        household.pk = key
    return new.households


def _built(
    unit: AdministrativeUnit, content: HouseholdContent, valid_from: dt.date
) -> tuple[Household, list[Member]]:
    """The household and its members, not stored yet: the head's id is known before either is."""
    people = [built_member(member, position) for position, member in enumerate(content.members, start=1)]
    head = next(person for person in people if person.relation == Relation.HEAD)
    household = Household(
        unit=unit,
        head_id=head.pk,
        valid_from=valid_from,
        **{name: getattr(content, name) for name in HOUSEHOLD_FIELDS},
    )
    household.prepare_keys(head_name=head.name)
    return household, people


def built_member(content: MemberContent, position: int) -> Member:
    """A member with an id of its own, not stored yet and not yet of a household."""
    member = Member(
        id=uuid.uuid4(),
        position=position,
        sex=content.sex or "",
        ethnicity_id=content.ethnicity or None,
        **{name: getattr(content, name) for name in MEMBER_FIELDS},
    )
    member.prepare()
    return member
