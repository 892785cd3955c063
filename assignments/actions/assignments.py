"""Every write to who helps which household. Whoever writes holds the commune's row first, so that two who
assign the same household come one after the other.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from assignments.models import Agency, Assignment, AssignmentBlock, AssignmentSupporter
from assignments.queries import MAY_BE_HELPED, help_periods, supporters_of
from assignments.rules import (
    AssignmentContent,
    Period,
    clash,
    contents_mask,
    contents_of,
    overlaps,
    usual_period,
)
from households.models import AdministrativeUnit, Household
from households.queries import known_reviews
from povertyplan.accounts.models import User
from povertyplan.common.audit import record_event
from povertyplan.common.dates import short_date
from povertyplan.common.errors import DomainError, StaleError
from povertyplan.common.readings import record_reading
from povertyplan.common.text import clean_line, clean_text

ASSIGNMENT_STALE = "Người khác vừa sửa phân công này; lưu lại lần nữa."
WITHDRAWN = "Phân công này đã rút nên không sửa được nữa."
Given = Sequence[tuple[int, AssignmentContent]]  # households by their ids, in order


@transaction.atomic
def assignment_create(
    *, unit: AdministrativeUnit, year: int, household_id: int, content: AssignmentContent, by: User | None
) -> Assignment:
    """Put a household in the care of agencies; DomainError or ValidationError says why not."""
    [assignment] = _created(unit, year, [(household_id, content)])
    record_event(
        "assignment_created",
        target=assignment,
        by=by,
        unit_code=unit.code,
        label=str(assignment.household),
        details=_told(assignment, content.supporters),
    )
    return assignment


@transaction.atomic
def assignments_create_many(
    *, unit: AdministrativeUnit, year: int, given: Given, by: User | None
) -> list[Assignment]:
    """Put households in the care of agencies, all of them or none."""
    made = _created(unit, year, given)
    record_event(
        "assignments_created",
        target=unit,
        by=by,
        unit_code=unit.code,
        details={
            "year": year,
            "assignments": [[each.household_id, each.lead_agency_id] for each in made],
        },
    )
    return made


@transaction.atomic
def assignment_change(
    *, assignment: Assignment, content: AssignmentContent, version: int | None = None, by: User | None
) -> Assignment:
    """Make an assignment say what `content` says. Raises StaleError when it is no longer at `version`."""
    locked = _locked(assignment, version)
    if changes := _changed(locked, content):
        record_event(
            "assignment_changed",
            target=locked,
            by=by,
            unit_code=locked.unit.code,
            label=str(locked.household),
            details=changes,
        )
    return locked


@transaction.atomic
def assignments_import(
    *,
    unit: AdministrativeUnit,
    year: int,
    created: Given,
    changed: Sequence[tuple[Assignment, AssignmentContent]],
    by: User | None,
) -> None:
    """Write what a workbook says: new assignments, and what it says otherwise of those that stand."""
    for assignment, content in changed:
        _changed(_locked(assignment, assignment.version), content)
    made = _created(unit, year, created)
    record_event(
        "assignments_imported",
        target=unit,
        by=by,
        unit_code=unit.code,
        details={
            "year": year,
            "created": [[each.household_id, each.lead_agency_id] for each in made],
            "changed": [[assignment.household_id, content.lead_agency] for assignment, content in changed],
        },
    )


@transaction.atomic
def assignment_withdraw(
    *, assignment: Assignment, reason: str, version: int | None = None, by: User | None
) -> None:
    """End an assignment for a reason; it is kept, and the household may be given to the same agency anew."""
    locked = _locked(assignment, version)
    locked.withdrawn_reason = clean_line(reason)
    if not locked.withdrawn_reason:
        raise DomainError("Ghi lý do rút phân công.")
    locked.version += 1
    _require_valid(locked)
    locked.save()
    record_event(
        "assignment_withdrawn",
        target=locked,
        by=by,
        unit_code=locked.unit.code,
        label=str(locked.household),
        details={"reason": locked.withdrawn_reason, "lead_agency": locked.lead_agency_id},
    )


def assignments_reading_keep(
    *, unit: AdministrativeUnit, year: int, view: str, households: int, by: User
) -> None:
    """Record that somebody read a view of the board, which names households."""
    record_reading(
        "assignments_read",
        target=unit,
        by=by,
        unit_code=unit.code,
        details={"year": year, "view": view, "households": households},
    )


def _locked(assignment: Assignment, version: int | None) -> Assignment:
    """The assignment as it stands, its commune's row held."""
    AdministrativeUnit.objects.hold(assignment.unit_id)
    locked = Assignment.objects.select_related("unit", "household__head").get(pk=assignment.pk)
    if version is not None and version != locked.version:
        raise StaleError(ASSIGNMENT_STALE)
    if locked.withdrawn_reason:
        raise DomainError(WITHDRAWN)
    return locked


