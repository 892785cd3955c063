"""The officer's autumn with the keyboard alone, the surveyor's on a phone, and how heavy the page is."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, Response, expect

from households.actions import standards_load
from households.models import Question, Review
from households.resources import standard_lists
from households.rules import Classification, Relation, Scores, Thresholds, classify
from povertyplan.accounts.models import User
from tests.factories import (
    CommuneFactory,
    HamletFactory,
    HouseholdFactory,
    MemberFactory,
    ReviewFactory,
    ReviewRoundFactory,
    leader_of_hamlets,
    officer_of,
)
from tests.journeys.conftest import accessibility_faults
from tests.journeys.looks import assert_fits

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = ("Lò Văn An", "Lò Văn Bình", "Lò Văn Cam", "Lò Văn Dần")
MOST_BYTES = 60_000  # bytes of the page and all it asks for, with nothing in the cache


@pytest.fixture
def reviews(live_server: Any) -> list[Review]:
    """Four listed households of a hamlet, all poor last year."""
    standards_load(**standard_lists())
    hamlet = HamletFactory.create(unit=CommuneFactory.create(), name="Nà Mẫu")
    last = ReviewRoundFactory.create(unit=hamlet.unit, closed=True)
    current = ReviewRoundFactory.create(unit=hamlet.unit, base=last)
    made = []
    for name in NAMES:
        household = HouseholdFactory.create(hamlet=hamlet, head_name=name)
        MemberFactory.create(household=household, relation=Relation.SPOUSE, birth_year=1982)
        ReviewFactory.create(round=last, household=household, poor=True, causes=0b11, needs=0b1, people=2)
        made.append(ReviewFactory.create(round=current, household=household, people=2))
    return made


@pytest.fixture
def enter(page: Page, live_server: Any) -> Callable[[User, str], None]:
    """Opens an address for somebody who is signed in."""

    def run(user: User, address: str) -> None:
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.clear_cookies()
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": str(live_server.url)}])
        page.goto(f"{live_server.url}{address}")

    return run


def of(review: Review) -> str:
    return reverse("households:review", args=[review.pk])


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_officer_enters_three_households_with_the_keyboard_alone(
    page: Page, enter: Callable[[User, str], None], reviews: list[Review]
) -> None:
    officer = officer_of(reviews[0].round.unit)
    enter(officer, of(reviews[0]))

    for review, (income, yes) in zip(reviews, (("120", 3), ("140", 2), ("141", 5)), strict=False):
        expect(page.get_by_role("heading", name=review.head_name)).to_be_visible()
        page.wait_for_load_state("load")
        expect(page.get_by_role("link", name="Không thay đổi so với đợt trước")).to_be_focused()
        press(page, "Tab")  # to the score
        page.keyboard.type(income)
        press(page, "Tab", *("c" * yes), *("k" * (12 - yes)))
        expect(page.locator("[data-finding]")).to_contain_text(f"B1 = {income}, B2 = {10 * yes}.")
        press(page, "Enter")
        expect(page.get_by_role("status").first).to_contain_text(f"Đã lưu hộ {review.head_name}")

    found = [
        (review.income_score, review.classification)
        for review in Review.objects.filter(round=reviews[0].round).order_by("pk")
    ]
    assert found == [
        (120, Classification.POOR),
        (140, Classification.NEAR_POOR),
        (141, Classification.OTHER),
        (None, ""),
    ]
    expect(page.get_by_role("heading", name=NAMES[3])).to_be_visible()
    expect(page.locator(".far")).to_contain_text("đã nhập 3/4 hộ")


def test_unchanged_household_takes_at_most_five_keys(
    page: Page, enter: Callable[[User, str], None], reviews: list[Review]
) -> None:
    enter(officer_of(reviews[0].round.unit), of(reviews[0]))
    keys = ("Enter", " ", "Enter")

    for review in reviews[:2]:
        expect(page.get_by_role("heading", name=review.head_name)).to_be_visible()
        expect(page.get_by_role("link", name="Không thay đổi so với đợt trước")).to_be_focused()
        press(page, keys[0])
        expect(page.get_by_label("Đã hỏi lại từng mục")).to_be_focused()
        press(page, *keys[1:])
        expect(page.get_by_text(f"Đã lưu hộ {review.head_name}: hộ nghèo.")).to_be_visible()

    assert len(keys) <= 5
    unchanged = Review.objects.filter(round=reviews[0].round, confirmed_unchanged=True).order_by("pk")
    assert [(review.pk, review.classification) for review in unchanged] == [
        (review.pk, Classification.POOR) for review in reviews[:2]
    ]


def test_surveyor_enters_on_a_phone(
    page: Page, enter: Callable[[User, str], None], reviews: list[Review]
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    enter(leader_of_hamlets(reviews[0].hamlet), "/ra-soat/cua-toi/")
    page.get_by_role("link", name="Mở danh sách hộ").click()
    page.get_by_role("link", name=NAMES[2]).click()

    page.get_by_label("Điểm B1 (thu nhập)").fill("139")
    for number in range(1, 13):
        label = page.locator(f"#id_d{number} label", has_text="Có" if number <= 3 else "Không")
        assert label.bounding_box()["height"] >= 44  # type: ignore[index]
        label.click()
    expect(page.locator("[data-finding]")).to_contain_text("hộ nghèo")
    page.get_by_role("button", name="Lưu và sang hộ tiếp theo trong thôn").click()

    expect(page.get_by_role("heading", name=NAMES[3])).to_be_visible()
    assert Review.objects.get(pk=reviews[2].pk).classification == Classification.POOR


def test_page_answers_without_script(browser: Browser, live_server: Any, reviews: list[Review]) -> None:
    client = Client()
    client.force_login(officer_of(reviews[0].round.unit))
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": str(live_server.url)}])
    page = context.new_page()
    page.goto(f"{live_server.url}{of(reviews[0])}")

    page.get_by_label("Điểm B1 (thu nhập)").fill("140")
    for number in range(1, 13):
        page.locator(f"#id_d{number}").get_by_label("Không").check()
    page.get_by_role("button", name="Xem phân loại").click()
    expect(page.get_by_text("B1 ≤ 140 và B2 < 30 → hộ cận nghèo")).to_be_visible()
    page.get_by_role("button", name="Lưu và sang").click()

    expect(page.get_by_role("heading", name=NAMES[1])).to_be_visible()
    context.close()


@pytest.mark.looks
@pytest.mark.parametrize("width", [1280, 390, 320])
def test_pages_fit_and_are_accessible(
    page: Page, enter: Callable[[User, str], None], reviews: list[Review], live_server: Any, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    round, unit, hamlet = reviews[0].round, reviews[0].round.unit, reviews[0].hamlet
    officer = officer_of(unit)
    enter(officer, of(reviews[0]))

    for name, *args in (
        ("review", reviews[0].pk),
        ("review_unchanged", reviews[0].pk),
        ("rounds", unit.pk),
        ("round_new", unit.pk),
        ("round", round.pk),
        ("round_add", round.pk),
        ("round_reopen", round.pk),
        ("hamlet_reviews", round.pk, hamlet.pk),
        ("review_requests", unit.pk),
        ("postings", round.pk),
    ):
        page.goto(live_server.url + reverse(f"households:{name}", args=args))
        assert_fits(page, width)
        assert accessibility_faults(page) == [], name
    found = {"classification": "poor", "computed": "poor", "income_score": 1, "deprivation_score": 0}
    Review.objects.in_round(round).update(entered_at=timezone.now(), **found)
    page.goto(live_server.url + reverse("households:meetings", args=[round.pk, hamlet.pk]))
    assert_fits(page, width)
    assert accessibility_faults(page) == []


def test_entry_page_is_light(
    page: Page, enter: Callable[[User, str], None], reviews: list[Review], live_server: Any
) -> None:
    """With a questionnaire of the circular's size, every resource compressed as it is served."""
    Question.objects.bulk_create(
        Question(
            standard=reviews[0].round.standard,
            region="vùng mẫu",
            number=number,
            text=f"Câu hỏi mẫu dài như của thông tư, câu số {number}",
            answer_number=answer,
            answer=f"Phương án trả lời mẫu số {answer}",
            points=5 * answer,
        )
        for number, answer in product(range(1, 17), range(1, 6))
    )
    asked: list[Response] = []
    page.on("response", lambda response: asked.append(response))

    enter(officer_of(reviews[0].round.unit), of(reviews[0]))
    page.wait_for_load_state("networkidle")

    weights = {response.url: len(gzip.compress(response.body())) for response in asked}
    assert len(weights) >= 5
    assert sum(weights.values()) <= MOST_BYTES, weights


def test_script_judges_as_the_server(page: Page, live_server: Any) -> None:
    page.goto(f"{live_server.url}/dang-nhap/")
    lines = Thresholds(
        income_limit=1, average_income_limit=None, income_score_max=140, deprivation_score_min=30
    )
    cases = list(product((0, 139, 140, 141, 500), (0, 20, 30, 120), (False, True)))
    script = """async (cases) => {
        const { classify } = await import('/static/js/review.js');
        return cases.map(([income, deprivation, average]) =>
            classify({ income, deprivation, limit: 140, least: 30, average }));
    }"""

    assert page.evaluate(script, cases) == [
        classify(
            scores=Scores(income=income, deprivation=deprivation), thresholds=lines, average_standard=average
        ).classification
        for income, deprivation, average in cases
    ]
