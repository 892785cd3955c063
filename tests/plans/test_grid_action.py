"""Saving the grid: what changed and nothing else, all of it or nothing."""

from __future__ import annotations

from functools import partial

import pytest

from households.models import HamletFigures
from households.rules import Counts
from plans.actions import GridStale, grid_save
from plans.actions.grid import CellChange, GridRefused, GridSaved
from plans.models import HamletTarget
from plans.queries import year_figures
from plans.rules import INPUTS, Line
from povertyplan.accounts.models import User
from povertyplan.common.errors import DomainError, StaleError
from povertyplan.common.models import AuditEvent
from tests.factories import (
    YEAR,
    CommuneFactory,
    HamletFactory,
    StandardFactory,
    approved,
    at_once,
    officer_of,
    small_plan,
    submitted,
)

Cells = dict[tuple[int, str], int | None]


class Grid:
    """A commune with three hamlets and its table."""

    def __init__(self) -> None:
        StandardFactory.create()
        self.unit = CommuneFactory.create()
        self.by = officer_of(self.unit)
        names = ("Ao", "Bãi", "Cầu")
        self.hamlets = [
            HamletFactory.create(unit=self.unit, name=name, position=at) for at, name in enumerate(names)
        ]
        self.ao, self.bai, self.cau = (hamlet.pk for hamlet in self.hamlets)

    def save(self, cells: Cells, *, seen: Cells | None = None, by: User | None = None) -> GridSaved:
        return grid_save(unit=self.unit, year=YEAR, cells=cells, seen=seen or {}, by=by or self.by)

    def line(self, hamlet: int) -> Line:
        figures = year_figures(unit=self.unit, year=YEAR)
        return next(row.line for row in figures.rows if row.hamlet_id == hamlet)

    def state(self) -> tuple[object, ...]:
        return (
            list(HamletFigures.objects.order_by("pk").values()),
            list(HamletTarget.objects.order_by("pk").values()),
            AuditEvent.objects.filter(unit_code=self.unit.code).count(),
        )

    def events(self) -> list[AuditEvent]:
        return list(AuditEvent.objects.filter(unit_code=self.unit.code).order_by("sequence"))


@pytest.fixture
def grid(db) -> Grid:
    return Grid()


@pytest.fixture
def filled(grid: Grid) -> Grid:
    """The table with the first hamlet's row given."""
    grid.save(
        {
            (grid.ao, "households"): 100,
            (grid.ao, "poor"): 5,
            (grid.ao, "near_poor"): 4,
            (grid.ao, "poor_reduction"): 2,
            (grid.ao, "near_poor_reduction"): 0,
        }
    )
    return grid


def test_given_cells_are_saved_and_others_stay(filled):
    saved = filled.save({(filled.ao, "poor"): 6, (filled.bai, "households"): 80})

    assert saved.changes == (
        CellChange(hamlet="Ao", column="poor", before=5, after=6),
        CellChange(hamlet="Bãi", column="households", before=None, after=80),
    )
    assert filled.line(filled.ao) == Line(
        households=100, poor=6, near_poor=4, poor_reduction=2, near_poor_reduction=0
    )
    assert filled.line(filled.bai) == Line(households=80)
    assert filled.line(filled.cau) == Line()


def test_cells_as_they_stand_write_nothing(filled):
    before = filled.state()

    saved = filled.save({(filled.ao, column): filled.line(filled.ao).count(column) for column in INPUTS})

    assert saved.changes == ()
    assert filled.state() == before


def test_empty_grid_writes_nothing(grid):
    before = grid.state()

    grid.save({(hamlet.pk, column): None for hamlet in grid.hamlets for column in INPUTS})

    assert grid.state() == before


@pytest.mark.parametrize("column", INPUTS)
def test_blank_and_zero_are_kept_apart(grid, column):
    grid.save({(grid.ao, column): 0})
    assert grid.line(grid.ao).count(column) == 0
    assert year_figures(unit=grid.unit, year=YEAR).total.count(column) == 0

    saved = grid.save({(grid.ao, column): None})

    assert saved.changes == (CellChange(hamlet="Ao", column=column, before=0, after=None),)
    assert grid.line(grid.ao).count(column) is None
    assert year_figures(unit=grid.unit, year=YEAR).total.count(column) is None


def test_only_the_rows_that_changed_are_touched(filled):
    filled.save({(filled.bai, "households"): 80})
    stamps = {row.hamlet_id: row.recorded_at for row in HamletFigures.objects.all()}

    filled.save({(filled.bai, "households"): 81, (filled.ao, "poor"): 5})

    now = {row.hamlet_id: row.recorded_at for row in HamletFigures.objects.all()}
    assert now[filled.ao] == stamps[filled.ao]
    assert now[filled.bai] > stamps[filled.bai]


def test_figures_and_targets_have_their_events_from_to(filled):
    filled.save({(filled.ao, "poor"): 6, (filled.ao, "poor_reduction"): None})

    figures, targets = filled.events()[-2:]
    assert (figures.action, figures.user) == ("figures_recorded", filled.by)
    assert figures.details["hamlets"] == {str(filled.ao): [[100, 5, 4, None], [100, 6, 4, None]]}
    assert (targets.action, targets.user) == ("hamlet_targets_recorded", filled.by)
    assert targets.details["columns"] == ["poor_reduction", "near_poor_reduction"]
    assert targets.details == targets.details | {
        "year": YEAR,
        "hamlets": {str(filled.ao): [[2, 0], [None, 0]]},
    }


def test_target_alone_leaves_one_event(filled):
    number = len(filled.events())

    filled.save({(filled.ao, "poor_reduction"): 3})

    assert [event.action for event in filled.events()[number:]] == ["hamlet_targets_recorded"]


