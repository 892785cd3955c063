"""The board: who has no help, who helps, and giving households to agencies."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assignments.models import Agency, Assignment, AssignmentSupporter
from assignments.queries import board
from assignments.rules import EscapePath, HelpContent, Load
from households.models import AdministrativeUnit, Hamlet, Household, Review, ReviewRound
from households.rules import Need, mask_of
from povertyplan.common.models import AuditEvent
from tests.assignments.factories import (
    AgencyFactory,
    AssignmentBlockFactory,
    AssignmentFactory,
    EscapeProspectFactory,
)
from tests.conflicts import sent_on
from tests.factories import (
    YEAR,
    CommuneFactory,
    HamletFactory,
    HouseholdFactory,
    ReviewFactory,
    ReviewRoundFactory,
    leader_of,
    leader_of_hamlets,
    officer_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit() -> AdministrativeUnit:
    return CommuneFactory.create()


@pytest.fixture
def hamlet(unit: AdministrativeUnit) -> Hamlet:
    return HamletFactory.create(unit=unit)


@pytest.fixture
def round(unit: AdministrativeUnit) -> ReviewRound:
    return ReviewRoundFactory.create(unit=unit, closed=True)


@pytest.fixture
def officer(unit: AdministrativeUnit, client: Client) -> Client:
    client.force_login(officer_of(unit))
    return client


@pytest.fixture
def poor(hamlet: Hamlet, round: ReviewRound) -> Callable[..., Household]:
    def make(name: str = "", **review: Any) -> Household:
        named = {"head_name": name} if name else {}
        household = HouseholdFactory.create(hamlet=hamlet, **named)
        ReviewFactory(round=round, household=household, **({"poor": True} | review))
        return household

    return make


def url(unit: AdministrativeUnit, view: str = "") -> str:
    return reverse("assignments:board", args=[unit.pk, YEAR]) + (f"?xem={view}" if view else "")


def test_board_counts_who_is_helped_by_whom(unit, poor):
    expected, helped, other = poor("Hà Văn Ba"), poor("Lò Văn Ai"), poor("Tô Thị An")
    near_poor = poor("Ma Thị Cả", poor=False, near_poor=True)
    not_poor = poor("Đỗ Văn Đủ", poor=False, other=True)
    for household in (expected, helped):
        EscapeProspectFactory(household=household)
    EscapeProspectFactory(household=other, path=EscapePath.TO_NEAR_POOR)
    lead, supporter, idle = AgencyFactory.create_batch(3, unit=unit)
    first = AssignmentFactory.create(household=helped, lead_agency=lead)
    AssignmentFactory.create(household=near_poor, lead_agency=lead)
    AssignmentFactory.create(household=expected, lead_agency=idle, withdrawn_reason="Nhầm hộ")
    AssignmentSupporter.objects.create(assignment=first, agency=supporter)

    found = board(unit=unit, year=YEAR)

    assert [each.pk for each in found.without] == [expected.pk, other.pk]
    assert {each.pk for each in found.households} == {
        household.pk for household in (expected, helped, other, near_poor)
    }
    assert not_poor.pk not in {each.pk for each in found.households}
    assert (found.expected.helped, found.expected.households, found.expected.rate) == (1, 2, Decimal(50))
    assert (found.poor.helped, found.poor.households) == (1, 3)
    assert [each.load for each in found.agencies] == [Load(led=2), Load(supported=1), Load()]


def test_board_is_of_its_year_and_commune(unit, poor):
    household = poor()
    AssignmentFactory.create(household=household, year=YEAR - 1)
    AssignmentFactory.create()

    found = board(unit=unit, year=YEAR)

    assert [each.pk for each in found.without] == [household.pk]


def test_needs_are_those_of_review_and_registration(unit, poor):
    household = poor(needs=mask_of(frozenset({1})))
    EscapeProspectFactory(household=household, needs=mask_of(frozenset({4})))

    [row] = board(unit=unit, year=YEAR).without

    assert row.needs == {Need.HEALTH, Need.CREDIT}


@pytest.mark.parametrize("households", [1, 4])
def test_board_takes_nine_queries(unit, poor, households, django_assert_num_queries):
    for _ in range(households):
        household = poor()
        EscapeProspectFactory(household=household)
        poor()
        assignment = AssignmentFactory.create(household=household, lead_agency__unit=unit)
        supporter = AgencyFactory.create(unit=unit)
        AssignmentSupporter.objects.create(assignment=assignment, agency=supporter)
        AssignmentBlockFactory.create(lead_agency=supporter)

    with django_assert_num_queries(9):
        found = board(unit=unit, year=YEAR)
        assert len([each.load.total for each in found.agencies]) == 2 * households


@pytest.mark.parametrize("households", [1, 4])
@pytest.mark.parametrize("view", ["", "thon", "co-quan", "ma-tran"])
def test_every_view_takes_as_many_queries_for_four_as_for_one(
    unit, officer, poor, view, households, django_assert_num_queries
):
    for _ in range(households):
        AssignmentFactory.create(household=poor(), lead_agency=AgencyFactory.create(unit=unit))
        poor()
    officer.get(url(unit, view))

    with django_assert_num_queries(17):
        officer.get(url(unit, view))


def test_households_are_given_to_an_agency(unit, officer, poor):
    households = [poor(needs=mask_of(frozenset({4}))), poor()]
    lead, supporter = AgencyFactory.create_batch(2, unit=unit)

    answer = officer.post(
        url(unit),
        {
            "households": [each.pk for each in households],
            "agency": lead.pk,
            "supporters": [supporter.pk],
        },
        follow=True,
    )

    made = Assignment.objects.order_by("pk")
    assert [(each.household, each.lead_agency) for each in made] == [(each, lead) for each in households]
    assert made[0].content_labels == ("vay vốn",)
    assert made[0].supporters.get() == supporter
    page = answer.content.decode()
    assert f"Đã phân công {lead} giúp 2 hộ." in page
    assert "Mọi hộ cần giúp đã có cơ quan." in page


def test_contents_chosen_hold_for_all(unit, officer, poor):
    household, lead = poor(needs=mask_of(frozenset({4}))), AgencyFactory.create(unit=unit)

    officer.post(
        url(unit), {"households": household.pk, "agency": lead.pk, "contents": [HelpContent.LEGAL_AID]}
    )

    assert Assignment.objects.get().content_labels == ("trợ giúp pháp lý",)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"households": []}, "Chọn ít nhất một hộ."),
        ({"households": ["1\x00"]}, "Có lựa chọn không đọc được"),
        ({"households": ["99999999"]}, "Có hộ không thuộc xã"),
        ({"agency": ""}, "Chọn cơ quan chủ trì."),
        ({"agency": "9" * 30}, "Chọn cơ quan chủ trì."),
        ({"agency": "99999999"}, "Có cơ quan, đơn vị không thuộc xã"),
        ({"supporters": ["x"]}, "Có lựa chọn không đọc được"),
        ({"contents": ["lạ"]}, "Chọn một mục trong danh sách."),
    ],
)
def test_bad_pick_is_refused_and_stays_ticked(unit, officer, poor, changed, sentence):
    household, lead = poor(), AgencyFactory.create(unit=unit)
    sent = {"households": [household.pk], "agency": lead.pk}

    answer = officer.post(url(unit), sent | changed)

    assert answer.status_code == 422
    page = answer.content.decode()
    assert sentence in page
    ticked = f'name="households" value="{household.pk}" checked'
    assert (ticked in page) == ("households" not in changed)
    assert not Assignment.objects.exists()


def test_same_agency_twice_is_refused_on_the_page(unit, officer, poor):
    household, lead = poor("Lò Thị Một"), AgencyFactory.create(unit=unit)
    AssignmentFactory.create(household=household, lead_agency=lead)

    answer = officer.post(url(unit), {"households": household.pk, "agency": lead.pk})

    assert "đã được phân công giúp hộ Lò Thị Một" in answer.content.decode()


def test_reading_the_board_is_kept_without_names(unit, officer, poor):
    poor("Lò Thị Một")

    officer.get(url(unit))
    officer.get(url(unit, "thon"))

    events = AuditEvent.objects.filter(action="assignments_read").order_by("pk")
    assert [event.details for event in events] == [
        {"year": YEAR, "view": "", "households": 1},
        {"year": YEAR, "view": "thon", "households": 1},
    ]


def test_leader_reads_the_board_and_cannot_assign(unit, client, poor):
    poor("Lò Thị Một")
    AgencyFactory.create(unit=unit)
    client.force_login(leader_of(unit))

    page = client.get(url(unit)).content.decode()

    assert "Lò Thị Một" in page
    assert 'type="radio"' not in page
    assert client.post(url(unit), {}).status_code == 403


def test_views_show_who_helps(unit, officer, poor):
    household, lead = poor("Lò Thị Một"), AgencyFactory.create(unit=unit, short_name="HTX Sen")
    assignment = AssignmentFactory.create(household=household, lead_agency=lead)
    supporter = AgencyFactory.create(unit=unit, short_name="Đoàn")
    AssignmentSupporter.objects.create(assignment=assignment, agency=supporter)
    page_of_one = reverse("assignments:assignment", args=[assignment.pk])

    by_hamlet = officer.get(url(unit, "thon")).content.decode()
    by_agency = officer.get(url(unit, "co-quan")).content.decode()
    matrix = officer.get(url(unit, "ma-tran"))

    assert f'<a href="{page_of_one}">HTX Sen</a> + Đoàn' in by_hamlet.replace("  ", " ")
    assert by_agency.count("Lò Thị Một") == 2
    assert "chủ trì 0 hộ, phối hợp 1 hộ" in by_agency
    [(_, cells)] = matrix.context["matrix"].rows
    assert cells == ["C", "P"]


# --- one assignment ---


def one(assignment: Assignment) -> str:
    return reverse("assignments:assignment", args=[assignment.pk])


def test_assignment_is_changed_on_its_page(unit, officer, poor):
    assignment = AssignmentFactory.create(household=poor())
    page = officer.get(one(assignment))
    sent = sent_on(page) | {"promise": "Một con bò", "last_day": "31/10/2026", "scheme": "agreed"}

    answer = officer.post(one(assignment), sent)

    assert answer.status_code == 302
    stored = Assignment.objects.get()
    assert (stored.promise, stored.valid_to.isoformat(), stored.scheme) == (
        "Một con bò",
        "2026-11-01",
        "agreed",
    )


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"last_day": "01/04/2026"}, "Ngày kết thúc phải sau ngày bắt đầu."),
        ({"valid_from": "31/02/2026"}, "Nhập ngày dạng 31/12/2026."),
        ({"lead_agency": "99999"}, "Chọn một mục trong danh sách."),
        ({"promise": "n" * 301}, "Dài quá 300 chữ"),
        ({"surveyed_date": "01/01/2059"}, "Ngày khảo sát ở tương lai"),
        ({"scheme": "lạ"}, "Chọn một mục trong danh sách."),
    ],
)
def test_bad_assignment_is_refused_and_stays_typed(officer, poor, changed, sentence):
    assignment = AssignmentFactory.create(household=poor())
    sent = sent_on(officer.get(one(assignment))) | changed

    answer = officer.post(one(assignment), sent)

    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert Assignment.objects.get().version == 1


def test_second_to_save_sees_both(officer, poor):
    assignment = AssignmentFactory.create(household=poor())
    sent = sent_on(officer.get(one(assignment))) | {"promise": "Một con bò"}
    Assignment.objects.update(promise="Hai con dê", version=2)

    answer = officer.post(one(assignment), sent)

    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Một con bò" in page
    assert "Hai con dê" in page
    keep = {f"keep:{choice.name}": "mine" for choice in answer.context["conflict"].choices}
    assert officer.post(one(assignment), sent_on(answer, **keep)).status_code == 302
    assert Assignment.objects.get().promise == "Một con bò"


def test_assignment_is_taken_back_for_a_reason(unit, officer, poor):
    assignment = AssignmentFactory.create(household=poor())
    address = reverse("assignments:assignment_withdraw", args=[assignment.pk])

    assert "Ghi lý do rút phân công." in officer.post(address, {"reason": ""}).content.decode()
    assert officer.post(address, {"reason": "Nhầm hộ"}).status_code == 302

    assert Assignment.objects.get().withdrawn_reason == "Nhầm hộ"
    assert "Phân công này đã rút: Nhầm hộ" in officer.get(one(assignment)).content.decode()
    assert "data-guard" not in officer.get(one(assignment)).content.decode()


def test_hamlet_leader_reads_the_help_of_his_households(unit, client, poor, hamlet):
    assignment = AssignmentFactory.create(household=poor(), promise="Một con bò")
    client.force_login(leader_of_hamlets(hamlet))

    page = client.get(one(assignment)).content.decode()

    assert "Một con bò" in page
    assert "<textarea" not in page
    assert client.post(one(assignment), {}).status_code == 403
    client.force_login(leader_of_hamlets(HamletFactory.create(unit=unit)))
    assert client.get(one(assignment)).status_code == 404


# --- 300 households, 60 agencies ---


@pytest.fixture
def large(unit: AdministrativeUnit, round: ReviewRound) -> list[Household]:
    """300 poor households of 20 hamlets and 60 agencies; nobody helps yet."""
    hamlets = HamletFactory.create_batch(20, unit=unit)
    made = [HouseholdFactory.create(hamlet=hamlets[number % 20]) for number in range(300)]
    Review.objects.bulk_create(
        ReviewFactory.build(round=round, household=each, poor=True, needs=0b10011) for each in made
    )
    Agency.objects.bulk_create(
        Agency(
            unit=unit, name=f"Trường Tiểu học Mẫu {number}", name_key=f"{number}", kind="school", order=number
        )
        for number in range(60)
    )
    return made


@pytest.mark.parametrize("given", [0, 300])
def test_board_of_300_households_and_60_agencies_is_light(unit, officer, large, given):
    agencies = list(Agency.objects.in_unit(unit).in_order())
    made = Assignment.objects.bulk_create(
        AssignmentFactory.build(
            unit=unit, household=household, lead_agency=agencies[number % 60], contents=0b111
        )
        for number, household in enumerate(large[:given])
    )
    AssignmentSupporter.objects.bulk_create(
        AssignmentSupporter(assignment=each, agency=agencies[(number + shift) % 60])
        for number, each in enumerate(made)
        for shift in (1, 2)
    )

    sizes = {view: len(officer.get(url(unit, view)).content) for view in ("", "thon", "co-quan", "ma-tran")}

    assert {view: size for view, size in sizes.items() if size > 200_000} == {}


def test_assigning_in_a_large_commune_takes_as_many_queries_as_in_a_small_one(
    unit, officer, large, django_assert_num_queries
):
    agency = Agency.objects.in_unit(unit).in_order()[0]
    sent = {"households": large[0].pk, "agency": agency.pk}

    with django_assert_num_queries(23):
        officer.post(url(unit), sent)
