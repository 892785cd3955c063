"""Who is to be helped in a year, who helps, and how much each carries: the only place that counts them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Set
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from django.db.models import Q
from django.utils import timezone

from assignments.models import Agency, Assignment, AssignmentSupporter, BlockAgency, EscapeProspect
from assignments.rules import (
    DOUBT_LABELS,
    HELP_LABELS,
    PATH_LABELS,
    AgencyKind,
    Candidate,
    Coverage,
    EscapePath,
    Helper,
    Load,
    contents_of,
    coverage,
    doubts,
    load,
    propose,
)
from households.models import AdministrativeUnit, Hamlet
from households.queries import NamedHousehold, known_reviews, named_households
from households.rules import (
    CLASSIFICATION_LABELS,
    NEED_LABELS,
    Classification,
    Need,
    positions_of,
)
from povertyplan.common.periods import valid_on

_KNOWN = ("classification", "people", "needs", "no_labour", "deprivations")


class _Known(NamedTuple):
    """What the last review before the year says of a household."""

    classification: str
    people: int | None
    needs: int
    no_labour: bool
    deprivations: int | None


@dataclass(frozen=True, kw_only=True)
class Help:
    """A standing assignment of the year: agencies by their ids."""

    pk: int
    lead_agency: int
    supporters: frozenset[int]
    contents: int

    @property
    def content_labels(self) -> list[str]:
        contents = contents_of(self.contents)
        return [label for content, label in HELP_LABELS.items() if content in contents]


@dataclass(frozen=True, kw_only=True)
class BoardHousehold:
    """A household that is to be helped or is helped; `path` and `classification` are blank where none is
    known.
    """

    household: NamedHousehold
    classification: str
    people: int | None
    path: str
    needs: frozenset[Need]
    doubts: tuple[str, ...]
    help: tuple[Help, ...]

    @property
    def pk(self) -> int:
        return self.household.pk

    @property
    def hamlet(self) -> Hamlet:
        return self.household.hamlet

    @property
    def is_expected(self) -> bool:
        """Whether it was chosen to leave poverty with help."""
        return self.path == EscapePath.HELPED

    @property
    def is_poor(self) -> bool:
        return self.classification == Classification.POOR

    @property
    def standing(self) -> str:
        """Its path, or else its class, in words."""
        if self.path:
            return PATH_LABELS[EscapePath(self.path)]
        return CLASSIFICATION_LABELS[Classification(self.classification)] if self.classification else ""

    @property
    def need_labels(self) -> list[str]:
        return [label for need, label in NEED_LABELS.items() if need in self.needs]


@dataclass(frozen=True, kw_only=True)
class BoardAgency:
    """An agency with the block it is in this year and what it carries."""

    agency: Agency
    block: int | None
    load: Load
    is_standing: bool

    @property
    def pk(self) -> int:
        return self.agency.pk

    @property
    def called(self) -> str:
        """Its short name where it has one."""
        return self.agency.short_name or self.agency.name

    @property
    def helper(self) -> Helper:
        """What a proposal has to know of it."""
        return Helper(agency=self.pk, kind=AgencyKind(self.agency.kind), block=self.block, load=self.load.led)


@dataclass(frozen=True, kw_only=True)
class Board:
    """The households by hamlet and name, the agencies in their order; ended ones only where they help."""

    households: list[BoardHousehold]
    agencies: list[BoardAgency]

    @cached_property
    def expected(self) -> Coverage:
        """Of the households chosen to leave poverty with help."""
        return self._coverage(each for each in self.households if each.is_expected)

    @cached_property
    def poor(self) -> Coverage:
        """Of all that were poor at the start of the year."""
        return self._coverage(each for each in self.households if each.is_poor)

    @cached_property
    def without(self) -> list[BoardHousehold]:
        """Those to be helped whom nobody helps: the expected ones first, then other poor ones."""
        found = [each for each in self.households if not each.help and (each.is_expected or each.is_poor)]
        return sorted(found, key=lambda each: not each.is_expected)

    @cached_property
    def standing_agencies(self) -> list[BoardAgency]:
        """Those that may be given a household."""
        return [each for each in self.agencies if each.is_standing]

    @cached_property
    def agency_by_id(self) -> dict[int, BoardAgency]:
        return {each.pk: each for each in self.agencies}

    def _coverage(self, households: Iterable[BoardHousehold]) -> Coverage:
        helped = {each.pk for each in self.households if each.help}
        return coverage(households={each.pk for each in households}, helped=helped)


def board(*, unit: AdministrativeUnit, year: int) -> Board:
    """Who is to be helped and who helps in a year; in nine queries."""
    chosen = EscapeProspect.objects.in_year(unit, year).chosen()
    prospects = {row[0]: row[1:] for row in chosen.values_list("household", "path", "needs")}
    standing = Assignment.objects.in_year(unit, year).standing().order_by("pk")
    assignments = list(standing)
    supported = AssignmentSupporter.objects.filter(assignment__in=standing.order_by())
    supports = list(supported.values_list("assignment", "agency", "assignment__household"))
    helped = {each.household_id for each in assignments}
    reviews = known_reviews(unit=unit, year=year).filter(
        Q(classification=Classification.POOR) | Q(household__in=prospects) | Q(household__in=helped)
    )
    known = {row[0]: _Known(*row[1:]) for row in reviews.values_list("household", *_KNOWN)}
    households = named_households(helped | prospects.keys() | known.keys())
    supporters: dict[int, set[int]] = {}
    for assignment, agency, _ in supports:
        supporters.setdefault(assignment, set()).add(agency)
    help: dict[int, list[Help]] = {}
    for each in assignments:
        help.setdefault(each.household_id, []).append(
            Help(
                pk=each.pk,
                lead_agency=each.lead_agency_id,
                supporters=frozenset(supporters.get(each.pk, ())),
                contents=each.contents,
            )
        )
    rows = [
        _row(household, known.get(pk), prospects.get(pk), help.get(pk, ()))
        for pk, household in households.items()
    ]
    loads = load(
        led=((each.lead_agency_id, each.household_id) for each in assignments),
        supported=((agency, household) for _, agency, household in supports),
    )
    rows.sort(key=lambda each: each.household.order)
    return Board(households=rows, agencies=_agencies(unit, year, loads))


def _row(
    household: NamedHousehold,
    known: _Known | None,
    prospect: tuple[str, int] | None,
    help: Collection[Help],
) -> BoardHousehold:
    path, needs = prospect or ("", 0)
    found = (
        doubts(
            no_labour=known.no_labour,
            deprivations=None if known.deprivations is None else known.deprivations.bit_count(),
        )
        if known and prospect
        else ()
    )
    return BoardHousehold(
        household=household,
        classification=known.classification if known else "",
        people=known.people if known else None,
        path=path,
        needs=_needs(needs | (known.needs if known else 0)),
        doubts=tuple(DOUBT_LABELS[doubt] for doubt in found),
        help=tuple(help),
    )


def _agencies(unit: AdministrativeUnit, year: int, loads: Mapping[int, Load]) -> list[BoardAgency]:
    members = BlockAgency.objects.filter(block__unit=unit, year=year)
    blocks = dict(members.values_list("agency", "block"))
    today = timezone.localdate()
    found = Agency.objects.in_unit(unit).filter(valid_on(today) | Q(pk__in=loads))
    return [
        BoardAgency(
            agency=each,
            block=blocks.get(each.pk),
            load=loads.get(each.pk, Load()),
            is_standing=each.valid_to is None or each.valid_to > today,
        )
        for each in found.in_order()
    ]


@dataclass(frozen=True, kw_only=True)
class ProposedHelp:
    """An agency proposed for a household, None where none may be given, and why."""

    household: BoardHousehold
    agency: BoardAgency | None
    why: str


def proposal(
    board: Board,
    *,
    expected_only: bool,
    pins: Mapping[int, int] | None = None,
    left: Set[int] = frozenset(),
    chosen: Set[int] = frozenset(),
    hamlet_blocks: Mapping[int, int] | None = None,
) -> list[ProposedHelp]:
    """An agency for each household of the board that nobody helps, or for the expected ones alone; see
    assignments.rules.propose. Households `left` get none; `hamlet_blocks` gives those of a hamlet to the
    agencies of a block.
    """
    blocks = hamlet_blocks or {}
    households = [each for each in board.without if each.is_expected or not expected_only]
    proposed = propose(
        candidates=[
            Candidate(household=each.pk, needs=each.needs, block=blocks.get(each.hamlet.pk))
            for each in households
            if each.pk not in left
        ],
        helpers=[each.helper for each in board.standing_agencies],
        pins=pins,
        chosen=chosen,
    )
    by_household = {each.household: each for each in proposed}
    return [
        ProposedHelp(
            household=household,
            agency=board.agency_by_id.get(each.agency or 0) if each else None,
            why=each.why if each else "để lại",
        )
        for household in households
        for each in [by_household.get(household.pk)]
    ]


def block_of(*, unit: AdministrativeUnit, year: int, agency: int) -> int | None:
    """The block (by its id) that an agency is in this year."""
    members = BlockAgency.objects.filter(block__unit=unit, year=year, agency=agency)
    return members.values_list("block", flat=True).first()


def needs_of(
    *, unit: AdministrativeUnit, year: int, households: Collection[int]
) -> dict[int, frozenset[Need]]:
    """What each of the households needs, from its review and from its prospect."""
    masks = dict.fromkeys(households, 0)
    reviews = known_reviews(unit=unit, year=year).filter(household__in=households)
    prospects = EscapeProspect.objects.in_year(unit, year).filter(household__in=households)
    for found in (reviews, prospects):
        for pk, needs in found.values_list("household", "needs"):
            masks[pk] |= needs
    return {pk: _needs(mask) for pk, mask in masks.items()}


@lru_cache  # some ten masks for hundreds of households
def _needs(mask: int) -> frozenset[Need]:
    kinds = list(Need)
    return frozenset(kinds[position - 1] for position in positions_of(mask))
