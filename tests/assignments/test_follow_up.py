"""What has to be looked after: the rules day by day, and which households they are asked of."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assignments.actions import visit_attend
from assignments.models import Assignment
from assignments.queries import agency_follow_up, day_of, follow_up, hamlet_follow_up
from assignments.rules import (
    Alert,
    Raised,
    Result,
    Scheme,
    Situation,
    assignment_alerts,
    support_overdue,
    visit_overdue,
    worse_twice,
)
from households.models import AdministrativeUnit, Hamlet, Household
from povertyplan.common.errors import DomainError
from povertyplan.common.models import AuditEvent
from tests.assignments.factories import (
    AssignmentFactory,
    EndangeredHouseholdFactory,
    EscapeProspectFactory,
    SupportItemFactory,
    VisitFactory,
)
from tests.factories import (
    YEAR,
    CommuneFactory,
    HamletFactory,
    HouseholdFactory,
    ReviewFactory,
    ReviewRoundFactory,
    leader_of,
    leader_of_hamlets,
    officer_of,
)

WORSE, SAME = Situation.WORSE, Situation.SAME
START = dt.date(YEAR, 5, 1)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(f"{YEAR}-{text}")


# --- the rules ---


@pytest.mark.parametrize(
    ("last", "start", "days", "on", "since"),
    [
        (None, "01-01", 90, "04-01", None),
        (None, "01-01", 90, "04-02", "04-01"),
        ("03-10", "01-01", 90, "06-08", None),
        ("03-10", "01-01", 90, "06-09", "06-08"),
        ("01-10", "02-01", 90, "05-02", None),
        ("01-10", "02-01", 90, "05-03", "05-02"),
        (None, "01-01", 180, "06-30", None),
        (None, "01-01", 180, "07-01", "06-30"),
    ],
)
def test_visit_is_late_from_the_day_after_it_was_due(
    last: str | None, start: str, days: int, on: str, since: str | None
) -> None:
    found = visit_overdue(last=day(last) if last else None, start=day(start), days=days, on=day(on))

    assert found == (Raised(alert=Alert.VISIT_OVERDUE, since=day(since)) if since else None)


@pytest.mark.parametrize(
    ("situations", "is_worse"),
    [((), False), ((WORSE,), False), ((WORSE, WORSE, SAME), True), ((SAME, WORSE, WORSE), False)],
)
def test_worse_is_counted_over_the_last_two_visits(situations: tuple[Situation, ...], is_worse: bool) -> None:
    visits = [(day("06-20") - dt.timedelta(days=at), each) for at, each in enumerate(situations)]

    found = worse_twice(visits)

    assert found == (Raised(alert=Alert.WORSE_TWICE, since=day("06-20")) if is_worse else None)


def test_promise_is_late_from_the_day_after_it_was_due() -> None:
    assert support_overdue(due=day("06-10"), on=day("06-10")) is None
    assert support_overdue(due=day("06-10"), on=day("06-11")) == Raised(
        alert=Alert.SUPPORT_OVERDUE, since=day("06-10")
    )


@pytest.mark.parametrize(
    ("on", "told", "alerts"),
    [
        ("05-31", {}, {}),
        ("06-01", {}, {Alert.SURVEY_MISSING: "05-31"}),
        ("06-30", {}, {Alert.SURVEY_MISSING: "05-31"}),
        ("07-01", {}, {Alert.SURVEY_MISSING: "05-31", Alert.SCHEME_MISSING: "06-30"}),
        ("07-01", {"surveyed": day("05-20")}, {Alert.SCHEME_MISSING: "06-30"}),
        ("07-01", {"surveyed": day("05-20"), "scheme": Scheme.SENT}, {}),
        ("11-30", {"surveyed": day("05-20"), "scheme": Scheme.AGREED}, {}),
        (
            "12-01",
            {"surveyed": day("05-20"), "scheme": Scheme.AGREED},
            {Alert.RESULT_MISSING: "11-30"},
        ),
        ("12-01", {"result": Result.NOT_ESCAPED}, {}),
    ],
)
def test_agency_owes_survey_scheme_and_result(
    on: str, told: dict[str, object], alerts: dict[Alert, str]
) -> None:
    given: dict[str, object] = {"surveyed": None, "scheme": Scheme.NOT_YET, "result": Result.OPEN} | told

    found = assignment_alerts(year=YEAR, start=START, on=day(on), **given)  # type: ignore[arg-type]

    assert {each.alert: each.since for each in found} == {
        alert: day(since) for alert, since in alerts.items()
    }


def test_past_year_stands_as_on_its_last_day() -> None:
    assert day_of(YEAR, today=day("06-30")) == day("06-30")
    assert day_of(YEAR, today=dt.date(YEAR + 1, 3, 1)) == day("12-31")


# --- whom they are asked of ---

JULY = day("07-20")


@pytest.fixture
def unit() -> AdministrativeUnit:
    return CommuneFactory.create()


@pytest.fixture
def hamlet(unit: AdministrativeUnit) -> Hamlet:
    return HamletFactory.create(unit=unit)


def found(unit: AdministrativeUnit, on: dt.date = JULY, year: int = YEAR) -> list[tuple[str, int]]:
    return [(line.alert.value, line.household.pk) for line in follow_up(unit=unit, year=year, on=on)]


@pytest.mark.django_db
def test_most_urgent_comes_first(unit: AdministrativeUnit, hamlet: Hamlet) -> None:
    assignment = AssignmentFactory.create(household__hamlet=hamlet)
    household = assignment.household
    for date in (day("03-01"), day("03-20")):
        VisitFactory.create(household=household, date=date, situation=WORSE)
    VisitFactory.create(household=household, date=day("02-01"), needs_attention=True, note="Mái dột")
    SupportItemFactory.create(
        household=household, assignment=assignment, date=None, due_date=day("06-10"), what="Một con bò"
    )

    lines = follow_up(unit=unit, year=YEAR, on=JULY)

    assert [(line.alert, line.since, line.detail) for line in lines] == [
        (Alert.NEEDS_ATTENTION, day("02-01"), "Mái dột"),
        (Alert.WORSE_TWICE, day("03-20"), ""),
        (Alert.SUPPORT_OVERDUE, day("06-10"), "Một con bò"),
        (Alert.VISIT_OVERDUE, day("06-18"), ""),
        (Alert.SURVEY_MISSING, day("05-31"), ""),
        (Alert.SCHEME_MISSING, day("06-30"), ""),
    ]
    assert {line.assignment for line in lines} == {assignment.pk}


@pytest.mark.django_db
def test_what_was_given_withdrawn_or_attended_to_is_nobodys_concern(
    unit: AdministrativeUnit, hamlet: Hamlet
) -> None:
    household = HouseholdFactory.create(hamlet=hamlet)
    officer = officer_of(unit)
    EscapeProspectFactory.create(household=household)
    visit = VisitFactory.create(household=household, date=day("07-01"), needs_attention=True)
    visit_attend(visit=visit, by=officer)
    SupportItemFactory.create(household=household, due_date=day("06-10"), date=day("07-01"))
    SupportItemFactory.create(
        household=household, due_date=day("06-10"), date=None, withdrawn_reason="Ghi nhầm"
    )
    AssignmentFactory.create(household=household, withdrawn_reason="Hộ từ chối")

    assert found(unit) == []


@pytest.mark.django_db
def test_poor_chosen_and_helped_households_are_visited_every_quarter(
    unit: AdministrativeUnit, hamlet: Hamlet
) -> None:
    poor, near_poor, chosen, dropped, gone, endangered = HouseholdFactory.create_batch(6, hamlet=hamlet)
    round = ReviewRoundFactory.create(unit=unit, closed=True)
    ReviewFactory.create(round=round, household=poor, poor=True)
    ReviewFactory.create(round=round, household=near_poor, near_poor=True)
    ReviewFactory.create(round=round, household=gone, poor=True)
    Household.objects.filter(pk=gone.pk).update(valid_to=day("02-01"))
    for household in (chosen, gone):
        EscapeProspectFactory.create(household=household)
    EscapeProspectFactory.create(household=dropped, status="dropped")
    EndangeredHouseholdFactory.create(household=endangered)

    assert found(unit, on=day("04-01")) == []
    assert {each for _, each in found(unit, on=day("04-02"))} == {
        household.pk for household in (poor, chosen, endangered)
    }


def poor_once(hamlet: Hamlet, **now: bool) -> Household:
    """A household that was poor at the end of 2024, and `now` at the end of 2025."""
    household = HouseholdFactory.create(hamlet=hamlet)
    before = ReviewRoundFactory.create(
        unit=hamlet.unit, closed=True, year=YEAR - 2, reference_date=dt.date(YEAR - 2, 12, 31)
    )
    after = ReviewRoundFactory.create(unit=hamlet.unit, closed=True, base=before)
    ReviewFactory.create(round=before, household=household, poor=True)
    ReviewFactory.create(round=after, household=household, **now)
    return household


@pytest.mark.django_db
@pytest.mark.parametrize("now", ["near_poor", "other"])
@pytest.mark.parametrize(
    ("on", "is_late"),
    [
        (dt.date(2026, 6, 29), False),
        (dt.date(2026, 6, 30), True),
        (dt.date(2028, 12, 30), True),
        (dt.date(2028, 12, 31), False),
    ],
)
def test_escaped_household_is_visited_twice_a_year_for_36_months(
    unit: AdministrativeUnit, hamlet: Hamlet, now: str, on: dt.date, is_late: bool
) -> None:
    household = poor_once(hamlet, **{now: True})

    assert found(unit, on=on, year=on.year) == ([("visit_overdue", household.pk)] if is_late else [])


@pytest.mark.django_db
def test_household_that_stayed_poor_is_visited_as_a_poor_one(
    unit: AdministrativeUnit, hamlet: Hamlet
) -> None:
    household = poor_once(hamlet, poor=True)

    assert found(unit, on=day("04-01")) == []
    assert found(unit, on=day("04-02")) == [("visit_overdue", household.pk)]


@pytest.mark.django_db
def test_household_that_is_not_watched_is_heard_when_it_fares_worse(
    unit: AdministrativeUnit, hamlet: Hamlet
) -> None:
    household = HouseholdFactory.create(hamlet=hamlet)
    for date in (dt.date(YEAR - 1, 12, 1), day("01-05")):
        VisitFactory.create(household=household, date=date, situation=WORSE)

    assert found(unit) == [("worse_twice", household.pk)]


@pytest.mark.django_db
def test_hamlets_leader_looks_after_his_own(unit: AdministrativeUnit, hamlet: Hamlet) -> None:
    own, neighbour = (
        AssignmentFactory.create(household=HouseholdFactory.create(hamlet=each)).household
        for each in (hamlet, HamletFactory.create(unit=unit))
    )
    for household in (own, neighbour):
        SupportItemFactory.create(household=household, date=None, due_date=day("06-10"))

    lines = hamlet_follow_up(user=leader_of_hamlets(hamlet), on=JULY)

    assert [(line.alert, line.household.pk) for line in lines] == [
        (Alert.SUPPORT_OVERDUE, own.pk),
        (Alert.VISIT_OVERDUE, own.pk),
    ]
    assert hamlet_follow_up(user=officer_of(unit), on=JULY) == []


@pytest.mark.django_db
def test_agency_looks_after_what_it_promised_and_not_after_the_communes_tasks(
    unit: AdministrativeUnit, hamlet: Hamlet
) -> None:
    own = AssignmentFactory.create(household__hamlet=hamlet, surveyed_date=day("05-10"), scheme="sent")
    other = AssignmentFactory.create(household__hamlet=hamlet)
    VisitFactory.create(household=own.household, date=day("07-01"), needs_attention=True)
    for assignment in (own, other, None):
        SupportItemFactory.create(
            household=own.household if assignment is None else assignment.household,
            assignment=assignment,
            date=None,
            due_date=day("06-10"),
            what=f"Khoản {assignment.pk if assignment else 'riêng'}",
        )

    lines = agency_follow_up(assignments=Assignment.objects.filter(pk=own.pk), on=JULY)

    assert [(line.alert, line.detail) for line in lines] == [(Alert.SUPPORT_OVERDUE, f"Khoản {own.pk}")]


@pytest.mark.django_db
def test_agency_still_owes_the_result_of_last_year_and_visits_there_no_more(hamlet: Hamlet) -> None:
    old = AssignmentFactory.create(
        household__hamlet=hamlet, year=YEAR - 1, valid_from=dt.date(YEAR - 1, 5, 1), scheme="sent"
    )
    Assignment.objects.update(surveyed_date=dt.date(YEAR - 1, 5, 10))

    lines = agency_follow_up(assignments=Assignment.objects.filter(pk=old.pk), on=JULY)

    assert [line.alert for line in lines] == [Alert.RESULT_MISSING]


@pytest.mark.django_db
@pytest.mark.parametrize("size", [1, 5])
def test_queries_do_not_grow_with_households(
    unit: AdministrativeUnit,
    hamlet: Hamlet,
    size: int,
    django_assert_max_num_queries: object,
) -> None:
    for household in HouseholdFactory.create_batch(size, hamlet=hamlet):
        assignment = AssignmentFactory.create(household=household)
        VisitFactory.create(household=household, date=day("02-01"), situation=WORSE, needs_attention=True)
        VisitFactory.create(household=household, date=day("02-02"), situation=WORSE)
        SupportItemFactory.create(
            household=household, assignment=assignment, date=None, due_date=day("06-10")
        )

    leader = leader_of_hamlets(hamlet)
    with django_assert_max_num_queries(11):  # type: ignore[operator]
        lines = follow_up(unit=unit, year=YEAR, on=JULY)
        assert all(line.household.name and line.household.hamlet.name for line in lines)
    with django_assert_max_num_queries(6):  # type: ignore[operator]
        own = agency_follow_up(assignments=Assignment.objects.all(), on=JULY)
    with django_assert_max_num_queries(11):  # type: ignore[operator]
        hamlet_follow_up(user=leader, on=JULY)

    assert len(lines) == 6 * size
    assert len(own) == 4 * size


# --- the page ---


@pytest.mark.django_db
def test_officer_sees_and_attends_to_what_was_asked_for(
    unit: AdministrativeUnit, hamlet: Hamlet, client: Client
) -> None:
    household = HouseholdFactory.create(hamlet=hamlet, head_name="Bùi Thị Mẫu")
    visit = VisitFactory.create(household=household, needs_attention=True, note="Mái nhà dột nặng")
    page = reverse("assignments:follow_up", args=[unit.pk, YEAR])
    client.force_login(officer_of(unit))

    before = client.get(page).text
    answer = client.post(reverse("assignments:visit_attend", args=[visit.pk]), follow=True)

    assert "Mái nhà dột nặng" in before
    assert reverse("households:household", args=[household.pk]) in before
    assert answer.redirect_chain == [(page, 302)]
    assert "Đã ghi là đã xử lý." in answer.text
    assert "Mái nhà dột nặng" not in answer.text
    events = AuditEvent.objects.filter(unit_code=unit.code).order_by("sequence")
    assert [(event.action, event.details.get("households")) for event in events] == [
        ("help_read", 1),
        ("visit_attended", None),
        ("help_read", 0),
    ]


@pytest.mark.django_db
def test_what_needs_nothing_is_not_attended_to(unit: AdministrativeUnit, hamlet: Hamlet) -> None:
    officer = officer_of(unit)
    household = HouseholdFactory.create(hamlet=hamlet)
    quiet = VisitFactory.create(household=household)
    asked = VisitFactory.create(household=household, needs_attention=True)
    visit_attend(visit=asked, by=officer)

    for visit in (quiet, asked):
        with pytest.raises(DomainError, match="đã xử lý rồi"):
            visit_attend(visit=visit, by=officer)

    asked.refresh_from_db()
    assert asked.attended_by == officer
    assert AuditEvent.objects.filter(action="visit_attended").count() == 1


@pytest.mark.django_db
def test_leader_reads_and_cannot_say_that_it_was_attended_to(
    unit: AdministrativeUnit, hamlet: Hamlet, client: Client
) -> None:
    visit = VisitFactory.create(household=HouseholdFactory.create(hamlet=hamlet), needs_attention=True)
    client.force_login(leader_of(unit))

    page = client.get(reverse("assignments:follow_up", args=[unit.pk, YEAR])).text

    assert "Cần xã, phường quan tâm" in page
    assert "Đã xử lý" not in page
    assert client.post(reverse("assignments:visit_attend", args=[visit.pk])).status_code == 403


@pytest.mark.django_db
def test_a_kind_with_many_lines_is_shown_in_full_when_asked_for_alone(
    client: Client, unit: AdministrativeUnit, hamlet: Hamlet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assignments.views.follow_up.SHOWN", 2)
    for household in HouseholdFactory.create_batch(3, hamlet=hamlet):
        VisitFactory.create(household=household, date=timezone.localdate(), needs_attention=True, note="Dột")
    SupportItemFactory.create(
        household=household, date=None, due_date=dt.date(timezone.localdate().year, 1, 1)
    )
    client.force_login(officer_of(unit))
    page = f"/xa/{unit.pk}/{timezone.localdate().year}/theo-doi/"

    def shown(asked: str = "") -> tuple[list[int], bool]:
        context = client.get(f"{page}{asked}").context
        return [len(kind.shown) for kind in context["kinds"]], context["is_alone"]

    assert shown() == ([2, 1], False)
    assert shown("?loai=needs_attention") == ([3], True)
    assert shown("?loai=xyz") == ([2, 1], False)
    assert "?loai=needs_attention" in client.get(page).content.decode()
