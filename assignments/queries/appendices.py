"""What the three appendices of a year list, and where they do not agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import F, QuerySet

from assignments.models import Assignment, AssignmentBlock, EscapeProspect
from assignments.queries.care import SUPPORTERS, people_of, told_needs
from assignments.rules import EscapePath
from households.models import AdministrativeUnit, Household, Indicator
from households.queries import known_reviews
from households.rules import Dimension, positions_of
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
class BlockLine:
    """A block with its other members and how many assignments are its own; the last one has no block."""

    block: AssignmentBlock | None
    others: tuple[str, ...]
    assignments: int


def assigned_list(*, unit: AdministrativeUnit, year: int) -> list[Assignment]:
    """The assignments that stand, by block, leading agency and name of the household; in two queries."""
    found = Assignment.objects.in_year(unit, year).standing()
    return list(
        found.select_related("block", "lead_agency", "household__head", "household__hamlet")
        .prefetch_related(SUPPORTERS)
        .order_by(
            F("block__order").asc(nulls_last=True),
            *("block", "lead_agency__order", "lead_agency", "household__sort_key", "pk"),
        )
    )


def block_list(*, unit: AdministrativeUnit, year: int, assignments: Iterable[Assignment]) -> list[BlockLine]:
    """The blocks of a year in order with their share of the assignments, and last what is in no block if
    there is any; in two queries.
    """
    count = Counter(assignment.block_id for assignment in assignments)
    blocks = AssignmentBlock.objects.in_year(unit, year).in_order().select_related("lead_agency")
    lines = [
        BlockLine(
            block=block,
            others=tuple(
                agency.name
                for agency in sorted(block.agencies.all(), key=lambda agency: (agency.order, agency.pk))
                if agency.pk != block.lead_agency_id
            ),
            assignments=count[block.pk],
        )
        for block in blocks.prefetch_related("agencies")
    ]
    return lines + ([BlockLine(block=None, others=(), assignments=count[None])] if count[None] else [])


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
