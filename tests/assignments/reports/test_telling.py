"""What an agency tells: actions and forms."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from assignments.actions import assignment_report, result_record, scheme_agree
from assignments.models import Assignment
from assignments.rules import Result, Scheme
from povertyplan.accounts.models import User
from povertyplan.common.errors import DomainError, StaleError
from povertyplan.common.history import lines
from povertyplan.common.models import AuditEvent
from tests.assignments.reports.conftest import TODAY, TOLD, address, page
from tests.conflicts import sent_on
from tests.factories import (
    YEAR,
    officer_of,
)

pytestmark = pytest.mark.django_db


# --- what they tell ---


def report(assignment: Assignment, by: User, **told: Any) -> Assignment:
    assignment.refresh_from_db()
    return assignment_report(assignment=assignment, version=assignment.version, by=by, **TOLD | told)


def test_report_is_kept_and_told_without_its_free_text(assignment: Assignment, member: User) -> None:
    report(assignment, member)

    assignment.refresh_from_db()
    assert {name: getattr(assignment, name) for name in TOLD if name != "scheme_sent"} == {
        name: value for name, value in TOLD.items() if name != "scheme_sent"
    }
    assert (assignment.scheme, assignment.version) == (Scheme.SENT, 2)
    event = AuditEvent.objects.get(action="assignment_reported")
    assert event.user == member
    assert event.details == {
        "surveyed_date": [None, f"{YEAR}-05-20"],
        "scheme": ["not_yet", "sent"],
        "fields": ["scheme_text", "promise", "person_in_charge"],
    }
    [line] = lines([event])
    assert line.url == address(assignment)
    assert [(change.what, change.before, change.after) for change in line.changes] == [
        ("ngày khảo sát", "", f"20/05/{YEAR}"),
        ("phương án giúp đỡ", "chưa có", "đã gửi"),
        ("nội dung phương án", None, "đã sửa"),
        ("cam kết giúp đỡ", None, "đã sửa"),
        ("người phụ trách", None, "đã sửa"),
    ]


def test_same_report_again_is_no_event(assignment: Assignment, member: User) -> None:
    report(assignment, member)
    again = report(assignment, member)

    assert again.version == 2
    assert AuditEvent.objects.filter(action="assignment_reported").count() == 1


def test_scheme_may_be_sent_on_paper(assignment: Assignment, member: User) -> None:
    assert report(assignment, member, scheme_text="").scheme == Scheme.SENT


def test_agreed_scheme_stays_so_until_its_words_change(assignment: Assignment, member: User) -> None:
    officer = officer_of(assignment.unit)
    report(assignment, member)
    assignment.refresh_from_db()

    agreed = scheme_agree(assignment=assignment, version=assignment.version, by=officer)
    assert agreed.scheme == Scheme.AGREED
    assert report(assignment, member, promise="Hai con bò").scheme == Scheme.AGREED
    assert report(assignment, member, scheme_text="Cách khác").scheme == Scheme.SENT
    assert report(assignment, member, scheme_sent=False).scheme == Scheme.NOT_YET
    event = AuditEvent.objects.get(action="scheme_agreed")
    assert event.details["scheme"] == ["sent", "agreed"]


@pytest.mark.parametrize("sent", [False, True])
def test_only_what_was_sent_and_stands_as_shown_is_agreed_to(
    assignment: Assignment, member: User, sent: bool
) -> None:
    if sent:
        report(assignment, member)
    error: type[DomainError] = StaleError if sent else DomainError

    with pytest.raises(error):
        scheme_agree(assignment=assignment, version=1, by=member)

    assert not AuditEvent.objects.filter(action="scheme_agreed").exists()


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"surveyed_date": TODAY + dt.timedelta(days=1)}, "surveyed_date"),
        ({"surveyed_date": dt.date(YEAR - 1, 12, 31)}, "surveyed_date"),
        ({"person_in_charge": "x" * 101}, "person_in_charge"),
        ({"promise": "x" * 301}, "promise"),
    ],
)
def test_report_that_cannot_be_is_refused(
    assignment: Assignment, member: User, told: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        report(assignment, member, **told)

    assert list(refused.value.message_dict) == [field]
    assignment.refresh_from_db()
    assert assignment.version == 1
    assert not AuditEvent.objects.exists()


def result(assignment: Assignment, by: User, **told: Any) -> Assignment:
    assignment.refresh_from_db()
    given: dict[str, Any] = {"result": Result.ESCAPED, "date": TODAY, "note": ""} | told
    return result_record(assignment=assignment, version=assignment.version, by=by, **given)


def test_result_is_kept_and_can_be_taken_back(assignment: Assignment, member: User) -> None:
    kept = result(assignment, member, note="Đã có lương ổn định")
    assert (kept.result, kept.result_date, kept.result_note) == (
        Result.ESCAPED,
        TODAY,
        "Đã có lương ổn định",
    )

    back = result(assignment, member, result=Result.OPEN, note="còn lại")
    assert (back.result, back.result_date, back.result_note) == (Result.OPEN, None, "")
    first, _second = AuditEvent.objects.filter(action="result_recorded").order_by("sequence")
    assert first.details == {
        "result": ["open", "escaped"],
        "result_date": [None, TODAY.isoformat()],
        "fields": ["result_note"],
    }


@pytest.mark.parametrize(
    "date", [None, TODAY + dt.timedelta(days=1), dt.date(YEAR, 4, 30), dt.date(YEAR - 1, 7, 1)]
)
def test_result_needs_a_day_within_the_help(
    assignment: Assignment, member: User, date: dt.date | None
) -> None:
    with pytest.raises(ValidationError) as refused:
        result(assignment, member, date=date)

    assert list(refused.value.message_dict) == ["date"]
    assert not AuditEvent.objects.exists()


def test_withdrawn_assignment_takes_nothing(assignment: Assignment, member: User) -> None:
    Assignment.objects.update(withdrawn_reason="Hộ từ chối")

    for tell in (report, result):
        with pytest.raises(DomainError, match="đã rút"):
            tell(assignment, member)


# --- the forms ---


def sent(assignment: Assignment, **fields: str) -> dict[str, str]:
    return {"version": str(assignment.version), "base": "{}", **fields}


def test_report_is_saved_from_the_page(client: Client, assignment: Assignment, member: User) -> None:
    client.force_login(member)

    answer = client.post(
        address(assignment),
        sent(assignment, surveyed_date="20/05/2026", scheme_text="Nuôi bò", scheme_sent="on"),
        follow=True,
    )

    assert "Đã lưu báo cáo." in answer.text
    assert "Phương án đã gửi." in answer.text
    assignment.refresh_from_db()
    assert assignment.surveyed_date == dt.date(2026, 5, 20)


def test_result_is_saved_from_its_page(client: Client, assignment: Assignment, member: User) -> None:
    client.force_login(member)

    answer = client.post(
        address(assignment, "result"),
        sent(assignment, result="to_near_poor", date="01/07/2026", note="Có việc làm"),
        follow=True,
    )

    assert answer.redirect_chain == [(address(assignment), 302)]
    assert "Lên cận nghèo, ngày 01/07/2026. Có việc làm" in answer.text


@pytest.mark.parametrize(
    ("name", "fields", "message"),
    [
        ("agency_assignment", {"surveyed_date": "31/02/2026"}, "Nhập ngày dạng"),
        ("agency_assignment", {"surveyed_date": "01/12/2026"}, "Ngày ở tương lai"),
        ("agency_assignment", {"promise": "x" * 5000}, "Dài quá 300 chữ"),
        ("agency_assignment", {"scheme_text": "x" * 2001}, "Dài quá 2000 chữ"),
        ("result", {"result": "rich"}, "Chọn một mục trong danh sách"),
        ("result", {"result": "escaped"}, "Nhập ngày báo kết quả"),
        ("result", {"result": "escaped", "date": "01/04/2026"}, "trước ngày bắt đầu giúp đỡ (01/05/2026)"),
        ("result", {"result": "escaped", "date": "1\x00"}, "Nhập ngày dạng"),
    ],
)
def test_bad_input_is_refused_in_words(
    client: Client, assignment: Assignment, member: User, name: str, fields: dict[str, str], message: str
) -> None:
    client.force_login(member)

    answer = client.post(address(assignment, name), sent(assignment, **fields))

    assert answer.status_code == 200
    assert message in answer.text
    assignment.refresh_from_db()
    assert assignment.version == 1


def test_second_of_two_people_sees_both_and_loses_nothing(
    client: Client, assignment: Assignment, member: User
) -> None:
    client.force_login(member)
    shown = client.get(address(assignment)).context
    memory = {"version": shown["version"], "base": shown["base"]}
    report(assignment, officer_of(assignment.unit), promise="Lời của cán bộ")

    answer = client.post(address(assignment), memory | {"promise": "Lời của cơ quan"})

    assert answer.status_code == 409
    assert "Lời của cán bộ" in answer.text
    assert "Lời của cơ quan" in answer.text
    keep = {f"keep:{choice.name}": "theirs" for choice in answer.context["conflict"].choices}
    keep["keep:promise"] = "mine"
    assert client.post(address(assignment), sent_on(answer, **keep)).status_code == 302
    assignment.refresh_from_db()
    assert (assignment.promise, assignment.scheme_text) == ("Lời của cơ quan", TOLD["scheme_text"])


def test_officer_agrees_on_the_page(client: Client, assignment: Assignment, member: User) -> None:
    report(assignment, member)
    assert "Thống nhất phương án</button>" not in page(client, member, address(assignment))
    text = page(client, officer_of(assignment.unit), address(assignment))
    assert "Thống nhất phương án</button>" in text

    answer = client.post(address(assignment, "scheme_agree"), {"version": "2"}, follow=True)

    assert "Đã thống nhất phương án." in answer.text
    stale = client.post(address(assignment, "scheme_agree"), {"version": "x"}, follow=True)
    assert "Người khác vừa sửa phân công này" in stale.text
