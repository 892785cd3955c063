"""Who helps which household: what is written, what is refused, what the log says."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from assignments.actions import (
    assignment_change,
    assignment_create,
    assignment_withdraw,
    assignments_create_many,
)
from assignments.models import Agency, Assignment, AssignmentSupporter
from assignments.rules import AssignmentContent, HelpContent, Scheme
from households.models import AdministrativeUnit, Household, ReviewRound
from povertyplan.accounts.models import User
from povertyplan.common.errors import DomainError, StaleError
from povertyplan.common.history import lines
from povertyplan.common.models import AuditEvent
from tests.assignments.factories import AgencyFactory, AssignmentBlockFactory, AssignmentFactory
from tests.factories import (
    YEAR,
    CommuneFactory,
    HamletFactory,
    HouseholdFactory,
    ReviewFactory,
    ReviewRoundFactory,
    officer_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit() -> AdministrativeUnit:
    return CommuneFactory.create()


@pytest.fixture
def officer(unit: AdministrativeUnit) -> User:
    return officer_of(unit)


@pytest.fixture
def round(unit: AdministrativeUnit) -> ReviewRound:
    return ReviewRoundFactory.create(unit=unit, closed=True)


@pytest.fixture
def household(round: ReviewRound) -> Household:
    return poor(round)


@pytest.fixture
def lead(unit: AdministrativeUnit) -> Agency:
    return AgencyFactory.create(unit=unit)


def poor(round: ReviewRound, **traits: bool) -> Household:
    """A household of the round's commune, poor unless said otherwise."""
    household = HouseholdFactory.create(hamlet=HamletFactory.create(unit=round.unit))
    ReviewFactory(round=round, household=household, **(traits or {"poor": True}))
    return household


def test_assignment_says_what_it_was_given(unit, officer, household, lead):
    supporter = AgencyFactory.create(unit=unit)
    block = AssignmentBlockFactory.create(lead_agency=lead)
    content = AssignmentContent(
        lead_agency=lead.pk,
        supporters=frozenset({supporter.pk}),
        block=block.pk,
        contents=frozenset({HelpContent.LOAN, HelpContent.LIVELIHOOD}),
        promise="  Một con  bò ",
        person_in_charge="Lò Thị Một",
        scheme=Scheme.SENT,
        scheme_text="Nuôi bò.\n\nVay vốn.",
    )

    made = assignment_create(unit=unit, year=YEAR, household_id=household.pk, content=content, by=officer)

    stored = Assignment.objects.get(pk=made.pk)
    assert (stored.unit, stored.year, stored.household, stored.lead_agency) == (unit, YEAR, household, lead)
    assert (stored.valid_from, stored.valid_to) == (dt.date(YEAR, 5, 1), dt.date(YEAR, 10, 1))
    assert stored.content_labels == ("sinh kế, sản xuất", "vay vốn")
    assert (stored.block, stored.promise, stored.scheme_text) == (block, "Một con bò", "Nuôi bò.\nVay vốn.")
    assert [each.agency for each in AssignmentSupporter.objects.all()] == [supporter]
    [line] = lines([AuditEvent.objects.get(action="assignment_created")])
    said = {change.what: change.after for change in line.changes}
    assert said["cơ quan chủ trì"] == lead.name
    assert said["cơ quan phối hợp"] == supporter.name
    assert said["nội dung giúp đỡ"] == "sinh kế, sản xuất, vay vốn"
    assert said["từ ngày"] == "01/05/2026"
    assert household.head.name not in str(line)


def test_near_poor_household_may_be_helped_too(unit, officer, round, lead):
    content = AssignmentContent(lead_agency=lead.pk)

    assignment_create(
        unit=unit, year=YEAR, household_id=poor(round, near_poor=True).pk, content=content, by=officer
    )

    assert Assignment.objects.count() == 1


def refusal(unit: AdministrativeUnit, household: Household, content: AssignmentContent) -> str:
    """Why such an assignment is refused; nothing must have been written."""
    with pytest.raises(DomainError) as refused:
        assignment_create(unit=unit, year=YEAR, household_id=household.pk, content=content, by=None)
    assert not Assignment.objects.filter(household=household).exclude(promise="có từ trước").exists()
    assert not AuditEvent.objects.filter(action="assignment_created").exists()
    return str(refused.value)