def _changed(locked: Assignment, content: AssignmentContent) -> dict[str, Any]:
    """Make the assignment say what `content` says; what was different, from → to, nothing when it did."""
    supporters = supporters_of(locked)
    before = _told(locked, supporters)
    named = content.agencies - {locked.lead_agency_id} - supporters
    household = {locked.household_id: locked.household}
    given = [(locked.household_id, content)]
    agencies = _check(locked.unit, locked.year, household, given, named, at_hand=locked)
    _say(locked, content, agencies[content.lead_agency])
    _require_valid(locked)
    after = _told(locked, content.supporters)
    changes = {name: [old, after[name]] for name, old in before.items() if old != after[name]}
    if changes:
        locked.version += 1
        locked.save()
        AssignmentSupporter.objects.filter(assignment=locked).exclude(agency__in=content.supporters).delete()
        _support([(locked, content.supporters - supporters)])
    return changes


def _created(unit: AdministrativeUnit, year: int, given: Given) -> list[Assignment]:
    AdministrativeUnit.objects.hold(unit.pk)
    ids = {household for household, _ in given}
    households = Household.objects.in_unit(unit).kept().select_related("head").in_bulk(list(ids))
    if len(households) < len(ids):
        raise DomainError("Có hộ không thuộc xã, phường này hoặc đã ra khỏi danh sách; tải lại trang.")
    _require_poor(unit, year, households)
    agencies = _check(unit, year, households, given, {pk for _, content in given for pk in content.agencies})
    made = []
    for household, content in given:
        assignment = Assignment(unit=unit, year=year, household=households[household])
        _say(assignment, content, agencies[content.lead_agency])
        _require_valid(assignment)
        made.append(assignment)
    Assignment.objects.bulk_create(made)
    _support([(each, content.supporters) for each, (_, content) in zip(made, given, strict=True)])
    return made


def _require_poor(unit: AdministrativeUnit, year: int, households: Mapping[int, Household]) -> None:
    """Help is for who was poor or near-poor at the start of the year."""
    known = known_reviews(unit=unit, year=year).filter(household__in=households)
    classes = dict(known.values_list("household", "classification"))
    for pk, household in households.items():
        if pk not in classes:
            raise DomainError(
                f"Hộ {household.head.name} chưa có kết quả rà soát đầu năm {year} nên chưa phân công được."
            )
        if classes[pk] not in MAY_BE_HELPED:
            raise DomainError(
                f"Hộ {household.head.name} đầu năm {year} không phải hộ nghèo hay hộ cận nghèo"
                " nên không phân công."
            )


