"""Cells that cannot be come back as typed, and nothing is saved."""

from __future__ import annotations

import pytest

from tests.plans.grid_page.desk import LOOK_AGAIN, NOT_A_COUNT, inputs, messages_of, notes, refused, sent_back

TOO_LONG = "Quá dài; chỉ nhập số nguyên không âm, ví dụ 12 hoặc 1.234."
BAD = [
    "-1",
    "1.5",
    "1,5",
    "abc",
    "=1+1",
    "<script>alert(1)</script>",
    '">',
    "１２",
    "1e3",
    "99999999",
    "\x00",
]


@pytest.mark.parametrize("text", BAD)
def test_bad_cell_comes_back_as_typed_and_nothing_is_saved(desk, text):
    before = desk.state()

    response = desk.post({desk.cell(1, "poor"): text, desk.cell(0, "poor"): " 6", desk.cell(2, "poor"): "1"})

    assert response.status_code == 422
    assert messages_of(response) == [LOOK_AGAIN]
    shown = inputs(response.text)
    assert shown[desk.cell(1, "poor")] == text.replace("\x00", "")
    assert (shown[desk.cell(0, "poor")], shown[desk.cell(2, "poor")]) == (" 6", "1")
    assert refused(response.text) == {desk.cell(1, "poor")}
    sentence = "Số quá lớn: nhiều nhất là 9.999.999." if text == "99999999" else NOT_A_COUNT
    assert notes(response.text) == {"Ao": "", "Bãi": sentence, "Cầu": ""}
    assert "<script>alert" not in response.text
    assert desk.state() == before


def test_endless_number_is_refused_by_its_length(desk):
    before = desk.state()

    response = desk.post({desk.cell(1, "poor"): "1" * 10_000})

    assert response.status_code == 422
    assert inputs(response.text)[desk.cell(1, "poor")] == "1" * 10_000
    assert notes(response.text)["Bãi"] == TOO_LONG
    assert desk.state() == before


def test_refused_table_can_be_mended_from_the_page_that_came_back(desk):
    response = desk.post({desk.cell(1, "poor"): "ba", desk.cell(0, "poor"): "6"})

    mended = desk.post({desk.cell(1, "poor"): "3"}, shown=sent_back(response.text))

    assert mended.status_code == 302
    assert (desk.line(0).poor, desk.line(1).poor) == (6, 3)


@pytest.mark.parametrize(
    ("changes", "marked", "sentence"),
    [
        ({"poor_reduction": "6"}, "poor_reduction", "Chỉ có 5 hộ nghèo, chỉ tiêu giảm không thể là 6."),
        (
            {"near_poor_reduction": "5"},
            "near_poor_reduction",
            "Chỉ có 4 hộ cận nghèo, chỉ tiêu giảm không thể là 5.",
        ),
        ({"poor": "1"}, "poor_reduction", "Chỉ có 1 hộ nghèo, chỉ tiêu giảm không thể là 2."),
        ({"poor": "101"}, "poor", None),
    ],
)
def test_row_that_cannot_be_is_refused_with_a_sentence(desk, changes, marked, sentence):
    before = desk.state()
    typed = {desk.cell(0, column): text for column, text in changes.items()} | {desk.cell(2, "poor"): "1"}

    response = desk.post(typed)

    assert response.status_code == 422
    assert refused(response.text) == {desk.cell(0, marked)}
    note = notes(response.text)["Ao"]
    assert note == sentence if sentence else "101" in note
    assert notes(response.text)["Cầu"] == ""
    assert typed.items() <= inputs(response.text).items()
    assert desk.state() == before
