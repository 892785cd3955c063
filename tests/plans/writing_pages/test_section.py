"""One section: saved, refused, never over a newer one."""

from __future__ import annotations

import pytest
from django.test import Client

from plans.actions import section_save
from plans.models import Plan
from plans.rules import SectionContent
from tests.conflicts import sent_on
from tests.plans.writing_pages.sent import node_of, section_data, text_of, url_of

pytestmark = pytest.mark.django_db

NASTY = {
    "long": "n" * 10_000,
    "html": "<script>alert(1)</script>",
    "formula": "=1+1",
    "nul": "a\x00b",
}


def test_section_is_saved(plan: Plan, officer: Client) -> None:
    node = node_of(plan)
    data = section_data(node, body="Có {{ho-ngheo}} hộ.\r\n\r\n- Một", content="funding")

    answer = officer.post(url_of("section", plan, node.pk), data)

    node.refresh_from_db()
    assert (node.body, node.content) == ("Có {{ho-ngheo}} hộ.\n- Một", "funding")
    assert answer.status_code == 302


def test_figures_to_pick_stand_beside_the_text(plan: Plan, officer: Client) -> None:
    page = text_of(officer.get(url_of("section", plan, node_of(plan).pk)))

    assert 'data-insert="{{ho-ngheo}}"' in page
    assert "<strong>200</strong>" in page  # two hamlets of 100 households


@pytest.mark.parametrize("token", ["{{ho-giau}}", "{{ho-ngheo@khong-co}}", "{{Hộ nghèo}}"])
def test_unknown_figure_is_an_error_of_the_field(plan: Plan, officer: Client, token: str) -> None:
    node = node_of(plan)

    answer = officer.post(url_of("section", plan, node.pk), section_data(node, body=f"Có {token} hộ."))

    assert answer.status_code == 200
    assert f"Không có số liệu nào tên {token}; chọn trong danh sách bên cạnh." in text_of(answer)
    assert f"Có {token} hộ.</textarea>" in text_of(answer)
    node.refresh_from_db()
    assert node.body == "Cho vay vốn."


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY.keys())
def test_nasty_heading_is_stored_as_text_or_refused(plan: Plan, officer: Client, text: str) -> None:
    node = node_of(plan)

    answer = officer.post(url_of("section", plan, node.pk), section_data(node, heading=text))

    node.refresh_from_db()
    if len(text) > 300:
        assert "Dài quá 300 chữ (đang có 10000 chữ)." in text_of(answer)
        assert text in text_of(answer)
    else:
        assert answer.status_code == 302
        assert node.heading == text.replace("\x00", " ")
        assert "<script>alert" not in text_of(officer.get(url_of("plan_edit", plan)))


def test_stale_section_keeps_what_was_typed_and_shows_what_is_stored(plan: Plan, officer: Client) -> None:
    node = node_of(plan)
    url, data = url_of("section", plan, node.pk), section_data(node, body="Lời của tôi.")
    content = SectionContent.TEXT
    section_save(
        section=node, heading="Khác", body="Lời người khác.", content=content, version=node.version, by=None
    )

    answer = officer.post(url, data)

    assert answer.status_code == 409
    assert "Lời của tôi.</textarea>" in text_of(answer)
    assert "Lời người khác." in text_of(answer)
    again = officer.post(url, sent_on(answer, **{"keep:body": "mine", "keep:heading": "theirs"}))
    assert again.status_code == 302
    assert node_of(plan, "Khác").body == "Lời của tôi."


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 5000, "²"])
def test_damaged_version_overwrites_nothing(plan: Plan, officer: Client, version: str) -> None:
    node = node_of(plan)

    answer = officer.post(url_of("section", plan, node.pk), section_data(node, body="X", version=version))

    assert answer.status_code == 409
    node.refresh_from_db()
    assert node.body == "Cho vay vốn."
