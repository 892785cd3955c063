"""A plan of each kind started through its page."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.urls import reverse

from households.rules import HamletLabel
from plans.models import Plan
from plans.resources import kind_content, placeholders
from plans.rules import PLAN_KIND_LABELS, PLANS, Status
from tests.factories import YEAR, counted_hamlets
from tests.plans.plan_pages.office import (
    article,
    notices,
    page,
    without_figures,
    without_hamlets,
    without_plan,
)


@pytest.mark.parametrize(
    ("arrange", "sentence"),
    [
        (without_hamlets, "Chưa có danh sách thôn, tổ dân phố"),
        (without_figures, "Còn 2/3 thôn chưa đủ số liệu tại 31/12/2025."),
        (without_plan, None),
    ],
)
def test_new_plan_page_names_what_is_missing_and_lets_start(office, arrange, sentence):
    arrange(office.unit)
    client = office.client(office.officer)

    text = page(client, "plans:plan_new", office.unit.pk, YEAR)

    assert (sentence in text) if sentence else ("Lập trước cũng được" not in text)
    assert len(re.findall(r'<input type="radio" name="kind"[^>]* checked', text)) == 1
    there = reverse("plans:plan_new", args=[office.unit.pk, YEAR])
    assert client.post(there, {"kind": "annual"}).status_code == 302


@pytest.mark.parametrize("kind", PLANS)
def test_plan_of_each_kind_is_started_through_the_page(office, kind):
    counted_hamlets(office.unit, 2)
    client, url = office.client(office.officer), reverse("plans:plan_new", args=[office.unit.pk, YEAR])
    assert PLAN_KIND_LABELS[kind] in client.get(url).text

    response = client.post(url, {"kind": kind.value})

    plan = Plan.objects.get()
    assert (plan.kind, plan.year, plan.status, plan.created_by) == (kind, YEAR, Status.DRAFT, office.officer)
    assert response["Location"] == reverse("plans:plan", args=[plan.slug])
    content = kind_content(kind, placeholders(office.unit, year=YEAR, label=HamletLabel.THON))
    top = list(plan.sections.filter(parent=None).order_by("order").values_list("heading", flat=True))
    assert top == [section.heading for section in content.sections]
    shown = client.get(response["Location"])
    assert notices(shown) == ["Đã lập dự thảo với các mục thường dùng."]
    assert all(unescape(heading) in unescape(article(shown.text)) for heading in top)
    assert not re.search(r"\$\w|\{\{", article(shown.text))


def test_unknown_kind_starts_nothing(office):
    url = reverse("plans:plan_new", args=[office.unit.pk, YEAR])

    response = office.client(office.officer).post(url, {"kind": "<b>"})

    assert response.status_code in {200, 422}
    assert "<b>" not in response.text
    assert not Plan.objects.exists()
