"""What a hamlet's own people see."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from plans.queries import hamlet_years
from plans.rules import Line
from tests.factories import (
    CommuneFactory,
    HamletFactory,
    HamletFiguresFactory,
    HamletTargetFactory,
    StandardFactory,
    UserFactory,
    counted_hamlets,
    leader_of_hamlets,
    officer_of,
)

pytestmark = pytest.mark.django_db
URL = reverse("plans:my_hamlets")


@pytest.fixture
def hamlets():
    return counted_hamlets(CommuneFactory.create(), 3)


def test_own_hamlets_with_this_years_and_last_years_line(hamlets):
    HamletFiguresFactory.create(hamlet=hamlets[1], date=dt.date(2024, 12, 31), poor=9)

    years = hamlet_years(user=leader_of_hamlets(*hamlets[:2]), year=2026)

    assert [own.hamlet for own in years] == hamlets[:2]
    assert [year.line for year in years[1].years] == [
        Line(households=100, poor=5, near_poor=4, poor_reduction=2, near_poor_reduction=1),
        Line(households=100, poor=9, near_poor=4),
    ]
    assert [year.line for year in years[0].years][1] == Line()


def test_queries_do_not_grow_with_hamlets(hamlets, django_assert_max_num_queries):
    user = leader_of_hamlets(hamlets[0])
    more = leader_of_hamlets(*hamlets)
    counted_hamlets(CommuneFactory.create(), 5)

    for person in (user, more):
        with django_assert_max_num_queries(11):
            hamlet_years(user=person, year=2026)


def test_page_shows_own_hamlets_and_no_neighbour(client, hamlets):
    client.force_login(leader_of_hamlets(hamlets[0]))

    page = client.get(URL).text

    assert hamlets[0].full_name in page
    assert hamlets[1].name not in page


def test_hamlet_leader_is_led_home(client, hamlets):
    client.force_login(leader_of_hamlets(hamlets[0]))

    assert client.get(reverse("households:home"))["Location"] == URL


def test_who_works_in_no_hamlet_reads_so(client):
    StandardFactory.create()
    client.force_login(UserFactory.create())

    assert "Chưa được giao thôn" in client.get(URL).text


def test_officer_goes_to_the_commune_as_before(client):
    hamlet = HamletFactory.create()
    HamletTargetFactory.create(hamlet=hamlet)
    client.force_login(officer_of(hamlet.unit))

    assert client.get(reverse("households:home"))["Location"] == reverse("plans:unit", args=[hamlet.unit_id])


def test_page_shows_both_years_side_by_side(client):
    year, hamlet = timezone.localdate().year, HamletFactory.create()
    for ago, poor in ((1, 5), (2, 9)):
        HamletFiguresFactory.create(hamlet=hamlet, date=dt.date(year - ago, 12, 31), poor=poor)
    client.force_login(leader_of_hamlets(hamlet))

    page = client.get(URL).text

    assert 'Số hộ nghèo</th><td class="num">5</td><td class="num">9</td>' in page
    assert f"năm {year} là số ngày 31/12/{year - 1}, năm {year - 1} là số ngày 31/12/{year - 2}" in page
