"""The dashboard: each number is what its own page counts, and leads there; who may read it reads it."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from functools import partial
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assignments.models import Assignment
from assignments.queries import (
    SupportAxis,
    SupportFilter,
    agency_results,
    follow_up,
    follow_up_counts,
    households_helped,
    support_of_year,
    support_totals,
)
from assignments.rules import Result
from households.models import ReviewRound, Standard
from households.queries import commune_history, round_tables
from households.rules import Cause, FigureSource
from plans.models import HamletTarget
from povertyplan.common.together import answer
from povertyplan.documents.figures import cell_text
from povertyplan.documents.html import render_body
from povertyplan.documents.xlsx.tables import render_xlsx
from reports.compose import dashboard_document, dashboard_panels
from reports.models import DutyReport, ReportingPeriod
from reports.queries import dashboard, due_periods, poverty_series
from reports.rules import PeriodKind
from tests.factories import (
    CommuneFactory,
    StandardFactory,
    UnitFiguresFactory,
    clerk_of,
    leader_of_hamlets,
    officer_of,
)
from tests.reports.year_world import TODAY, YEAR, year_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return year_world(households=120)


def panels_of(world, today=TODAY):
    found = dashboard(unit=world.unit, year=YEAR, today=today)
    return found, {panel.key: panel for panel in dashboard_panels(found)}


def column(panel, key, *, total=False):
    table = panel.table
    rows = [*table.rows, *([table.total] if total else [])]
    return {row.key: cell_text(table.cell(row, key)) for row in rows}


def opened(client, url):
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


def officers_client(world):
    client = Client()
    client.force_login(officer_of(world.unit))
    return client


# --- each number is counted by its own query ---


def test_parts_are_what_their_own_queries_count(world):
    found, panels = panels_of(world)
    assert [*panels] == ["to_do", "series", "progress", "deprivations", "causes", "sources", "agencies"]

    tables = round_tables(round=world.rounds[-1], numbers=(4, 10))
    of_hamlets = {str(row.hamlet_id): row for row in tables.rows}
    for shape_column in tables.shape(4).columns:
        printed = column(panels["deprivations"], shape_column.key)
        assert printed == {key: str(row.value(shape_column)) for key, row in of_hamlets.items()}
    causes = {each.key: each for each in tables.shape(10).columns}
    for cause in Cause:
        assert column(panels["causes"], "poor")[cause.value] == str(
            tables.total.value(causes[f"poor_{cause}"])
        )

    sums = support_totals(
        support_of_year(unit=world.unit, year=YEAR, filter=SupportFilter()), by=SupportAxis.SOURCE
    )
    assert column(panels["sources"], "given") == {each.key: str(each.given) for each in sums}
    assert column(panels["sources"], "owed", total=True)["total"] == str(sum(each.owed for each in sums))

    helped = households_helped(unit=world.unit, year=YEAR)
    assert column(panels["agencies"], "households") == {str(pk): str(len(ids)) for pk, ids in helped.items()}

    lines = Counter(line.alert.value for line in follow_up(unit=world.unit, year=YEAR, on=TODAY))
    told = column(panels["to_do"], "count")
    assert {key: int(number) for key, number in told.items()} == lines
    assert sum(lines.values()) > 0

    given = HamletTarget.objects.filter(year=YEAR).values_list("poor_reduction", flat=True)
    assert column(panels["progress"], "target", total=True)["total"] == str(sum(filter(None, given)))
    assert found.progress.total.poor.opening == found.series[-1].poor


@pytest.mark.parametrize("households", [40, 160])
def test_counts_of_alerts_are_those_of_the_list_in_few_queries(households, django_assert_max_num_queries):
    world = year_world(households=households)
    for on in (dt.date(YEAR, 4, 20), TODAY):
        lines = follow_up(unit=world.unit, year=YEAR, on=on)

        with django_assert_max_num_queries(2):
            counts = answer(follow_up_counts(unit=world.unit, year=YEAR, on=on))

        assert counts == Counter(line.alert for line in lines)


def test_results_of_agencies_are_of_those_they_lead(world):
    results = answer(agency_results(unit=world.unit, year=YEAR))

    told = sum((Counter(each.told) for each in results), Counter())
    made = Assignment.objects.filter(unit=world.unit).values_list("result", flat=True)
    assert told == Counter(map(Result, made))


# --- over the years ---


def test_the_series_breaks_where_the_standard_changes(world):
    old = Standard.objects.create(code="cu", name="Chuẩn cũ", source="x", valid_from=dt.date(2016, 1, 1))
    declared = partial(UnitFiguresFactory, unit=world.unit, source=FigureSource.DECLARED)
    declared(date=dt.date(2021, 12, 31), standard=old, households=900, poor=90)
    first = world.rounds[0]
    declared(date=first.reference_date, standard=first.standard, households=1000, poor=1, near_poor=2)

    _, panels = panels_of(world)

    chart = panels["series"].block
    published, reviewed, _ = [row.key for row in chart.table.rows]
    assert [*column(panels["series"], "name").values()] == ["2021", "2024", "2025"]
    assert [each.before for each in chart.breaks] == [reviewed]
    assert column(panels["series"], "poor_rate")[published] == "10,00"
    assert column(panels["series"], "poor")[reviewed] == str(commune_history(unit=world.unit).series[0].poor)
    assert "công bố 1 hộ nghèo, 2 hộ cận nghèo" in column(panels["series"], "source")[reviewed]


def test_the_series_ends_with_the_day(world):
    assert len(poverty_series(history=commune_history(unit=world.unit), until=dt.date(2024, 12, 30))) == 0
    assert len(poverty_series(history=commune_history(unit=world.unit), until=dt.date(2024, 12, 31))) == 1


def test_an_open_round_is_no_year_of_the_series(world):
    ReviewRound.objects.filter(pk=world.rounds[-1].pk).update(stage="entry", closed_at=None)

    assert [each.round for each in commune_history(unit=world.unit).series] == world.rounds[:1]


# --- what waits ---


def test_late_reports_are_told_until_they_are_sent(world):
    period = ReportingPeriod.objects.create(
        unit=world.unit,
        year=YEAR,
        kind=PeriodKind.MONTH,
        name="tháng 10",
        start_date=dt.date(YEAR, 10, 1),
        closing_date=dt.date(YEAR, 10, 31),
        due_date=dt.date(YEAR, 11, 5),
    )
    owed = DutyReport.objects.create(period=period, actor="Xóm Mẫu", due_date=dt.date(YEAR, 11, 3))

    def told(today=TODAY):
        to_do = dashboard(unit=world.unit, year=YEAR, today=today).to_do
        return to_do.periods, to_do.duty_reports

    assert told() == (1, 1)
    assert told(dt.date(YEAR, 11, 4)) == (0, 1)
    owed.sent_date, owed.evidence = dt.date(YEAR, 11, 6), "Số 1"
    owed.save()
    assert told() == (1, 0)
    assert [line.period for line in due_periods(unit=world.unit, today=TODAY)] == [period]
    ReportingPeriod.objects.update(reported_as="Báo cáo số 9/BC-UBND")
    assert told() == (0, 0)
    assert due_periods(unit=world.unit, today=TODAY) == []


# --- the page ---


def test_every_address_behind_a_number_opens_and_says_as_many(world):
    client = officers_client(world)
    page = opened(client, reverse("reports:dashboard", args=[world.unit.pk, YEAR]))

    links = re.findall(r'<a href="([^"]+)">([\d.]+)</a>', page)
    reviewed = [(url, number) for url, number in links if "thieuhut=" in url]
    assert len(links) > 40

    for url, number in reviewed[:6] + reviewed[-6:]:
        shown = opened(client, unquote(url.replace("&amp;", "&")))
        assert re.search(rf"\b{re.escape(number)} hộ", shown), url
    for url in {url.partition("?")[0] for url, _ in links}:
        opened(client, url)


def test_whose_illness_is_a_cause_is_not_one_click_away(world):
    page = opened(officers_client(world), reverse("reports:dashboard", args=[world.unit.pk, YEAR]))

    assert f"nguyennhan={Cause.LAND}" in page
    assert f"nguyennhan={Cause.ILLNESS}" not in page


def test_an_empty_commune_says_that_nothing_is_known():
    unit = CommuneFactory.create()
    StandardFactory()
    client = Client()
    client.force_login(officer_of(unit))

    page = opened(client, reverse("reports:dashboard", args=[unit.pk, YEAR]))

    assert "…" in page
    assert "<svg" not in page


@pytest.mark.parametrize("hamlets", [2, 9])
def test_the_queries_do_not_grow(hamlets):
    world = year_world(households=20 * hamlets, hamlets=hamlets, years=hamlets // 2 + 1, agencies=hamlets)
    client = officers_client(world)
    url = reverse("reports:dashboard", args=[world.unit.pk, YEAR])
    opened(client, url)

    with CaptureQueriesContext(connection) as queries:
        opened(client, url)

    # Session, user, roles, commune; rounds, reviews, prospects, hamlets, two of tables, the rest.
    assert sum(query["sql"].lstrip("(").startswith("SELECT") for query in queries) == 10


def test_on_paper_stands_what_stands_on_the_page(world):
    found, panels = panels_of(world)

    document = dashboard_document(found)

    assert {table.key for table in document.tables()} == {panel.table.key for panel in panels.values()}
    html = render_body(document)
    assert html.count("<svg") >= 4
    assert "heat-4" in html
    assert render_xlsx(document)


def test_names_from_a_commune_are_printed_and_never_markup(world):
    hamlet, agency = world.hamlets[0], world.agencies[0]
    hamlet.name = agency.name = '"><script>alert(1)</script>'
    hamlet.save()
    agency.save()

    page = opened(officers_client(world), reverse("reports:dashboard", args=[world.unit.pk, YEAR]))

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_the_menu_leads_there_but_not_who_may_not_read_it(world):
    url = reverse("reports:dashboard", args=[world.unit.pk, YEAR])
    front = reverse("plans:year", args=[world.unit.pk, YEAR])

    assert f'href="{url}"' in opened(officers_client(world), front)
    clerk = Client()
    clerk.force_login(clerk_of(world.unit))
    assert f'href="{url}"' not in opened(clerk, front)
    assert clerk.get(url).status_code == 403
    hamlets_own = Client()
    hamlets_own.force_login(leader_of_hamlets(world.hamlets[0]))
    assert hamlets_own.get(url).status_code == 404
