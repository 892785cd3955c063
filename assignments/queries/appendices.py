"""What the three appendices of a year list, and where they do not agree."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import F, QuerySet

from assignments.models import (
    Agency,
    Assignment,
    AssignmentBlock,
    AssignmentSupporter,
    BlockAgency,
    EscapeProspect,
)
from assignments.queries.care import people_of, told_needs
from assignments.rules import EscapePath
from households.models import AdministrativeUnit, Household, Indicator
from households.queries import known_reviews
from households.rules import Dimension, positions_of
from povertyplan.common.together import read_together
from povertyplan.documents.checks import Level


@dataclass(frozen=True, kw_only=True)
class HelpedLine:
    """A household to be helped; `hamlet` is the one it is counted under, blank where the list names none.
    `deprivations` are names of indicators; None where only the score is known.
    """

    head: str
    hamlet: str
    people: int
    deprivations: tuple[str, ...] | None
    needs: tuple[str, ...]


def helped_list(*, unit: AdministrativeUnit, year: int) -> list[HelpedLine]:
    """The households that a year's help is to bring out of poverty, by hamlet and name; in five queries.

    Nothing tells of health: neither that need nor the indicators of that dimension, one of which is a
    child's illness.
    """
    prospects = list(
        _helped(unit, year)
        .select_related("household__head", "hamlet")
        .order_by(
            F("hamlet__position").asc(nulls_last=True),
            *("hamlet__sort_key", "hamlet", "household__sort_key", "pk"),
        )
    )
    ids = [prospect.household_id for prospect in prospects]
    people = people_of(ids)
    found = known_reviews(unit=unit, year=year).filter(household__in=ids).select_related("round")
    reviews = {review.household_id: review for review in found}
    names: dict[int, dict[int, str]] = {}
    indicators = Indicator.objects.filter(
        standard__in={review.round.standard_id for review in reviews.values()}
    )
    for indicator in indicators.exclude(dimension=Dimension.HEALTH):
        names.setdefault(indicator.standard_id, {})[indicator.position] = indicator.name
    lines = []
    for prospect in prospects:
        review = reviews.get(prospect.household_id)
        mask = review.deprivations if review else None
        told = names.get(review.round.standard_id, {}) if review else {}
        lines.append(
            HelpedLine(
                head=prospect.household.head.name,
                hamlet=prospect.hamlet.full_name if prospect.hamlet else "",
                people=people[prospect.household_id],
                deprivations=None
                if mask is None
                else tuple(told[position] for position in sorted(positions_of(mask)) if position in told),
                needs=told_needs(prospect.needs or (review.needs if review else 0)),
            )
        )
    return lines


def _helped(unit: AdministrativeUnit, year: int) -> QuerySet[EscapeProspect]:
    return EscapeProspect.objects.in_year(unit, year).chosen().filter(path=EscapePath.HELPED)


@dataclass(frozen=True, kw_only=True)
class AssignedLine:
    """An assignment that stands, with the names of the supporting agencies."""

    assignment: Assignment
    supporters: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class BlockLine:
    """A block with the names of its agencies and how many assignments are its own."""

    block: AssignmentBlock | None  # None for what is in no block
    lead: str
    others: tuple[str, ...]
    assignments: int


@dataclass(frozen=True, kw_only=True)
class HelpLists:
    """A year's assignments by block, leading agency and name of the household; the blocks in order, and last
    what is in no block if there is any.
    """

    assigned: tuple[AssignedLine, ...]
    blocks: tuple[BlockLine, ...]


def help_lists(*, unit: AdministrativeUnit, year: int) -> HelpLists:
    """Who helps whom, in two queries."""
    standing = Assignment.objects.in_year(unit, year).standing()
    assignments = list(
        standing.select_related("block", "lead_agency", "household__head", "household__hamlet").order_by(
            F("block__order").asc(nulls_last=True),
            *("block", "lead_agency__order", "lead_agency", "household__sort_key", "pk"),
        )
    )
    agencies, blocks, members, supporters = read_together(
        Agency.objects.in_unit(unit),
        AssignmentBlock.objects.in_year(unit, year),
        BlockAgency.objects.filter(block__unit=unit, year=year),
        AssignmentSupporter.objects.filter(assignment__in=standing),
    )
    names = {agency.pk: agency.name for agency in sorted(agencies, key=_in_order)}
    support, others = defaultdict(set), defaultdict(set)
    for row in supporters:
        support[row.assignment_id].add(row.agency_id)
    for row in members:
        others[row.block_id].add(row.agency_id)
    count = Counter(assignment.block_id for assignment in assignments)
    lines = [
        BlockLine(
            block=block,
            lead=names[block.lead_agency_id],
            others=_named(names, others[block.pk] - {block.lead_agency_id}),
            assignments=count[block.pk],
        )
        for block in sorted(blocks, key=_in_order)
    ]
    if count[None]:
        lines.append(BlockLine(block=None, lead="", others=(), assignments=count[None]))
    return HelpLists(
        assigned=tuple(
            AssignedLine(assignment=each, supporters=_named(names, support[each.pk])) for each in assignments
        ),
        blocks=tuple(lines),
    )


def _in_order(row: Agency | AssignmentBlock) -> tuple[int, int]:
    return row.order, row.pk


def _named(names: Mapping[int, str], ids: Collection[int]) -> tuple[str, ...]:
    """Those of the names, in their order."""
    return tuple(name for pk, name in names.items() if pk in ids)


class AppendixCode(StrEnum):
    """How appendix I and appendix II may differ."""

    HELPED_NOT_ASSIGNED = "helped_not_assigned"
    ASSIGNED_NOT_HELPED = "assigned_not_helped"
    ASSIGNED_TWICE = "assigned_twice"


APPENDIX_SENTENCES = {
    AppendixCode.HELPED_NOT_ASSIGNED: "hộ ở Phụ lục I chưa có cơ quan nào giúp đỡ ở Phụ lục II",
    AppendixCode.ASSIGNED_NOT_HELPED: "hộ ở Phụ lục II không có trong danh sách được giúp đỡ ở Phụ lục I",
    AppendixCode.ASSIGNED_TWICE: "hộ có hơn một dòng ở Phụ lục II",
}


@dataclass(frozen=True, kw_only=True)
class AppendixFinding:
    """A difference with the households that make it; its message names nobody. `code` and `level` are those
    of docs/findings.md.
    """

    code: AppendixCode
    level: Level = Level.WARNING
    households: tuple[Household, ...]

    @property
    def message(self) -> str:
        return f"Có {len(self.households)} {APPENDIX_SENTENCES[self.code]}."


def appendix_findings(*, unit: AdministrativeUnit, year: int) -> list[AppendixFinding]:
    """Where the households to be helped are not those that an agency helps, each exactly once; in three
    queries.
    """
    helped = set(_helped(unit, year).values_list("household", flat=True))
    assigned = Counter(Assignment.objects.in_year(unit, year).standing().values_list("household", flat=True))
    ids = {
        AppendixCode.HELPED_NOT_ASSIGNED: helped - set(assigned),
        AppendixCode.ASSIGNED_NOT_HELPED: set(assigned) - helped,
        AppendixCode.ASSIGNED_TWICE: {household for household, rows in assigned.items() if rows > 1},
    }
    concerned = Household.objects.filter(pk__in=set().union(*ids.values()))
    households = list(concerned.select_related("head", "hamlet").in_name_order())
    return [
        AppendixFinding(code=code, households=tuple(each for each in households if each.pk in found))
        for code, found in ids.items()
        if found
    ]