def test_households_that_are_not_to_be_helped_are_refused(unit, round, lead):
    content = AssignmentContent(lead_agency=lead.pk)
    gone = poor(round)
    Household.objects.filter(pk=gone.pk).update(valid_to=dt.date(YEAR, 3, 1))
    foreign = poor(ReviewRoundFactory.create(closed=True))

    assert "ra khỏi danh sách" in refusal(unit, gone, content)
    assert "không thuộc xã" in refusal(unit, foreign, content)
    assert "không phải hộ nghèo" in refusal(unit, poor(round, other=True), content)
    assert "chưa có kết quả rà soát" in refusal(
        unit, HouseholdFactory.create(hamlet=HamletFactory.create(unit=unit)), content
    )


def test_agencies_that_cannot_help_are_refused(unit, household, lead):
    foreign = AgencyFactory.create()
    ended = AgencyFactory.create(unit=unit, valid_to=dt.date(YEAR, 2, 3))
    with_lead = AssignmentContent(lead_agency=lead.pk)

    assert "không thuộc xã" in refusal(unit, household, AssignmentContent(lead_agency=foreign.pk))
    assert "không thuộc xã" in refusal(
        unit, household, replace(with_lead, supporters=frozenset({foreign.pk}))
    )
    assert "thôi hoạt động từ 03/02/2026" in refusal(
        unit, household, replace(with_lead, supporters=frozenset({ended.pk}))
    )
    assert "đã là cơ quan chủ trì" in refusal(
        unit, household, replace(with_lead, supporters=frozenset({lead.pk}))
    )
    of_another_year = AssignmentBlockFactory.create(lead_agency=lead, year=YEAR - 1)
    assert "Khối này không thuộc" in refusal(unit, household, replace(with_lead, block=of_another_year.pk))


@pytest.mark.parametrize(
    ("period", "sentence"),
    [
        ((dt.date(YEAR, 9, 1), dt.date(YEAR, 5, 1)), "Ngày kết thúc phải sau"),
        ((dt.date(YEAR, 9, 1), dt.date(YEAR, 9, 1)), "Ngày kết thúc phải sau"),
        ((dt.date(YEAR - 1, 5, 1), dt.date(YEAR, 1, 1)), "phải trong năm 2026"),
    ],
)
def test_impossible_period_is_refused(unit, household, lead, period, sentence):
    assert sentence in refusal(unit, household, AssignmentContent(lead_agency=lead.pk, period=period))


def test_survey_in_the_future_is_refused(unit, household, lead):
    tomorrow = timezone.localdate() + dt.timedelta(days=1)

    assert "ở tương lai" in refusal(
        unit, household, AssignmentContent(lead_agency=lead.pk, surveyed_date=tomorrow)
    )


@pytest.mark.parametrize("as_supporter", [False, True])
def test_same_agency_at_the_same_time_is_refused(unit, household, lead, as_supporter):
    other = AgencyFactory.create(unit=unit)
    stored = AssignmentFactory.create(
        household=household, lead_agency=other if as_supporter else lead, promise="có từ trước"
    )
    if as_supporter:
        AssignmentSupporter.objects.create(assignment=stored, agency=lead)
    another = AgencyFactory.create(unit=unit)

    sentence = refusal(unit, household, AssignmentContent(lead_agency=lead.pk))
    assert sentence == (
        f"{lead} đã được phân công giúp hộ {household.head.name} từ 01/05/2026 đến 30/09/2026."
    )
    supporting = AssignmentContent(lead_agency=another.pk, supporters=frozenset({lead.pk}))
    assert "đã được phân công giúp hộ" in refusal(unit, household, supporting)

    after = AssignmentContent(lead_agency=lead.pk, period=(dt.date(YEAR, 10, 1), dt.date(YEAR, 12, 1)))
    assignment_create(unit=unit, year=YEAR, household_id=household.pk, content=after, by=None)


def test_many_are_made_together_or_not_at_all(unit, officer, round, lead):
    households = [poor(round), poor(round), poor(round)]
    content = AssignmentContent(lead_agency=lead.pk)
    given = [(household.pk, content) for household in households]

    with pytest.raises(DomainError, match="đã được phân công"):
        assignments_create_many(unit=unit, year=YEAR, given=[*given, given[0]], by=officer)
    assert not Assignment.objects.exists()

    assignments_create_many(unit=unit, year=YEAR, given=given, by=officer)

    assert [each.household for each in Assignment.objects.order_by("pk")] == households
    [event] = AuditEvent.objects.filter(action="assignments_created")
    [line] = lines([event])
    assert [(change.what, change.after) for change in line.changes] == [(lead.name, "3 hộ")]


