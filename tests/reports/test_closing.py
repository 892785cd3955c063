"""What a closed period forbids, and how it is closed and opened again."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction
from django.utils import timezone

from households.models import AdministrativeUnit
from povertyplan.accounts.models import User
from povertyplan.common.errors import DomainError
from povertyplan.common.history import lines
from povertyplan.common.models import AuditEvent
from reports.actions import (
    duty_report_add,
    duty_report_remove,
    duty_report_unsend,
    duty_reports_send,
    duty_reports_take,
    period_change,
    period_close,
    period_remove,
    period_reopen,
    require_open,
)
from reports.models import DutyReport, ReportingPeriod
from tests.factories import CommuneFactory, StandardFactory, officer_of
from tests.reports.calendar_world import EVIDENCE, HALF, HALF_DUE, half_year, owing

pytestmark = pytest.mark.django_db
CLOSED_AT = dt.datetime(2026, 6, 15, 8, tzinfo=timezone.get_default_timezone())
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def unit() -> AdministrativeUnit:
    return CommuneFactory.create()


@pytest.fixture
def officer(unit: AdministrativeUnit) -> User:
    return officer_of(unit)


@pytest.fixture
def closed(unit: AdministrativeUnit) -> ReportingPeriod:
    return half_year(unit, closed_at=CLOSED_AT)


# --- what others may write ---


def test_new_fact_of_a_closed_period_is_refused_unless_it_is_said_to_be_late(unit, closed):
    with transaction.atomic():
        with pytest.raises(DomainError, match=r"Ngày 14/06/2026 thuộc kỳ “Sáu tháng đầu năm”.*ghi bổ sung"):
            require_open(unit=unit, date=HALF)
        require_open(unit=unit, date=HALF, late=True)
        require_open(unit=unit, date=HALF + dt.timedelta(days=1))
        require_open(unit=CommuneFactory.create(), date=HALF)


def test_fact_recorded_before_the_closing_stays_and_a_later_one_is_free(unit, closed):
    with transaction.atomic():
        with pytest.raises(DomainError, match="không sửa, không xóa được"):
            require_open(unit=unit, date=HALF, recorded_at=CLOSED_AT - HOUR, late=True)
        require_open(unit=unit, date=HALF, recorded_at=CLOSED_AT + HOUR)


def test_open_period_forbids_nothing(unit):
    half_year(unit)

    with transaction.atomic():
        require_open(unit=unit, date=HALF)
        require_open(unit=unit, date=HALF, recorded_at=CLOSED_AT - HOUR)


# --- closing ---


@pytest.mark.parametrize(("days", "closes"), [(-1, False), (0, True), (9, True)])
def test_period_closes_from_its_closing_date_on(unit, officer, monkeypatch, days, closes):
    StandardFactory.create()
    period = half_year(unit)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: HALF + dt.timedelta(days=days))

    if closes:
        period_close(period=period, by=officer)
    else:
        with pytest.raises(DomainError, match="chốt số liệu ngày 14/06/2026; đến ngày ấy mới khóa được"):
            period_close(period=period, by=officer)

    period.refresh_from_db()
    assert period.is_closed == closes
    assert period.closed_by == (officer if closes else None)
    assert bool(period.tables) == closes


def test_reopening_wants_a_reason_keeps_it_and_drops_the_tables(unit, officer, closed):
    ReportingPeriod.objects.update(tables={"blocks": []})

    with pytest.raises(DomainError, match="Ghi lý do"):
        period_reopen(period=closed, reason="  ", by=officer)
    period_reopen(period=closed, reason="Thiếu số của một thôn", by=officer)

    closed.refresh_from_db()
    assert (closed.closed_at, closed.tables, closed.reopen_reason) == (None, None, "Thiếu số của một thôn")
    with pytest.raises(DomainError, match="không khóa"):
        period_reopen(period=closed, reason="Lần nữa", by=officer)
    [line] = lines(list(AuditEvent.objects.filter(action="period_reopened")))
    assert (line.what, line.about) == ("Mở lại kỳ báo cáo", "Kỳ báo cáo Sáu tháng đầu năm")
    assert [(change.what, change.after) for change in line.changes] == [("lý do", "Thiếu số của một thôn")]


def test_closed_period_keeps_its_dates_and_who_owes(unit, officer, closed):
    report = owing(closed)
    dates = {"start_date": closed.start_date, "closing_date": HALF, "due_date": HALF_DUE}
    for refused in (
        lambda: period_change(
            period=closed,
            name=closed.name,
            reported_as="",
            by=officer,
            **dates | {"due_date": HALF_DUE + dt.timedelta(days=5)},
        ),
        lambda: period_change(period=closed, name="Tên khác", reported_as="", by=officer, **dates),
        lambda: period_remove(period=closed, by=officer),
        lambda: period_close(period=closed, by=officer),
        lambda: duty_reports_take(period=closed, by=officer),
        lambda: duty_report_add(period=closed, actor="Trạm", addressee="", due_date=HALF, by=officer),
        lambda: duty_report_remove(report=report, by=officer),
    ):
        with pytest.raises(DomainError, match="“Sáu tháng đầu năm” đã khóa số liệu"):
            refused()
    period_change(period=closed, name=closed.name, reported_as="75/BC-UBND", by=officer, **dates)

    closed.refresh_from_db()
    assert (closed.due_date, closed.reported_as) == (HALF_DUE, "75/BC-UBND")
    assert DutyReport.objects.filter(period=closed).count() == 1


def test_who_sent_before_the_closing_stays_sent_and_who_sends_late_is_written_down(unit, officer, closed):
    early = owing(closed, sent_date=HALF, evidence=EVIDENCE, recorded_at=CLOSED_AT - HOUR)
    late = owing(closed, "Trạm Y tế")

    duty_reports_send(period=closed, ids=[late.pk], sent_date=HALF_DUE, evidence=EVIDENCE, by=officer)
    duty_report_unsend(report=late, by=officer)
    with pytest.raises(DomainError, match="ghi trước khi khóa không bỏ được"):
        duty_report_unsend(report=early, by=officer)

    early.refresh_from_db()
    assert early.sent_date == HALF
