"""The proposal as a page and as a command: taken, changed or left."""

from __future__ import annotations

import json
from collections import Counter
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from assignments.models import Agency, Assignment, BlockAgency
from assignments.rules import AgencyKind, EscapePath
from households.models import AdministrativeUnit, Household, ReviewRound
from households.rules import mask_of
from tests.assignments.factories import AgencyFactory, AssignmentBlockFactory, EscapeProspectFactory
from tests.factories import (
    YEAR,
    CommuneFactory,
    HamletFactory,
    HouseholdFactory,
    ReviewFactory,
    ReviewRoundFactory,
    leader_of,
    officer_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit() -> AdministrativeUnit:
    return CommuneFactory.create()


@pytest.fixture
def round(unit: AdministrativeUnit) -> ReviewRound:
    return ReviewRoundFactory.create(unit=unit, closed=True)


@pytest.fixture
def officer(unit: AdministrativeUnit, client: Client) -> Client:
    client.force_login(officer_of(unit))
    return client


@pytest.fixture
def households(round: ReviewRound) -> list[Household]:
    """Four poor households of one hamlet; the second needs credit."""
    hamlet = HamletFactory.create(unit=round.unit)
    made = [HouseholdFactory.create(hamlet=hamlet) for _ in range(4)]
    for number, household in enumerate(made):
        ReviewFactory(
            round=round, household=household, poor=True, needs=mask_of(frozenset({4} if number == 1 else ()))
        )
    return made


@pytest.fixture
def agencies(unit: AdministrativeUnit) -> list[Agency]:
    return [
        AgencyFactory.create(unit=unit, name="Phòng Mẫu", kind=AgencyKind.OFFICE),
        AgencyFactory.create(unit=unit, name="Ngân hàng Mẫu", short_name="NH", kind=AgencyKind.BANK),
    ]


def url(unit: AdministrativeUnit) -> str:
    return reverse("assignments:proposal", args=[unit.pk, YEAR])


def sent(page: Any, **changes: Any) -> dict[str, Any]:
    """What the page's form sends: its text fields, everything ticked unless said otherwise."""
    lines = page.context["lines"]
    data: dict[str, Any] = {"scope": "all", "take": [line.household.pk for line in lines]}
    for line in lines:
        data |= {f"agency-{line.household.pk}": line.written, f"origin-{line.household.pk}": line.origin}
    return data | changes


def given() -> dict[int, str]:
    return {each.household_id: each.lead_agency.name for each in Assignment.objects.all()}


def test_everything_is_taken_as_proposed(unit, officer, households, agencies):
    page = officer.get(url(unit))

    answer = officer.post(url(unit), sent(page, act="all"), follow=True)

    assert "Đã phân công 4 hộ theo đề xuất." in answer.content.decode()
    assert Counter(given().values()) == {"Phòng Mẫu": 2, "Ngân hàng Mẫu": 2}
    assert given()[households[1].pk] == "Ngân hàng Mẫu"
    assert Assignment.objects.get(household=households[1]).content_labels == ("vay vốn",)


def test_page_says_why(unit, officer, households, agencies):
    page = officer.get(url(unit)).content.decode()

    assert "cần vay vốn tín dụng: ngân hàng cho vay" in page
    assert page.count("chia đều số hộ") == 3


def test_ticked_lines_alone_are_taken_and_changed_ones_as_typed(unit, officer, households, agencies):
    page = officer.get(url(unit))
    first, second, third, _ = (each.pk for each in households)
    changed = {f"agency-{first}": "nh", f"agency-{second}": "PHONG  MAU", f"agency-{third}": ""}

    officer.post(url(unit), sent(page, act="take", take=[first, second, third]) | changed)

    assert given() == {first: "Ngân hàng Mẫu", second: "Phòng Mẫu"}


def test_changed_line_stays_when_the_rest_is_spread_anew(unit, officer, households, agencies):
    page = officer.get(url(unit))
    first, second, third, fourth = (each.pk for each in households)
    typed = {f"agency-{first}": "Ngân hàng Mẫu", f"agency-{third}": "NH", f"agency-{second}": ""}

    again = officer.post(url(unit), sent(page, act="again") | typed)
    once_more = officer.post(url(unit), sent(again, act="again"))

    for answer in (again, once_more):
        lines = {line.household.pk: line.written for line in answer.context["lines"]}
        assert lines == {first: "Ngân hàng Mẫu", second: "", third: "Ngân hàng Mẫu", fourth: "Phòng Mẫu"}
    assert not Assignment.objects.exists()


def test_expected_households_come_alone_where_there_are_any(unit, officer, households, agencies):
    EscapeProspectFactory(household=households[2])
    EscapeProspectFactory(household=households[3], path=EscapePath.TO_NEAR_POOR)

    page = officer.get(url(unit))
    everybody = officer.post(url(unit), sent(page, act="again", scope="all"))

    assert [line.household.pk for line in page.context["lines"]] == [households[2].pk]
    assert len(everybody.context["lines"]) == 4
    assert all(line.is_ticked for line in everybody.context["lines"])


def test_hamlet_goes_to_its_block_and_outsiders_only_when_chosen(unit, officer, households, agencies):
    office, bank = agencies
    block = AssignmentBlockFactory.create(lead_agency=bank)
    BlockAgency.objects.create(block=block, agency=bank, year=YEAR)

    page = officer.get(url(unit))
    assert {line.written for line in page.context["lines"]} == {"Ngân hàng Mẫu"}
    chosen = officer.post(url(unit), sent(page, act="again", chosen=[office.pk]))
    assert Counter(line.written for line in chosen.context["lines"]) == {"Ngân hàng Mẫu": 2, "Phòng Mẫu": 2}
    hamlet = households[0].hamlet_id
    of_block = {f"block-{hamlet}": str(block.pk), "chosen": [office.pk]}
    in_block = officer.post(url(unit), sent(chosen, act="again") | of_block)
    assert {line.written for line in in_block.context["lines"]} == {"Ngân hàng Mẫu"}

    officer.post(url(unit), sent(in_block, act="all"))
    assert {each.block for each in Assignment.objects.all()} == {block}


@pytest.mark.parametrize("act", ["take", "all"])
def test_unknown_agency_is_refused_at_its_line(unit, officer, households, agencies, act):
    page = officer.get(url(unit))

    answer = officer.post(url(unit), sent(page, act=act) | {f"agency-{households[0].pk}": "Xưởng Lạ\x00"})

    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Không có cơ quan, đơn vị nào tên như vậy" in text
    assert 'value="Xưởng Lạ"' in text
    assert not Assignment.objects.exists()


def test_nothing_ticked_is_said(unit, officer, households, agencies):
    page = officer.get(url(unit))

    answer = officer.post(url(unit), sent(page, act="take", take=["x\x00"], scope="\x00"))

    assert answer.status_code == 422
    assert "Chưa có dòng nào được đánh dấu" in answer.content.decode()


def test_short_name_of_two_agencies_means_neither(unit, officer, households, agencies):
    AgencyFactory.create(unit=unit, name="Nông hội Mẫu", short_name="NH")
    page = officer.get(url(unit))

    answer = officer.post(url(unit), sent(page, act="all") | {f"agency-{households[0].pk}": "NH"})

    assert answer.status_code == 422


def test_only_officers_propose(unit, client, households, agencies):
    client.force_login(leader_of(unit))

    assert client.get(url(unit)).status_code == 403


@pytest.mark.parametrize("count", [1, 4])
def test_proposal_takes_as_many_queries_for_four_as_for_one(
    unit, officer, round, agencies, count, django_assert_num_queries
):
    for _ in range(count):
        ReviewFactory(
            round=round,
            household=HouseholdFactory.create(hamlet=HamletFactory.create(unit=unit)),
            poor=True,
        )
    officer.get(url(unit))

    with django_assert_num_queries(18):
        officer.get(url(unit))


# --- the command ---


def propose(*arguments: str) -> Any:
    out = StringIO()
    call_command("assignments_propose", *arguments, stdout=out)
    return out.getvalue()


def test_command_proposes_and_names_nobody(unit, households, agencies):
    EscapeProspectFactory(household=households[1])

    result = json.loads(propose(unit.code, str(YEAR), "--format", "json"))
    text = propose(unit.code, str(YEAR), "--all")

    assert result["coverage"]["expected"] == {"households": 1, "helped": 0}
    [line] = result["proposal"]
    assert (line["household"], line["agency"]) == (households[1].pk, "Ngân hàng Mẫu")
    assert len(text.splitlines()) == 4
    assert households[1].head.name not in text + json.dumps(result, ensure_ascii=False)
    assert not Assignment.objects.exists()


def test_command_refuses_an_unknown_commune():
    with pytest.raises(CommandError, match="Không có xã"):
        propose("00000", str(YEAR))
