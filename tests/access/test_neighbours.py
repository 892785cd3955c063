"""Within a commune each sees the own hamlet's households, and of them what the own agency does."""

from __future__ import annotations

import re

import pytest

from tests.access.answers import OF_A_PLACE
from tests.access.marker import MARKER, everything_of
from tests.access.readers import HAMLET_READERS
from tests.access.table import ACCESS
from tests.assignments.factories import AgencyFactory, AssignmentFactory


def test_hamlets_own_people_see_their_hamlet_and_no_neighbour(place):
    seen = {}
    for reader in (*HAMLET_READERS, "administrator", "foreign"):
        text = everything_of(place.client(reader).get(place.url("plans:my_hamlets")))
        seen[reader] = [letter for letter in "AB" if f"{MARKER} thôn {letter}" in text]

    assert seen == {
        "surveyor": ["A"],
        "hamlet_leader": ["A"],
        "neighbour": ["B"],
        "administrator": [],
        "foreign": [],
    }


@pytest.mark.parametrize(
    "name",
    [name for name, (reads, _) in ACCESS.items() if name in OF_A_PLACE and {*HAMLET_READERS} <= reads],
)
def test_hamlets_own_people_see_their_households_and_no_neighbours(place, name):
    seen = {}
    for reader in HAMLET_READERS:
        text = everything_of(place.client(reader).get(place.url(name)))
        seen[reader] = {letter for letter in "AB" if re.search(rf"{MARKER} \S+ {letter}", text)}

    assert seen == {"surveyor": {"A"}, "hamlet_leader": {"A"}, "neighbour": {"B"}}


def test_household_lists_hold_ones_own_hamlet_and_no_neighbour(place):
    seen = {}
    for reader in ("officer", *HAMLET_READERS):
        text = everything_of(place.client(reader).get(place.url("households:household_list")))
        seen[reader] = [letter for letter in "AB" if f"{MARKER} chủ hộ {letter}" in text]

    assert seen == {"officer": ["A", "B"], "surveyor": ["A"], "hamlet_leader": ["A"], "neighbour": ["B"]}


def test_member_of_an_agency_sees_of_a_household_what_the_own_agency_does(place):
    other = AgencyFactory.create(unit=place.unit, name="Hội Khác Mẫu")
    AssignmentFactory.create(household=place.household, lead_agency=other)
    url = place.url("assignments:household_help")

    seen = {
        reader: [word in place.client(reader).get(url).text for word in (f"{MARKER} dê", "Hội Khác Mẫu")]
        for reader in ("officer", "member")
    }

    assert seen == {"officer": [True, True], "member": [False, False]}


def test_page_of_a_household_names_no_household_that_the_reader_does_not_see(place):
    named = {
        reader: f"{MARKER} chủ hộ B" in place.client(reader).get(place.url("households:household")).text
        for reader in ("officer", "surveyor", "hamlet_leader")
    }

    assert named == {"officer": True, "surveyor": False, "hamlet_leader": False}