@pytest.mark.parametrize("households", [1, 4])
def test_many_take_no_more_queries_than_one(unit, round, lead, households, django_assert_num_queries):
    supporter = AgencyFactory.create(unit=unit)
    content = AssignmentContent(lead_agency=lead.pk, supporters=frozenset({supporter.pk}))
    given = [(poor(round).pk, content) for _ in range(households)]

    with django_assert_num_queries(15):
        assignments_create_many(unit=unit, year=YEAR, given=given, by=None)


def test_change_is_told_from_and_to(unit, officer, household, lead):
    assignment = AssignmentFactory.create(household=household, lead_agency=lead)
    old, new = AgencyFactory.create_batch(2, unit=unit)
    AssignmentSupporter.objects.create(assignment=assignment, agency=old)
    content = AssignmentContent(
        lead_agency=lead.pk, supporters=frozenset({new.pk}), surveyed_date=dt.date(YEAR, 5, 6)
    )

    changed = assignment_change(assignment=assignment, content=content, version=1, by=officer)

    assert changed.version == 2
    assert [each.agency for each in AssignmentSupporter.objects.all()] == [new]
    [line] = lines([AuditEvent.objects.get(action="assignment_changed")])
    assert [(change.what, change.before, change.after) for change in line.changes] == [
        ("ngày khảo sát", "", "06/05/2026"),
        ("cơ quan phối hợp", old.name, new.name),
    ]


def test_change_of_nothing_is_no_event(household, lead):
    assignment = AssignmentFactory.create(household=household, lead_agency=lead)

    assignment_change(assignment=assignment, content=AssignmentContent(lead_agency=lead.pk), by=None)

    assert not AuditEvent.objects.exists()
    assert Assignment.objects.get().version == 1


def test_agency_that_ended_since_stays_and_is_not_named_anew(unit, household):
    ended = AgencyFactory.create(unit=unit, valid_to=dt.date(YEAR, 2, 3))
    assignment = AssignmentFactory.create(household=household, lead_agency=ended)
    content = AssignmentContent(lead_agency=ended.pk, promise="Ngày công")

    assignment_change(assignment=assignment, content=content, by=None)

    other = AgencyFactory.create(unit=unit, valid_to=dt.date(YEAR, 2, 3))
    with pytest.raises(DomainError, match="thôi hoạt động"):
        assignment_change(
            assignment=assignment, content=replace(content, supporters=frozenset({other.pk})), by=None
        )


def test_stale_or_withdrawn_assignment_is_not_changed(household, lead):
    assignment = AssignmentFactory.create(household=household, lead_agency=lead, version=3)
    content = AssignmentContent(lead_agency=lead.pk, promise="Ngày công")

    with pytest.raises(StaleError):
        assignment_change(assignment=assignment, content=content, version=2, by=None)
    with pytest.raises(StaleError):
        assignment_withdraw(assignment=assignment, reason="Nhầm hộ", version=2, by=None)
    assignment_withdraw(assignment=assignment, reason="Nhầm hộ", version=3, by=None)
    with pytest.raises(DomainError, match="đã rút"):
        assignment_change(assignment=assignment, content=content, by=None)


def test_withdrawing_wants_a_reason_and_frees_the_agency(unit, officer, household, lead):
    assignment = AssignmentFactory.create(household=household, lead_agency=lead)

    with pytest.raises(DomainError, match="lý do"):
        assignment_withdraw(assignment=assignment, reason=" \x00", by=officer)
    assignment_withdraw(assignment=assignment, reason=" Nhầm  hộ", by=officer)

    assert Assignment.objects.get().withdrawn_reason == "Nhầm hộ"
    [line] = lines([AuditEvent.objects.get(action="assignment_withdrawn")])
    assert ("lý do", "Nhầm hộ") in [(change.what, change.after) for change in line.changes]
    content = AssignmentContent(lead_agency=lead.pk)
    assignment_create(unit=unit, year=YEAR, household_id=household.pk, content=content, by=officer)


def test_what_is_too_long_is_refused_by_its_field(unit, household, lead):
    content = AssignmentContent(lead_agency=lead.pk, promise="n" * 301)

    with pytest.raises(ValidationError) as refused:
        assignment_create(unit=unit, year=YEAR, household_id=household.pk, content=content, by=None)
    assert list(refused.value.message_dict) == ["promise"]
