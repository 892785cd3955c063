"""Whose row is whose: households and members of a workbook found in the commune's list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from households.queries.imports import Register, RegisterHousehold, RegisterMember
from households.resources.register.content import FileHousehold, FileMember
from households.rules import MemberContent, Relation
from povertyplan.common.text import fold, name_key

_BIRTH = ("birth_date", "birth_year")


class Finder:
    """The commune's households by what a row may name them with."""

    def __init__(self, register: Register) -> None:
        self.households = register.households
        self.by_code: dict[str, RegisterHousehold] = {}
        self.by_name: dict[str, list[RegisterHousehold]] = defaultdict(list)
        self.owner_of_number: dict[str, RegisterHousehold] = {}
        self.by_head_number: dict[str, RegisterHousehold] = {}
        for household in register.households.values():
            if household.values["code"]:
                self.by_code[household.values["code"]] = household
            if not household.is_kept:
                continue
            head = household.head
            self.by_name[head.name_key].append(household)
            for member in household.members:
                if member.number_key:
                    self.owner_of_number[member.number_key] = household
            if head.number_key:
                self.by_head_number[head.number_key] = household

    def candidates(
        self, household: FileHousehold, keys: Mapping[str, str], *, exact: bool, taken: set[int]
    ) -> list[RegisterHousehold]:
        """The stored households that the file's may be; with `exact` the head's name letter by letter."""
        if household.record:
            found = self.households.get(household.record[0])
            return [found] if found else []
        if household.code and (known := self.by_code.get(household.code)):
            return [known]
        lead = lead_of(household)
        number = keys.get(lead.values.get("personal_number", ""))
        if number and (known := self.by_head_number.get(number)):
            return [known]
        year = lead.values.get("birth_year")
        return [
            each
            for each in self.by_name.get(fold(lead.name), ())
            if household.hamlet_id in (None, each.hamlet_id)
            and (year is None or each.head.values["birth_year"] in (None, year))
            and not (household.code and each.values["code"])
            and not (number and each.head.number_key)
            and (name_key(each.head.values["name"]) == name_key(lead.name) if exact else each.pk not in taken)
        ]


def lead_of(household: FileHousehold) -> FileMember:
    """Its head, or the first of a household that has none."""
    return next((member for member in household.members if member.is_head), household.members[0])


def paired(
    members: list[FileMember], stored: RegisterHousehold, keys: Mapping[str, str]
) -> dict[int, RegisterMember]:
    """Which stored member each row is: by number, by name and year, by name; each member once."""
    pairs: dict[int, RegisterMember] = {}
    free = {member.pk: member for member in stored.members}

    def take(member: FileMember, found: RegisterMember | None) -> None:
        if found:
            pairs[member.row] = free.pop(found.pk)

    def same_year(member: FileMember, old: RegisterMember) -> bool:
        return member.values.get("birth_year") in (None, old.values["birth_year"])

    for member in members:
        key = keys.get(member.values.get("personal_number", ""))
        take(member, next((old for old in free.values() if key and old.number_key == key), None))
    for exact in (True, False):
        for member in members:
            if member.row not in pairs:
                take(
                    member,
                    next(
                        (
                            old
                            for old in free.values()
                            if old.name_key == fold(member.name)
                            and (same_year(member, old) or (not exact and old.values["birth_year"] is None))
                            and (not exact or name_key(old.values["name"]) == name_key(member.name))
                        ),
                        None,
                    ),
                )
    lead = next((member for member in members if member.is_head), None)
    if lead and lead.row not in pairs and stored.head_id in free:
        take(lead, free[stored.head_id])
    return pairs


def differing_values(member: FileMember, old: RegisterMember) -> dict[str, Any]:
    """What the row says otherwise than the list; a year alone does not take a known day away."""
    given = {
        ("ethnicity_id" if name == "ethnicity" else name): value for name, value in member.values.items()
    }
    if given.get("birth_date") is None and given.get("birth_year") == old.values["birth_year"]:
        given = {name: value for name, value in given.items() if name not in _BIRTH}
    return {
        name: value
        for name, value in given.items()
        if old.values[name] != value
        and not (name == "name" and name_key(value) == name_key(old.values["name"]))
    }


def member_content(member: FileMember) -> MemberContent:
    """A person of the file, to be added."""
    values = {name: value for name, value in member.values.items() if name != "relation"}
    return MemberContent(relation=member.values.get("relation", Relation.OTHER), **values)


def known_member(member: RegisterMember) -> MemberContent:
    """A person of the list, as far as ages and labour go."""
    values = member.values
    return MemberContent(
        name=values["name"],
        relation=Relation(values["relation"]),
        birth_date=values["birth_date"],
        birth_year=values["birth_year"],
        labour_capacity=values["labour_capacity"],
    )
