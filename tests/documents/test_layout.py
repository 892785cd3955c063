"""Words and proportions of the decree."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from povertyplan.documents.blocks import (
    Basis,
    Closing,
    Column,
    Letterhead,
    Paragraph,
    ParagraphStyle,
    RecipientLine,
    Row,
    Section,
    Table,
    walk,
)
from povertyplan.documents.figures import inline_text
from povertyplan.documents.layout import (
    basis_lines,
    column_shares,
    date_line,
    ended,
    head_groups,
    number_line,
    printed_inline,
    recipient_lines,
    title_lines,
)
from tests.documents.sample import hamlet_table

HEAD = Letterhead(issuer=("Ủy ban nhân dân",), symbol="KH-UBND", locality="Phú Thịnh")


@pytest.mark.parametrize(
    ("number", "line"), [("5", "Số: 05/KH-UBND"), ("112", "Số: 112/KH-UBND"), ("", "Số: \xa0\xa0/KH-UBND")]
)
def test_number_line(number, line):
    printed = number_line(replace(HEAD, number=number))

    assert printed.replace("\xa0" * 9, "\xa0\xa0") == line


@pytest.mark.parametrize(
    ("day", "month", "tail"),
    [
        (5, 1, "ngày 05 tháng 01 năm 2026"),
        (15, 5, "ngày 15 tháng 5 năm 2026"),
        (31, 12, "ngày 31 tháng 12 năm 2026"),
    ],
)
def test_date_line_has_leading_zeros_as_the_decree_says(day, month, tail):
    assert date_line(replace(HEAD, day=day, month=month, year=2026)) == f"Phú Thịnh, {tail}"


def test_date_line_leaves_a_gap_for_the_day():
    assert date_line(replace(HEAD, month=5, year=2026)) == f"Phú Thịnh, ngày {chr(0xA0) * 6} tháng 5 năm 2026"


def test_bases_and_recipients_end_with_semicolons_and_the_last_with_a_full_stop():
    bases = tuple(Basis(text=text, place="basis:1") for text in ("A;", "B.", "C"))
    closing = Closing(
        recipients=(RecipientLine(name="Đảng ủy", mark="(b/c)"), RecipientLine(name="Lưu: VT.")),
        authority=(),
        signer="",
    )

    assert basis_lines(bases) == ("A;", "B;", "C.")
    assert recipient_lines(closing) == ("- Đảng ủy (b/c);", "- Lưu: VT.")
    assert basis_lines(()) == ()


@pytest.mark.parametrize(
    ("style", "text"),
    [
        (ParagraphStyle.BODY, "Thực hiện."),
        (ParagraphStyle.BULLET, "- Thực hiện."),
        (ParagraphStyle.SUB_BULLET, "+ Thực hiện."),
        (ParagraphStyle.CLOSING, "Thực hiện./."),
    ],
)
def test_printed_inline_carries_the_mark_of_its_style(style, text):
    assert inline_text(printed_inline(Paragraph(inline=("Thực hiện.",), style=style))) == text


def test_closing_mark_is_not_doubled():
    paragraph = Paragraph(inline=("Giải quyết./.",), style=ParagraphStyle.CLOSING)

    assert inline_text(printed_inline(paragraph)) == "Giải quyết./."


def test_a_body_without_closing_words_ends_with_its_last_words():
    bullet = Paragraph(inline=("Tổng hợp.",), style=ParagraphStyle.BULLET)
    body = (Paragraph(inline=("Mở đầu.",)), Section(heading="I", blocks=(bullet, bullet)))

    paragraphs = [block for block in walk(ended(body)) if isinstance(block, Paragraph)]

    assert [inline_text(printed_inline(each)) for each in paragraphs] == [
        "Mở đầu.",
        "- Tổng hợp.",
        "- Tổng hợp./.",
    ]
    assert ended(ended(body)) == ended(body)
    assert ended(()) == ()
    assert ended((hamlet_table(),)) == (hamlet_table(),)


def test_head_groups_span_neighbours_and_leave_single_columns():
    assert head_groups(hamlet_table()) == (
        ("", 1),
        ("", 1),
        ("Thời điểm 31/12/2025", 3),
        ("Chỉ tiêu giao giảm nghèo năm 2026", 3),
    )


@given(st.lists(st.tuples(st.integers(1, 12), st.text("aĐ 1", max_size=30)), min_size=1, max_size=20))
def test_column_shares_always_fill_the_line(wishes):
    columns = tuple(Column(key=str(i), label=text, width=width) for i, (width, text) in enumerate(wishes))
    table = Table(key="t", columns=columns, rows=(Row(key="1", cells=("",) * len(columns)),))

    shares = column_shares(table, room=40)

    assert sum(shares) == 100
    assert min(shares) >= 1


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Ngắn gọn", ("Ngắn gọn",)),
        ("", ()),
        (
            "Thực hiện công tác giảm nghèo năm 2026 trên địa bàn xã Đồng Phúc",
            ("Thực hiện công tác giảm nghèo", "năm 2026 trên địa bàn xã Đồng Phúc"),
        ),
    ],
)
def test_title_lines_are_even_and_keep_the_year(text, lines):
    assert title_lines(text, room=33) == lines


@given(st.lists(st.text("aĐ1", min_size=1, max_size=90), max_size=30))
def test_title_lines_lose_no_word(words):
    lines = title_lines(" ".join(words), room=33)

    assert " ".join(lines).split() == " ".join(words).split()
