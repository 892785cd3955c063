"""Lists of a plan: rows added, ordered, dropped, refused."""

from __future__ import annotations

import pytest
from django.test import Client

from plans.actions import parts_save
from plans.forms.lists import PARTS
from plans.models import FundingSource, LegalBasis, Plan
from tests.conflicts import sent_on
from tests.plans.writing_pages.sent import list_data, text_of, url_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("key", [key for key in PARTS if key != "slips"])  # those of a correction
def test_list_sent_back_unchanged_stays(plan: Plan, officer: Client, key: str) -> None:
    before = PARTS[key].stored(plan)

    assert officer.post(url_of(key, plan), list_data(plan, key)).status_code == 302
    assert PARTS[key].stored(plan) == before


def test_rows_are_added_ordered_and_dropped(plan: Plan, officer: Client) -> None:
    officer.post(url_of("funding", plan), list_data(plan, "funding", **{"rows-1-text": "Quỹ vì người nghèo"}))
    data = list_data(
        plan,
        "funding",
        **{"rows-0-DELETE": "on", "rows-1-ORDER": "2", "rows-2-text": "Vay", "rows-2-ORDER": "1"},
    )
    officer.post(url_of("funding", plan), data)

    texts = FundingSource.objects.filter(plan=plan).order_by("order").values_list("text", flat=True)
    assert list(texts) == ["Vay", "Quỹ vì người nghèo"]


def test_basis_takes_a_date_as_written_here(plan: Plan, officer: Client) -> None:
    data = list_data(plan, "bases", **{"rows-0-date": "05/04/2026"})

    assert data["rows-0-number"] == "07/2021/NĐ-CP"
    officer.post(url_of("bases", plan), data)
    assert "ngày 05/04/2026" in str(LegalBasis.objects.get(plan=plan))


@pytest.mark.parametrize(
    ("key", "field", "text"),
    [
        ("bases", "date", "31/02/2026"),
        ("bases", "date", "2\x00/1"),
        ("bases", "kind", ""),
        ("bases", "kind", "k" * 10_000),
        ("bases", "ORDER", "một"),
        ("duties", "kind", "khong-co"),
        ("duties", "text", "Có {{ho-giau}} hộ."),
        ("funding", "text", "{{x}}"),
        ("recipients", "mark", "m" * 21),
    ],
)
def test_bad_row_is_refused_and_stays_typed(
    plan: Plan, officer: Client, key: str, field: str, text: str
) -> None:
    name = f"rows-0-{field}"
    before = PARTS[key].stored(plan)

    answer = officer.post(url_of(key, plan), list_data(plan, key, **{name: text}))

    assert answer.status_code == 200
    form = answer.context["rows"].forms[0]
    assert list(form.errors) == [field]
    assert form.data[name] == text
    assert PARTS[key].stored(plan) == before


@pytest.mark.parametrize(
    "damage", [{"rows-TOTAL_FORMS": ""}, {"rows-TOTAL_FORMS": "x"}, {"rows-TOTAL_FORMS": "100000"}]
)
def test_damaged_list_is_refused(plan: Plan, officer: Client, damage: dict[str, str]) -> None:
    answer = officer.post(url_of("funding", plan), list_data(plan, "funding", **damage))

    assert answer.status_code == 200
    assert "Chưa lưu. Cần sửa" in text_of(answer)
    assert FundingSource.objects.filter(plan=plan).count() == 1


def test_stale_list_keeps_rows_and_shows_what_is_stored(plan: Plan, officer: Client) -> None:
    data = list_data(plan, "funding", **{"rows-1-text": "Dòng của tôi"})
    plan.refresh_from_db()
    rows = [{"text": "Dòng người khác"}]
    parts_save(plan=plan, model=FundingSource, rows=rows, version=plan.version, by=None)

    answer = officer.post(url_of("funding", plan), data)

    assert answer.status_code == 409
    assert "Dòng của tôi" in text_of(answer)
    assert "Dòng người khác" in text_of(answer)
    keep = {f"keep:{choice.name}": "mine" for choice in answer.context["conflict"].choices}
    assert officer.post(url_of("funding", plan), sent_on(answer, **keep)).status_code == 302
    assert [row["text"] for row in PARTS["funding"].stored(plan)] == ["Ngân sách xã", "Dòng của tôi"]
