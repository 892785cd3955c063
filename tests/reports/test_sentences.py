"""What the sentences of a report say of each case; they name figures, no numbers."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import product

import pytest

from households.rules import Classification
from plans.rules import BrokenToken, Token, prose_parts
from reports.compose.figures import FIGURE_LABELS
from reports.rules import (
    Basis,
    ProgressLine,
    basis_topic,
    capital_topic,
    fund_topic,
    guidance_topic,
    help_topic,
    inspection_topic,
    progress_topics,
)

LINE = ProgressLine(
    of=Classification.POOR,
    target=10,
    opening=50,
    above=6,
    to_other_class=2,
    other_out=0,
    from_other_class=0,
    fell_back=1,
    newly=1,
    other_in=0,
    now=44,
)


def said(**fields: object) -> str:
    return " ".join(topic.sentence for topic in progress_topics(replace(LINE, **fields)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (
            {},
            "hộ nghèo, so với {{ho-ngheo-dau-nam}} hộ đầu năm giảm {{ho-ngheo-giam}} hộ",
        ),
        ({"now": 50}, "có {{ho-ngheo-hien-nay}} hộ nghèo, bằng số đầu năm"),
        ({"now": 53}, "so với {{ho-ngheo-dau-nam}} hộ đầu năm tăng {{ho-ngheo-tang}} hộ"),
        ({"now": None}, "Đầu năm có {{ho-ngheo-dau-nam}} hộ nghèo; đến ngày chốt số liệu chưa có kết quả"),
        ({"now": None, "opening": None}, "Chưa có số liệu về hộ nghèo"),
        ({}, "mức giảm thực đạt {{ho-ngheo-phan-tram}}%; còn phải giảm {{ho-ngheo-con-phai-giam}} hộ"),
        ({"now": 40}, "Chỉ tiêu giao giảm {{ho-ngheo-chi-tieu}} hộ đã đạt"),
        ({"now": 38}, "đã vượt {{ho-ngheo-vuot}} hộ"),
        ({"now": 53}, "chưa đạt; còn phải giảm {{ho-ngheo-con-phai-giam}} hộ"),
        ({"target": None}, "chưa giao chỉ tiêu giảm hộ nghèo bằng số hộ"),
        ({"target": 0, "now": 50}, "Chỉ tiêu giao giảm {{ho-ngheo-chi-tieu}} hộ đã đạt"),
        ({}, "có {{ho-ngheo-da-thoat}} hộ thoát nghèo, {{ho-ngheo-tai-ngheo}} hộ trở lại"),
        ({"above": 0, "to_other_class": 0, "fell_back": 0, "newly": 0}, "chưa có hộ nào thoát nghèo"),
    ],
)
def test_the_case_is_told_in_its_words(fields: dict[str, object], words: str) -> None:
    assert words in said(**fields)


def test_movements_that_are_not_known_are_not_told() -> None:
    assert "Từ đầu năm" not in said(above=None)


def test_every_sentence_names_only_figures_of_a_report_and_no_number_is_typed() -> None:
    lines = [
        replace(LINE, of=of, target=target, now=now)
        for of, target, now in product(
            (Classification.POOR, Classification.NEAR_POOR), (None, 0, 10), (None, 38, 40, 44, 50, 53)
        )
    ]
    topics = [
        *(topic for line in lines for topic in progress_topics(line)),
        *(basis_topic(basis) for basis in Basis),
        capital_topic(allocated=True, disbursed=True),
        fund_topic(received=True),
        help_topic(assigned=True),
        guidance_topic(issued=True),
        inspection_topic(held=True),
    ]
    sentences = {sentence for topic in topics for sentence in topic.words.values()}

    for sentence in sentences:
        parts = [*prose_parts(sentence)]
        assert not [part for part in parts if isinstance(part, BrokenToken)]
        assert {part.name for part in parts if isinstance(part, Token)} <= FIGURE_LABELS.keys()
        assert not re.search(r"\d", sentence), sentence
        assert sentence[0].isupper()
        assert sentence[-1] in ".:"
        assert "$" not in sentence


def outdated(line: ProgressLine, text: str) -> list[str]:
    return [topic.outdated(text) for topic in progress_topics(line) if topic.outdated(text)]


@pytest.mark.parametrize(("before", "now"), [*product((None, 38, 40, 44, 50, 53), repeat=2)])
def test_words_are_outdated_where_the_case_is_another(before: int | None, now: int | None) -> None:
    then, line = replace(LINE, now=before), replace(LINE, now=now)
    text = " ".join(topic.sentence for topic in progress_topics(then))
    changed = [
        topic.sentence
        for topic, held in zip(progress_topics(then), progress_topics(line), strict=True)
        if topic.sentence != held.sentence and topic.sentence
    ]

    assert outdated(line, text) == changed


def test_figure_of_a_fall_is_outdated_in_whatever_words_once_the_number_rose() -> None:
    own_words = "Cả phường giảm được {{ho-ngheo-giam}} hộ nghèo."

    assert outdated(LINE, own_words) == []
    assert outdated(replace(LINE, now=53), own_words) == ["{{ho-ngheo-giam}}"]
