"""A page whose memory was tampered with breaks nothing."""

from __future__ import annotations

from html import unescape

import pytest

from households.models import Hamlet
from tests.factories import CommuneFactory, counted_hamlets
from tests.plans.grid_page.desk import notes

TAMPERED = [
    "",
    "x",
    "[]",
    "null",
    "1",
    '"x"',
    '{"1":[1]}',
    '{"1":1}',
    '{"a":[1,1,1,1,1]}',
    '{"1":[[],[],[],[],[]]}',
    '{"1":["a","b","c","d","e"]}',
    '{"1":[NaN,1,1,1,1]}',
    "[" * 100_000,
    '{"1":' * 50_000,
    '{"1":[' + "9" * 5_000 + ",1,1,1,1]}",
    "\x00",
]


@pytest.mark.parametrize("text", TAMPERED, ids=lambda text: f"{text[:12]!a}")
def test_tampered_memory_of_the_page_breaks_nothing(desk, text):
    response = desk.post({"seen": text, desk.cell(1, "poor"): "3"})

    assert response.status_code in {302, 409}
    assert desk.line(1).poor == (3 if response.status_code == 302 else None)


@pytest.mark.parametrize("number", ["Infinity", "1e999"])
def test_endless_number_in_the_memory_of_the_page_breaks_nothing(desk, number):
    response = desk.post({"seen": f'{{"{desk.hamlets[1].pk}":[{number},1,1,1,1]}}'})

    assert response.status_code in {302, 409}


def test_names_of_no_cell_of_ours_are_passed_over(desk):
    foreign = counted_hamlets(CommuneFactory.create(), 1)[0]
    before = desk.state()
    strange = [f"c-{foreign.pk}-poor", "c-999999999-poor", "c--poor", "c-abc-poor", "c-1'--poor", "d-poor"]
    strange += [f"c-{desk.hamlets[0].pk}-{column}" for column in ("end_poor", "pk", "poor_rate", "")]

    response = desk.post(dict.fromkeys(strange, "1"))

    assert response.status_code == 302
    assert desk.state() == before


def test_words_of_places_are_never_markup(desk):
    name = '"><script>alert(1)</script>'
    Hamlet.objects.filter(pk=desk.hamlets[1].pk).update(name=name)

    page = desk.page()
    desk.post({desk.cell(1, "poor"): "3"})
    after = desk.page()

    assert "<script>alert" not in page + after
    assert name in notes(page)
    assert f"{name}, số hộ nghèo: trống → 3" in unescape(after)
