"""What the review counted meets what was entered."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from households.actions import figures_take_over
from households.models import HamletFigures, HamletLineage, ReviewRound
from households.queries import reviewed_counts, round_feeding
from households.rules import (
    Counts,
    FigureSource,
    RoundKind,
    Stage,
    counts_together,
    taken_over,
    whole_origins,
)
from plans.actions import counted_take_over
from plans.compose import plan_view
from plans.models import Plan
from plans.queries import counted_figures, year_figures
from povertyplan.common.errors import DomainError
from povertyplan.common.models import AuditEvent
from tests.factories import (
    REFERENCE,
    YEAR,
    CommuneFactory,
    HamletFactory,
    HamletFiguresFactory,
    HamletTargetFactory,
    HouseholdFactory,
    ReviewFactory,
    ReviewRoundFactory,
    leader_of,
    officer_of,
    small_plan,
    submitted,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return CommuneFactory.create()


@pytest.fixture
def hamlets(unit):
    """Two: 100 households, 5 poor, 4 near-poor as entered; nothing of the second."""
    first, second = HamletFactory.create_batch(2, unit=unit)
    HamletFiguresFactory.create(hamlet=first, no_labour=1)
    return first, second


@pytest.fixture
def round(unit, hamlets):
    """Found in the first 2 poor (one unable to work) and 1 near-poor household, in the second 1 poor one."""
    round = ReviewRoundFactory.create(unit=unit, closed=True)
    first, second = hamlets
    for hamlet, found in (
        (first, {"poor": True, "no_labour": True}),
        (first, {"poor": True}),
        (first, {"near_poor": True, "no_labour": True}),
        (first, {"other": True}),
        (second, {"poor": True}),
    ):
        ReviewFactory.create(round=round, household=HouseholdFactory.create(hamlet=hamlet), **found)
    return round


def figures(unit) -> dict[str, tuple[Counts, str]]:
    rows = HamletFigures.objects.filter(hamlet__unit=unit).select_related("hamlet")
    return {row.hamlet.name: (row.counts, row.source) for row in rows}


def test_round_is_counted_by_hamlet(unit, hamlets, round):
    empty = HamletFactory.create(unit=unit)

    assert reviewed_counts(round=round).by_hamlet == {
        hamlets[0].pk: Counts(poor=2, near_poor=1, no_labour=1),
        hamlets[1].pk: Counts(poor=1, near_poor=0, no_labour=0),
        empty.pk: Counts(poor=0, near_poor=0, no_labour=0),
    }


@pytest.mark.parametrize("number", [1, 4])
def test_round_is_counted_in_one_query(unit, hamlets, round, number, django_assert_num_queries):
    for hamlet in HamletFactory.create_batch(number, unit=unit):
        ReviewFactory.create(round=round, household=HouseholdFactory.create(hamlet=hamlet), poor=True)

    with django_assert_num_queries(1):
        assert len(reviewed_counts(round=round).by_hamlet) == number + 2


@pytest.mark.parametrize(
    "change",
    [
        {"stage": Stage.ENTRY, "closed_at": None},
        {"kind": RoundKind.MONTHLY, "month": 12},
        {"reference_date": dt.date(YEAR - 1, 11, 30)},
    ],
)
def test_only_a_closed_yearly_round_feeds_its_reference_date(unit, round, change):
    assert round_feeding(unit=unit, date=REFERENCE) == round

    ReviewRound.objects.update(**change)

    assert round_feeding(unit=unit, date=REFERENCE) is None


def test_taking_over_leaves_the_total_of_households_as_it_was(unit, hamlets, round):
    officer = officer_of(unit)

    assert figures_take_over(round=round, by=officer) == 2

    assert figures(unit) == {
        hamlets[0].name: (Counts(households=100, poor=2, near_poor=1, no_labour=1), FigureSource.COUNTED),
        hamlets[1].name: (Counts(poor=1, near_poor=0, no_labour=0), FigureSource.COUNTED),
    }
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.details) == ("figures_taken_over", {"hamlets": 2})


def test_taking_over_again_changes_nothing(unit, round):
    figures_take_over(round=round, by=None)
    events = AuditEvent.objects.count()

    assert figures_take_over(round=round, by=None) == 0

    assert AuditEvent.objects.count() == events


def test_equal_figures_are_counted_ones_too(unit, hamlets, round):
    HamletFigures.objects.update(poor=2, near_poor=1, no_labour=1)

    figures_take_over(round=round, by=None)

    assert set(HamletFigures.objects.values_list("source", flat=True)) == {FigureSource.COUNTED}


def test_open_round_gives_nothing(round):
    round.stage, round.closed_at = Stage.ENTRY, None
    round.save()

    with pytest.raises(DomainError, match="chưa khóa sổ"):
        figures_take_over(round=round, by=None)


def test_more_poor_than_households_names_the_hamlet(unit, hamlets, round):
    HamletFigures.objects.update(households=1, poor=0, near_poor=0, no_labour=0)

    with pytest.raises(DomainError, match=f"{hamlets[0].name}: Có 1 hộ, số hộ nghèo không thể là 2"):
        figures_take_over(round=round, by=None)


def test_table_of_a_plan_with_the_leader_stays(unit, hamlets, round):
    submitted(small_plan(unit), by=officer_of(unit))

    with pytest.raises((DomainError, ValidationError), match="đang trình"):
        counted_take_over(unit=unit, year=YEAR, by=None)

    assert figures(unit)[hamlets[0].name][1] == FigureSource.ENTERED


def test_differences_are_findings_where_both_are_given(unit, hamlets, round):
    plan = small_plan(unit)

    found = [
        (each.place, each.level, each.printed, each.computed)
        for each in plan_view(Plan.objects.select_related("unit").get(pk=plan.pk)).findings
        if each.code == "count_differs"
    ]

    slug = year_figures(unit=unit, year=YEAR).rows[0].slug
    assert found == [
        (f"table:hamlets/row:{slug}/column:poor", "warning", "5", "2"),
        (f"table:hamlets/row:{slug}/column:near_poor", "warning", "4", "1"),
    ]


def test_nothing_differs_after_taking_over(unit, hamlets, round):
    plan = small_plan(unit)
    counted_take_over(unit=unit, year=YEAR, by=None)

    view = plan_view(Plan.objects.select_related("unit").get(pk=plan.pk))

    assert "count_differs" not in {each.code for each in view.findings}


def test_page_shows_what_changes_and_takes_it_over(unit, hamlets, round, client: Client):
    client.force_login(officer_of(unit))
    url = reverse("plans:counted", args=[unit.pk, YEAR])

    page = client.get(url).content.decode()
    assert hamlets[0].name in page
    assert "2/2" in page
    year = client.get(reverse("plans:year", args=[unit.pk, YEAR])).content.decode()
    assert url in year
    response = client.post(url, follow=True)

    assert "Đã lấy số liệu rà soát cho 2 thôn." in response.content.decode()
    assert "đều bằng số rà soát" in client.get(url).content.decode()
    assert url not in client.get(reverse("plans:year", args=[unit.pk, YEAR])).content.decode()


def test_page_says_what_hinders(unit, hamlets, round, client: Client):
    client.force_login(officer_of(unit))
    url = reverse("plans:counted", args=[unit.pk, YEAR])
    HamletFigures.objects.update(households=1, poor=0, near_poor=0, no_labour=0)

    assert "Sửa tổng số hộ trước" in client.post(url, follow=True).content.decode()


def test_page_without_a_closed_round(unit, hamlets, client: Client):
    client.force_login(officer_of(unit))
    url = reverse("plans:counted", args=[unit.pk, YEAR])

    assert "Chưa có đợt rà soát" in client.get(url).content.decode()
    assert "Chưa có đợt rà soát" in client.post(url, follow=True).content.decode()


def test_leader_reads_of_it_on_the_year_page(unit, hamlets, round, client: Client):
    client.force_login(leader_of(unit))

    page = client.get(reverse("plans:year", args=[unit.pk, YEAR])).content.decode()

    assert "3 hộ nghèo, 1 hộ cận nghèo" in page
    assert "Xem và lấy số liệu" not in page


# --- hamlets that became one ---


def merged(unit, *before, date=dt.date(YEAR, 3, 1)):
    into = HamletFactory.create(unit=unit, name="Hợp Nhất Mẫu", valid_from=date)
    for hamlet in before:
        hamlet.valid_to, hamlet.successor = date, into
        hamlet.save()
        HamletLineage.objects.create(predecessor=hamlet, successor=into, date=date)
    return into


def test_figures_of_merged_hamlets_are_summed(unit, hamlets):
    HamletFiguresFactory.create(hamlet=hamlets[1], households=50, poor=1, near_poor=None)
    for hamlet in hamlets:
        HamletTargetFactory.create(hamlet=hamlet)
    HamletTargetFactory.create(hamlet=HamletFactory.create(unit=unit), poor_reduction=0)
    into = merged(unit, *hamlets)

    (line,) = [row.line for row in year_figures(unit=unit, year=YEAR).rows if row.hamlet_id == into.pk]

    assert line.counts == Counts(households=150, poor=6, near_poor=None, no_labour=None)
    assert (line.poor_reduction, line.near_poor_reduction) == (4, 2)


def test_own_figures_of_a_merged_hamlet_count(unit, hamlets):
    HamletFiguresFactory.create(hamlet=hamlets[1])
    into = merged(unit, *hamlets)
    HamletFiguresFactory.create(hamlet=into, households=180)

    assert [row.line.households for row in year_figures(unit=unit, year=YEAR).rows] == [180]


def test_part_of_the_figures_is_not_the_sum(unit, hamlets):
    merged(unit, *hamlets)

    assert [row.line.households for row in year_figures(unit=unit, year=YEAR).rows] == [None]


def test_table_of_last_year_shows_the_hamlets_of_then(unit, hamlets):
    merged(unit, *hamlets)
    HamletFiguresFactory.create(hamlet=hamlets[0], date=dt.date(YEAR - 2, 12, 31))

    then = year_figures(unit=unit, year=YEAR - 1)

    assert [row.hamlet_id for row in then.rows] == [hamlet.pk for hamlet in hamlets]
    assert then.total.households == 100


def test_what_was_counted_in_merged_hamlets_counts_for_the_new_one(unit, hamlets, round):
    merged(unit, *hamlets)

    counted = counted_figures(year_figures(unit=unit, year=YEAR))

    assert counted
    assert [row.counted for row in counted.rows] == [Counts(poor=3, near_poor=1, no_labour=1)]


def test_hamlet_that_was_split_went_nowhere_wholly():
    origins = whole_origins([(1, 3), (2, 3), (4, 5), (4, 6), (3, 7)])

    assert origins == {3: [1, 2], 7: [3]}
    assert taken_over([7, 5, 8], {1: 10, 2: 5, 4: 9, 8: 1}, origins, sum) == {7: 15, 8: 1}
    assert taken_over([7], {1: 10}, origins, sum) == {}


def test_column_that_one_place_lacks_is_not_given():
    parts = [Counts(households=1, poor=0), Counts(households=2, poor=None)]

    assert counts_together(parts) == Counts(households=3)
