"""Who might help whom: households without help spread over agencies so that nobody carries more than others,
and within that to agencies whose work suits what the household needs. An officer decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from assignments.rules.agencies import AgencyKind
from assignments.rules.assignments import HelpContent
from households.rules import NEED_LABELS, Need

# What an agency of a kind does anyway, so that it helps with little effort.
SUITED: Mapping[AgencyKind, Mapping[Need, str]] = {
    AgencyKind.BANK: {Need.CREDIT: "ngân hàng cho vay"},
    AgencyKind.SCHOOL: {
        Need.EDUCATION: "trường học lo việc học",
        Need.TRAINING: "trường học hướng nghiệp, dạy nghề",
    },
    AgencyKind.HEALTH_STATION: {Need.HEALTH: "cơ sở y tế khám, chữa bệnh"},
    AgencyKind.ENTERPRISE: {
        Need.JOB: "doanh nghiệp nhận lao động",
        Need.PRODUCTION: "doanh nghiệp bao tiêu, cấp giống",
        Need.TRAINING: "doanh nghiệp dạy nghề tại chỗ",
    },
    AgencyKind.SERVICE_UNIT: {Need.PRODUCTION: "đơn vị sự nghiệp hướng dẫn sản xuất"},
    AgencyKind.UNION: {
        Need.HOUSING: "đoàn thể vận động làm nhà",
        Need.CREDIT: "đoàn thể nhận ủy thác vay vốn",
    },
    AgencyKind.POLICE_MILITARY: {Need.HOUSING: "lực lượng vũ trang góp ngày công làm nhà"},
}
_CONTENTS = {
    Need.HEALTH: HelpContent.HEALTH,
    Need.EDUCATION: HelpContent.SCHOOLING,
    Need.PRODUCTION: HelpContent.LIVELIHOOD,
    Need.CREDIT: HelpContent.LOAN,
    Need.HOUSING: HelpContent.HOUSING,
    Need.TRAINING: HelpContent.JOB,
    Need.JOB: HelpContent.JOB,
    Need.OTHER: HelpContent.OTHER,
}


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A household without help, by its id; `block` is the one whose agencies are to help it, if any."""

    household: int
    needs: frozenset[Need] = frozenset()
    block: int | None = None


@dataclass(frozen=True, kw_only=True)
class Helper:
    """An agency, by its id, with the block it is in and the households that it helps already."""

    agency: int
    kind: AgencyKind
    block: int | None = None
    load: int = 0

    def suits(self, candidate: Candidate) -> Need | None:
        """The first of the household's needs that the agency's work suits."""
        suited = SUITED.get(self.kind, {})
        return next((need for need in Need if need in candidate.needs and need in suited), None)


@dataclass(frozen=True, kw_only=True)
class Proposed:
    """An agency for a household, and why; None where no agency may be given."""

    household: int
    agency: int | None
    why: str


def propose(
    *,
    candidates: Sequence[Candidate],
    helpers: Sequence[Helper],
    pins: Mapping[int, int] | None = None,
    chosen: Set[int] = frozenset(),
) -> list[Proposed]:
    """An agency for each household, in the order given; the same for the same input.

    `pins` fix a household to an agency. A household with a block goes to agencies of the block. Where there
    are blocks, agencies outside them get households only when they are `chosen` or pinned. Loads are
    filled up from the lowest: who gets a household has at most one more than who could have had it.
    """
    pins = pins or {}
    by_id = {helper.agency: helper for helper in helpers}
    loads = {helper.agency: helper.load for helper in helpers}
    for candidate in candidates:
        if (agency := pins.get(candidate.household)) in loads:
            loads[agency] += 1
    has_blocks = any(helper.block for helper in helpers)
    open_to_all = [each for each in helpers if each.block or not has_blocks or each.agency in chosen]
    free = [each for each in candidates if pins.get(each.household) not in loads]
    given: dict[int, int] = {}
    blocks = dict.fromkeys(each.block for each in free if each.block)
    for block in (*blocks, None):
        group = [each for each in free if each.block == block]
        able = [each for each in helpers if each.block == block] if block else open_to_all
        if able:
            given |= _spread(group, able, loads)
    return [
        _told(candidate, by_id, pinned=pins.get(candidate.household), given=given.get(candidate.household))
        for candidate in candidates
    ]


