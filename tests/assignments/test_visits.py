"""Visits: what is stored once, what is refused, what phones send."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assignments.actions import visit_record
from assignments.models import Visit
from assignments.rules import Situation
from households.models import Household
from povertyplan.accounts.models import User
from povertyplan.common.errors import DomainError
from povertyplan.common.models import AuditEvent
from tests.assignments.factories import (
    AgencyMembershipFactory,
    AssignmentFactory,
    VisitFactory,
)
from tests.factories import (
    HamletFactory,
    HouseholdFactory,
    UserFactory,
    leader_of,
    leader_of_hamlets,
    officer_of,
)

pytestmark = pytest.mark.django_db
RECEIVE = reverse("assignments:visits_receive")


@pytest.fixture
def household() -> Household:
    return HouseholdFactory.create(head_name="Lò Văn Chủ")


@pytest.fixture
def leader(household: Household) -> User:
    return leader_of_hamlets(household.hamlet)


def record(household: Household, by: User, *, clock: dt.timedelta = dt.timedelta(), **changes: Any) -> Any:
    """A visit of today, written on a phone whose clock is wrong by `clock`."""
    now = timezone.now()
    values: dict[str, Any] = {
        "key": uuid.uuid4(),
        "date": timezone.localdate(now + clock),
        "situation": Situation.WORSE,
        "note": "Mái  nhà dột",
        "needs_attention": True,
        "written": now + clock,
        "sent": now + clock,
        "received": now,
    }
    return visit_record(household=household, by=by, **(values | changes))


def test_visit_is_stored_with_its_event(household: Household, leader: User) -> None:
    visit, is_new = record(household, leader)

    assert is_new
    assert (visit.date, visit.note, visit.by, visit.needs_attention) == (
        timezone.localdate(),
        "Mái nhà dột",
        leader,
        True,
    )
    event = AuditEvent.objects.get(action="visit_recorded")
    assert (event.unit_code, event.target_id) == (household.unit.code, str(household.pk))
    assert "dột" not in json.dumps(event.details, ensure_ascii=False)


def test_same_key_is_stored_once_whatever_became_of_the_household(household: Household, leader: User) -> None:
    key = uuid.uuid4()
    first, _ = record(household, leader, key=key)
    household.hamlet = HamletFactory.create(unit=household.unit)
    household.save()

    again, is_new = record(household, leader, key=key, note="khác")

    assert (again, is_new) == (first, False)
    assert Visit.objects.get().note == "Mái nhà dột"
    assert AuditEvent.objects.filter(action="visit_recorded").count() == 1


def test_key_of_somebody_else_tells_nothing(household: Household, leader: User) -> None:
    visit = VisitFactory.create(household=household, note="Chuyện riêng")

    with pytest.raises(
        DomainError, match=r"^Lần thăm này trùng mã với một lần thăm khác; ghi lại"
    ) as refusal:
        record(household, leader, key=visit.key)

    assert str(visit.by) not in str(refusal.value)


@pytest.mark.parametrize("days", [-400, -2, 0, 2, 400])
def test_wrong_clock_is_taken_out(household: Household, leader: User, days: int) -> None:
    visit, _ = record(household, leader, clock=dt.timedelta(days=days))

    assert visit.date == timezone.localdate()
    assert abs(visit.written_at - timezone.now()) < dt.timedelta(minutes=1)


@pytest.mark.parametrize(
    ("days", "ended", "sentence"),
    [
        (1, False, "ở tương lai"),
        (-20_000, False, "trước ngày hộ vào danh sách"),
        (0, True, "Hộ đã thôi quản lý từ ngày"),
    ],
)
def test_day_that_cannot_be_is_refused(
    household: Household, leader: User, days: int, ended: bool, sentence: str
) -> None:
    today = timezone.localdate()
    household.valid_to = today if ended else None
    household.save()

    with pytest.raises(DomainError, match=sentence):
        record(household, leader, date=today + dt.timedelta(days=days))

    assert not Visit.objects.exists()


def test_visit_before_the_household_left_is_stored(household: Household, leader: User) -> None:
    household.valid_to = timezone.localdate()
    household.save()

    record(household, leader, date=timezone.localdate() - dt.timedelta(days=1))

    assert Visit.objects.count() == 1


def visitors(household: Household) -> dict[str, User]:
    """People around a household."""
    helped = AssignmentFactory.create(household=household, year=timezone.localdate().year)
    withdrawn = AssignmentFactory.create(
        household=household, year=timezone.localdate().year, withdrawn_reason="chuyển"
    )
    return {
        "officer": officer_of(household.unit),
        "hamlet leader": leader_of_hamlets(household.hamlet),
        "member": AgencyMembershipFactory.create(agency=helped.lead_agency).user,
        "withdrawn": AgencyMembershipFactory.create(agency=withdrawn.lead_agency).user,
        "neighbour": leader_of_hamlets(HamletFactory.create(unit=household.unit)),
        "commune leader": leader_of(household.unit),
        "foreign": officer_of(HamletFactory.create().unit),
        "nobody": UserFactory.create(),
    }


def test_officers_own_hamlet_and_helping_agency_write_visits_and_nobody_else(household: Household) -> None:
    allowed = ("officer", "hamlet leader", "member")
    people = visitors(household)

    for name in allowed:
        record(household, people.pop(name))
    for user in people.values():
        with pytest.raises(DomainError, match="Không thấy hộ này trong danh sách của anh/chị"):
            record(household, user)

    assert Visit.objects.count() == len(allowed)


# --- the page ---


def page(household: Household) -> str:
    return reverse("assignments:visit", args=[household.pk])


def test_page_writes_a_visit_once_however_often_it_is_sent(
    client: Client, household: Household, leader: User
) -> None:
    client.force_login(leader)
    form = client.get(page(household)).context["form"]
    sent = {"key": str(form["key"].value()), "situation": "same", "date": "20/11/2026", "note": ""}

    answers = [client.post(page(household), sent) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Visit.objects.get().date == dt.date(2026, 11, 20)
    assert "20/11/2026, như cũ" in client.get(page(household)).text


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("key", "x", "tải lại trang rồi ghi lại"),
        ("situation", "great", "Chọn khá hơn, như cũ hoặc khó hơn."),
        ("situation", "", "Chọn khá hơn, như cũ hoặc khó hơn."),
        ("note", "n" * 301, "Dài quá 300 chữ"),
        ("date", "31/02/2026", "Nhập ngày dạng"),
        ("date", "31/12/2059", "ở tương lai"),
    ],
)
def test_bad_form_comes_back_with_what_was_typed(
    client: Client, household: Household, leader: User, field: str, value: str, sentence: str
) -> None:
    client.force_login(leader)
    sent = {"key": str(uuid.uuid4()), "situation": "same", "date": "20/11/2026", "note": "Ghi <b>"}

    answer = client.post(page(household), sent | {field: value})

    assert answer.status_code == 200
    assert sentence in answer.text
    assert not Visit.objects.exists()


def test_who_reads_and_who_writes_on_the_page(client: Client, household: Household) -> None:
    VisitFactory.create(household=household, note="Chuyện trong nhà")
    seen = {}
    for name, user in visitors(household).items():
        client.force_login(user)
        answer = client.get(page(household))
        refused = client.post(page(household), {}).status_code
        seen[name] = (answer.status_code, "Chuyện trong nhà" in answer.text, refused)

    assert seen == {
        "officer": (200, True, 200),
        "hamlet leader": (200, True, 200),
        "member": (200, False, 200),
        "withdrawn": (404, False, 404),
        "neighbour": (404, False, 404),
        "commune leader": (200, True, 403),
        "foreign": (404, False, 404),
        "nobody": (404, False, 404),
    }


@pytest.mark.parametrize("visits", [1, 8])
def test_page_takes_as_many_queries_for_many_visits(
    client: Client, household: Household, leader: User, visits: int, django_assert_max_num_queries: Any
) -> None:
    VisitFactory.create_batch(visits, household=household)
    client.force_login(leader)

    with django_assert_max_num_queries(17):
        client.get(page(household))


# --- what phones send ---


def entry(place: Household, /, **changes: Any) -> dict[str, Any]:
    return {
        "key": str(uuid.uuid4()),
        "household": place.pk,
        "situation": "better",
        "note": "",
        "needs_attention": False,
        "date": timezone.localdate().isoformat(),
        "written": timezone.now().isoformat(),
    } | changes


def send(client: Client, user: User, *visits: Any, **around: Any) -> Any:
    message = {"user": user.pk, "sent": timezone.now().isoformat(), "visits": list(visits)} | around
    return client.post(RECEIVE, json.dumps(message), content_type="application/json")


def test_batch_is_answered_key_by_key_and_one_bad_entry_hurts_no_other(
    client: Client, household: Household, leader: User
) -> None:
    client.force_login(leader)
    foreign, good, late = HouseholdFactory.create(), entry(household), entry(household)
    send(client, leader, good)
    bad = [
        entry(foreign),
        entry(household, household=10**30),
        entry(household, household=None),
        entry(household, situation=["better"]),
        entry(household, date={"a": 1}),
        entry(household, written="0001-01-01T00:00:00+14:00"),
        entry(household, written="9999-12-31T23:59:59Z"),
        entry(household, key="\ud800", note="\x00"),
        entry(household, note="\ud800" * 400),
        "nothing",
        None,
    ]

    answer = send(client, leader, *bad, good, late)

    assert answer.status_code == 200
    answers = answer.json()["answers"]
    assert [each["status"] for each in answers] == [
        *(["refused"] * 8),
        "stored",  # halves of letters are dropped like all that cannot be seen
        *(["refused"] * 2),
        "already",
        "stored",
    ]
    assert all(each["sentence"].endswith(".") for each in answers if each["status"] == "refused")
    assert [each["key"] for each in answers[-2:]] == [good["key"], late["key"]]
    assert Visit.objects.filter(by=leader).count() == 3


def test_household_of_another_commune_and_none_are_refused_alike(
    client: Client, household: Household, leader: User
) -> None:
    client.force_login(leader)

    answers = send(client, leader, entry(HouseholdFactory.create()), entry(household, household=10**9)).json()

    assert len({each["sentence"] for each in answers["answers"]}) == 1


@pytest.mark.parametrize(
    "body",
    [b"", b"\xff", b"[]", b"{}", b"[" * 100_000, b'{"visits": 1}', b'{"visits": [], "user": "x", "sent": 1}'],
)
def test_unreadable_message_is_an_answer(client: Client, leader: User, body: bytes) -> None:
    client.force_login(leader)

    answer = client.post(RECEIVE, body, content_type="application/json")

    assert answer.status_code == 400
    assert answer.json()["sentence"].endswith(".")


def test_too_many_at_once_are_refused(client: Client, household: Household, leader: User) -> None:
    client.force_login(leader)

    assert send(client, leader, *[entry(household)] * 101).status_code == 400
    assert not Visit.objects.exists()


def test_visits_of_somebody_else_are_not_taken(client: Client, household: Household, leader: User) -> None:
    client.force_login(leader_of_hamlets(household.hamlet))

    answer = send(client, leader, entry(household))

    assert answer.status_code == 409
    assert not Visit.objects.exists()


def test_busy_database_leaves_a_visit_on_the_phone(
    client: Client, household: Household, leader: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(leader)

    def busy(**_: Any) -> None:
        raise OperationalError

    monkeypatch.setattr("assignments.views.visits.visit_record", busy)

    assert send(client, leader, entry(household)).json()["answers"][0]["status"] == "later"


def test_token_is_fetched_anew_and_wanted(household: Household, leader: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(leader)
    door = client.get(RECEIVE).json()
    message = json.dumps(
        {"user": leader.pk, "sent": timezone.now().isoformat(), "visits": [entry(household)]}
    )

    refused = client.post(RECEIVE, message, content_type="application/json")
    taken = client.post(
        RECEIVE, message, content_type="application/json", headers={"X-CSRFToken": door["token"]}
    )

    assert door["user"] == leader.pk
    assert (refused.status_code, taken.status_code) == (403, 200)
    assert Visit.objects.count() == 1


def test_log_tells_a_visit_in_words(client: Client, household: Household, leader: User) -> None:
    record(household, leader, date=dt.date(2026, 11, 20))
    client.force_login(leader_of(household.unit))

    log = client.get(reverse("households:log", args=[household.unit_id])).text

    assert "Ghi lần thăm hộ" in log
    assert "20/11/2026" in log
    assert "khó hơn" in log
