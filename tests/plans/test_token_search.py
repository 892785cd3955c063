"""Finding the figure that prose is to name: by any words of it, as they are typed."""

from __future__ import annotations

import time

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from plans.compose import plan_source, token_hits
from plans.models import Plan
from plans.rules import MAX_QUERY, TOKENS, Matches, Searched, best_matches
from tests.factories import HamletFactory, counted_hamlets, leader_of, officer_of, small_plan

LABELS = [spec.label for spec in TOKENS.values()]
HAMLETS = [*(f"Khu phố {number}" for number in (1, 9, 10, 19, 90)), "Bản Tài", "Nà Cò", "Hòa Bình"]
LINES = [
    *(Searched(label, "toàn xã phường") for label in LABELS),
    *(Searched(f"{label} của {hamlet}", "thôn") for hamlet in HAMLETS for label in LABELS),
]


def first(query: str) -> str:
    places = best_matches(query, LINES).places
    return LINES[places[0]].line if places else ""


@pytest.mark.parametrize(
    ("query", "line"),
    [
        ("số hộ nghèo đầu năm của Khu phố 9", "số hộ nghèo đầu năm của Khu phố 9"),
        ("SO HO NGHEO DAU NAM CUA KHU PHO 9", "số hộ nghèo đầu năm của Khu phố 9"),
        ("khu phố 9 nghèo đầu năm", "số hộ nghèo đầu năm của Khu phố 9"),
        ("9 pho khu nam dau ngheo so", "số hộ nghèo đầu năm của Khu phố 9"),
        ("hn đầu năm kp9", "số hộ nghèo đầu năm của Khu phố 9"),
        ("hcn đầu năm kp 19", "số hộ cận nghèo đầu năm của Khu phố 19"),
        ("nghèo đầu năm khu phố 1", "số hộ nghèo đầu năm của Khu phố 1"),
        ("cận nghèo cuối năm khu ph", "số hộ cận nghèo cuối năm của Khu phố 1"),
        ("tỉ lệ hộ nghèo đầu năm", "tỷ lệ hộ nghèo đầu năm"),
        ("% hộ nghèo cuối năm hòa bình", "tỷ lệ hộ nghèo cuối năm của Hòa Bình"),
        ("hộ nghèo đầu năm hoà bình", "số hộ nghèo đầu năm của Hòa Bình"),
        ("hộ nghèo đầu năm toàn xã", "số hộ nghèo đầu năm"),
        ("hộ nghèo", "số hộ nghèo đầu năm"),
        ("tổng số hộ đầu năm của bản tài", "tổng số hộ đầu năm của Bản Tài"),
        ("tổng hộ tại thôn Tài", "tổng số hộ đầu năm của Bản Tài"),
        ("tong so ho na co", "tổng số hộ đầu năm của Nà Cò"),
        ("{{ho-ngheo-cuoi-nam@khu-pho-90}}", "số hộ nghèo cuối năm của Khu phố 90"),
        ("gi\u0309am hộ ng\u200bhèo", "số hộ nghèo giảm trong năm"),
    ],
)
def test_the_line_that_was_meant_comes_first(query, line):
    assert first(query) == line


def test_hamlet_without_column_finds_its_lines_alone():
    lines = [LINES[place].line for place in best_matches("khu phố 9", LINES).places]

    assert [line for line in lines[: len(LABELS)] if not line.endswith("Khu phố 9")] == []
    assert [line for line in lines if not line.endswith(("Khu phố 9", "Khu phố 90"))] == []


def test_without_a_full_match_the_nearest_are_found_and_said_to_be_near():
    matches = best_matches("số hộ nghèo đầu năm 2026 của khu phố 9", LINES)

    assert matches.is_near
    assert LINES[matches.places[0]].line == "số hộ nghèo đầu năm của Khu phố 9"


@pytest.mark.parametrize(
    "query",
    [
        "hộ nghèo khu phố 9",
        "cận nghèo cuối năm khu ph",
        "tỉ lệ hộ nghèo",
        "hộ nghèo tại khu phố 9",
        "nghèo " * 30 + " " * MAX_QUERY + "zzz",  # of which only so much is read
    ],
)
def test_line_with_all_words_is_more_than_near(query):
    matches = best_matches(query, LINES)

    assert matches.places
    assert not matches.is_near


