"""The hamlet leader's page on his phone: what stands on it, what is kept of it, who is told."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assignments.models import Agency, Assignment
from assignments.queries import households_watched
from assignments.rules import Situation
from households.models import Hamlet, Household
from povertyplan.accounts.models import User
from povertyplan.common.models import AuditEvent
from tests.assignments.factories import (
    AgencyFactory,
    AssignmentFactory,
    EndangeredHouseholdFactory,
    EscapeProspectFactory,
    SupportItemFactory,
    VisitFactory,
)
from tests.factories import (
    YEAR,
    HamletFactory,
    HouseholdFactory,
    ReviewFactory,
    ReviewRoundFactory,
    StandardFactory,
    leader_of_hamlets,
    officer_of,
)

pytestmark = pytest.mark.django_db
URL, KEPT, WORKER = (
    reverse(name) for name in ("plans:my_hamlets", "plans:my_hamlets_kept", "plans:phone_worker")
)
ON = dt.date(YEAR, 11, 22)


@pytest.fixture
def hamlet() -> Hamlet:
    return HamletFactory.create()


@pytest.fixture
def leader(hamlet: Hamlet) -> User:
    StandardFactory.create()
    return leader_of_hamlets(hamlet)


def poor(hamlet: Hamlet, head: str = "Lò Văn Nghèo", **household: str) -> Household:
    """A household that was poor when the year began."""
    made: Household = HouseholdFactory.create(hamlet=hamlet, head_name=head, **household)
    round = ReviewRoundFactory.create(unit=hamlet.unit, closed=True)
    ReviewFactory.create(household=made, poor=True, round=round)
    return made


def agency(household: Household, name: str) -> Agency:
    found = Agency.objects.filter(unit=household.unit, name=name).first()
    return found or AgencyFactory.create(unit=household.unit, name=name)


def helped(household: Household) -> Assignment:
    """With everything that the page shows of it."""
    assignment: Assignment = AssignmentFactory.create(
        household=household, promise="Tặng bò giống", lead_agency=agency(household, "Trường Mẫu")
    )
    assignment.supporters.add(agency(household, "Hội Mẫu"))
    SupportItemFactory.create(household=household, what="Mái tôn", date=None, due_date=dt.date(YEAR, 12, 1))
    SupportItemFactory.create(household=household, what="Gạo", date=dt.date(YEAR, 2, 3))
    SupportItemFactory.create(household=household, what="Chăn cũ", date=dt.date(YEAR - 1, 2, 3))
    VisitFactory.create(household=household, date=dt.date(YEAR, 6, 1))
    VisitFactory.create(household=household, date=dt.date(YEAR, 7, 2), situation=Situation.WORSE)
    return assignment


def test_poor_near_poor_chosen_endangered_and_lately_escaped_households_are_watched(hamlet: Hamlet) -> None:
    before = ReviewRoundFactory.create(
        unit=hamlet.unit,
        closed=True,
        year=YEAR - 2,
        start_date=dt.date(YEAR - 2, 9, 1),
        reference_date=dt.date(YEAR - 2, 12, 31),
    )
    long_ago = ReviewRoundFactory.create(
        unit=hamlet.unit,
        closed=True,
        year=YEAR - 4,
        start_date=dt.date(YEAR - 4, 9, 1),
        reference_date=dt.date(YEAR - 4, 12, 31),
    )

    last = ReviewRoundFactory.create(unit=hamlet.unit, closed=True, base=before)

    def household(head: str, now: str, then: str = "") -> Household:
        made: Household = HouseholdFactory.create(hamlet=hamlet, head_name=f"Lò {head}")
        ReviewFactory.create(household=made, round=last, **{now: True})
        if then:
            ReviewFactory.create(household=made, round=before if then == "before" else long_ago, poor=True)
        return made

    for head, now, then in (
        *(("An", "near_poor", ""), ("Bình", "poor", ""), ("Chi", "other", "before")),
        *(("Dung", "other", "long ago"), ("Giang", "other", "")),
    ):
        household(head, now, then)
    EndangeredHouseholdFactory.create(household=household("Hạnh", "other"))
    EscapeProspectFactory.create(household=household("Khoa", "poor"))
    gone = household("Lan", "poor")
    gone.valid_to = ON
    gone.save()
    household("Mai", "poor")
    HouseholdFactory.create(hamlet=HamletFactory.create(unit=hamlet.unit))

    watched = households_watched(hamlets=[hamlet], year=YEAR, on=ON)

    assert [
        (each.household.head.name, each.standing, each.prospect is not None) for each in watched[hamlet.pk]
    ] == [
        ("Lò Bình", "hộ nghèo", False),
        ("Lò Khoa", "hộ nghèo", True),
        ("Lò Mai", "hộ nghèo", False),
        ("Lò An", "hộ cận nghèo", False),
        ("Lò Chi", "đã thoát nghèo, còn theo dõi", False),
        ("Lò Hạnh", "có nguy cơ nghèo", False),
    ]


def test_page_says_who_helps_what_was_promised_and_given_and_the_last_visit(
    client: Client, hamlet: Hamlet, leader: User
) -> None:
    household = poor(hamlet, address="Ngõ 7")
    helped(household)
    AssignmentFactory.create(household=household, withdrawn_reason="chuyển", promise="Đã rút")
    client.force_login(leader)

    text = client.get(URL).text

    for words in (
        *(
            "Lò Văn Nghèo",
            "hộ nghèo",
            "Ngõ 7",
            "Trường Mẫu; Hội Mẫu",
            "Tặng bò giống; Mái tôn, hẹn 01/12/2026",
        ),
        *("Gạo (03/02)", "02/07/2026, khó hơn", "Chỉ tiêu 2026: chưa giao; đã chọn 0"),
    ):
        assert words in text
    for words in ("Chăn cũ", "Đã rút", "01/06/2026"):
        assert words not in text


def test_what_is_kept_holds_head_class_helper_and_promise_and_nothing_else(
    client: Client, hamlet: Hamlet, leader: User
) -> None:
    household = poor(hamlet, address="Ngõ 7", phone="0912345678", code="H-0007")
    helped(household)
    EscapeProspectFactory.create(household=household)
    client.force_login(leader)

    answer = client.get(KEPT)

    for words in ("Lò Văn Nghèo", "hộ nghèo", "Trường Mẫu", "Tặng bò giống", "Số liệu lúc"):
        assert words in answer.text
    for words in (
        *("Ngõ 7", "0912345678", "H-0007", "Gạo", "khó hơn,", "02/07", "chọn thoát nghèo"),
        *("csrfmiddlewaretoken", "Đăng xuất"),
    ):
        assert words not in answer.text
    assert 29 * 60_000 < int(answer["X-Shown-For"]) <= 30 * 60_000


def test_registered_phone_keeps_the_page_for_its_thirty_days(client: Client, leader: User) -> None:
    client.force_login(leader)
    client.post(reverse("households:phone_register"), {"name": "Máy"})

    lasts = dt.timedelta(milliseconds=int(client.get(KEPT)["X-Shown-For"]))

    assert dt.timedelta(days=29, hours=23) < lasts <= dt.timedelta(days=30)
    assert "Đã đăng ký" in client.get(URL).text


@pytest.mark.parametrize("households", [1, 5])
def test_page_takes_as_many_queries_for_many_households(
    client: Client, hamlet: Hamlet, leader: User, households: int, django_assert_max_num_queries
) -> None:
    round = ReviewRoundFactory.create(unit=hamlet.unit, closed=True)
    for _ in range(households):
        household = HouseholdFactory.create(hamlet=hamlet)
        ReviewFactory.create(household=household, round=round, poor=True)
        helped(household)
    client.force_login(leader)

    with django_assert_max_num_queries(26):
        client.get(URL)


def test_reading_is_recorded_with_how_many_and_of_whom_not(
    client: Client, hamlet: Hamlet, leader: User
) -> None:
    poor(hamlet)
    client.force_login(leader)

    client.get(URL)
    client.get(KEPT)

    events = AuditEvent.objects.filter(action="people_seen").order_by("sequence")
    assert [(event.unit_code, event.details) for event in events] == [
        (hamlet.unit.code, {"list": "hộ của thôn, tổ", "count": 1}),
        (hamlet.unit.code, {"list": "hộ lưu trên điện thoại", "count": 1}),
    ]


def test_officer_of_the_commune_sees_no_hamlet_of_his_own(client: Client, hamlet: Hamlet) -> None:
    poor(hamlet)
    client.force_login(officer_of(hamlet.unit))

    text = client.get(URL).text

    assert "Lò Văn Nghèo" not in text
    assert "data-worker" not in text


def test_worker_answers_for_its_own_page_and_files(client: Client, leader: User) -> None:
    client.force_login(leader)

    answer = client.get(WORKER)

    assert answer["Content-Type"] == "text/javascript"
    assert WORKER.startswith(URL)  # so that its scope is the page's
    assert f'const HOME = "{URL}";' in answer.text
    assert "/static/js/phone.js" in answer.text
    assert "\\u0022/dang\\u002Dnhap/?next\\u003D/thon\\u002Dtoi/\\u0022" in answer.text
    assert timezone.localdate().isoformat() not in answer.text  # the same bytes until a file changes