def test_cell_changed_meanwhile_is_named_and_nothing_is_written(filled):
    filled.save({(filled.ao, "poor"): 7})
    before = filled.state()

    with pytest.raises(GridStale) as stale:
        filled.save(
            {(filled.ao, "poor"): 6, (filled.bai, "households"): 80},
            seen={(filled.ao, "poor"): 5, (filled.bai, "households"): None},
        )

    assert stale.value.now == {(filled.ao, "poor"): 7}
    assert isinstance(stale.value, StaleError)
    assert filled.state() == before


def test_cell_that_somebody_filled_meanwhile_is_stale_when_it_was_blank(filled):
    with pytest.raises(GridStale) as stale:
        filled.save({(filled.ao, "near_poor_reduction"): 1}, seen={(filled.ao, "near_poor_reduction"): None})

    assert stale.value.now == {(filled.ao, "near_poor_reduction"): 0}


def test_cell_changed_meanwhile_to_the_same_is_not_stale(filled):
    filled.save({(filled.ao, "poor"): 7})

    assert filled.save({(filled.ao, "poor"): 7}, seen={(filled.ao, "poor"): 5}).changes == ()


def test_another_cell_changed_meanwhile_is_kept(filled):
    filled.save({(filled.ao, "poor"): 7})

    filled.save(
        {(filled.ao, "households"): 101}, seen={(filled.ao, "households"): 100, (filled.ao, "poor"): 5}
    )

    assert filled.line(filled.ao).poor == 7


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ({"households": 10, "poor": 11}, "poor"),
        ({"households": 10, "near_poor": 11}, "near_poor"),
        ({"households": 10, "poor": 6, "near_poor": 5}, "near_poor"),
        ({"poor": 1, "poor_reduction": 2}, "poor_reduction"),
        ({"near_poor": 1, "near_poor_reduction": 2}, "near_poor_reduction"),
    ],
)
def test_row_that_cannot_be_is_refused_also_when_it_is_the_last(filled, cells, field):
    before = filled.state()
    good: Cells = {(filled.ao, "poor"): 4, (filled.bai, "households"): 80, (filled.bai, "poor_reduction"): 1}

    with pytest.raises(GridRefused) as refused:
        filled.save({**good, **{(filled.cau, column): value for column, value in cells.items()}})

    assert refused.value.errors.keys() == {(filled.cau, field)}
    assert filled.state() == before


def test_stock_that_falls_below_a_target_given_before_is_refused(filled):
    with pytest.raises(GridRefused) as refused:
        filled.save({(filled.ao, "poor"): 1})

    assert refused.value.errors == {
        (filled.ao, "poor_reduction"): "Chỉ có 1 hộ nghèo, chỉ tiêu giảm không thể là 2."
    }


@pytest.mark.parametrize("close", [submitted, approved])
def test_grid_is_closed_while_a_plan_of_the_year_is_with_the_leader(filled, close):
    close(small_plan(filled.unit))
    small_plan(filled.unit)
    before = filled.state()

    with pytest.raises(DomainError, match="đang trình, đã duyệt hoặc đã ban hành"):
        filled.save({(filled.ao, "poor"): 6})

    assert filled.state() == before


def test_grid_stays_open_while_a_plan_of_another_year_or_commune_is_with_the_leader(filled):
    submitted(small_plan(filled.unit, year=YEAR - 1))
    submitted(small_plan())

    assert len(filled.save({(filled.ao, "poor"): 6}).changes) == 1


def test_unknown_hamlet_is_refused_and_nothing_is_written(filled):
    before, foreign = filled.state(), HamletFactory.create().pk

    with pytest.raises(DomainError, match="Danh sách thôn vừa thay đổi"):
        filled.save({(filled.ao, "poor"): 6, (foreign, "poor"): 1})

    assert filled.state() == before


@pytest.mark.parametrize("column", ["end_poor", "poor_rate", "people", "pk", ""])
def test_unknown_column_is_refused(filled, column):
    with pytest.raises(DomainError, match="Danh sách thôn vừa thay đổi"):
        filled.save({(filled.ao, column): 6})


def test_targets_of_one_year_are_not_those_of_another(filled):
    grid_save(
        unit=filled.unit, year=YEAR + 1, cells={(filled.ao, "poor_reduction"): 1}, seen={}, by=filled.by
    )

    assert filled.line(filled.ao).poor_reduction == 2
    assert year_figures(unit=filled.unit, year=YEAR + 1).total == Line(poor_reduction=1)


@pytest.mark.parametrize("number", [1, 40])
def test_figures_of_a_year_take_one_query(db, number, django_assert_num_queries):
    grid = Grid()
    HamletFactory.create_batch(number, unit=grid.unit)

    with django_assert_num_queries(1):
        figures = year_figures(unit=grid.unit, year=YEAR)

    assert len(figures.rows) == number + 3


@pytest.mark.django_db(transaction=True)
def test_columns_saved_at_once_by_five_people_are_all_kept():
    grid = Grid()
    values = dict(zip(INPUTS, (100, 5, 4, 3, 2, 1), strict=True))

    outcomes = at_once(
        [
            partial(grid.save, {(grid.ao, column): value}, seen={(grid.ao, column): None})
            for column, value in values.items()
        ]
    )

    assert [type(outcome) for outcome in outcomes] == [GridSaved] * len(INPUTS)
    assert grid.line(grid.ao) == Line(**values)
    assert HamletFigures.objects.get().counts == Counts(households=100, poor=5, near_poor=4, no_labour=3)
