"""Numbers of sections, points and appendices."""

from __future__ import annotations

import pytest

from povertyplan.documents.blocks import Paragraph, Section
from povertyplan.documents.numbering import (
    POINT_LETTERS,
    appendix_label,
    numbered,
    point_letter,
    section_label,
)


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ((1,), "I."),
        ((4,), "IV."),
        ((9,), "IX."),
        ((14,), "XIV."),
        ((2, 3), "3."),
        ((2, 3, 1), "3.1."),
        ((2, 3, 1, 5), "đ)"),
        ((2, 3, 1, 7), "g)"),
    ],
)
def test_section_label_follows_depth(path, label):
    assert section_label(path) == label


def test_points_use_the_vietnamese_letters_and_go_on_after_y():
    assert [point_letter(number) for number in range(1, 24)] == list("abcdđeghiklmnopqrstuvxy")
    assert point_letter(len(POINT_LETTERS) + 1) == "aa"
    assert point_letter(len(POINT_LETTERS) + 5) == "ađ"


@pytest.mark.parametrize(
    ("index", "size", "label"), [(1, 1, "Phụ lục"), (1, 2, "Phụ lục I"), (2, 2, "Phụ lục II")]
)
def test_appendix_label_counts_only_when_there_are_several(index, size, label):
    assert appendix_label(index, size) == label


def test_numbered_counts_sections_and_not_what_stands_between_them():
    blocks = (Section(heading="A"), Paragraph(inline=("x",)), Section(heading="B"))

    assert [path for _, path in numbered(blocks, (3,))] == [(3, 1), (3,), (3, 2)]
