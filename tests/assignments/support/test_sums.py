"""What support comes to: doubles, totals, lists, and what the public reads."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assignments.models import SupportItem, SupportProof
from assignments.queries import (
    SupportAxis,
    SupportFilter,
    disclosed_support,
    doubled_items,
    household_help,
    support_author,
    support_list,
    support_of_year,
    support_total,
    support_totals,
)
from assignments.rules import HelpContent, SupportSource, year_span
from povertyplan.common.once import asking_once
from tests.assignments.factories import (
    AgencyFactory,
    AssignmentFactory,
    SupportItemFactory,
    VisitFactory,
)
from tests.assignments.support.conftest import DAY
from tests.factories import YEAR, CommuneFactory, HamletFactory, HouseholdFactory, officer_of

pytestmark = pytest.mark.django_db


# --- doubles ---


def test_double_help_is_found_among_standing_items_of_one_household(household):
    agencies = AgencyFactory.create_batch(2, unit=household.unit)
    first, second = (
        SupportItemFactory.create(household=household, agency=agency, source=SupportSource.AGENCY)
        for agency in agencies
    )
    promised = SupportItemFactory.create(
        household=household, content=HelpContent.HOUSING, date=None, due_date=DAY, source=SupportSource.BUDGET
    )
    SupportItemFactory.create(household=household, content=HelpContent.HOUSING, source=SupportSource.FAMILY)
    SupportItemFactory.create(
        household=household, content=HelpContent.HOUSING, source=SupportSource.CREDIT, withdrawn_reason="Thôi"
    )
    SupportItemFactory.create(
        household=HouseholdFactory.create(hamlet=household.hamlet), content=HelpContent.HOUSING
    )

    found = doubled_items(households=[household.pk])

    assert found == {first.pk: second, second.pk: first}
    funds = SupportItemFactory.create(
        household=household, content=HelpContent.HOUSING, source=SupportSource.POOR_FUND
    )
    assert doubled_items(households=[household.pk])[promised.pk] == funds


# --- sums ---


def test_year_holds_what_was_given_in_it_and_what_is_owed_by_its_end(household):
    given_ = SupportItemFactory.create(household=household)
    late = SupportItemFactory.create(household=household, date=None, due_date=dt.date(YEAR - 1, 5, 1))
    SupportItemFactory.create(household=household, date=None, due_date=dt.date(YEAR + 1, 1, 1))
    SupportItemFactory.create(household=household, date=dt.date(YEAR - 1, 12, 31))
    SupportItemFactory.create(household=household, withdrawn_reason="Nhầm")
    SupportItemFactory.create()

    def found(**filter: Any) -> set[SupportItem]:
        return set(support_of_year(unit=household.unit, year=YEAR, filter=SupportFilter(**filter)))

    assert found() == {given_, late}
    assert found(owed_only=True) == {late}
    assert found(source=SupportSource.BUDGET) == set()
    assert found(hamlets=[household.hamlet_id]) == {given_, late}
    assert found(hamlets=[]) == set()


def test_total_keeps_given_owed_and_what_has_no_value_apart(household):
    SupportItemFactory.create(household=household, value=5)
    SupportItemFactory.create(household=household, value=None)
    SupportItemFactory.create(household=household, value=7, date=None, due_date=DAY)
    SupportItemFactory.create(household=household, value=11, withdrawn_reason="Nhầm")

    total = support_total(SupportItem.objects.all())

    assert (total.given, total.value, total.unvalued, total.owed, total.owed_value) == (
        2,
        Decimal(5),
        1,
        1,
        Decimal(7),
    )
    empty = support_total(SupportItem.objects.none())
    assert (empty.given, empty.value, empty.owed_value) == (0, Decimal(0), Decimal(0))


ITEMS = st.lists(
    st.tuples(
        st.sampled_from(list(SupportSource)),
        st.integers(0, 2),  # which household
        st.none() | st.integers(0, 1),  # which agency
        st.none() | st.integers(1, 10**9),  # its value
        st.booleans(),  # given
        st.booleans(),  # withdrawn
    ),
    max_size=12,
)


@given(ITEMS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_parts_by_whatever_come_to_the_total(drawn):
    with transaction.atomic():
        unit = CommuneFactory.create()
        households = [HouseholdFactory.create(hamlet__unit=unit) for _ in range(3)]
        agencies = AgencyFactory.create_batch(2, unit=unit)
        for source, place, agency, value, is_given, is_withdrawn in drawn:
            SupportItemFactory.create(
                household=households[place],
                source=source,
                agency=None if agency is None else agencies[agency],
                value=value,
                date=DAY if is_given else None,
                due_date=DAY,
                withdrawn_reason="Nhầm" if is_withdrawn else "",
            )
        items = SupportItem.objects.filter(unit=unit)
        total = support_total(items)
        standing = [each for each in drawn if not each[5]]

        assert total.value == sum(each[3] or 0 for each in standing if each[4])
        assert total.owed == sum(not each[4] for each in standing)
        for axis in SupportAxis:
            parts = support_totals(items, by=axis)
            for name in ("given", "value", "unvalued", "owed", "owed_value"):
                assert sum(getattr(part, name) for part in parts) == getattr(total, name), (axis, name)
            assert len({part.key for part in parts}) == len(parts)
        transaction.set_rollback(True)


@pytest.mark.parametrize("count", [1, 4])
def test_page_of_a_household_takes_the_same_queries(household, count, django_assert_num_queries):
    officer = officer_of(household.unit)
    agencies = AgencyFactory.create_batch(count, unit=household.unit)
    for number, agency in enumerate(agencies):
        year = YEAR - number
        assignment = AssignmentFactory.create(household=household, lead_agency=agency, year=year)
        for date in (dt.date(year, 3, 1), None):
            item = SupportItemFactory.create(
                household=household,
                agency=agency,
                assignment=assignment,
                date=date,
                due_date=dt.date(year, 2, 1),
            )
            SupportProof.objects.create(item=item, image=b"x", sha256="a" * 64)
        VisitFactory.create(household=household)
    author = support_author(user=officer, household=household, on=DAY)

    with asking_once(), django_assert_num_queries(13):
        found = household_help(household=household, user=officer, author=author)
        texts = [(told.item.giver_label, told.double and told.double.giver_label) for told in found.owed]
        supporters = [list(assignment.supporters.all()) for assignment in found.assignments]

    assert [year.year for year in found.years] == [YEAR - number for number in range(count)]
    assert len(texts) == len(supporters) == len(found.visits) == count
    assert found.total.given == sum(year.sum.given for year in found.years) == count
    assert found.people == 1


@pytest.mark.parametrize("count", [1, 4])
def test_list_of_a_year_takes_the_same_queries(household, count, django_assert_num_queries):
    for number in range(count):
        SupportItemFactory.create(
            household=HouseholdFactory.create(hamlet=HamletFactory.create(unit=household.unit)),
            agency=AgencyFactory.create(unit=household.unit),
            value=number + 1,
        )
    items = support_of_year(unit=household.unit, year=YEAR, filter=SupportFilter())

    with django_assert_num_queries(9):
        found = support_list(items, page=1)
        texts = [(told.item.household.head.name, told.item.giver_label) for told in found.items]

    assert len(texts) == found.total.given == count


def test_list_of_a_year_begins_with_what_is_owed_and_goes_on_by_pages(household, monkeypatch):
    monkeypatch.setattr("assignments.queries.support.PAGE_SIZE", 2)
    days = [dt.date(YEAR, 1, 5), dt.date(YEAR, 5, 5), None, dt.date(YEAR, 3, 5)]
    for day in days:
        SupportItemFactory.create(household=household, date=day, due_date=DAY)
    items = support_of_year(unit=household.unit, year=YEAR, filter=SupportFilter())

    pages = [[told.item.date for told in support_list(items, page=page).items] for page in (1, 2, 9)]

    assert pages == [[None, days[1]], [days[3], days[0]], [days[3], days[0]]]
    assert len(support_list(items, page=None).items) == 4


# --- in public ---


@pytest.mark.parametrize("count", [1, 4])
def test_public_list_goes_by_hamlet_and_name_in_constant_queries(count, django_assert_num_queries):
    unit = CommuneFactory.create()
    second, first = (HamletFactory.create(unit=unit, position=position) for position in (2, 1))
    for hamlet in (second, first):
        for name in ("Lò Văn Đức", "Lò Văn Ban", "Vì Thị An", "Hà Văn Ánh")[:count]:
            SupportItemFactory.create(household=HouseholdFactory.create(hamlet=hamlet, head_name=name))

    with django_assert_num_queries(2):
        found = disclosed_support(unit=unit, span=year_span(YEAR))

    names = ["Lò Văn Đức"] if count == 1 else ["Vì Thị An", "Hà Văn Ánh", "Lò Văn Ban", "Lò Văn Đức"]
    assert [(line.hamlet, line.head_name) for line in found.lines] == [
        (hamlet.full_name, name) for hamlet in (first, second) for name in names
    ]
    assert found.total.value == 2 * count * 18_000_000


def test_public_list_holds_what_was_given_in_the_span_and_veils_health(household):
    for changes in (
        {"content": HelpContent.HEALTH, "what": "Thẻ bảo hiểm y tế"},
        {"what": "Tiền chữa bệnh"},
        {"date": None, "due_date": DAY, "what": "Hứa"},
        {"withdrawn_reason": "Nhầm", "what": "Bỏ"},
        {"date": dt.date(YEAR - 1, 12, 31), "what": "Năm trước"},
    ):
        SupportItemFactory.create(household=household, **changes)

    found = disclosed_support(unit=household.unit, span=year_span(YEAR))

    assert [line.what for line in found.lines] == ["giúp đỡ khác", "sinh kế, sản xuất"]
    assert found.veiled == 2
    assert disclosed_support(unit=household.unit, span=year_span(YEAR), hamlets=[]).lines == []
