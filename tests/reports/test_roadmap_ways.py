"""Ways down to the last year of a plan, shown beside each other and taken into its roadmap."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from households.rules import FigureSource
from plans.models import Plan, RoadmapYear
from plans.rules import Comparator, Pace, PlanKind, SpreadRefused, TargetIndicator
from povertyplan.common.errors import DomainError, StaleError
from reports.actions import roadmap_take
from reports.queries import roadmap_basis, ways
from tests.factories import (
    YEAR,
    CommuneFactory,
    UnitFiguresFactory,
    counted_hamlets,
    leader_of,
    officer_of,
    small_plan,
    submitted,
)

pytestmark = pytest.mark.django_db
POOR = TargetIndicator.POOR
LAST = YEAR + 5  # six years, as a plan of a period has them


@pytest.fixture
def plan():
    unit = CommuneFactory.create()
    counted_hamlets(unit, 2, households=500, poor=20, near_poor=6)
    return small_plan(unit, kind=PlanKind.ROADMAP)


def give(plan: Plan, year: int, **given: Any) -> None:
    RoadmapYear.objects.create(plan=plan, year=year, **given)


def take(plan: Plan, **given: Any) -> dict[int, int]:
    terms: dict[str, Any] = {"indicator": POOR, "pace": Pace.EVEN, "end": 4, "pins": {}} | given
    return roadmap_take(plan=plan, by=None, **terms)


def left(plan: Plan, column: str = "poor") -> list[Any]:
    return list(plan.roadmap_years.order_by("year").values_list(column, flat=True))


def test_ways_go_from_todays_households_to_the_last_year(plan):
    give(plan, LAST, poor=4)

    even, early = ways(roadmap_basis(plan=plan, indicator=POOR), end=4, pins={})

    assert [each.left for each in even.years] == [34, 28, 22, 16, 10, 4]
    assert [each.given for each in even.years] == [None] * 5 + [4]
    assert [each.fall for each in early.years] == [10, 9, 7, 5, 3, 2]
    assert even.years[0].rate == Decimal("3.40")


@pytest.mark.parametrize(
    ("given", "end"),
    [
        ({}, None),
        ({"poor": 7, "poor_rate": Decimal("9")}, 7),
        ({"poor_rate": Decimal("0.55")}, 5),
        ({"poor_rate": Decimal("0.5"), "poor_comparator": Comparator.BELOW}, 4),
        ({"poor_rate": Decimal("0.5"), "households": 2000}, 10),
        ({"poor_rate": Decimal("1"), "poor_comparator": Comparator.AT_LEAST}, None),
    ],
)
def test_end_is_what_the_last_year_says_in_households(plan, given, end):
    give(plan, LAST, **given)

    assert roadmap_basis(plan=plan, indicator=POOR).end == end


def test_start_is_what_was_published_where_hamlets_have_no_figures():
    plan = small_plan(kind=PlanKind.ROADMAP)
    published = {"standard": plan.standard, "source": FigureSource.DECLARED}
    UnitFiguresFactory.create(unit=plan.unit, households=200, poor=12, **published)

    [even, _] = ways(roadmap_basis(plan=plan, indicator=POOR), end=0, pins={})

    assert [(each.left, each.rate) for each in even.years][:2] == [(10, Decimal(5)), (8, Decimal(4))]


def test_taken_way_is_the_roadmap_and_keeps_what_else_it_says(plan):
    give(plan, YEAR, poor=9, poor_rate=Decimal("0.9"), poor_comparator=Comparator.BELOW, near_poor=8)
    give(plan, LAST, poor_rate=Decimal("0.4"), households=1100)

    take(plan, pins={YEAR + 1: 20})

    assert left(plan) == [30, 20, 16, 12, 8, 4]
    assert left(plan, "poor_rate") == [None] * 5 + [Decimal("0.4")]
    assert left(plan, "poor_comparator")[0] == Comparator.EXACTLY
    assert left(plan, "near_poor") == [8, None, None, None, None, None]
    assert left(plan, "households")[-1] == 1100


def test_near_poor_have_their_own_way(plan):
    assert [*take(plan, indicator=TargetIndicator.NEAR_POOR, end=6).values()] == [11, 10, 9, 8, 7, 6]
    assert left(plan) == [None] * 6


def test_row_that_already_says_so_stays(plan):
    give(plan, YEAR, poor=34, poor_rate=Decimal("3.4"))

    take(plan)

    assert left(plan, "poor_rate")[0] == Decimal("3.4")


def test_closed_plan_changed_plan_and_unknown_start_are_refused(plan):
    with pytest.raises(StaleError):
        take(plan, version=plan.version + 1)
    with pytest.raises(SpreadRefused, match="không thể còn 41 hộ"):
        take(plan, end=41)
    submitted(plan)
    with pytest.raises(DomainError, match="đang trình"):
        take(plan)
    bare = small_plan(kind=PlanKind.ROADMAP)
    with pytest.raises(SpreadRefused, match="Chưa có số hộ nghèo đầu kỳ"):
        take(bare)
    assert not RoadmapYear.objects.exists()


# --- the page ---


@pytest.fixture
def ask(plan):
    client = Client()
    client.force_login(officer_of(plan.unit))

    def answer(data: Any = None, query: str = "") -> str:
        url = reverse("reports:roadmap", args=[plan.slug]) + query
        response = client.get(url) if data is None else client.post(url, data, follow=True)
        assert response.status_code == 200
        return str(response.content.decode())

    return answer


def test_page_shows_ways_and_takes_one(plan, ask):
    shown = ask(query=f"?doi-tuong=near_poor&end=2&nam-{YEAR}=12")

    assert "Đều các năm" in shown
    assert "Năm đầu nhiều, giảm dần" in shown
    sent = {"pace": "early", "end": "2", f"nam-{YEAR}": "12", "version": str(plan.version)}
    assert "Đã lấy lộ trình hộ cận nghèo" in ask(sent, "?doi-tuong=near_poor")
    assert left(plan, "near_poor") == [12, 9, 6, 4, 3, 2]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?end=99", "không thể còn 99 hộ"),
        ("?end=x", "Chỉ nhập số nguyên không âm"),
        ("?end=", "Chưa nhập mục này"),
        (f"?end=4&nam-{YEAR}=-1", "Chỉ nhập số nguyên không âm"),
        (f"?end=4&nam-{YEAR + 4}=1", f"năm {LAST} không thể còn 4 hộ"),
        (f"?end=4&nam-{YEAR}=50", "tăng"),
    ],
)
def test_way_that_cannot_be_is_said_in_words(ask, query, words):
    assert words in ask(query=query)


@pytest.mark.parametrize("sent", [{}, {"pace": "dice", "end": "4"}, {"pace": "even", "end": "\x00"}])
def test_damaged_request_takes_nothing(plan, ask, sent):
    assert "Chưa lấy" in ask(sent)
    assert not left(plan)


def test_old_page_takes_nothing(plan, ask):
    assert "Người khác vừa sửa" in ask({"pace": "even", "end": "4", "version": "99"})
    assert not left(plan)


def test_plan_of_one_year_has_no_ways_and_the_leader_takes_none(plan):
    client = Client()
    client.force_login(leader_of(plan.unit))
    page = reverse("reports:roadmap", args=[plan.slug])

    assert "Lấy lộ trình này" not in client.get(f"{page}?end=4").content.decode()
    assert client.post(page, {"pace": "even", "end": "4"}).status_code == 403
    Plan.objects.filter(pk=plan.pk).update(kind=PlanKind.ANNUAL, last_year=None)
    assert client.get(page).status_code == 404
