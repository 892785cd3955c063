"""What a workbook of households would change: whose row is whose, what differs, what cannot be. Writes
nothing.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from households.actions import HouseholdChange, HouseholdsGiven
from households.models.households import personal_number_key
from households.queries.imports import (
    HOUSEHOLD_VALUES,
    Register,
    RegisterHousehold,
)
from households.resources.register.changes import Comparison, RoundFacts, ShownChange, ShownHousehold
from households.resources.register.content import FileHousehold, FileMember, RegisterContent
from households.resources.register.matching import (
    Finder,
    differing_values,
    lead_of,
    member_content,
    paired,
)
from households.resources.register.reviewing import Refusals, Reviewing
from households.rules import (
    Area,
    HouseholdContent,
    MemberContent,
    Relation,
    ReviewContent,
)
from povertyplan.common.text import fold, name_key


def compare(
    content: RegisterContent,
    register: Register,
    *,
    areas: Mapping[int, Area],
    round: RoundFacts | None,
    elsewhere: set[str],
) -> Comparison:
    """Hold a workbook's households against the commune's; `elsewhere` are the keys of personal numbers that
    other communes have, `areas` those of its hamlets.
    """
    return _Comparing(content, register, areas, round, elsewhere).result()


def number_keys(content: RegisterContent) -> dict[str, str]:
    """The key of every personal number of the workbook."""
    numbers = {
        member.values["personal_number"]
        for household in content.households
        for member in household.members
        if "personal_number" in member.values
    }
    return {number: personal_number_key(number) for number in numbers}


class _Comparing:
    def __init__(
        self,
        content: RegisterContent,
        register: Register,
        areas: Mapping[int, Area],
        round: RoundFacts | None,
        elsewhere: set[str],
    ) -> None:
        self.content, self.register = content, register
        self.areas, self.round, self.elsewhere = areas, round, elsewhere
        self.keys = number_keys(content)
        self.finder = Finder(register)
        self.rows_of_number: dict[str, int] = {}
        self.added: list[HouseholdContent] = []
        self.added_reviews: dict[int, ReviewContent] = {}
        self.changed: list[HouseholdChange] = []
        self.reviews: dict[int, ReviewContent] = {}
        self.done = Comparison(HouseholdsGiven())
        self.refusals = Refusals(content)
        self.reviewing = Reviewing(content, register, round, self.refusals, self.done)
        self.unchanged = 0

    def result(self) -> Comparison:
        matched = self._matched()
        self._refuse_twice(matched)
        for household in self.content.households:
            if household.row not in self.refusals.rows:
                self._household(household, matched.get(household.row))
        self.done.given = HouseholdsGiven(
            added=tuple(self.added),
            added_reviews=self.added_reviews,
            changed=tuple(self.changed),
            reviews=self.reviews,
            unchanged=self.unchanged,
            seen=self.register.versions,
        )
        return self.done

    # --- whose row ---

    def _matched(self) -> dict[int, RegisterHousehold]:
        """The stored household of each of the file's, by row: by what is surest first."""
        found: dict[int, RegisterHousehold] = {}
        for sure in (True, False):
            taken = {household.pk for household in found.values()}
            for household in self.content.households:
                if household.row in found or household.row in self.refusals.rows or not household.members:
                    continue
                candidates = self.finder.candidates(household, self.keys, exact=sure, taken=taken)
                if len(candidates) > 1:
                    self.refusals.refuse(
                        household,
                        "name",
                        f"Có {len(candidates)} hộ cùng tên chủ hộ và năm sinh ở thôn này; "
                        "ghi mã hộ hoặc số định danh của chủ hộ.",
                    )
                elif candidates:
                    found[household.row] = candidates[0]
        return found

    def _refuse_twice(self, matched: Mapping[int, RegisterHousehold]) -> None:
        first: dict[Any, int] = {}
        for household in self.content.households:
            stored = matched.get(household.row)
            marks: list[tuple[str, Any]] = []
            if stored:
                marks.append(
                    ("record" if household.record else "code" if household.code else "name", stored.pk)
                )
            elif household.members and household.row not in self.refusals.rows:
                if household.code:
                    marks.append(("code", ("code", household.code)))
                lead = lead_of(household)
                if not household.code and "personal_number" not in lead.values:
                    marks.append(
                        ("name", (name_key(lead.name), lead.values.get("birth_year"), household.hamlet_id))
                    )
            for key, mark in marks:
                if (row := first.setdefault(mark, household.row)) != household.row:
                    self.refusals.refuse(
                        household, key, f"Hộ này đã có ở dòng {row}; mỗi hộ chỉ ghi một lần."
                    )
                    break

    # --- one household ---

    def _household(self, household: FileHousehold, stored: RegisterHousehold | None) -> None:
        self._check_numbers(household, stored)
        if stored and (reason := self._not_this(household, stored)):
            self.refusals.refuse(household, *reason)
            return
        if self._is_refused(household):
            return
        if stored:
            self._compare(household, stored)
        elif household.record:
            self.refusals.refuse(
                household, "record", "Không còn hộ có mã bản ghi này; xuất lại tệp, hoặc xóa ô này."
            )
        elif household.hamlet_id is None:
            self.refusals.refuse(household, "hamlet", "Ghi thôn, tổ của hộ.")
        else:
            self._add(household)

    def _is_refused(self, household: FileHousehold) -> bool:
        rows = {household.row, *(member.row for member in household.members)}
        return not rows.isdisjoint(self.content.refused_rows)

    def _not_this(self, household: FileHousehold, stored: RegisterHousehold) -> tuple[str, str] | None:
        """Why a row cannot be the household that it names, with the cell; None when it can."""
        if not stored.is_kept:
            key = "record" if household.record else "code"
            return key, "Hộ này đã ra khỏi danh sách quản lý; xóa dòng này khỏi tệp."
        if household.hamlet_id not in (None, stored.hamlet_id):
            return "hamlet", "Hộ này đang ở thôn, tổ khác; chuyển hộ ở trang của hộ, không chuyển bằng tệp."
        file_head, head = lead_of(household), stored.head
        if fold(file_head.name) == head.name_key:
            return None
        number = self.keys.get(file_head.values.get("personal_number", ""))
        if number and number == head.number_key:
            return None
        years = {file_head.values.get("birth_year"), head.values["birth_year"]}
        others = {member.name_key for member in stored.members if member is not head}
        is_same = len(years - {None}) < 2 if household.record else len(years) == 1 and None not in years
        if is_same and fold(file_head.name) not in others:
            return None  # the name is spelt otherwise
        return (
            "name",
            f"Chủ hộ trong danh sách là {head.values['name']}; kiểm tra mã hộ, "
            "hoặc đổi chủ hộ ở trang của hộ.",
        )

    def _check_numbers(self, household: FileHousehold, stored: RegisterHousehold | None) -> None:
        for member in household.members:
            number = member.values.get("personal_number")
            if number is None:
                continue
            key = self.keys[number]
            first = self.rows_of_number.setdefault(key, member.row)
            owner = self.finder.owner_of_number.get(key)
            if first != member.row:
                self.content.refuse(
                    member.row, "personal_number", f"Số này đã ghi ở dòng {first}; mỗi người một số."
                )
            elif owner and (stored is None or owner.pk != stored.pk):
                self.content.refuse(
                    member.row,
                    "personal_number",
                    f"Số này đang của một người trong hộ {owner.head.values['name']}; kiểm tra lại.",
                )
            elif key in self.elsewhere:
                self.content.refuse(
                    member.row, "personal_number", "Số này đã có trong danh sách; kiểm tra lại với giấy tờ."
                )

    def _add(self, household: FileHousehold) -> None:
        members = tuple(member_content(member) for member in household.members)
        flags = {name: household.values[name] for name in HOUSEHOLD_VALUES if name in household.values}
        assert household.hamlet_id is not None
        content = HouseholdContent(
            hamlet_id=household.hamlet_id, members=members, code=household.code, **flags
        )
        classification, people = None, len(members)
        if self.reviewing.has_review(household, None):
            if self.reviewing.is_closed(household):
                return
            base = self.reviewing.fresh(content)
            review, classification = self.reviewing.review(household, base, self.areas[household.hamlet_id])
            if review is None:
                return
            self.added_reviews[len(self.added)] = review
            people = review.people
        self.added.append(content)
        self.done.shown.append(
            ShownHousehold(
                name=household.head.name,
                hamlet_id=household.hamlet_id,
                row=household.row,
                is_new=True,
                people=people,
                classification=classification,
            )
        )

    def _compare(self, household: FileHousehold, stored: RegisterHousehold) -> None:
        given = {name: household.values[name] for name in HOUSEHOLD_VALUES if name in household.values}
        if household.code:
            given["code"] = household.code
        values = {name: value for name, value in given.items() if stored.values[name] != value}
        owner = self.finder.by_code.get(household.code, stored)
        if owner.pk != stored.pk:
            self.refusals.refuse(
                household, "code", "Mã này đang của một hộ khác trong danh sách; kiểm tra lại."
            )
            return
        shown = [
            ShownChange(
                key=name,
                before=stored.values[name],
                after=value,
                row=household.cells.get(name, household.row),
            )
            for name, value in values.items()
        ]
        people, joined = self._people(household, stored, shown)
        review = self.reviewing.compared(household, stored, values, joined, shown)
        if self._is_refused(household):
            return
        if not (values or people or joined or review):
            self.unchanged += 1
            return
        of_household = bool(values or people or joined)
        if self._moved_since(household, of_household=of_household, of_review=review is not None):
            return
        if of_household:
            change = HouseholdChange(household_id=stored.pk, values=values, members=people, joined=joined)
            self.changed.append(change)
        if review:
            self.reviews[stored.pk] = review
        self.done.shown.append(
            ShownHousehold(
                name=stored.head.values["name"],
                hamlet_id=stored.hamlet_id,
                row=household.row,
                is_new=False,
                people=len(stored.members) + len(joined),
                changes=tuple(shown),
            )
        )

    def _moved_since(self, household: FileHousehold, *, of_household: bool, of_review: bool) -> bool:
        """Whether the household was changed after our own export was made; refused then."""
        if household.record is None:
            return False
        pk, version, review_version = household.record
        known = self.register.reviews.get(pk)
        review_now = known.version if known and (review_version or known.is_entered) else 0
        if (not of_household or self.register.households[pk].version == version) and (
            not of_review or review_now == review_version
        ):
            return False
        self.refusals.refuse(
            household,
            "record",
            "Hộ này đã được sửa sau khi xuất tệp; xuất lại tệp rồi sửa, hoặc xóa ô này nếu muốn ghi đè.",
        )
        return True

    # --- its members ---

    def _people(
        self, household: FileHousehold, stored: RegisterHousehold, shown: list[ShownChange]
    ) -> tuple[dict[uuid.UUID, dict[str, Any]], list[MemberContent]]:
        changed: dict[uuid.UUID, dict[str, Any]] = {}
        joined: list[MemberContent] = []
        pairs = paired(household.members, stored, self.keys)
        for member in household.members:
            old = pairs.get(member.row)
            if old is None:
                if member.is_head:
                    self._refuse_head(member, stored)
                joined.append(member_content(member))
                shown.append(ShownChange(key="name", before="", after=member.name, row=member.row))
                continue
            if "relation" in member.values and (
                (member.values["relation"] == Relation.HEAD) != (old.pk == stored.head_id)
            ):
                self._refuse_head(member, stored)
            values = differing_values(member, old)
            if values:
                changed[old.pk] = values
                shown += [
                    ShownChange(
                        key=name.removesuffix("_id"),
                        before=old.values[name],
                        after=value,
                        row=member.row,
                        person=old.values["name"],
                    )
                    for name, value in values.items()
                ]
        if self.content.columns.get("relation"):
            self.done.not_in_file += len(stored.members) - len(pairs)
        return changed, joined

    def _refuse_head(self, member: FileMember, stored: RegisterHousehold) -> None:
        if not any(row == member.row for row, key in self.content.refused if key == "relation"):
            self.content.refuse(
                member.row,
                "relation",
                f"Chủ hộ trong danh sách là {stored.head.values['name']}; đổi chủ hộ ở trang của hộ.",
            )