def _check(
    unit: AdministrativeUnit,
    year: int,
    households: Mapping[int, Household],
    given: Given,
    newly_named: Collection[int],
    *,
    at_hand: Assignment | None = None,
) -> dict[int, Agency]:
    """The agencies named, by their ids, when what holds across rows does: they are of the commune and stand,
    blocks are of its year, and no agency is twice at a household at the same time.
    """
    wanted = {pk for _, content in given for pk in content.agencies}
    agencies = Agency.objects.in_unit(unit).in_bulk(list(wanted))
    if len(agencies) < len(wanted):
        raise DomainError("Có cơ quan, đơn vị không thuộc xã, phường này; tải lại trang.")
    blocks = {content.block for _, content in given if content.block}
    if blocks and AssignmentBlock.objects.in_year(unit, year).filter(pk__in=blocks).count() < len(blocks):
        raise DomainError("Khối này không thuộc năm, xã, phường đang phân công.")
    today = timezone.localdate()
    taken = help_periods(households=households, without=at_hand)
    for household, content in given:
        period = _period(year, content)
        if content.lead_agency in content.supporters:
            raise DomainError(
                f"{agencies[content.lead_agency]} đã là cơ quan chủ trì; bỏ khỏi danh sách phối hợp."
            )
        for pk in sorted(content.agencies):
            agency = agencies[pk]
            if pk in newly_named and agency.valid_to and agency.valid_to <= max(today, period[0]):
                raise DomainError(
                    f"{agency} đã thôi hoạt động từ {short_date(agency.valid_to)}; chọn cơ quan khác."
                )
            for other in taken.get((household, pk), ()):
                if overlaps(period, other):
                    head = households[household].head.name
                    raise DomainError(clash(agency=agency.name, head=head, period=other))
            taken.setdefault((household, pk), []).append(period)
    return agencies


def _period(year: int, content: AssignmentContent) -> Period:
    """From when to when; some of it in the year, and not the wrong way round."""
    period = content.period or usual_period(year)
    if period[1] <= period[0]:
        raise DomainError("Ngày kết thúc phải sau ngày bắt đầu.")
    if not overlaps(period, (dt.date(year, 1, 1), dt.date(year + 1, 1, 1))):
        raise DomainError(f"Thời gian giúp đỡ phải trong năm {year}.")
    return period


def _say(assignment: Assignment, content: AssignmentContent, lead: Agency) -> None:
    """Put on the assignment what is said of it, supporters aside."""
    assignment.lead_agency = lead
    assignment.block_id = content.block
    assignment.contents = contents_mask(content.contents)
    assignment.promise = clean_line(content.promise)
    assignment.person_in_charge = clean_line(content.person_in_charge)
    assignment.valid_from, assignment.valid_to = _period(assignment.year, content)
    assignment.surveyed_date = content.surveyed_date
    assignment.scheme = content.scheme
    assignment.scheme_text = clean_text(content.scheme_text)


def _require_valid(assignment: Assignment) -> None:
    """What the texts and choices of one row must fulfil; periods, agencies, blocks were asked for all rows,
    which spares the dozen statements that Django's check of constraints takes for each.
    """
    if assignment.surveyed_date and assignment.surveyed_date > timezone.localdate():
        raise DomainError("Ngày khảo sát ở tương lai; kiểm tra lại.")
    assignment.clean_fields(exclude=["unit", "household", "lead_agency", "block"])


def _support(given: Sequence[tuple[Assignment, frozenset[int]]]) -> None:
    AssignmentSupporter.objects.bulk_create(
        AssignmentSupporter(assignment=assignment, agency_id=agency)
        for assignment, agencies in given
        for agency in sorted(agencies)
    )


def _told(assignment: Assignment, supporters: frozenset[int]) -> dict[str, Any]:
    """What the log keeps: agencies by their ids, no person but who of the agency is in charge."""
    return {
        "household": assignment.household_id,
        "year": assignment.year,
        "lead_agency": assignment.lead_agency_id,
        "supporters": sorted(supporters),
        "block": assignment.block_id,
        "contents": sorted(contents_of(assignment.contents)),
        "promise": assignment.promise,
        "person_in_charge": assignment.person_in_charge,
        "valid_from": assignment.valid_from.isoformat(),
        "valid_to": assignment.valid_to.isoformat(),
        "surveyed_date": assignment.surveyed_date and assignment.surveyed_date.isoformat(),
        "scheme": assignment.scheme,
        "scheme_text": assignment.scheme_text,
    }
