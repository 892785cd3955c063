"""Reads of single assignments: who supports, when each agency helps."""

from __future__ import annotations

from collections.abc import Collection

from assignments.models import Assignment, AssignmentSupporter
from assignments.rules import AssignmentContent, Period, Scheme, contents_of
from households.models import AdministrativeUnit, Review
from households.queries import known_reviews
from households.rules import Classification

MAY_BE_HELPED = (Classification.POOR, Classification.NEAR_POOR)


def supporters_of(assignment: Assignment) -> frozenset[int]:
    """The ids of the agencies that support the one in the lead."""
    rows = AssignmentSupporter.objects.filter(assignment=assignment)
    return frozenset(rows.values_list("agency", flat=True))


def content_of(assignment: Assignment, supporters: Collection[int]) -> AssignmentContent:
    """What an assignment says, as an action would be given it."""
    return AssignmentContent(
        lead_agency=assignment.lead_agency_id,
        supporters=frozenset(supporters),
        block=assignment.block_id,
        contents=contents_of(assignment.contents),
        promise=assignment.promise,
        person_in_charge=assignment.person_in_charge,
        period=(assignment.valid_from, assignment.valid_to),
        surveyed_date=assignment.surveyed_date,
        scheme=Scheme(assignment.scheme),
        scheme_text=assignment.scheme_text,
    )


def help_periods(
    *, households: Collection[int], without: Assignment | None = None
) -> dict[tuple[int, int], list[Period]]:
    """When each agency helps each of the households, by their ids, in any year; one assignment left out."""
    standing = Assignment.objects.standing().filter(household__in=households)
    if without:
        standing = standing.exclude(pk=without.pk)
    rows = standing.values_list("household", "lead_agency", "supporters", "valid_from", "valid_to", "pk")
    found: dict[tuple[int, int], dict[int, Period]] = {}
    for household, lead, supporter, start, end, pk in rows:
        for agency in (lead, supporter):  # a row for each supporter, or one without
            found.setdefault((household, agency), {})[pk] = start, end
    return {key: list(periods.values()) for key, periods in found.items()}


def helpable_reviews(*, unit: AdministrativeUnit, year: int) -> list[Review]:
    """What is known of the households that may be helped in a year, each with its household and head."""
    found = known_reviews(unit=unit, year=year).filter(classification__in=MAY_BE_HELPED)
    return list(found.select_related("household__head").order_by("pk"))


def standing_assignments(*, unit: AdministrativeUnit, year: int) -> list[tuple[Assignment, frozenset[int]]]:
    """The year's assignments that were not withdrawn, each with the ids of its supporters."""
    standing = Assignment.objects.in_year(unit, year).standing()
    supporters: dict[int, set[int]] = {}
    pairs = AssignmentSupporter.objects.filter(assignment__in=standing).values_list("assignment", "agency")
    for assignment, agency in pairs:
        supporters.setdefault(assignment, set()).add(agency)
    return [(each, frozenset(supporters.get(each.pk, ()))) for each in standing.order_by("pk")]