def test_words_that_stand_together_come_before_scattered_ones():
    lines = [Searched("hộ cận nghèo"), Searched("tổng số các hộ nghèo")]

    assert best_matches("hộ nghèo", lines).places == (1, 0)


@pytest.mark.parametrize("query", ["zzz", "đường giao thông", "x" * 10_000])
def test_words_that_nothing_has_find_nothing(query):
    assert best_matches(query, LINES) == Matches(())


@pytest.mark.parametrize("query", ["", "   ", "\x00", "…", "@=-", "\ud800"])
def test_query_without_words_finds_the_first_lines(query):
    assert best_matches(query, LINES) == Matches(tuple(range(20)))


def test_nothing_is_found_among_nothing():
    assert best_matches("hộ nghèo", []) == Matches(())


def test_three_hundred_hamlets_are_searched_within_a_tenth_of_a_second():
    lines = [Searched(f"{label} của Xóm mới thứ {number}") for number in range(300) for label in LABELS]
    words = "số hộ nghèo đầu năm của xóm mới thứ 199"
    taken = []

    for _ in range(3):
        start = time.process_time()
        place = best_matches(words, lines).places[0]
        taken.append(time.process_time() - start)

    assert lines[place].line == "số hộ nghèo đầu năm của Xóm mới thứ 199"
    assert min(taken) < 0.1


# --- on the pages ---


@pytest.fixture
def plan(db) -> Plan:
    plan = small_plan()
    counted_hamlets(plan.unit, 2)
    return plan


@pytest.fixture
def officer(plan: Plan, client: Client) -> Client:
    client.force_login(officer_of(plan.unit))
    return client


def pages(plan: Plan) -> list[str]:
    names = ("tokens", "plan_head", "duties", "funding", "groups")
    section = reverse("plans:section", args=[plan.slug, plan.sections.order_by("pk")[0].pk])
    return [section, *(reverse(f"plans:{name}", args=[plan.slug]) for name in names)]


def test_search_shows_value_and_token_of_the_hamlet_on_every_page(plan, officer):
    hamlet = HamletFactory.create(unit=plan.unit, name="Khu phố Chợ Mới")

    for url in pages(plan):
        text = officer.get(url, {"q": "so ho ngheo dau nam khu pho cho moi"}).text

        first = text[text.index("data-insert=") :][:400]
        assert "{{ho-ngheo@khu-pho-cho-moi}}" in first
        assert f"Số hộ nghèo đầu năm của {hamlet.name}</span><strong>…</strong>" in first
        assert text.count("data-insert=") <= 20


def test_value_is_that_of_the_plan(plan):
    source = plan_source(plan)

    choice = token_hits(source, f"hộ nghèo đầu năm {source.figures.rows[1].name}").choices[0]

    assert (choice.token, choice.value) == (f"{{{{ho-ngheo@{source.figures.rows[1].slug}}}}}", "5")


@pytest.mark.parametrize("query", ["x" * 5000, "<script>alert(1)</script>", "\x00", "\ud800", "%00", "{{"])
def test_any_query_is_answered(plan, officer, query):
    for url in pages(plan)[:2]:
        answer = officer.get(url, {"q": query.encode("utf-8", "surrogatepass")})

        assert answer.status_code == 200
        assert "<script>alert" not in answer.text


def test_nothing_found_and_nearest_are_said(plan, officer):
    url = reverse("plans:tokens", args=[plan.slug])

    assert "Không có số liệu nào như vậy" in officer.get(url, {"q": "zzz"}).text
    assert "Gần nhất:" in officer.get(url, {"q": "số hộ nghèo đầu năm 1999"}).text


def test_page_and_queries_do_not_grow_with_the_hamlets(plan, officer):
    def sizes() -> list[tuple[int, int]]:
        found = []
        for url in pages(plan):
            with CaptureQueriesContext(connection) as queries:
                answer = officer.get(url, {"q": "hộ nghèo đầu năm"})
            found.append((len(queries), answer.text.count("<li data-insert")))
        return found

    counted_hamlets(plan.unit, 20)
    few = sizes()
    counted_hamlets(plan.unit, 40)

    assert sizes() == few


def test_search_is_the_officers(plan, client):
    client.force_login(leader_of(plan.unit))

    assert client.get(reverse("plans:tokens", args=[plan.slug])).status_code == 403
