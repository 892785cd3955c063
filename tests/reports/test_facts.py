"""Facts that only reports need: recorded, changed, removed, brought in from Excel; results of a period."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from households.models import AdministrativeUnit
from povertyplan.common.errors import DomainError, StaleError
from povertyplan.common.models import AuditEvent
from povertyplan.documents.xlsx import ColumnOut, SheetOut, read_workbook, write_workbook
from reports import actions
from reports.forms.facts import FACT_KINDS
from reports.models import CapitalEntry, Fact, FundEntry, IndicatorActual, PolicyResult, ReportingPeriod
from reports.resources.facts import FactSheet, fact_sheet, fact_workbook, unknown_rows
from reports.rules import PeriodKind, Policy
from tests.conflicts import sent_on
from tests.factories import YEAR, CommuneFactory, officer_of

pytestmark = pytest.mark.django_db
DAY = dt.date(YEAR, 3, 5)
CAPITAL = {
    "date": DAY,
    "project": "Dự án 2",
    "source": "Ngân sách trung ương",
    "kind": "investment",
    "flow": "allocated",
    "amount": 450_000_000,
    "note": "",
}
FUND = {"date": DAY, "fund": "for_the_poor", "flow": "receipt", "amount": 2_000_000, "about": "Ủng hộ"}
TYPED = CAPITAL | {"date": "05/03/2026", "amount": "450.000.000"}
HEAD = ("Ngày tháng", "Tên dự án", "Nguồn", "Loại vốn", "Giao/giải ngân", "Số tiền", "Ghi chú")
LINE = ("05/3/2026", "Dự án 2", "Ngân sách trung ương", "Đầu tư", "Giao", "450.000.000", "")


@pytest.fixture
def unit() -> AdministrativeUnit:
    return CommuneFactory.create()


@pytest.fixture
def officer(unit: AdministrativeUnit, client: Client) -> Client:
    client.force_login(officer_of(unit))
    return client


@pytest.fixture
def period(unit: AdministrativeUnit) -> ReportingPeriod:
    return ReportingPeriod.objects.create(
        unit=unit,
        year=YEAR,
        kind=PeriodKind.SIX_MONTHS,
        name="Báo cáo sáu tháng",
        start_date=dt.date(YEAR, 1, 1),
        closing_date=dt.date(YEAR, 6, 14),
        due_date=dt.date(YEAR, 6, 20),
    )


def close(period: ReportingPeriod) -> None:
    ReportingPeriod.objects.filter(pk=period.pk).update(closed_at=timezone.now())


def page(name: str, unit: AdministrativeUnit, kind: str = "von", *more: int) -> str:
    return reverse(f"reports:{name}", args=[unit.pk, YEAR, kind, *more])


def file_of(*rows: tuple[str, ...], head: tuple[str, ...] = HEAD) -> bytes:
    columns = tuple(ColumnOut(label=label) for label in head)
    return write_workbook([SheetOut(name="Vốn", columns=columns, rows=rows)])


def read(*rows: tuple[str, ...], head: tuple[str, ...] = HEAD) -> FactSheet:
    return fact_sheet(read_workbook(file_of(*rows, head=head)), FACT_KINDS["von"])


def recorded(unit: AdministrativeUnit, **more: Any) -> CapitalEntry:
    return actions.fact_record(unit=unit, model=CapitalEntry, values=CAPITAL | more, by=None)


# --- actions ---


def test_fact_is_recorded_changed_and_removed_with_its_events(unit):
    by = officer_of(unit)
    fact = actions.fact_record(unit=unit, model=FundEntry, values=FUND, by=by)
    actions.fact_change(fact=fact, version=1, values=FUND | {"amount": 3_000_000}, by=by)
    actions.fact_change(fact=fact, version=2, values=FUND | {"amount": 3_000_000}, by=by)  # nothing changes
    fact.refresh_from_db()
    assert (int(fact.amount), fact.version) == (3_000_000, 2)

    actions.fact_delete(fact=fact, version=2, by=by)

    assert not FundEntry.objects.exists()
    events = AuditEvent.objects.order_by("sequence")
    assert [event.action for event in events] == ["fact_recorded", "fact_changed", "fact_deleted"]
    assert events[1].details == {"amount": ["2000000", 3_000_000]}
    assert events[2].details == FUND | {"date": "2026-03-05", "amount": "3000000"}


def test_two_people_do_not_overwrite_each_other(unit):
    fact = recorded(unit)
    actions.fact_change(fact=fact, version=1, values=CAPITAL | {"note": "đợt 1"}, by=officer_of(unit))

    with pytest.raises(StaleError):
        actions.fact_change(fact=fact, version=1, values=CAPITAL, by=officer_of(unit))
    with pytest.raises(StaleError):
        actions.fact_delete(fact=fact, version=1, by=officer_of(unit))


def test_closed_period_keeps_its_facts_and_takes_late_ones_by_name(unit, period):
    fact, by = recorded(unit), officer_of(unit)
    close(period)

    for refused in (
        lambda: recorded(unit),
        lambda: actions.fact_change(fact=fact, version=1, values=CAPITAL | {"amount": 1}, by=by),
        lambda: actions.fact_delete(fact=fact, version=1, by=by),
        lambda: actions.facts_import(unit=unit, model=CapitalEntry, rows=[CAPITAL], by=None),
        lambda: actions.policy_results_save(period=period, rows=[], version=0, by=None),
    ):
        with pytest.raises(DomainError, match="khóa"):
            refused()
    late = actions.fact_record(unit=unit, model=CapitalEntry, values=CAPITAL, late=True, by=None)

    assert set(CapitalEntry.objects.all()) == {fact, late}


@pytest.mark.parametrize(("name", "value"), [("amount", 0), ("kind", "loan"), ("flow", "")])
def test_impossible_fact_is_refused(unit, name, value):
    with pytest.raises(ValidationError):
        recorded(unit, **{name: value})
    with pytest.raises(ValidationError):
        actions.facts_import(unit=unit, model=CapitalEntry, rows=[CAPITAL, CAPITAL | {name: value}], by=None)
    assert not CapitalEntry.objects.exists()


def test_results_of_a_period_are_what_was_saved_last(unit, period):
    by = officer_of(unit)
    blank = {"people": None, "amount": None, "source": ""}
    rows = [
        {"policy": Policy.CREDIT.value, "households": 12, **blank},
        {"policy": Policy.HOUSING.value, "households": 0, **blank},
    ]
    actions.policy_results_save(period=period, rows=rows, version=0, by=by)
    version = actions.results_version(period, "policy_results_saved")
    kept = PolicyResult.objects.get(policy=Policy.HOUSING)

    with pytest.raises(StaleError):
        actions.policy_results_save(period=period, rows=[], version=0, by=by)
    actions.policy_results_save(period=period, rows=rows[1:], version=version, by=by)

    assert list(PolicyResult.objects.values_list("pk", "policy", "households")) == [
        (kept.pk, Policy.HOUSING, 0)
    ]


# --- workbooks ---


def test_sheet_is_read_by_its_headings():
    sheet = read(
        LINE, ("", "Tổng cộng", "", "", "", "450000000", ""), (*LINE[:3], "Sự nghiệp", "Giải ngân", "-5", "x")
    )

    assert sheet.errors == ()
    assert [row.values for row in sheet.rows] == [
        CAPITAL,
        CAPITAL | {"kind": "recurrent", "flow": "disbursed", "amount": -5, "note": "x"},
    ]


@pytest.mark.parametrize(
    ("cells", "place", "part"),
    [
        (("31/02/2026", *LINE[1:]), "A2", "31/12/2026"),
        ((LINE[0], "", *LINE[2:]), "B2", "Chưa nhập"),
        ((*LINE[:3], "vốn vay", *LINE[4:]), "D2", "Chọn một mục"),
        ((*LINE[:5], "nhiều", ""), "F2", "số nguyên"),
        ((*LINE[:5], "9" * 14, ""), "F2", "Số quá lớn"),
    ],
)
def test_bad_cell_is_named_and_nothing_is_read(cells, place, part):
    sheet = read(LINE, cells)

    [error] = sheet.errors
    assert (error.cell, part in error.message) == (place.replace("2", "3"), True)
    assert sheet.rows == ()


def test_conclusion_is_refused_for_its_length_and_not_cut():
    """Seen failing with a reader that cuts cells at 2,000 characters: the rest was lost without a word."""
    kind = FACT_KINDS["kiem-tra"]
    head = tuple(names[0] for names in kind.headings.values())
    sheets = [
        fact_sheet(read_workbook(file_of((LINE[0], "Bản Mẫu", "Ban chỉ đạo", "n" * length), head=head)), kind)
        for length in (3_000, 3_001)
    ]

    [kept] = sheets[0].rows
    assert len(kept.values["conclusion"]) == 3_000
    assert [error.cell for error in sheets[1].errors] == ["D2"]


@pytest.mark.parametrize(
    ("rows", "head", "part"),
    [((LINE,), (*HEAD[:5], "Tiền", "x"), "hàng tiêu đề"), ((), HEAD, "chưa có dòng")],
)
def test_sheet_without_head_or_rows_is_refused(rows, head, part):
    [error] = read(*rows, head=head).errors
    assert part in error.message


@pytest.mark.parametrize("key", FACT_KINDS)
def test_own_workbook_comes_back_as_it_went_out(unit, key):
    kind = FACT_KINDS[key]
    given: dict[str, dict[str, Any]] = {
        "von": CAPITAL,
        "quy": FUND,
        "van-ban": {"date": DAY, "number": "12/KH-UBND", "kind": "Kế hoạch", "subject": "Giảm nghèo"},
        "kiem-tra": {"date": DAY, "place": "Bản Mẫu", "team": "Ban chỉ đạo", "conclusion": ""},
    }
    fact: Fact = actions.fact_record(unit=unit, model=kind.model, values=given[key], by=None)

    sheet = fact_sheet(read_workbook(fact_workbook(kind, [fact], title=("DANH SÁCH",))), kind)

    assert [row.values for row in sheet.rows] == [given[key]]
    stored = kind.model.objects.all()
    assert unknown_rows(sheet, stored, kind) == ([], 1)
    twice = FactSheet(rows=sheet.rows * 2)
    assert unknown_rows(twice, stored, kind) == ([sheet.rows[0]], 1)


# --- pages ---


def test_officer_records_and_changes_on_the_page(unit, officer):
    shown = officer.post(page("fact_list", unit), TYPED)
    assert shown.status_code == 302
    fact = CapitalEntry.objects.get()

    edit = officer.get(page("fact_edit", unit, "von", fact.pk))
    changed = sent_on(edit) | {"amount": "−9.000 đồng"}
    officer.post(page("fact_edit", unit, "von", fact.pk), changed)

    fact.refresh_from_db()
    assert fact.amount == -9000
    officer.post(page("fact_delete", unit, "von", fact.pk), {"version": "1"})
    assert CapitalEntry.objects.exists()
    officer.post(page("fact_delete", unit, "von", fact.pk), {"version": "2"})
    assert not CapitalEntry.objects.exists()


def test_refused_fact_keeps_what_was_typed(unit, officer, period):
    close(period)

    answer = officer.post(page("fact_list", unit), TYPED)

    assert answer.status_code == 422
    assert "ghi bổ sung" in answer.content.decode()
    assert answer.context["form"]["project"].value() == "Dự án 2"
    assert officer.post(page("fact_list", unit), TYPED | {"late": "on"}).status_code == 302


def upload(client: Client, unit: AdministrativeUnit, content: bytes) -> Any:
    return client.post(page("facts_upload", unit), {"file": SimpleUploadedFile("von.xlsx", content)})


def test_workbook_is_looked_at_first_and_goes_in_once(unit, officer):
    content = file_of(LINE, LINE)

    shown = upload(officer, unit, content)
    assert (shown.status_code, shown.context["count"], CapitalEntry.objects.count()) == (200, 2, 0)
    for _ in range(2):  # sent twice
        officer.post(page("facts_confirm", unit), {"rows": shown.context["sent"]})

    assert CapitalEntry.objects.count() == 2
    assert upload(officer, unit, content).context["count"] == 0


@pytest.mark.parametrize("rows", ["", "lạ", "x:y:z"])
def test_what_was_not_shown_is_not_recorded(unit, officer, rows):
    assert officer.post(page("facts_confirm", unit), {"rows": rows}).status_code == 422
    assert not CapitalEntry.objects.exists()


def test_file_that_is_no_workbook_is_refused(unit, officer):
    assert upload(officer, unit, b"%PDF-1.7").status_code == 422
    assert upload(officer, unit, file_of((*LINE[:5], "x", ""))).status_code == 422


def test_unknown_kind_and_other_year_are_not_found(unit, officer):
    assert officer.get(page("fact_list", unit, "luong")).status_code == 404
    fact = recorded(unit, date=dt.date(YEAR - 1, 1, 1))
    assert officer.get(page("fact_edit", unit, "von", fact.pk)).status_code == 404


def test_results_page_saves_rows_and_says_what_is_wrong(unit, officer, period):
    address = reverse("reports:policy_results", args=[period.pk])
    shown = officer.get(address)
    wrong = sent_on(shown) | {"credit-households": "mười", "housing-source": "Phòng Kinh tế"}

    refused = officer.post(address, wrong)
    assert refused.status_code == 422
    assert not PolicyResult.objects.exists()
    right = wrong | {"credit-households": "10", "housing-households": "0"}
    officer.post(address, right)

    assert dict(PolicyResult.objects.values_list("policy", "households")) == {"credit": 10, "housing": 0}
    stale = officer.post(address, right | {"credit-households": "11"})
    assert stale.status_code == 409


def test_overview_counts_in_as_many_queries_whatever_is_recorded(unit, officer, period):
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert officer.get(reverse("reports:facts", args=[unit.pk, YEAR])).status_code == 200
        return len(seen)

    queries()
    before = queries()
    for _ in range(5):
        recorded(unit)
    recorded(unit, date=dt.date(YEAR - 1, 5, 1))

    assert queries() == before
    answer = officer.get(reverse("reports:facts", args=[unit.pk, YEAR]))
    assert {kind.key: count for kind, count in answer.context["kinds"]}["von"] == 5


def test_outcomes_of_the_plan_are_asked_for_with_their_source(unit, officer, period):
    IndicatorActual.objects.create(
        period=period, subject="Hộ có nước sạch", value=90, measure="percent", source="Trạm y tế"
    )
    address = reverse("reports:indicator_actuals", args=[period.pk])
    shown = officer.get(address)
    given = sent_on(shown)

    for wrong in ({"outcome-0-source": ""}, {"outcome-0-value": "101"}, {"outcome-0-value": ""}):
        assert officer.post(address, given | wrong).status_code == 422
    officer.post(address, given | {"outcome-0-value": "95,5"})

    assert str(IndicatorActual.objects.get().value) == "95.5000"
