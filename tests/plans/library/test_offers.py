"""What is offered to a list: the library, then other plans, once."""

from __future__ import annotations

import pytest

from plans.queries import offer_hits, offers
from plans.rules import LibraryKind
from tests.factories import YEAR, small_plan
from tests.plans.library.shared import ACTOR, BASIS, filled, kept
from tests.plans.writing_pages.sent import url_of

pytestmark = pytest.mark.django_db


def test_rows_of_other_plans_are_offered_once_newest_first_behind_the_library(plan):
    oldest, newer, mine = plan, small_plan(plan.unit, year=YEAR + 1), small_plan(plan.unit, year=YEAR + 2)
    filled(oldest, "duties", [ACTOR, ACTOR | {"actor": "Hội Nông dân", "text": "Cũ."}])
    filled(newer, "duties", [ACTOR | {"actor": "HỘI NÔNG DÂN", "text": "Mới."}, {**ACTOR, "actor": "Đã có"}])
    filled(mine, "duties", [ACTOR | {"actor": "đã  có"}])
    kept(plan, LibraryKind.ACTOR, actor="Đoàn Thanh niên")
    strange = small_plan(year=YEAR + 1)
    filled(strange, "duties", [ACTOR | {"actor": "Nơi khác"}])

    found = offers(plan=mine, kind=LibraryKind.ACTOR)

    assert [(offer.name, offer.year) for offer in found] == [
        ("Đoàn Thanh niên", None),
        ("HỘI NÔNG DÂN", YEAR + 1),
        ("Trạm Y tế", YEAR),
    ]
    assert found[1].values["text"] == "Mới."


def test_offers_take_two_queries_however_many_there_are(plan, django_assert_num_queries):
    for number in (1, 8):
        other = small_plan(plan.unit, year=YEAR + number)
        filled(other, "bases", [BASIS | {"number": f"{each}/QĐ-UBND"} for each in range(1, 5 * number)])
        kept(plan, LibraryKind.BASIS, number=f"{number}/NQ-HĐND")

        with django_assert_num_queries(2):
            hits = offer_hits(plan=plan, kind=LibraryKind.BASIS, query="qđ ubnd")

        assert 0 < len(hits.offers) <= 20
        assert hits.count > len(hits.offers) or number == 1


def test_search_answers_with_a_piece_of_a_page(plan, officer):
    kept(plan)
    kept(plan, name="Hội Nông dân")
    url = url_of("library_offers", plan, "recipient")

    found = officer.get(url, {"tv": "THUONG TRUC dang uy"}).text

    assert found.count('name="take"') == 1
    assert "Không có mục nào như vậy" in officer.get(url, {"tv": "zzz"}).text
    assert "Gần nhất" in officer.get(url, {"tv": "thường trực hội đồng"}).text
    assert officer.get(url, {"tv": "x" * 5000}).status_code == 200
    assert officer.get(url_of("library_offers", plan, "la")).status_code == 404
