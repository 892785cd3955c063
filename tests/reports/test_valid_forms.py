"""Each form of the reporting calendar, sent as the page sends it, is done and leads back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from households.models import AdministrativeUnit
from plans.models import Plan
from reports.actions import report_new
from reports.models import DutyReport, Report, ReportingPeriod
from tests.conflicts import sent_on
from tests.factories import YEAR, CommuneFactory, StandardFactory, officer_of
from tests.reports.calendar_world import OFFICE, half_year, owing, planned

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit() -> AdministrativeUnit:
    return CommuneFactory.create()


@pytest.fixture
def inside(client: Client, unit: AdministrativeUnit) -> Client:
    client.force_login(officer_of(unit))
    return client


def actors(unit: AdministrativeUnit) -> list[str]:
    return list(
        DutyReport.objects.filter(period__unit=unit).order_by("order").values_list("actor", flat=True)
    )


def a_period(unit: AdministrativeUnit) -> list[Any]:
    return [half_year(unit).pk]


def a_period_that_the_plan_asks_for(unit: AdministrativeUnit) -> list[Any]:
    StandardFactory.create()
    planned(unit)
    return [half_year(unit).pk]


def somebody_owing(unit: AdministrativeUnit) -> list[Any]:
    report = owing(half_year(unit), "Trạm Y tế")
    return [report.period_id, report.pk]


FORMS: list[tuple[str, Callable[[AdministrativeUnit], list[Any]], dict[str, str], list[str]]] = [
    ("duty_reports_take", a_period_that_the_plan_asks_for, {}, [OFFICE]),
    ("duty_report_add", a_period, {"actor": OFFICE, "due_date": f"19/06/{YEAR}"}, [OFFICE]),
    ("duty_report_remove", somebody_owing, {}, []),
]


@pytest.mark.parametrize(("name", "stored", "sent", "left"), FORMS, ids=[row[0] for row in FORMS])
def test_list_of_who_owes_is_changed(
    unit: AdministrativeUnit,
    inside: Client,
    name: str,
    stored: Callable[[AdministrativeUnit], list[Any]],
    sent: dict[str, str],
    left: list[str],
) -> None:
    args = stored(unit)

    response = inside.post(reverse(f"reports:{name}", args=args), sent)

    assert response["Location"] == reverse("reports:period", args=args[:1])
    assert actors(unit) == left


def test_period_is_added_and_removed(unit: AdministrativeUnit, inside: Client) -> None:
    sent = {"name": "Báo cáo gấp", "start_date": f"01/01/{YEAR}", "closing_date": f"14/06/{YEAR}"}

    added = inside.post(
        reverse("reports:period_new", args=[unit.pk, YEAR]), sent | {"due_date": f"20/06/{YEAR}"}
    )

    period = ReportingPeriod.objects.get()
    assert added["Location"] == reverse("reports:period", args=[period.pk])
    assert period.name == "Báo cáo gấp"

    removed = inside.post(reverse("reports:period_remove", args=[period.pk]))

    assert removed["Location"] == reverse("reports:periods", args=[unit.pk, YEAR])
    assert not ReportingPeriod.objects.exists()


def test_report_is_addressed(unit: AdministrativeUnit, inside: Client) -> None:
    StandardFactory.create()
    planned(unit)
    paper: Plan = report_new(period=half_year(unit), by=None).paper
    page = reverse("reports:report_addressees", args=[paper.slug])

    response = inside.post(page, sent_on(inside.get(page), addressees="Sở Nông nghiệp"))

    assert response["Location"] == reverse("plans:plan_edit", args=[paper.slug])
    assert Report.objects.get().addressees == "Sở Nông nghiệp"