def _told(
    candidate: Candidate, helpers: Mapping[int, Helper], *, pinned: int | None, given: int | None
) -> Proposed:
    if pinned in helpers:
        return Proposed(household=candidate.household, agency=pinned, why="anh/chị đã chọn")
    if given is None:
        why = "khối chưa có cơ quan nào" if candidate.block else "chưa có cơ quan nào để giao"
        return Proposed(household=candidate.household, agency=None, why=why)
    helper = helpers[given]
    if need := helper.suits(candidate):
        why = f"cần {NEED_LABELS[need]}: {SUITED[helper.kind][need]}"
    else:
        why = "chia đều trong khối" if candidate.block else "chia đều số hộ"
    return Proposed(household=candidate.household, agency=given, why=why)


def _spread(group: Sequence[Candidate], able: Sequence[Helper], loads: dict[int, int]) -> dict[int, int]:
    """Households to agencies, `loads` filled up with them: as even as can be, then as many as can be where
    the agency suits a need.
    """
    room, spare = _room([loads[helper.agency] for helper in able], len(group))
    places = _Places(room=room, spare=spare)
    rest = []
    for number, candidate in enumerate(group):
        suiting = [place for place, helper in enumerate(able) if helper.suits(candidate)]
        if not places.take(number, suiting):
            rest.append(number)
    for number in rest:
        places.fill(number)
    for place, held in enumerate(places.held):
        loads[able[place].agency] += len(held)
    return {
        group[number].household: able[place].agency
        for place, held in enumerate(places.held)
        for number in held
    }


def _room(loads: Sequence[int], count: int) -> tuple[list[int], tuple[int, list[bool]]]:
    """How many of `count` households each agency gets so that the lowest loads are filled up first; then how
    many are left over and which agencies may have one of them.
    """
    level = min(loads)
    while sum(max(0, level + 1 - load) for load in loads) <= count:
        level += 1
    room = [max(0, level - load) for load in loads]
    return room, (count - sum(room), [load <= level for load in loads])


class _Places:
    """Room at agencies that fills: each has its own and may take one of those left over."""

    def __init__(self, *, room: Sequence[int], spare: tuple[int, Sequence[bool]]) -> None:
        self.room = room
        self.left, self.may_take = spare
        self.held: list[list[int]] = [[] for _ in room]
        self.suiting: dict[int, Sequence[int]] = {}

    def take(self, number: int, suiting: Sequence[int], tried: set[int] | None = None) -> bool:
        """Place a household where it suits, others moved to where they suit too; False where it cannot."""
        tried = set() if tried is None else tried
        self.suiting[number] = suiting
        fewest = sorted(suiting, key=lambda place: len(self.held[place]) - self.room[place])
        for place in fewest:
            if place in tried:
                continue
            tried.add(place)
            if self._has_room(place):
                self._put(number, place)
                return True
            for other in self.held[place]:
                if self.take(other, self.suiting[other], tried):
                    self.held[place].remove(other)
                    self.held[place].append(number)
                    return True
        return False

    def fill(self, number: int) -> None:
        """Place a household where there is room, what is an agency's own first."""
        own = [place for place, room in enumerate(self.room) if len(self.held[place]) < room]
        self._put(number, (own or [place for place in range(len(self.room)) if self._has_room(place)])[0])

    def _has_room(self, place: int) -> bool:
        over = len(self.held[place]) - self.room[place]
        return over < 0 or (over == 0 and self.left > 0 and self.may_take[place])

    def _put(self, number: int, place: int) -> None:
        self.left -= len(self.held[place]) >= self.room[place]
        self.held[place].append(number)


def contents_for(needs: Iterable[Need]) -> frozenset[HelpContent]:
    """The help that answers needs."""
    return frozenset(_CONTENTS[need] for need in needs)
