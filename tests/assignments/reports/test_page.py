"""What an agency sees, and who may open it."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assignments.models import Assignment
from assignments.queries import agency_assignments, households_in_care
from households.models import Hamlet
from households.rules import Need, mask_of
from povertyplan.accounts.models import User
from povertyplan.common.audit import ACTION_LABELS
from povertyplan.common.history import lines
from povertyplan.common.models import AuditEvent
from tests.assignments.factories import (
    AgencyFactory,
    AgencyMembershipFactory,
    AssignmentFactory,
    EscapeProspectFactory,
    SupportItemFactory,
    VisitFactory,
)
from tests.assignments.reports.conftest import MY_AGENCY, TODAY, address, member_of, page
from tests.factories import (
    YEAR,
    HouseholdFactory,
    MembershipFactory,
    ReviewFactory,
    ReviewRoundFactory,
    leader_of,
    leader_of_hamlets,
    officer_of,
)

pytestmark = pytest.mark.django_db


# --- what they see ---


def test_agency_sees_its_households_with_what_helping_needs(
    client: Client, assignment: Assignment, member: User
) -> None:
    needs = [*Need]
    EscapeProspectFactory.create(
        household=assignment.household,
        needs=mask_of(frozenset({needs.index(Need.HEALTH) + 1, needs.index(Need.CREDIT) + 1})),
    )
    given = {"household": assignment.household, "assignment": assignment}
    SupportItemFactory.create(**given, what="Đàn gà giống")
    SupportItemFactory.create(**given, what="Máy khâu", date=None, due_date=dt.date(YEAR, 9, 1))
    SupportItemFactory.create(**given, what="Khoản bỏ", withdrawn_reason="Ghi nhầm")
    VisitFactory.create(household=assignment.household, note="Lời riêng của tổ trưởng")

    text = page(client, member)
    [helped] = households_in_care(agency_assignments(user=member, on=TODAY))

    assert (helped.people, helped.needs) == (2, ("vay vốn tín dụng",))
    assert [item.what for item in helped.given] == ["Đàn gà giống"]
    assert [item.what for item in helped.owed] == ["Máy khâu"]
    for shown in ("Lò Văn Giúp", "Ngõ 5", "2 khẩu", "vay vốn tín dụng", "Đàn gà giống", "Máy khâu", "như cũ"):
        assert shown in text
    for hidden in ("Lò Thị Con", "Bệnh Hiếm", "0" * 12, "y tế", "Khoản bỏ", "Lời riêng của tổ trưởng"):
        assert hidden not in text
        assert hidden not in page(client, member, address(assignment))


def test_needs_are_those_of_the_review_where_no_prospect_names_any(assignment: Assignment) -> None:
    round = ReviewRoundFactory.create(unit=assignment.unit, closed=True)
    ReviewFactory.create(
        round=round, household=assignment.household, poor=True, needs=mask_of(frozenset({5}))
    )
    EscapeProspectFactory.create(household=assignment.household, needs=0)

    [helped] = households_in_care(Assignment.objects.all())

    assert helped.needs == ("nhà ở",)


def test_list_holds_own_households_of_this_year_and_the_last(
    client: Client, assignment: Assignment, member: User, hamlet: Hamlet
) -> None:
    agency = assignment.lead_agency
    MembershipFactory.create(user=member, unit=assignment.unit)  # as an officer he sees more elsewhere
    heads = {
        f"Lò Năm {year}": AssignmentFactory.create(
            household=HouseholdFactory.create(hamlet=hamlet, head_name=f"Lò Năm {year}"),
            lead_agency=agency,
            year=year,
        )
        for year in (YEAR - 1, YEAR - 2)
    }
    AssignmentFactory.create(
        household=HouseholdFactory.create(hamlet=hamlet, head_name="Lò Văn Rút"),
        lead_agency=agency,
        withdrawn_reason="Hộ từ chối",
    )
    AssignmentFactory.create(household=HouseholdFactory.create(hamlet=hamlet, head_name="Lò Của Ai"))

    text = page(client, member)

    assert [each.year for each in agency_assignments(user=member, on=TODAY).order_by("-year")] == [
        YEAR,
        YEAR - 1,
    ]
    assert [head in text for head in heads] == [True, False]
    assert "Lò Văn Rút" not in text
    assert "Lò Của Ai" not in text


def test_reading_the_list_is_kept_and_names_nobody(
    client: Client, assignment: Assignment, member: User
) -> None:
    page(client, member)
    page(client, member, address(assignment))

    listed, read = AuditEvent.objects.filter(unit_code=assignment.unit.code).order_by("sequence")
    assert (listed.action, listed.details) == ("help_read", {"shown": "agency", "households": 1})
    assert (read.action, read.target_id) == ("assignment_read", str(assignment.pk))
    assert "Lò Văn Giúp" not in json.dumps([listed.details, read.details, read.target_label])
    assert [line.what for line in lines([listed, read])] == [
        ACTION_LABELS["help_read"],
        ACTION_LABELS["assignment_read"],
    ]


def test_who_is_in_no_agency_is_led_on(client: Client, hamlet: Hamlet) -> None:
    client.force_login(leader_of_hamlets(hamlet))

    assert client.get(MY_AGENCY)["Location"] == reverse("households:commune_list")
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("size", [1, 4])
def test_queries_do_not_grow_with_households(
    client: Client, hamlet: Hamlet, size: int, django_assert_max_num_queries: Any
) -> None:
    agency = AgencyFactory.create(unit=hamlet.unit)
    for _ in range(size):
        assignment = AssignmentFactory.create(household__hamlet=hamlet, lead_agency=agency)
        assignment.supporters.add(AgencyFactory.create(unit=hamlet.unit))
        VisitFactory.create(household=assignment.household)
        SupportItemFactory.create(household=assignment.household, assignment=assignment, agency=agency)
    client.force_login(member_of(agency))

    with django_assert_max_num_queries(27):
        answer = client.get(MY_AGENCY)

    assert answer.text.count("dl class") == size


# --- who may open and tell ---


def test_another_agency_finds_nothing_and_a_supporter_only_reads(
    client: Client, assignment: Assignment, member: User, supporter: User
) -> None:
    stranger = member_of(AgencyFactory.create(unit=assignment.unit))
    former = AgencyMembershipFactory.create(agency=assignment.lead_agency, valid_to=TODAY).user
    officer, leader = officer_of(assignment.unit), leader_of(assignment.unit)
    answers = {}
    for name, user in {
        "member": member,
        "supporter": supporter,
        "stranger": stranger,
        "former": former,
        "officer": officer,
        "leader": leader,
    }.items():
        client.force_login(user)
        answers[name] = [
            client.get(address(assignment)).status_code,
            client.post(address(assignment)).status_code,
            client.get(address(assignment, "result")).status_code,
            client.post(address(assignment, "result")).status_code,
            client.post(address(assignment, "scheme_agree")).status_code,
        ]

    assert answers == {
        "member": [200, 302, 200, 200, 403],
        "supporter": [200, 403, 403, 403, 403],
        "stranger": [404] * 5,
        "former": [404] * 5,
        "officer": [200, 302, 200, 200, 302],
        "leader": [200, 403, 403, 403, 403],
    }


def test_withdrawn_assignment_is_gone(client: Client, assignment: Assignment, member: User) -> None:
    Assignment.objects.update(withdrawn_reason="Hộ từ chối")

    for user in (member, officer_of(assignment.unit)):
        client.force_login(user)
        assert client.get(address(assignment)).status_code == 404
